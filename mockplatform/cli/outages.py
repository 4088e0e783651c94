"""Owns the command `outage`: what can be staged is listed, started, stopped and watched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.exits import Failure
from mockplatform.cli.options import parse_duration_option
from mockplatform.cli.steering import Out, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.outage_answers import Outage

LOOK_S = 0.25
"""How often `watch` asks what has fired, in real time."""

_FILES = (".yaml", ".yml", ".json")
_ON = ("waiting", "running")
_TIME = slice(11, 23)
"""The hours to milliseconds of an instant."""


@click.group()
def outage() -> None:
    """List, start, stop or watch outages: named sets of faults with a course."""


@outage.command("list")
@steers
def list_(admin: Admin, out: Out) -> None:
    """List the outages, each with how it goes."""
    found = admin.outages.list()
    rows = [(one.name, one.state, one.for_, one.title) for one in found.outages]
    out.show(found, table(rows))


@outage.command()
@click.argument("name")
@click.option(
    "--for",
    "for_",
    callback=parse_duration_option,
    metavar="DURATION",
    help="How long it lasts, on the tenant's clock: its course is stretched or squeezed.",
)
@click.option("--intensity", type=click.FloatRange(0, 1), help="How bad it is; 1 if left out.")
@click.option("--seed", type=click.IntRange(0, 2**53), help="The tenant's if left out.")
@click.option(
    "--after", callback=parse_duration_option, metavar="DURATION", help="Begin so long from now."
)
@steers
def start(admin: Admin, out: Out, name: str, **how: Any) -> None:
    """Start the outage NAME, or the one that a YAML or JSON file describes."""
    if name.endswith(_FILES):
        from mockplatform.client.outaging import described

        _show(out, admin.outages.stage(described(name), **how))
    else:
        _show(out, admin.outages.start(name, **how))


@outage.command()
@click.argument("name")
@steers
def stop(admin: Admin, out: Out, name: str) -> None:
    """End the outage NAME now; what it held goes on at once."""
    _show(out, admin.outages.stop(name))


@outage.command()
@click.argument("name")
@steers
def watch(admin: Admin, out: Out, name: str) -> None:
    """Show live what the outage NAME does, until it ends or Ctrl-C."""
    since = admin.journal.get(limit=1).last_id
    begun = admin.outages.get(name)
    if begun.state == "idle":
        raise Failure(f"{name} does not run", hint=f"Start it: mockplatform outage start {name}")
    _show(out, begun)
    if begun.state in _ON:
        for entry in _entries(admin, begun, since):
            out.show(entry, [_line(entry)])
        _show(out, admin.outages.get(name))


def _entries(admin: Admin, begun: Outage, since: int) -> Iterator[dict[str, Any]]:
    """Yield what the journal tells of an outage's faults and its end, behind an entry."""
    ids = {one.id for one in begun.faults}
    pause = threading.Event()
    while True:
        is_on = admin.outages.get(begun.name).state in _ON
        page = admin.journal.get(since=since)
        since = page.entries[-1]["id"] if page.entries else page.last_id
        yield from (one for one in page.entries if _is_of(one, begun.name, ids))
        if page.entries:
            continue
        if not is_on:
            return
        pause.wait(LOOK_S)


def _is_of(entry: dict[str, Any], name: str, ids: set[str]) -> bool:
    if entry["kind"] == "fault":
        return entry["faultId"] in ids
    return entry["kind"] == "note" and str(entry["text"]).startswith(f"{name}: ")


def _line(entry: dict[str, Any]) -> str:
    at = entry["at"][_TIME]
    if entry["kind"] == "note":
        return f"{at}  {entry['code']}  {entry['text']}"
    subject = entry.get("subject") or "somebody"
    return f"{at}  {entry['faultId']}  {entry['faultKind']}: {entry['what']}, {subject}"


def _show(out: Out, one: Outage) -> None:
    lines = [f"{one.name}  {one.state}"]
    if one.until is not None:
        lines[0] += f"  {one.since} to {one.until}  intensity {one.intensity:g}  seed {one.seed}"
    lines += [f"  {line}" for line in table([_row(fault) for fault in one.faults])]
    out.show(one, lines)


def _row(fault: Any) -> tuple[object, ...]:
    held = f"holds {fault.held}" if fault.held else ""
    return fault.id, fault.state, f"fired {fault.fired}", held
