"""Owns the commands `journal` and `explain`: what happened, as it happens, when, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import click

from mockplatform.cli.steering import Out, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.journal_answers import Arrivals

_TIME = slice(11, 23)
"""The hours to milliseconds of an instant."""
_LINKS = ("id", "at", "wallAt", "kind", "correlationId", "subject", "conversationId", "causedBy")
_BAR = 50
_BUCKETS_SHOWN = 200


@click.group(invoke_without_command=True)
@click.option("--follow", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option("--kind", help="Only entries of this kind: http, frame, event, fault …")
@click.option("--conversation", "conversation_id", metavar="ID", help="Only this conversation's.")
@click.option("--subject", metavar="ID", help="Only those about this user or stream.")
@click.option("--correlation", "correlation_id", metavar="ID", help="Only this request's.")
@click.option("--path", metavar="GLOB", help="Only requests whose path fits.")
@click.option("--status", type=int, help="Only what was answered so.")
@click.option("--fault", "fault_id", metavar="ID", help="Only what this fault did.")
@click.option("--since", type=click.IntRange(0), metavar="ID", help="Only behind this entry.")
@click.option("--limit", type=click.IntRange(1), help="Entries at most.")
@steers
def journal(admin: Admin, out: Out, *, follow: bool, **filters: Any) -> None:
    """Show what happened, the newest last."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    if follow:
        _follow(admin, out, filters)
        return
    found = admin.journal.get(**filters)
    lines = [_line(one) for one in found.entries]
    if found.evicted:
        lines.insert(0, f"({found.evicted} older entries were dropped)")
    out.show(found, lines)


def _follow(admin: Admin, out: Out, filters: Mapping[str, Any]) -> None:
    for told in admin.journal.stream(**filters):
        if told.entry is None:
            out.show(told, [f"({told.missed} entries were dropped unread)"])
        else:
            out.show(told.entry, [_line(told.entry)])


def _line(entry: Mapping[str, Any]) -> str:
    """Return an entry in one line."""
    about = entry.get("subject") or entry.get("conversationId", "")
    says = " ".join(_detail(entry))
    return f"{entry['id']:>6}  {entry['at'][_TIME]}  {entry['kind']:<6}  {about:<12}  {says}"


def _detail(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["kind"] == "http":
        status = entry.get("status", "no answer")
        yield f"{entry['method']} {entry['path']} {status} in {entry['elapsedMs']} ms"
        if "fault" in entry:
            yield f"[fault {entry['fault']}]"
        return
    for name, value in entry.items():
        if name not in _LINKS:
            yield f"{name}={value}"


@journal.command()
@click.option("--bucket", metavar="DURATION", help="How long a bucket is; 100ms if left out.")
@click.option("--path", metavar="GLOB", help="Only requests whose path fits.")
@click.option("--subject", metavar="ID", help="Only those of this user.")
@click.option("--since", type=click.IntRange(0), metavar="ID", help="Only behind this entry.")
@click.option("--clock", type=click.Choice(["wall", "tenant"]), default="wall", show_default=True)
@steers
def arrivals(
    admin: Admin, out: Out, clock: Literal["wall", "tenant"], **filters: str | int | None
) -> None:
    """Show when requests arrived: whether they came as a herd."""
    told = admin.journal.arrivals(clock=clock, **filters)  # type: ignore[arg-type]  # as declared
    out.show(told, _histogram(told))


def _histogram(told: Arrivals) -> list[str]:
    if not told.buckets:
        return ["Nothing arrived."]
    rows = [
        (one.at[_TIME], one.count, "#" * round(one.count / told.peak * _BAR))
        for one in told.buckets[:_BUCKETS_SHOWN]
    ]
    more = len(told.buckets) - len(rows)
    lines = [*table(rows), f"({more} more buckets)"] if more else table(rows)
    summary = (
        f"{told.total} in buckets of {told.bucket}; peak {told.peak}, mean {told.mean:g}, "
        f"peak to mean {told.peak_to_mean:g}"
    )
    dropped = [f"({told.evicted} entries were dropped before)"] if told.evicted else []
    return [*lines, summary, *dropped]


@click.command()
@click.argument("correlation_id")
@steers
def explain(admin: Admin, out: Out, correlation_id: str) -> None:
    """Tell what led to the answer with this X-Correlation-Id."""
    told = admin.journal.explain(correlation_id)
    out.show(told, told.story)
