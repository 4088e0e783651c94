"""Owns how outages come out of files: found, read, checked, kept.

Nothing here is read before somebody asks for an outage, so that a start pays nothing for
them. All that is wrong with a file is told at once, each thing with its line and path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from mockplatform.errors import FixtureInvalid, UnknownThing, nearest
from mockplatform.faults.course import Unstageable, check
from mockplatform.faults.outage import Outage
from mockplatform.fixtures_document import Document, Problem, Unreadable
from mockplatform.fixtures_loader import FIXTURES
from mockplatform.limits import LIMITS

FOLDER = FIXTURES / "outages"
SUFFIXES = (".yaml", ".yml", ".json")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
_HELP = "docs/outages.md tells the format."
_OWN = frozenset({"steps", "ramps", "stages", "for"})
"""Members by which an outage's file is told from a tenant's."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of the shipped outages."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache(maxsize=LIMITS.outages_kept_max)
def shipped(name: str) -> Outage:
    """Return an outage of the catalogue.

    Raises:
        UnknownThing: It has none of that name.
    """
    if not _NAME.fullmatch(name) or name not in names():
        raise UnknownThing("outage", name, hint=nearest(name[:128], names()))
    path = FOLDER / f"{name}.yaml"
    return parse(path.read_text(encoding="utf-8"), path.name)


def is_outage_file(path: Path) -> bool:
    """Whether a file is meant as an outage, and not as a tenant."""
    from mockplatform.fixtures_text import read

    try:
        value = read(path.read_text(encoding="utf-8"), path.name).value
    except (OSError, UnicodeDecodeError, Unreadable):
        return False  # whoever loads it tells what is wrong with it
    return isinstance(value, dict) and not _OWN.isdisjoint(value)


def parse(text: str, source: str = "outage.yaml") -> Outage:
    """Return the outage that a text describes; `source` names it in errors.

    Raises:
        FixtureInvalid: The text describes none; `details` say where and why.
    """
    from mockplatform.fixtures_check import misfits
    from mockplatform.fixtures_text import read

    try:
        document = read(text, source)
    except Unreadable as error:
        raise _invalid(Document(source), [error.problem]) from None
    problems = [*document.problems, *misfits(document.value, Outage)]
    problems = problems or list(_unstageable(document.value))
    if problems:
        raise _invalid(document, problems)
    return msgspec.convert(document.value, Outage)


def _unstageable(value: Any) -> Iterator[Problem]:
    try:
        check(msgspec.convert(value, Outage))
    except Unstageable as error:
        yield Problem(error.path, "invalid.value", error.what)


def _invalid(document: Document, problems: list[Problem]) -> FixtureInvalid:
    ordered = sorted(problems, key=document.mark)
    details = [document.detail(one) for one in ordered[: LIMITS.fixture_problems_shown_max]]
    more = f" (and {len(ordered) - 1} more)" if len(ordered) > 1 else ""
    first = f"{details[0].field}: {details[0].message}"
    return FixtureInvalid(f"{first}{more}", hint=_HELP, details=details)


def load_file(path: Path) -> Outage:
    """Return the outage in a YAML or JSON file.

    Raises:
        UnknownThing: There is no such file.
        FixtureInvalid: The file describes no outage; `details` say where and why.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LIMITS.fixture_bytes_max + 1)
        return parse(str(data, "utf-8"), str(path))
    except OSError:
        hint = "One that comes with the platform goes by its name alone: `brownout`."
        raise UnknownThing("outage file", str(path), hint=hint) from None
    except UnicodeDecodeError as error:
        document = Document(str(path))
        what = f"byte {error.start} is not UTF-8"
        raise _invalid(document, [Problem((), "unreadable.file", what)]) from None
