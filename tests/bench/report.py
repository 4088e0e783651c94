"""Owns what the bench tells: a row for each aim, and on what machine it was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import Struct

MET, MISSED, TOLD, ABSENT = "met", "missed", "-", "not there"


class Row(Struct, kw_only=True, omit_defaults=True):
    """One figure, with its aim.

    Attributes:
        name: What `--only` takes.
        what: What was measured.
        aim: In words; empty where the figure is just told.
        figure: In words.
        spread: The lowest and the highest of the pairs.
        verdict: met, missed, "-" without an aim, "not there" for what cannot be measured yet.
        more: What else is to be told, by heading.
    """

    name: str
    what: str
    aim: str = ""
    figure: str = ""
    spread: str = ""
    verdict: str = TOLD
    more: dict[str, str] = {}


def verdict(*, is_met: bool) -> str:
    """Return the word for an aim that was met or missed."""
    return MET if is_met else MISSED


MORE = ("by CPU", "ours", "bare", "p50 ms", "p99 ms", "CPU us")


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table."""
    heads = ("", "aim", "figure", "spread", *MORE, "")
    lines = [
        (
            row.what,
            row.aim,
            row.figure,
            row.spread,
            *(row.more.get(m, "") for m in MORE),
            row.verdict,
        )
        for row in rows
    ]
    widths = [max(len(line[place]) for line in (heads, *lines)) for place in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (heads, *lines)
    )


def machine() -> dict[str, Any]:
    """Return on what the figures were measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "processor": _processor(),
        "cores": cores,
        "load": round(load, 2),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "aiohttp": metadata.version("aiohttp"),
        "loop": "uvloop" if find_spec("uvloop") else "asyncio",
    }


def machine_line() -> str:
    """Return the same as a line."""
    on = machine()
    return (
        f"{on['processor']}, {on['cores']} cores (load {on['load']} at the start), {on['system']}, "
        f"Python {on['python']}, aiohttp {on['aiohttp']} on {on['loop']}"
    )


def _processor() -> str:
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in info.splitlines() if "model name" in line)
    return next(names, platform.machine())
