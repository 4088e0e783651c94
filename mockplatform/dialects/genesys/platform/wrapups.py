"""Owns wrap-up: what an agent may sum up with, and what he said."""

from __future__ import annotations

from mockplatform.core.commands import Note
from mockplatform.core.configuration import WrapUpCode
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import WrapUp
from mockplatform.core.participants import Participant
from mockplatform.dialects.genesys.platform.known import (
    around,
    check_self,
    execute,
    find,
    look,
    note,
    participant,
)
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.conversation_calls import ParticipantPatch, WrapupInput
from mockplatform.dialects.genesys.shapes.conversations import Ref
from mockplatform.dialects.genesys.translate import participants as views
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.limits import DAY_S, LIMITS


def codes_of(
    call: Call, state: Conversation, one: Participant
) -> tuple[str, tuple[WrapUpCode, ...]]:
    """Return a participant's queue and its wrap-up codes."""
    queue = views.queue_of(state, one)
    known = around(call, state).queues.get(queue)
    return queue, known.wrap_up_codes if known is not None else ()


async def codes(call: Call) -> Answer:
    """Give the codes that a participant may sum up with: a bare list."""
    state = await look(call)
    _, found = codes_of(call, state, participant(call, state))
    return Answer(
        200,
        [
            Ref(
                id=one.id, name=one.name or one.id, self_uri=f"/api/v2/routing/wrapupcodes/{one.id}"
            )
            for one in found
        ],
    )


async def get(call: Call) -> Answer:
    """Give how a participant summed up."""
    one = participant(call, await look(call))
    found = views.wrap_up(one)
    if found is None:
        raise UnknownThing("wrap-up of participant", one.id, hint="POST …/wrapup makes one.")
    return Answer(200, found)


async def post(call: Call) -> Answer:
    """Take how an agent sums up."""
    state = find(call)
    one = participant(call, state)
    body = read(call, WrapupInput)
    check_self(call, one)
    done = _wrap_up(call, state, one, body)
    await execute(call, state.id, Note(participant_id=one.id, wrap_up=done))
    note(call, "wrapup", one.person.id)
    return Answer(204)


def wanted(
    call: Call, state: Conversation, one: Participant, body: ParticipantPatch
) -> WrapUp | None:
    """Return the wrap-up that a PATCH brings; None where it brings none.

    Raises:
        InvalidValue: It may not be so.
    """
    if body.wrapup is not None:
        return _wrap_up(call, state, one, body.wrapup)
    if not body.wrapup_skipped or one.wrap_up is not None:
        return None
    _check_may(state, one)
    if views.is_wrap_up_due(state, around(call, state), one):
        queue, found = codes_of(call, state, one)
        raise InvalidValue(
            "wrapupSkipped",
            f"the queue {queue!r} wants a wrap-up",
            hint=_hint(queue, found),
        )
    return WrapUp(code="")


def _wrap_up(call: Call, state: Conversation, one: Participant, body: WrapupInput) -> WrapUp:
    """Return a wrap-up; how long it took is told, or counted from the end of the stay."""
    _check_may(state, one)
    queue, found = codes_of(call, state, one)
    names = {code.id: code.name for code in found}
    if body.code not in names:
        what = f"the queue {queue!r} has no wrap-up code {(body.code or '')[:64]!r}"
        raise InvalidValue("wrapup.code", what, hint=_hint(queue, found))
    notes, tags = body.notes or "", tuple(body.tags or ())
    if len(notes) > LIMITS.wrap_up_notes_chars_max:
        raise InvalidValue(
            "wrapup.notes", f"has at most {LIMITS.wrap_up_notes_chars_max} characters"
        )
    if len(tags) > LIMITS.wrap_up_tags_max or any(len(one) > LIMITS.id_chars_max for one in tags):
        what = f"has at most {LIMITS.wrap_up_tags_max} tags of {LIMITS.id_chars_max} characters"
        raise InvalidValue("wrapup.tags", what)
    since = call.tenant.clock.now() if one.left_at is None else one.left_at
    took_s = call.tenant.clock.now() - since if body.duration_seconds is None else 0.0
    if body.duration_seconds is not None and not 0 <= body.duration_seconds <= DAY_S:
        raise InvalidValue("wrapup.durationSeconds", f"is between 0 and {DAY_S:.0f}")
    return WrapUp(
        code=body.code or "",
        name=names[body.code or ""],
        notes=notes,
        tags=tags,
        duration_s=float(body.duration_seconds or took_s),
    )


def _check_may(state: Conversation, one: Participant) -> None:
    is_staff = one.person.purpose in {"agent", "bot"}
    if not is_staff or not views.was_connected(state, one):
        raise InvalidValue(
            "wrapup",
            f"a participant that is {one.person.purpose} and {one.state} has nothing to sum up",
            hint="An agent who was connected sums up.",
        )


def _hint(queue: str, found: tuple[WrapUpCode, ...]) -> str:
    known = [one.id for one in found]
    return nearest("", known) if known else f"Give the queue {queue!r} wrapUpCodes in the fixture."
