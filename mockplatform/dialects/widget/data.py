"""Owns the routes that replace and merge routing data and conversation data.

Source: guide, sections 3 and 4 (delta routing data, conversation data).
"""

from __future__ import annotations

from mockplatform.core.commands import SetConversationData, SetRoutingData
from mockplatform.core.events import ConversationDataChanged, RoutingDataChanged
from mockplatform.dialects.widget.conversations import (
    INSTANCE,
    document,
    execute,
    find,
    hint_truncated,
)
from mockplatform.dialects.widget.deeds import lost, wrote
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.preconditions import ANY, expected_version
from mockplatform.findings.routing_facts import routing_written, written
from mockplatform.service import Outcome


async def put_routing(call: Call) -> Answer:
    """Replace routing data; it is taken whole or not at all."""
    return await _routing(call, merge=False)


async def patch_routing(call: Call) -> Answer:
    """Merge a delta into routing data (RFC 7386: null removes)."""
    return await _routing(call, merge=True)


async def put_conversation(call: Call) -> Answer:
    """Replace conversation data."""
    return await _conversation(call, merge=False)


async def patch_conversation(call: Call) -> Answer:
    """Merge a delta into conversation data (RFC 7386)."""
    return await _conversation(call, merge=True)


async def _routing(call: Call, *, merge: bool) -> Answer:
    state = find(call)
    command = SetRoutingData(
        data=call.document(),
        merge=merge,
        instance_id=_instance(call),
        expected=_expected(call),
    )
    is_guarded = command.expected is not None
    call.did(
        routing_written(
            state.id, command.data, command.instance_id, is_merge=merge, is_guarded=is_guarded
        )
    )
    outcome = await execute(call, state.id, command)
    wrote(call, "routing", state.id, lost(outcome.state, call.staged))
    note_overwrite(call, outcome)
    hint_truncated(call, outcome.state)
    return document(call, outcome.state)


async def _conversation(call: Call, *, merge: bool) -> Answer:
    state = find(call)
    command = SetConversationData(
        data=call.document(), merge=merge, instance_id=_instance(call), expected=_expected(call)
    )
    is_guarded = command.expected is not None
    call.did(
        written(
            "conversation",
            state.id,
            command.data,
            command.instance_id,
            is_merge=merge,
            is_guarded=is_guarded,
        )
    )
    outcome = await execute(call, state.id, command)
    wrote(call, "conversation", state.id)
    note_overwrite(call, outcome)
    return document(call, outcome.state)


def note_overwrite(call: Call, outcome: Outcome) -> None:
    """Have the journal say that one instance replaced what another wrote, unseen."""
    for event in outcome.events:
        if isinstance(event, RoutingDataChanged | ConversationDataChanged) and event.overwrote:
            call.note(f"instance {event.instance_id!r} overwrote instance {event.overwrote!r}")


def _instance(call: Call) -> str:
    return call.claims.instance_id or call.header(INSTANCE)


def _expected(call: Call) -> int | None:
    version = expected_version(call.request)
    return None if version == ANY else version
