"""Owns how a tenant's configuration comes out of a fixture file: found, read, checked, kept.

All that is wrong with a file is told at once, each thing with its line and path. What that
takes, PyYAML and the checks, is imported when a text must be read: beside each shipped
fixture stands its compiled form, which is taken as long as it is of the same text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from mockplatform.core.configuration import TenantConfig
from mockplatform.errors import Detail, FixtureInvalid, UnknownThing, nearest
from mockplatform.limits import LIMITS

if TYPE_CHECKING:
    from mockplatform.fixtures_document import Document, Problem

_PACKAGE = Path(__file__).parent
FIXTURES = next(
    (path for path in [_PACKAGE / "_fixtures"] if path.is_dir()), _PACKAGE.parent / "fixtures"
)
"""Where the shipped fixtures are: inside a wheel's package, or at the top of a checkout."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SUFFIXES = (".yaml", ".yml", ".json")
_HELP_PATH = "A fixture that comes with the platform goes by its name alone: `retail`."
_HELP = "docs/fixtures.md tells the format."


class _Compiled(Struct, frozen=True):
    """A shipped fixture that was checked, with the hash of the text that it was made of."""

    sha256: str
    config: TenantConfig


def names() -> tuple[str, ...]:
    """Return the names of the shipped fixtures."""
    return tuple(sorted(path.stem for path in (FIXTURES / "tenants").glob("*.yaml")))


def load(name_or_path: str) -> TenantConfig:
    """Return a shipped fixture by its name, or the one in a YAML or JSON file.

    Raises:
        UnknownThing: No such fixture or file.
        FixtureInvalid: The file describes no tenant; `details` say where and why.
    """
    path = Path(name_or_path)
    if path.suffix.lower() not in _SUFFIXES:
        return load_shipped(name_or_path)
    return _load_file(path, source=name_or_path)


def load_shipped(name: str) -> TenantConfig:
    """Return a shipped fixture; never reads another file, so that a request may name it.

    Raises:
        UnknownThing: No fixture of that name.
    """
    if _NAME.fullmatch(name):
        path = FIXTURES / "tenants" / f"{name}.yaml"
        if path.is_file():
            return _load_file(path, source=path.name)
    hint = nearest(name[:128], names())
    if not hint.startswith("Known"):
        hint += f" Known: {', '.join(names())}."
    hint += f" A file is one whose name ends in {', '.join(_SUFFIXES)}."
    raise UnknownThing("fixture", name, hint=hint)


def parse(text: str, source: str = "fixture.yaml") -> TenantConfig:
    """Return the configuration that a text describes; `source` names it in errors.

    Raises:
        FixtureInvalid: The text describes no tenant; `details` say where and why.
    """
    from mockplatform.fixtures_check import misshapen
    from mockplatform.fixtures_document import Document, Unreadable
    from mockplatform.fixtures_names import inconsistent
    from mockplatform.fixtures_text import read

    try:
        document = read(text, source)
    except Unreadable as error:
        raise _invalid(Document(source), [error.problem]) from None
    problems = [*document.problems, *misshapen(document.value), *inconsistent(document.value)]
    if problems:
        raise _invalid(document, problems)
    return msgspec.convert(document.value, TenantConfig)


def _invalid(document: Document, problems: Iterable[Problem]) -> FixtureInvalid:
    ordered = sorted(problems, key=document.mark)
    details = [document.detail(one) for one in ordered[: LIMITS.fixture_problems_shown_max]]
    more = f" (and {len(ordered) - 1} more)" if len(ordered) > 1 else ""
    first = f"{details[0].field}: {details[0].message}"
    return FixtureInvalid(f"{first}{more}", hint=_HELP, details=details)


def _load_file(path: Path, *, source: str) -> TenantConfig:
    try:
        stat = path.stat()
    except (OSError, ValueError):
        raise UnknownThing("fixture file", source, hint=_HELP_PATH) from None
    return _load_version(path, source, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=LIMITS.fixtures_kept_max)
def _load_version(path: Path, source: str, version: tuple[int, int]) -> TenantConfig:
    """Read a file that has that time and size: a tenant is made far quicker than YAML is read."""
    del version
    try:
        with path.open("rb") as file:
            data = file.read(LIMITS.fixture_bytes_max + 1)
        if len(data) <= LIMITS.fixture_bytes_max:
            compiled = load_compiled(path, data) if path.parent == FIXTURES / "tenants" else None
            return compiled or parse(str(data, "utf-8"), source)
        what = f"has over {LIMITS.fixture_bytes_max} bytes"
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        what = f"byte {error.start} is not UTF-8"
    raise FixtureInvalid(
        f"{source} {what}", hint=_HELP, details=[Detail("unreadable.file", source, what)]
    )


def compiled_path(path: Path) -> Path:
    """Return where the compiled form of a shipped fixture stands."""
    return path.parent.parent / "compiled" / f"{path.stem}.json"


def compile_fixture(data: bytes, source: str) -> bytes:
    """Return the compiled form of a fixture's text.

    Raises:
        FixtureInvalid: The text describes no tenant.
    """
    compiled = _Compiled(hashlib.sha256(data).hexdigest(), parse(str(data, "utf-8"), source))
    return msgspec.json.format(msgspec.json.encode(compiled), indent=1) + b"\n"


def load_compiled(path: Path, data: bytes) -> TenantConfig | None:
    """Return what a fixture's compiled form says, if there is one and it is of that text."""
    try:
        compiled = msgspec.json.decode(compiled_path(path).read_bytes(), type=_Compiled)
    except (OSError, msgspec.DecodeError):
        return None  # The text itself says the same, only slower.
    return compiled.config if compiled.sha256 == hashlib.sha256(data).hexdigest() else None
