"""Owns the table of commands; a command's module is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import click

from mockplatform.cli import exits
from mockplatform.version import __version__


def _serve() -> click.Command:
    from mockplatform.cli.serve import serve

    return serve


def _execute() -> click.Command:
    from mockplatform.cli.execute import execute

    return execute


def _matrix() -> click.Command:
    from mockplatform.cli.matrix import matrix

    return matrix


def _replay() -> click.Command:
    from mockplatform.cli.replay import replay

    return replay


def _chat() -> click.Command:
    from mockplatform.cli.chat import chat

    return chat


def _token() -> click.Command:
    from mockplatform.cli.token import token

    return token


def _clock() -> click.Command:
    from mockplatform.cli.clock import clock

    return clock


def _conversations() -> click.Command:
    from mockplatform.cli.conversations import conversations

    return conversations


def _agents() -> click.Command:
    from mockplatform.cli.agents import agents

    return agents


def _tenants() -> click.Command:
    from mockplatform.cli.tenants import tenants

    return tenants


def _faults() -> click.Command:
    from mockplatform.cli.faults import faults

    return faults


def _outage() -> click.Command:
    from mockplatform.cli.outages import outage

    return outage


def _snapshot() -> click.Command:
    from mockplatform.cli.snapshots import snapshot

    return snapshot


def _checkpoint() -> click.Command:
    from mockplatform.cli.snapshots import checkpoint

    return checkpoint


def _journal() -> click.Command:
    from mockplatform.cli.journal import journal

    return journal


def _explain() -> click.Command:
    from mockplatform.cli.journal import explain

    return explain


def _findings() -> click.Command:
    from mockplatform.cli.findings import findings

    return findings


def _validate() -> click.Command:
    from mockplatform.cli.validate import validate

    return validate


COMMANDS: dict[str, Callable[[], click.Command]] = {
    "serve": _serve,
    "exec": _execute,
    "matrix": _matrix,
    "replay": _replay,
    "chat": _chat,
    "token": _token,
    "clock": _clock,
    "conversations": _conversations,
    "agents": _agents,
    "tenants": _tenants,
    "faults": _faults,
    "outage": _outage,
    "checkpoint": _checkpoint,
    "snapshot": _snapshot,
    "journal": _journal,
    "explain": _explain,
    "findings": _findings,
    "validate": _validate,
}
"""In the order in which `--help` lists them."""


class Commands(click.Group):
    """The commands, imported late."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, the way in first."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        del ctx
        load = COMMANDS.get(cmd_name)
        return None if load is None else load()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is asked for; name the nearest if there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from mockplatform.errors import nearest

            ctx.fail(f"No such command {args[0]!r}. {nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


EPILOG = "\b\nExit codes:\n" + "\n".join(
    f"{code:>5}  {meaning}" for code, meaning in exits.MEANINGS.items()
)


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="mockplatform", message="%(prog)s %(version)s")
def mockplatform() -> None:
    """A mock contact-center platform: start it, talk to it, break it on purpose."""


def main() -> NoReturn:
    """Run the command line, and end the process."""
    exits.run(lambda: mockplatform.main(prog_name="mockplatform", standalone_mode=False))
