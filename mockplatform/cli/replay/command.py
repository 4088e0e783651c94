"""Owns the command `replay`: a recorded run staged again, and where the two runs part."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Any

import click

from mockplatform.cli.execute import environment, environment_of, run
from mockplatform.cli.exits import Exit, Failure, plain

if TYPE_CHECKING:
    from mockplatform.cli.replay.stage import Stage
    from mockplatform.recording.compare import Parting
    from mockplatform.recording.reading import Record
    from mockplatform.server import MockPlatform

HELP = """Stage a recorded run again, run COMMAND against it, and tell where the two runs part.

RUN is what `serve --record`, `exec --record` or the admin API's record has written. The
platform has the same seed, fixture, settings and faults; who steered by the admin API then is
stood in for, before the same request or frame. An act that COMMAND carries out itself is left
to it. Without COMMAND the URL is printed, and the run lasts until Ctrl-C.

\b
The exit code:
  0    the runs are equal
  7    they part; for each subject the first place is told
  8    no difference was found, but not all was staged again or compared; notes tell why
Where the runs are equal and COMMAND failed, it is COMMAND's.
"""


@click.command("replay", help=HELP, context_settings={"allow_interspersed_args": False})
@click.option("--fixture", metavar="NAME|FILE", help="Instead of the one that the record names.")
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="0 takes any free one.")
@click.option(
    "--record",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the record of this run there.",
)
@click.argument("run_file", metavar="RUN", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def replay(run_file: Path, command: Sequence[str], **given: Any) -> int:
    """Stage a recorded run again."""
    from mockplatform.cli.replay.stage import Stage
    from mockplatform.recording.compare import compare
    from mockplatform.recording.reading import parse
    from mockplatform.server import MockPlatform, logs

    command = command[1:] if command[:1] == ("--",) else command  # behind RUN it stays in
    logs.configure("text")
    then = parse(_read(run_file))
    record = _opened(given["file"], run_file)
    stage = Stage(then, given["fixture"] or then.run.fixture)
    with MockPlatform.start(
        given["fixture"] or then.run.fixture,
        settings=then.run.settings if stage.is_default else {},
        seed=then.run.server_seed,
        port=given["port"],
        attend=stage.attend,
    ) as platform:
        seed = then.run.server_seed if stage.is_default else then.run.seed
        click.echo(f"mockplatform replay: {stage.url}  seed {seed}", err=True)
        code = _run(platform, stage, command) if command else _wait()
        stage.finish()
    partings, notes = compare(then, stage.seen()), stage.told()
    for note in notes:
        click.echo(_one_line(f"Note: {note}."), err=True)
    for line in told(then, partings, code, is_all=not notes):
        click.echo(_one_line(line))
    if record is not None:  # last, so that what came of it is told if the disk is full
        _keep(given["file"], record, stage.written())
    return Exit.PARTED if partings else Exit.NOT_COMPARED if notes else code


def _opened(file: Path | None, run_file: Path) -> IO[bytes] | None:
    """Open the replay's own record before the run, which would else be for nothing."""
    from mockplatform.recording.sinks import open_record

    if file is None:
        return None
    if file.exists() and file.samefile(run_file):
        raise Failure(f"{file}: is the record that is replayed", hint="Name another file.")
    return open_record(file)


def _keep(path: Path, file: IO[bytes], data: bytes) -> None:
    from mockplatform.recording.sinks import write_all

    try:
        with file:
            write_all(file, data)
    except OSError as error:
        raise Failure(f"{path}: cannot be written: {error.strerror}") from None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        hint = "mockplatform serve --record FILE writes one."
        raise Failure(f"{file}: cannot be read: {error.strerror}", hint=hint) from None


def _run(platform: MockPlatform, stage: Stage, command: Sequence[str]) -> int:
    if stage.is_default:  # as `exec` tells it, whose record this may be: also the server's seed
        told = environment(platform.ready)
    else:
        told = environment_of(platform.admin.tenants.get(stage.tenant_id), "", "")
    return run(command, {**os.environ, **told})


def _wait() -> int:
    """Wait for Ctrl-C or SIGTERM."""
    over = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        over.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    click.echo("Run the client now; Ctrl-C ends the run and compares.", err=True)
    over.wait()
    return Exit.OK


def _one_line(text: str) -> str:
    return plain(" ".join(text.splitlines()))


def told(then: Record, partings: Sequence[Parting], code: int, *, is_all: bool) -> list[str]:
    """Return what came of it, in lines; `is_all`: all was staged again, and compared."""
    lines = [f"The command's exit code was {code}."] if code else []
    if not partings:
        count = f"{len(then.entries)} entries of the journal then"
        if is_all:
            return [*lines, f"The runs are equal: {count}."]
        return [*lines, f"No difference was found, but not all was staged or compared: {count}."]
    what = "subject" if len(partings) == 1 else "subjects"
    return [*lines, f"The runs part, for {len(partings)} {what}:", *(f"  {p}" for p in partings)]
