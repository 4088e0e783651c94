"""Owns group chats: a customer invites others into his conversation, who join and leave it.

The conversation says who was invited and who takes part; the guest's own stream, which he joined,
so that his next connection follows it as well. Invented: that only its own customer invites, and
that guests are of his channel.
"""

from __future__ import annotations

from msgspec.structs import replace

from mockplatform.core import customer as core
from mockplatform.core import group
from mockplatform.core.channels import Channel
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer
from mockplatform.customers.messages import turn
from mockplatform.customers.parts import Part, parts
from mockplatform.customers.standing import case_of, customer_of
from mockplatform.errors import Conflict, ConversationEnded, FeatureOff, UnknownThing
from mockplatform.guests.standing import Cause, execute
from mockplatform.service import Service
from mockplatform.tenant import Tenant

_CODE_BYTES = 16


def check_on(channel: Channel) -> None:
    """Judge whether a channel has group chats.

    Raises:
        FeatureOff: It has none.
    """
    if not channel.digital.group_chat:
        raise FeatureOff("Group chats are turned off", hint="The channel's `groupChat`.")


def own_case(tenant: Tenant, customer: Customer, number: str) -> Conversation:
    """Return one of a customer's own conversations by its number.

    Raises:
        UnknownThing: He has none by that number.
    """
    state = _by_number(tenant, number)
    case = None if state is None else case_of(tenant, state.id)
    if state is None or case is None or case[0].id != customer.id:
        hint = "CaseCreated tells its number. Only whose case it is invites to it."
        raise UnknownThing("contact", number[:64], hint=hint)
    return state


def _by_number(tenant: Tenant, number: str) -> Conversation | None:
    id_ = tenant.cases.by_number(number)
    return None if id_ is None else tenant.conversations.get(id_)


async def invite(
    service: Service, tenant: Tenant, customer: Customer, number: str, *, cause: Cause
) -> str:
    """Make one more invitation to a customer's conversation; return its code.

    Raises:
        UnknownThing: He has no such conversation.
        ConversationEnded: It is over.
        TooManyRequests: It has as many invitations as it may have.
    """
    async with turn(tenant, customer.id):
        state = own_case(tenant, customer, number)
        code = f"{number}-{tenant.ids.token(_CODE_BYTES)}"
        note = group.invite(state, code)
        await execute(service, tenant, ("conversation", state.id), note, cause)
    return code


async def join(
    service: Service,
    tenant: Tenant,
    channel: Channel,
    customer: Customer,
    *,
    code: str,
    cause: Cause,
) -> Part:
    """Have a customer take part in the conversation of an invitation, from now on.

    Raises:
        UnknownThing: There is no such invitation on the channel.
        ConversationEnded: The conversation is over.
        Conflict: Somebody else has joined with the code; or it is the customer's own conversation.
        TooManyRequests: There are as many guests as there may be, or he is in too many already.
    """
    state, owner = _invited(tenant, channel, code)
    if owner.id == customer.id:
        raise Conflict("It is the customer's own case", hint="Somebody else joins with the code.")
    async with turn(tenant, owner.id):
        state, _ = _invited(tenant, channel, code)
        once = channel.digital.single_use_invitations
        note = group.join(state, code, customer.id, once=once)
        await _tidy(service, tenant, customer, cause)
        if note is not None or state.id not in customer.groups:
            joined = core.JoinGroup(conversation_id=state.id, seq=state.version)
            core.decide(customer_of(tenant, customer.id), joined, tenant.circumstances())
            if note is not None:
                done = await execute(service, tenant, ("conversation", state.id), note, cause)
                joined = replace(joined, seq=done.state.version)
            await execute(service, tenant, ("customer", customer.id), joined, cause)
    case = case_of(tenant, state.id)
    assert case is not None  # only a case has invitations
    return Part(tenant.conversations[state.id], case[1], case[2])


def _invited(tenant: Tenant, channel: Channel, code: str) -> tuple[Conversation, Customer]:
    """Return the conversation of a code, which has it, and whose that is."""
    state = _by_number(tenant, code.partition("-")[0])
    case = None if state is None else case_of(tenant, state.id)
    if state is None or case is None or case[0].deployment_id != channel.id:
        raise group.unknown(code)
    if code not in group.group_of(state).invitations:
        raise group.unknown(code)
    return state, case[0]


async def _tidy(service: Service, tenant: Tenant, customer: Customer, cause: Cause) -> None:
    """Have a customer forget the group chats that are over."""
    there = {one.state.id for one in parts(tenant, customer)}
    for id_ in customer.groups:
        if id_ not in there:
            command = core.LeaveGroup(conversation_id=id_)
            await execute(service, tenant, ("customer", customer.id), command, cause)


async def leave(
    service: Service, tenant: Tenant, customer: Customer, number: str, *, cause: Cause
) -> None:
    """Have a guest take part in a conversation no more.

    Raises:
        UnknownThing: He is no guest of such a conversation.
        ConversationEnded: It is over, and so is his part in it.
        Conflict: It is his own.
    """
    state = _by_number(tenant, number)
    case = None if state is None else case_of(tenant, state.id)
    if state is not None and case is not None and case[0].id == customer.id:
        raise Conflict("It is the customer's own case", hint="EndContact ends it, for all.")
    if state is None or case is None or not group.group_of(state).guests.get(customer.id):
        raise UnknownThing("contact", number[:64], hint="GroupChatJoined tells its number.")
    if not state.is_live:
        raise ConversationEnded(state.state, state.close_reason)
    async with turn(tenant, case[0].id):
        note = group.leave(tenant.conversations[state.id], customer.id)
        await execute(service, tenant, ("conversation", state.id), note, cause)
        command = core.LeaveGroup(conversation_id=state.id)
        await execute(service, tenant, ("customer", customer.id), command, cause)
