"""Owns the command `clock`: a tenant's time is shown and steered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from mockplatform.cli.steering import Out, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.answers import Clock, Fired

SHOWN = 40


@click.group()
def clock() -> None:
    """Show or steer the time of a tenant."""


@clock.command()
@steers
def now(admin: Admin, out: Out) -> None:
    """Show the clock, and what falls due next."""
    _show(out, admin.clock.now())


@clock.command()
@click.argument("by", required=False)
@click.option("--to", metavar="INSTANT", help="Move to this instant instead.")
@steers
def advance(admin: Admin, out: Out, by: str | None, to: str | None) -> None:
    """Move the clock forward BY a while, such as 31m; list what fell due."""
    if (by is None) == (to is None):
        raise click.UsageError("Give BY (such as 31m) or --to INSTANT, one of them.")
    advanced = admin.clock.advance(by, to=to)
    lines = [f"{advanced.now}  {advanced.fired_count} fired", *_list(advanced.fired)]
    out.show(advanced, lines)


@clock.command()
@click.option("--at", metavar="INSTANT", help="Move to this instant, and stop there.")
@steers
def pause(admin: Admin, out: Out, at: str | None) -> None:
    """Stop the clock."""
    _show(out, admin.clock.pause(at))


@clock.command()
@click.option("--rate", type=float, help="Tenant seconds in a second; as before if left out.")
@steers
def resume(admin: Admin, out: Out, rate: float | None) -> None:
    """Let the clock run, faster if you like."""
    _show(out, admin.clock.resume(rate))


@clock.command()
@steers
def reset(admin: Admin, out: Out) -> None:
    """Return to real time."""
    _show(out, admin.clock.reset())


def _show(out: Out, shown: Clock) -> None:
    lines = [f"{shown.now}  {shown.mode}, rate {shown.rate:g}"]
    if shown.fired:
        lines += [f"{shown.fired_count} fired", *_list(shown.fired), "to come"]
    out.show(shown, [*lines, *_list(shown.next_deadlines)])


def _list(fired: list[Fired]) -> Iterator[str]:
    rows: Iterable[str] = table([(one.at, one.what, one.subject) for one in fired[:SHOWN]])
    yield from (f"  {row}" for row in rows)
    if len(fired) > SHOWN:
        yield f"  … and {len(fired) - SHOWN} more; --json has all"
