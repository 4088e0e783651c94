"""Owns how the matrix is told: a table on the terminal, a page in Markdown, JSON."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import msgspec

from mockplatform.cli.matrix.cells import Cell, Matrix
from mockplatform.cli.steering import table

_LINES_SHOWN = 5
_CONTROL = re.compile(r"(?:\x1b\[|\x9b)[0-9;]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def lines(matrix: Matrix) -> Iterator[str]:
    """Yield the matrix as lines for a terminal."""
    yield from table([("outage", "", "faults", "seconds", ""), *map(_row, matrix.runs)])
    for cell in matrix.runs:
        if cell.outcome != "survived":
            yield ""
            yield f"{cell.outage}: {cell.said}; it said last:"
            yield from (f"  {line}" for line in _tail(cell, _LINES_SHOWN))
    yield ""
    yield f"{matrix.verdict} Seed {matrix.seed}."


def _row(cell: Cell) -> tuple[str, ...]:
    need = "" if cell.must_survive else "(need not survive)"
    fire = "(had to fire)" if cell.lacks_fire else ""
    note = cell.said if cell.outcome != "survived" or cell.is_unmet else ""
    told = " ".join(filter(None, [note, need, fire]))
    return (cell.outage, cell.mark, str(cell.faults), f"{cell.seconds:.1f}", told)


def _tail(cell: Cell, most: int) -> list[str]:
    return [_CONTROL.sub("", line) for line in cell.tail[-most:]] or ["(nothing)"]


def markdown(matrix: Matrix) -> str:
    """Return the matrix as a page."""
    lasts = matrix.lasts or "as long as their files say"
    parts = [
        "# Resilience matrix",
        "",
        matrix.verdict,
        "",
        f"- command: {_code(shlex.join(matrix.command))}",
        f"- fixture: {_code(matrix.fixture)}, seed: {matrix.seed}",
        f"- outages: after {matrix.after}, for {lasts}, intensity {matrix.intensity:g}",
        "",
        "| outage | outcome | must survive | faults fired | seconds |",
        "|---|---|---|---|---|",
    ]
    parts += [_line(cell) for cell in matrix.runs]
    for cell in matrix.runs:
        if cell.outcome != "survived":
            parts += ["", f"## {cell.outage}: {cell.said}", ""]
            parts += [f"    {line}" for line in _tail(cell, len(cell.tail))]
    return "\n".join(parts) + "\n"


def _line(cell: Cell) -> str:
    must = "yes" if cell.must_survive else "no"
    is_fine = cell.outcome == "survived" and cell.holds
    said = cell.said if is_fine else f"**{cell.said}**"
    return f"| {cell.outage} | {said} | {must} | {cell.faults} | {cell.seconds:.1f} |"


def _code(text: str) -> str:
    """Return a text as code, whatever ticks are in it."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def json(matrix: Matrix) -> bytes:
    """Return the matrix as JSON."""
    members = {**msgspec.to_builtins(matrix), "verdict": matrix.verdict}
    members["held"] = not matrix.broken
    members |= {"survived": matrix.survived, "unmet": matrix.unmet}
    members["failed"] = len(matrix.cells) - matrix.survived - matrix.unmet
    return msgspec.json.format(msgspec.json.encode(members), indent=2) + b"\n"
