"""Owns what the commands share that steer a running platform: its address, and the output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.options import address_options

if TYPE_CHECKING:
    from mockplatform.client import Admin

GAP = "  "


class Out:
    """Prints an answer: as JSON, or as lines for people."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def show(self, answer: Any, lines: Iterable[str]) -> None:
        """Print an answer; `lines` say it for people."""
        if self._as_json:
            import msgspec

            click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
            return
        for line in lines:
            click.echo(line)


def table(rows: Sequence[Sequence[object]]) -> list[str]:
    """Return rows as lines whose columns stand below each other."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    ]


def steers(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say where the platform is, and a client for it."""

    @address_options
    @click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
    @wraps(function)
    def command(
        *, url: str, tenant: str, admin_token: str, ca_file: str, as_json: bool, **given: Any
    ) -> None:
        from mockplatform.client import Admin

        admin = Admin(url, tenant=tenant, token=admin_token, ca_file=ca_file)
        function(admin, Out(as_json=as_json), **given)

    return command


def one_of(admin: Admin, id_: str) -> str:
    """Return a conversation's id: `last` stands for the newest one.

    Raises:
        UsageError: There is no conversation.
    """
    if id_ != "last":
        return id_
    newest = admin.conversations.list(limit=1).conversations
    if not newest:
        raise click.UsageError("There is no conversation yet.")
    return newest[0].id
