"""Owns the rows of the kinds of the domain: tokens, routing, stores, agents.

A row returns an `Act`: the same thing seen before a fault of the kind is set, while it is, and
after it was taken away, by a client that is not ours. See `tests/faults/acts.py`.
What a kind does for good it does to something that was made for this look alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from tests.faults.acts import Act, Row
from tests.faults.domain import ME, QUIET, Stage, staged
from tests.support.faulty import set_fault, take_away
from tests.support.server import MESSAGING
from tests.support.wire import Seen, seen

CONTEXT = "/api/v2/widget-context/ctx_ann"
DATA = {"tier": "gold"}
Look = Callable[[Stage], Awaitable[Any]]


async def ask(stage: Stage, verb: str, body: Any = None) -> Seen:
    """Ask as Ann, over bytes on a connection of its own."""
    return await seen(stage.server, verb, stage.ann.token, body)


async def opened(stage: Stage) -> str:
    """Open a conversation; return its path."""
    created = await ask(stage, f"POST {MESSAGING}", {})
    return f"{MESSAGING}/{created.json()['id']}"


async def with_a_new_token(stage: Stage) -> Any:
    """Return what a call with a token of its own is answered."""
    token = await stage.server.token("ann")
    answer = await seen(stage.server, f"GET {ME}", token)
    return answer.status, answer.json().get("code")


async def right_after_its_creation(stage: Stage) -> Any:
    """Return how a conversation is read that was just created."""
    return (await ask(stage, f"GET {await opened(stage)}")).status


async def a_message_and_the_transcript(stage: Stage) -> Any:
    """Return what a message is answered, and how many the transcript has then."""
    path = await opened(stage) + "/messages"
    sent = await ask(stage, f"POST {path}", {"text": "hi"})
    return sent.status, len((await ask(stage, f"GET {path}")).json()["entities"])


async def whether_somebody_comes(stage: Stage) -> Any:
    """Return the state of a conversation that was just created."""
    return (await ask(stage, f"GET {await opened(stage)}")).json()["state"]


async def routing_data_as_it_is_taken(stage: Stage) -> Any:
    """Return what has become of routing data."""
    created = await ask(stage, f"POST {MESSAGING}", {"routingData": DATA})
    return created.status, created.json()["routingData"]


async def a_message(stage: Stage) -> Any:
    """Return what a message is answered."""
    return (await ask(stage, f"POST {await opened(stage)}/messages", {"text": "hi"})).status


async def a_document(stage: Stage) -> Any:
    """Return how a document is read that was just written."""
    written = await ask(stage, f"PUT {CONTEXT}", DATA)
    return written.status < 300, (await ask(stage, f"GET {CONTEXT}")).status


async def row(
    kind: str, look: Look, settings: dict[str, Any] | None = None, /, **members: Any
) -> Act:
    """Look before a fault is set, while it is, and after it was taken away."""
    async with staged(settings=QUIET if settings is None else settings) as stage:
        before = await look(stage)
        id_ = await set_fault(stage.server, kind, **members)
        during = await look(stage)
        await take_away(stage.server, id_)
        return Act(before, during, await look(stage), stage.told())


ACTS: dict[str, Row] = {
    "expire_token": partial(row, "expire_token", with_a_new_token),
    "revoke_family": partial(row, "revoke_family", with_a_new_token),
    "clock_skew": partial(row, "clock_skew", with_a_new_token, what={"by": "31m"}),
    "key_rotated": partial(row, "key_rotated", with_a_new_token),
    "stale_read": partial(row, "stale_read", right_after_its_creation),
    "lost_write": partial(
        row, "lost_write", a_message_and_the_transcript, where={"path": "*/messages"}
    ),
    "no_agents": partial(row, "no_agents", whether_somebody_comes, {}),
    "truncate_routing_data": partial(row, "truncate_routing_data", routing_data_as_it_is_taken),
    "close_conversation": partial(row, "close_conversation", a_message),
    "context_down": partial(row, "context_down", a_document),
    "context_evicted": partial(row, "context_evicted", a_document, where={"method": "GET"}),
}
