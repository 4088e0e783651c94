"""Owns participants' attributes on the platform API, and where each of them is kept.

A customer's are his conversation's data, and, behind `context.`, the routing data that his custom
attributes are: rules act on those. Everybody else's are his participant's own.
"""

from __future__ import annotations

from mockplatform.core import decisions
from mockplatform.core.aggregate import Command
from mockplatform.core.commands import Note, SetConversationData, SetRoutingData
from mockplatform.core.conversation import Conversation
from mockplatform.core.participants import Participant
from mockplatform.dialects.genesys.deeds import attributes_written
from mockplatform.dialects.genesys.platform.known import execute, find, note, participant
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.conversation_calls import ParticipantAttributes
from mockplatform.dialects.genesys.translate.participants import CONTEXT
from mockplatform.dialects.genesys.translate.participants import attributes as all_of
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.wire import Strings
from mockplatform.errors import PayloadTooLarge
from mockplatform.findings.routing_facts import written
from mockplatform.limits import LIMITS


async def patch(call: Call) -> Answer:
    """Merge attributes into a participant's, and give them all."""
    return Answer(200, ParticipantAttributes(attributes=await _merge(call)))


async def patch_silently(call: Call) -> Answer:
    """Merge attributes into a participant's."""
    await _merge(call)
    return Answer(204)


async def _merge(call: Call) -> Strings:
    state = find(call)
    one = participant(call, state)
    news = read(call, ParticipantAttributes).attributes
    _tell(call, state, one, news)
    check_size({**all_of(state, one), **news})
    commands = _commands(state, one, news)
    for command in commands:
        # Both places are judged before either is written, so that nothing is done by halves.
        decisions.decide(state, command, call.tenant.circumstances())
    for command in commands:
        state = (await execute(call, state.id, command)).state
    note(call, "attributes", one.person.id if one.person.purpose == "agent" else "")
    now = {other.id: other for other in state.everybody}
    return all_of(state, now[one.id])


def check_size(attributes: Strings) -> None:
    """Judge the size of a participant's attributes.

    Raises:
        PayloadTooLarge: Keys and values have more bytes than there may be.
    """
    size = sum(len(key.encode()) + len(value.encode()) for key, value in attributes.items())
    most = LIMITS.participant_attributes_bytes_max
    if size > most:
        raise PayloadTooLarge(
            f"The request is over the size limit. Maximum bytes: {most}",
            hint=f"All attributes together would have {size} UTF-8 bytes, keys and values.",
        )


def _parted(attributes: Strings) -> tuple[Strings, Strings]:
    """Return what of a customer's attributes is routing data, and what is not."""
    context = {k.removeprefix(CONTEXT): v for k, v in attributes.items() if k.startswith(CONTEXT)}
    return context, {k: v for k, v in attributes.items() if not k.startswith(CONTEXT)}


def _tell(call: Call, state: Conversation, one: Participant, news: Strings) -> None:
    """Have the rules hear what is written to a customer's data."""
    if one.person.purpose != "customer" or not state.is_live:
        return
    context, data = _parted(news)
    if context:
        call.did(attributes_written(state.id, context))
    if data:
        call.did(written("conversation", state.id, data, None, is_merge=True))


def _commands(state: Conversation, one: Participant, news: Strings) -> list[Command]:
    """Return what brings new attributes where they belong."""
    if not news:
        return []
    if one.person.purpose != "customer" or not state.is_live:
        return [Note(participant_id=one.id, attributes=news)]
    context, data = _parted(news)
    # What was noted after an end hides the rest, so it has the new values too.
    own = {key: value for key, value in news.items() if key in one.attributes}
    commands: list[Command] = []
    if context:
        commands.append(SetRoutingData(data=dict(context), merge=True))
    if data:
        commands.append(SetConversationData(data=dict(data), merge=True))
    if own:
        commands.append(Note(participant_id=one.id, attributes=own))
    return commands
