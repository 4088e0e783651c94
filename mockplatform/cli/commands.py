"""Owns the table of commands; a command's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import NoReturn

import click

from mockplatform.cli import exits
from mockplatform.version import __version__

COMMANDS = {
    "serve": "mockplatform.cli.serve:serve",
    "exec": "mockplatform.cli.execute:execute",
    "chat": "mockplatform.cli.chat:chat",
    "token": "mockplatform.cli.token:token",
    "clock": "mockplatform.cli.clock:clock",
    "conversations": "mockplatform.cli.conversations:conversations",
    "agents": "mockplatform.cli.agents:agents",
    "tenants": "mockplatform.cli.tenants:tenants",
    "validate": "mockplatform.cli.validate:validate",
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
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

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
