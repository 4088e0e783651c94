"""Owns what agents do by PATCH of their participant: pick up, put down, hold, sum up.

A PATCH is judged whole before anything of it is done.
"""

from __future__ import annotations

from mockplatform.core.aggregate import Command
from mockplatform.core.commands import Answer as AnswerOffer
from mockplatform.core.commands import Close, Note
from mockplatform.core.conversation import Conversation
from mockplatform.core.participants import Participant
from mockplatform.core.states import Verb
from mockplatform.dialects.genesys.platform import wrapups
from mockplatform.dialects.genesys.platform.known import (
    check_self,
    execute,
    find,
    note,
    participant,
)
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.conversation_calls import ParticipantPatch
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import ConversationEnded, InvalidValue

Act = tuple[str, Command]
CONNECTED, DISCONNECTED = "connected", "disconnected"
_CLOSERS = {"customer": "customer", "acd": "system"}
"""In whose name a conversation ends that a participant leaves; all others are agents."""
_NOT_DONE = ("muted", "confined", "recording", "resume_time")


async def patch(call: Call) -> Answer:
    """Let a participant do what the body says, all of it or nothing."""
    state = find(call)
    one = participant(call, state)
    body = read(call, ParticipantPatch)
    check_self(call, one)
    act = None if body.state is None else _act(one, body.state)
    done = wrapups.wanted(call, state, one, body)
    if body.held is not None and not state.is_live:
        raise ConversationEnded(state.state, state.close_reason)
    ignored = [name for name in _NOT_DONE if getattr(body, name) is not None]
    if ignored:
        call.note(f"not emulated, and ignored: {', '.join(ignored)}")
    if body.held is not None:
        await execute(call, state.id, Note(participant_id=one.id, held=body.held))
        note(call, "hold" if body.held else "unhold", one.person.id)
    await _do(call, state, one, act)
    if done is not None:
        await execute(call, state.id, Note(participant_id=one.id, wrap_up=done))
        note(call, "wrapup", one.person.id)
    return Answer(204)


async def patch_communication(call: Call) -> Answer:
    """Pick up or put down by the communication, which leaves wrap-up as it is."""
    state = find(call)
    one = participant(call, state)
    body = read(call, ParticipantPatch)
    check_self(call, one)
    if body.state is None:
        raise InvalidValue("state", "is missing", hint=_hint(one))
    await _do(call, state, one, _act(one, body.state))
    return Answer(204)


async def _do(call: Call, state: Conversation, one: Participant, act: Act | None) -> None:
    if act is None:
        return
    name, command = act
    await execute(call, state.id, command)
    note(call, name, one.person.id)


def _act(one: Participant, wanted: str) -> Act:
    """Return what brings a participant to a state.

    Raises:
        InvalidValue: It cannot come there from where it is.
    """
    if one.state == "alerting" and wanted == CONNECTED:
        return "accept", AnswerOffer(verb=Verb.ACCEPT, agent_id=one.person.id)
    if one.state == "alerting" and wanted == DISCONNECTED:
        return "decline", AnswerOffer(verb=Verb.DECLINE, agent_id=one.person.id)
    if one.state == CONNECTED and wanted == DISCONNECTED:
        return "close", Close(by=_CLOSERS.get(one.person.purpose, "agent"))
    what = f"a participant that is {one.state} cannot become {wanted[:40]!r}"
    raise InvalidValue("state", what, hint=_hint(one))


def _hint(one: Participant) -> str:
    """Return what a participant may become now."""
    allowed = {"alerting": "connected (pick up), disconnected (decline)", CONNECTED: DISCONNECTED}
    return f"It is {one.state} and may become: {allowed.get(one.state, 'nothing; that is final')}."
