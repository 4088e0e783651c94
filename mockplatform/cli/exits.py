"""Owns the exit codes, and what is printed when a command fails: never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

import click

from mockplatform.errors import FixtureInvalid, PlatformError


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    PORT_IN_USE = 3
    UNREACHABLE = 4
    STORE_REFUSED = 5
    CLEAN_RUN_FAILED = 6
    PARTED = 7
    NOT_COMPARED = 8
    NOT_EXECUTABLE = 126
    NOT_FOUND = 127
    INTERRUPTED = 130


MEANINGS = {
    Exit.OK: "done",
    Exit.REFUSED: "refused or failed; the message says why and what to do",
    Exit.USAGE: "the command line makes no sense",
    Exit.PORT_IN_USE: "the port is in use",
    Exit.UNREACHABLE: "no server answers at --url",
    Exit.STORE_REFUSED: "the store cannot be used: locked, damaged, or of another version",
    Exit.CLEAN_RUN_FAILED: "`matrix`: the command failed already without an outage",
    Exit.PARTED: "`replay`: the run is not the one that was recorded",
    Exit.NOT_COMPARED: "`replay`: no difference, but not all was staged again or compared",
    Exit.INTERRUPTED: "interrupted by Ctrl-C",
}
"""`exec` and `replay` add their COMMAND's, 126 and 127 when it cannot be started, 128 + signal."""

_BY_CODE = {"port.in.use": Exit.PORT_IN_USE, "store.refused": Exit.STORE_REFUSED}


class Failure(Exception):
    """A command failed; `code` says how."""

    def __init__(self, message: str, *, hint: str = "", code: int = Exit.REFUSED) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code


def run(command: Callable[[], object]) -> NoReturn:
    """Run a command and end the process with its exit code."""
    try:
        code = command()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except Failure as error:
        code = tell(error)
    except PlatformError as error:
        code = tell(of_platform(error))
    except (KeyboardInterrupt, click.Abort):
        code = Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; what is left of it is for nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.REFUSED
    except Exception as error:  # noqa: BLE001 - what is unknown is raised again
        code = tell(of_client(error))
    sys.exit(code if isinstance(code, int) else Exit.OK)


def of_platform(error: PlatformError) -> Failure:
    """Return how a command fails when the platform in its own process refused something."""
    lines = [error.message]
    if isinstance(error, FixtureInvalid) and len(error.details) > 1:
        lines = [f"{one.field}: {one.message}" for one in error.details]
    code = _BY_CODE.get(error.code, Exit.REFUSED)
    return Failure("\n".join(lines), hint=error.hint, code=code)


def of_client(error: Exception) -> Failure:
    """Return how a command fails when a server refused something, or none was there.

    What is nobody's refusal but our mistake is raised again.
    """
    # Imported late: it costs start-up time that a command which succeeds need not pay.
    from mockplatform.client.errors import AdminError, Unreachable

    if isinstance(error, Unreachable):
        return Failure(str(error), hint=error.hint, code=Exit.UNREACHABLE)
    if isinstance(error, AdminError):
        return Failure("\n".join(error.lines()))
    raise error


def tell(failure: Failure) -> int:
    """Print why a command failed, and what to do; return its exit code."""
    click.echo(plain(f"mockplatform: {failure.message}"), err=True)
    if failure.hint:
        click.echo(plain(f"  {failure.hint}"), err=True)
    return failure.code


def plain(text: str) -> str:
    """Return text without what would steer a terminal; lines stay lines."""
    return "".join(char if char.isprintable() or char in "\n\t" else " " for char in text)
