"""Owns what agents do with contacts: statuses, assignments, queues, fields, transcripts.

Source: the vendor's OpenAPI operations (paths and bodies). Invented: what each leads to where the
state does not allow it, and that a transcript goes nowhere: the journal has that it was asked for.
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.agents import person
from mockplatform.core.commands import Note
from mockplatform.core.noting import check_live
from mockplatform.customers import desk, fields
from mockplatform.customers.status import AUTOMATION
from mockplatform.dialects.cxone.agent import staff
from mockplatform.dialects.cxone.agent.known import (
    agent_named,
    cause,
    find,
    note,
    queue_named,
)
from mockplatform.dialects.cxone.chat.messages import values
from mockplatform.dialects.cxone.shapes import agent_api as shapes
from mockplatform.dialects.cxone.shapes.heard import Fields
from mockplatform.dialects.cxone.translate.cases import PRIORITY
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue
from mockplatform.guests.standing import execute
from mockplatform.limits import LIMITS

DONE = Answer(204)


async def put_status(call: Call) -> Answer:
    """Give a contact a status."""
    body, found = call.parse(shapes.StatusBody), find(call)
    agent = staff.agent_of(call)
    by = AUTOMATION if agent is None else person(agent)
    service = call.platform.service
    await customers.mark(
        service, call.tenant, found.state.id, body.status, by=by, cause=cause(call)
    )
    note(call, body.status, "" if agent is None else agent.id)
    return DONE


async def assign(call: Call) -> Answer:
    """Give a contact to an agent."""
    body, found = call.parse(shapes.AssignmentBody), find(call)
    agent = agent_named(call, body.inbox_assignee_cxone_id, "inboxAssigneeCxoneId")
    service = call.platform.service
    after = await desk.assign(service, call.tenant, found.state.id, agent, cause(call))
    if after.version != found.state.version:
        note(call, "accept", agent.id)
    return DONE


async def unassign(call: Call) -> Answer:
    """Have nobody have a contact."""
    found = find(call)
    before = found.state.agent
    await desk.put_down(call.platform.service, call.tenant, found.state.id, cause(call))
    note(call, "leave", "" if before is None else before.id)
    return DONE


async def put_queue(call: Call) -> Answer:
    """Have a contact wait in a queue, whoever has it."""
    body, found = call.parse(shapes.QueueBody), find(call)
    queue = queue_named(call, body.skill_id, "skillId")
    before = found.state.agent
    await desk.pass_on(call.platform.service, call.tenant, found.state.id, queue, cause(call))
    note(call, "transfer", "" if before is None else before.id)
    return DONE


async def put(call: Call) -> Answer:
    """Give a contact a priority in its queue; it is told, and moves nothing."""
    body, found = call.parse(shapes.ContactBody), find(call)
    priority = body.routing_queue_priority
    if priority is None:
        return DONE
    most = LIMITS.routing_priority_max
    if not 0 <= priority <= most:
        raise InvalidValue("routingQueuePriority", f"must be between 0 and {most}")
    check_live(found.state)
    command = Note(participant_id=found.state.participants[0].id, notes={PRIORITY: priority})
    stream = ("conversation", found.state.id)
    await execute(call.platform.service, call.tenant, stream, command, cause(call))
    _note(call, "priority")
    return DONE


async def put_fields(call: Call) -> Answer:
    """Merge custom fields into a contact's, which are its routing data."""
    body, found = call.parse(shapes.FieldsBody), find(call)
    given = values(Fields(custom_fields=body.custom_fields))
    service = call.platform.service
    await fields.set_contact(service, call.tenant, found.state, given, cause=cause(call))
    _note(call, "fields")
    return DONE


def _note(call: Call, act: str) -> None:
    agent = staff.agent_of(call)
    note(call, act, "" if agent is None else agent.id)


async def transcript(call: Call) -> Answer:
    """Take that a transcript is wanted; the journal says for whom."""
    body, found = call.parse(shapes.TranscriptBody), find(call)
    to = [one.id_on_external_platform for one in body.recipients]
    if not 0 < len(to) <= LIMITS.transcript_recipients_max:
        most = LIMITS.transcript_recipients_max
        raise InvalidValue("recipients", f"has {len(to)}; there are 1 to {most}")
    for one in to:
        if "@" not in one or len(one) > LIMITS.id_chars_max:
            what = f"{one[:64]!r} is no e-mail address"
            raise InvalidValue("recipients[].idOnExternalPlatform", what)
    call.note(f"transcript of contact {found.number} for {', '.join(to)}"[:500])
    return DONE
