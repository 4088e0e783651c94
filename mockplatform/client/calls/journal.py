"""Owns the calls about the journal: what happened, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from mockplatform.client.answers import Journal
from mockplatform.client.calls.verbs import delete, post
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.journal_answers import Arrivals, Explained, Streamed, Verified
from mockplatform.client.request import Request, segment
from mockplatform.durations import parse_duration

WAIT_S_DEFAULT = 5.0


def get(
    *,
    kind: str | None = None,
    conversation_id: str | None = None,
    subject: str | None = None,
    correlation_id: str | None = None,
    path: str | None = None,
    status: int | None = None,
    fault_id: str | None = None,
    caused_by: int | None = None,
    since: int | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> Request[Journal]:
    """Show entries: behind `since` the next ones, without it the newest (before `before`).

    Args:
        kind: Only entries of this kind.
        conversation_id: Only those of this conversation.
        subject: Only those about this user or stream.
        correlation_id: Only those of this request or socket.
        path: Only requests whose path fits this glob.
        status: Only what was answered with this status.
        fault_id: Only what this fault did.
        caused_by: Only what the entry with this id led to.
        since: Only those behind this id.
        before: Only those before this id.
        limit: Entries at most.
    """
    query = {
        "kind": kind,
        "conversationId": conversation_id,
        "subject": subject,
        "correlationId": correlation_id,
        "path": path,
        "status": status,
        "faultId": fault_id,
        "causedBy": caused_by,
        "since": since,
        "before": before,
        "limit": limit,
    }
    return _get("/journal", Journal, query)


def stream(
    *,
    kind: str | None = None,
    conversation_id: str | None = None,
    subject: str | None = None,
    correlation_id: str | None = None,
    path: str | None = None,
    status: int | None = None,
    fault_id: str | None = None,
    caused_by: int | None = None,
    since: int | None = None,
    limit: int | None = None,
) -> Request[Streamed]:
    """Give entries as they come, until the server ends, or `limit` came; `get` has the filters.

    Args:
        kind: Only entries of this kind.
        conversation_id: Only those of this conversation.
        subject: Only those about this user or stream.
        correlation_id: Only those of this request or socket.
        path: Only requests whose path fits this glob.
        status: Only what was answered with this status.
        fault_id: Only what this fault did.
        caused_by: Only what the entry with this id led to.
        since: Begin behind this id; with what is still to come if left out.
        limit: End after so many entries.
    """
    query = {
        "kind": kind,
        "conversationId": conversation_id,
        "subject": subject,
        "correlationId": correlation_id,
        "path": path,
        "status": status,
        "faultId": fault_id,
        "causedBy": caused_by,
        "since": since,
        "limit": limit,
    }
    return _get("/journal/stream", Streamed, query)


def arrivals(
    *,
    bucket: str | None = None,
    path: str | None = None,
    subject: str | None = None,
    since: int | None = None,
    clock: Literal["wall", "tenant"] | None = None,
) -> Request[Arrivals]:
    """Tell when requests arrived.

    Args:
        bucket: How long a bucket is; "100ms" if left out.
        path: Only requests whose path fits this glob.
        subject: Only those of this user.
        since: Only entries behind this id.
        clock: By real time, if left out, or by the tenant's.
    """
    query = {"bucket": bucket, "path": path, "subject": subject, "since": since, "clock": clock}
    return _get("/journal/arrivals", Arrivals, query)


def explain(correlation_id: str) -> Request[Explained]:
    """Tell the chain that led to the answer with this correlation id."""
    return _get(f"/explain/{segment(correlation_id)}", Explained)


def clear() -> Request[None]:
    """Empty the journal; ids go on."""
    return delete("/journal")


def verify(
    match: Mapping[str, Any],
    *,
    exactly: int | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
    between: Sequence[int] | None = None,
    nothing_else: bool = False,
    since: int | None = None,
) -> Request[Verified]:
    """Tell whether entries are there, once or more unless a count is given.

    Args:
        match: The entry's members, each with what it must be.
        exactly: Just so often.
        at_least: So often or more.
        at_most: So often or less.
        between: The least and the most.
        nothing_else: Whether nothing else of that kind, subject, conversation, correlation id
            and channel may be there.
        since: Only entries behind this id count.
    """
    times = _times(exactly, at_least, at_most, between)
    body = {"match": match, "times": times, "nothingElse": nothing_else, "since": since}
    return post("/journal/verify", Verified, body)


def wait(
    match: Mapping[str, Any],
    *,
    exactly: int | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
    between: Sequence[int] | None = None,
    timeout: str | float | None = None,
    since: int | None = None,
) -> Request[Verified]:
    """Answer when entries are there so often, or that they are not when `timeout` is over.

    Args:
        match: The entry's members, each with what it must be.
        exactly: Just so often.
        at_least: So often or more.
        at_most: So often or less.
        between: The least and the most.
        timeout: How long to wait, "10s"; 5 s if left out, a minute at most.
        since: Only entries behind this id count; those that are there already too.
    """
    times = _times(exactly, at_least, at_most, between)
    body = {"match": match, "times": times, "timeout": timeout, "since": since}
    patience = WAIT_S_DEFAULT if timeout is None else parse_duration(timeout, "timeout")
    return post("/journal/wait", Verified, body, timeout_s=patience)


def _times(
    exactly: int | None, at_least: int | None, at_most: int | None, between: Sequence[int] | None
) -> dict[str, Any] | None:
    said = {"exactly": exactly, "atLeast": at_least, "atMost": at_most, "between": between}
    return {name: value for name, value in said.items() if value is not None} or None
