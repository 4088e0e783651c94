"""Owns the command `validate`: what is wrong with files of fixtures and outages, and where."""

from __future__ import annotations

from typing import Any

import click

from mockplatform.cli.exits import Exit
from mockplatform.errors import FixtureInvalid, PlatformError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of what is wrong.")
def validate(files: tuple[str, ...], *, as_json: bool) -> int:
    """Check FILEs of fixtures or outages (or shipped ones by name); tell what is wrong, and where.

    Each line has file, line, column and path. The exit code is 1 when something is wrong.
    """
    checked = {file: problems(file) for file in files}
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(checked), indent=2).decode())
    else:
        for file, found in checked.items():
            for one in found:
                click.echo(f"{one['place']}: {one['message']}")
            if not found:
                click.echo(f"{file}: in order")
    return Exit.REFUSED if any(checked.values()) else Exit.OK


def problems(file: str) -> list[dict[str, Any]]:
    """Return what is wrong with a fixture or an outage; nothing if it is in order."""
    try:
        _load(file)
    except FixtureInvalid as error:
        return [
            {"place": one.field, "code": one.code, "message": one.message} for one in error.details
        ]
    except PlatformError as error:
        return [{"place": file, "code": error.code, "message": f"{error.message}. {error.hint}"}]
    return []


def _load(file: str) -> None:
    """Load a fixture or an outage, by the name of a shipped one or from a file."""
    from pathlib import Path

    from mockplatform import fixtures_loader, outage_files

    if file.lower().endswith(outage_files.SUFFIXES) and outage_files.is_outage_file(Path(file)):
        outage_files.load_file(Path(file))
    elif file in outage_files.names() and file not in fixtures_loader.names():
        outage_files.shipped(file)
    else:
        fixtures_loader.load(file)
