"""Owns the files of reports: tried before anything is run for them, each written by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mockplatform.cli.exits import Failure
from mockplatform.cli.matrix.cells import Matrix

Writers = Mapping[str, Callable[[Matrix], bytes]]
_HINT = "Name a file that can be written, on a disk that has room."


def writers() -> Writers:
    """Return what writes each report, by the option's name."""
    from mockplatform.cli.matrix import junit, report

    return {
        "json_file": report.json,
        "junit_file": junit.junit,
        "markdown_file": lambda found: report.markdown(found).encode(),
    }


def try_out(file: Path) -> None:
    """See to it that a report can be written, and leave its place as it is.

    Raises:
        Failure: It cannot.
    """
    if not file.absolute().parent.is_dir():
        raise Failure(f"{file}: its directory does not exist", hint="Make it first.")
    was_there = file.exists()
    try:
        file.open("ab").close()
        if not was_there:
            file.unlink()
    except OSError as error:
        raise Failure(_cannot(file, error), hint=_HINT) from None


def write(found: Matrix, files: Mapping[str, Path | None]) -> None:
    """Write each report; one that cannot be written keeps no other from it.

    Raises:
        Failure: Some could not be written.
    """
    failed = []
    for name, make in writers().items():
        file = files[name]
        if file is None:
            continue
        try:
            file.write_bytes(make(found))
        except OSError as error:
            failed.append(_cannot(file, error))
    if failed:
        raise Failure("\n".join(failed), hint=_HINT)


def _cannot(file: Path, error: OSError) -> str:
    return f"{file}: the report cannot be written: {error.strerror or error}"
