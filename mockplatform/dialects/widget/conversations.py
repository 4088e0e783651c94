"""Owns the routes of conversations: thin, from the wire to a command and back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from mockplatform.core.aggregate import Command, StreamId, fold
from mockplatform.core.canonical import canonical, content_hash
from mockplatform.core.commands import Close, CreateConversation, SendMessage
from mockplatform.core.conversation import Conversation
from mockplatform.core.decisions import AGGREGATE
from mockplatform.core.events import MessageSent, Person
from mockplatform.core.signals import Typing
from mockplatform.core.states import State
from mockplatform.dialects.widget import shapes
from mockplatform.dialects.widget.deeds import lost, wrote
from mockplatform.dialects.widget.translate import (
    BASE,
    conversation_view,
    message_view,
    transcript_page,
)
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.preconditions import etag, is_known
from mockplatform.errors import (
    ConversationEnded,
    IdempotencyKeyReused,
    InvalidValue,
    NotYours,
    ThingExists,
    TooManyRequests,
    UnknownThing,
    nearest,
)
from mockplatform.faults.staged import Staged
from mockplatform.findings.deeds import Acked, Fetched, Looked, Missing, Opened, Sent
from mockplatform.findings.routing_facts import routing_written, written
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.service import Outcome, Service
from mockplatform.tenant import Tenant

INSTANCE = "X-Instance-Id"
"""Invented: which of a user's widgets writes, where the token does not say."""


def find(call: Call) -> Conversation:
    """Return the caller's conversation that the path names.

    Raises:
        UnknownThing: There is none by that id in this tenant (or it was deleted long ago).
        NotYours: It is another user's.
    """
    id_ = call.params["id"]
    if id_ in call.tenant.conversations:
        call.conversation_id = id_
    else:
        call.did(Missing(id_))
    return find_for(call.tenant, id_, call.claims.sub)


async def look(call: Call) -> Conversation:
    """Return the caller's conversation to be read: as it is, or as a fault says that it was.

    Raises:
        UnknownThing: As `find`, and for one that was not there yet then.
        NotYours: As `find`.
    """
    state = find(call)
    if call.staged.as_of is None:
        return state
    was = await _as_it_was(call, state)
    if was is None:
        raise _unknown(state.id)
    return was


async def _as_it_was(call: Call, state: Conversation) -> Conversation | None:
    as_of = call.staged.as_of
    if as_of is None:
        return state
    service = call.platform.service
    was: Conversation | None = await service.as_of(call.tenant, "conversation", state.id, as_of)
    return was


def find_for(tenant: Tenant, id_: str, user_id: str) -> Conversation:
    """Return a user's conversation, as `find` does.

    Raises:
        UnknownThing: There is none by that id in this tenant (or it was deleted long ago).
        NotYours: It is another user's.
    """
    state = tenant.conversations.get(id_)
    if state is None:
        raise _unknown(id_)
    if state.customer.id != user_id:
        raise NotYours(
            "The conversation is another user's",
            hint="Drop the id; this token's user is " + repr(user_id[:64]) + ".",
        )
    return state


def _unknown(id_: str) -> UnknownThing:
    return UnknownThing("conversation", id_, hint="Drop the id and create one: POST " + BASE + ".")


def customer(tenant: Tenant, user_id: str) -> Person:
    """Return a user as a conversation names him."""
    known = next((one for one in tenant.config.users if one.id == user_id), None)
    return Person(purpose="customer", id=user_id, name=known.name if known else "")


def view(call: Call, state: Conversation) -> shapes.ConversationView:
    """Return the conversation's document as of now."""
    silent_at = call.tenant.silent_at(state, call.staged.as_of) if state.is_live else None
    return conversation_view(state, silent_at)


def document(
    call: Call, state: Conversation, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return the conversation's document with its version as `ETag`."""
    return Answer(status, view(call, state), {**etag(state.version), **(headers or {})})


async def create(call: Call) -> Answer:
    """Open a conversation; an `Idempotency-Key` makes a repeat give the first answer."""
    body = call.parse(shapes.CreateBody)
    call.instance = body.instance_id or call.instance
    tenant = call.tenant
    key = call.header("Idempotency-Key")
    # The id follows from the key, so that a repeat finds the first by the id alone.
    id_ = derive_uuid(tenant.tenancy.seed, call.claims.sub, key) if key else tenant.ids.uuid()
    digest = content_hash(canonical(call.json())) if key else ""
    if key and id_ in tenant.conversations:
        return await _first_answer(call, id_, digest, body)
    if len(tenant.conversations) >= LIMITS.conversations_per_tenant_max:
        raise TooManyRequests(
            f"A tenant holds at most {LIMITS.conversations_per_tenant_max} conversations",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    _tell_written(call, id_, body)
    who = customer(tenant, call.claims.sub)
    open_already = resumable(tenant, who.id)
    command = CreateConversation(
        customer=who,
        deployment_id=call.claims.deployment_id or tenant.config.deployments[0].id,
        instance_id=instance_id(call, body),
        routing_data=body.routing_data,
        conversation_data=body.conversation_data,
        request_digest=digest,
        message=send_command(tenant, who, body.message) if body.message else None,
    )
    try:
        state = (await execute(call, id_, command)).state
    except ThingExists:
        return await _first_answer(call, id_, digest, body)
    if body.routing_data:
        wrote(call, "routing", id_, lost(state, call.staged))
    if body.conversation_data:
        wrote(call, "conversation", id_)
    hint_truncated(call, state)
    call.did(Opened(state.id, open_already, instance_id(call, body)))
    if body.message:
        # A key tells a repeat as a message's own id does.
        name = body.message.client_message_id or (None if key else "")
        call.did(Sent(state.id, name, hash(body.message.text)))
    return _created(call, state)


def _tell_written(call: Call, id_: str, body: shapes.CreateBody) -> None:
    instance = instance_id(call, body)
    if body.routing_data:
        call.did(routing_written(id_, body.routing_data, instance, is_merge=False))
    if body.conversation_data:
        call.did(written("conversation", id_, body.conversation_data, instance, is_merge=False))


def instance_id(call: Call, body: shapes.CreateBody) -> str:
    """Return which of the user's widgets opens a conversation, as far as it says."""
    return body.instance_id or str(call.claims.instance_id) or call.header(INSTANCE)


def resumable(tenant: Tenant, user_id: str) -> tuple[str, ...]:
    """Return which of a user's conversations are live, among the newest."""
    newest = tenant.by_user.get(user_id, [])[-LIMITS.findings_resumable_max :]
    return tuple(id_ for id_ in newest if tenant.conversations[id_].is_live)


def _created(call: Call, state: Conversation) -> Answer:
    call.conversation_id = state.id
    return document(call, state, 201, {"Location": f"{BASE}/{state.id}"})


async def _first_answer(call: Call, id_: str, digest: str, body: shapes.CreateBody) -> Answer:
    """Return what the first request with this key was answered."""
    if call.tenant.conversations[id_].request_digest != digest:
        raise IdempotencyKeyReused(
            "The Idempotency-Key came before with another body",
            hint="Make a new key for each new request; repeat a key only with the same body.",
        )
    if body.message:
        call.did(Acked(id_, body.message.client_message_id, known=True))
    events = await call.platform.service.events(call.tenant, "conversation", id_)
    made = events[: 3 if body.message else 2]
    return _created(call, fold(AGGREGATE, id_, made))


def hint_truncated(call: Call, state: Conversation) -> None:
    """Tell the caller which routing values the truncate policy took away."""
    call.hint = truncation_hint(state, call.staged) or call.hint


def truncation_hint(state: Conversation, staged: Staged) -> str:
    """Return which routing values the truncate policy, or a fault, took away; ``""`` if none."""
    lost = state.routing_data.truncated
    if not lost:
        return ""
    left = staged.routing_bytes_max
    return (
        f"routingData was over {LIMITS.routing_data_bytes_max if left is None else left} bytes: "
        f"these keys lost their values: {', '.join(lost)[:500]}"
    )


async def execute(call: Call, id_: str, command: Command) -> Outcome:
    """Run a command on a conversation for the call."""
    return await call.platform.service.execute(
        call.tenant, "conversation", id_, command, cause=call.correlation_id, staged=call.staged
    )


def send_command(tenant: Tenant, sender: Person, body: shapes.MessageBody) -> SendMessage:
    """Return the command for a message of a customer.

    Raises:
        InvalidValue: There is neither text nor attachment.
    """
    if not body.text and not body.attachments:
        raise InvalidValue("text", "a message has a text or an attachment")
    return SendMessage(
        message_id=tenant.ids.uuid(),
        sender=sender,
        text=body.text,
        type=body.type,
        client_message_id=body.client_message_id or "",
        attachments=tuple(body.attachments),
    )


async def get(call: Call) -> Answer:
    """Give the conversation's document."""
    state = await look(call)
    call.did(Looked(state.id, state.state))
    if is_known(call.request, state.version):
        return Answer(304, None, etag(state.version))
    return document(call, state)


async def listing(call: Call) -> Answer:
    """Give the caller's conversations, newest first, a page at a time."""
    wanted = call.request.query.get("state")
    states = set(wanted.split(",")) if wanted else set(State)
    if unknown := sorted(states - set(State)):
        raise InvalidValue("state", f"no state {unknown[0][:40]!r}", hint=nearest("", State))
    size = call.page_size("pageSize")
    ids = call.tenant.by_user.get(call.claims.sub, [])
    start = call.query_int("cursor", len(ids), 0, len(ids))
    page: list[shapes.ConversationView] = []
    for place in range(start - 1, -1, -1):
        now = call.tenant.conversations.get(ids[place])
        state = now and await _as_it_was(call, now)
        if state is None or state.state not in states:
            continue
        if len(page) == size:
            return Answer(
                200,
                shapes.ConversationPage(entities=page, page_size=size, next_cursor=str(place + 1)),
            )
        page.append(view(call, state))
        call.did(Looked(state.id, state.state))
    return Answer(200, shapes.ConversationPage(entities=page, page_size=size))


async def close(call: Call) -> Answer:
    """Close the conversation for the customer; to close it again changes nothing."""
    state = find(call)
    if state.is_live:
        # Another who closed it meanwhile has done what was asked.
        with suppress(ConversationEnded):
            await execute(call, state.id, Close(by="customer"))
    return Answer(204)


async def send(call: Call) -> Answer:
    """Put a message into the transcript, once for each `clientMessageId`."""
    state = find(call)
    body = call.parse(shapes.MessageBody)
    call.did(Sent(state.id, body.client_message_id or "", hash(body.text)))
    command = send_command(call.tenant, state.customer, body)
    outcome = await execute(call, state.id, command)
    return Answer(*await sent_answer(call.platform.service, call.tenant, outcome, command))


async def sent_answer(
    service: Service, tenant: Tenant, outcome: Outcome, command: SendMessage
) -> tuple[int, shapes.MessageView]:
    """Return status and document for a message: new (201), or the one that came first (200)."""
    if outcome.events:
        event = outcome.events[0]
        assert isinstance(event, MessageSent)  # all that a send leads to
        return 201, message_view(event, outcome.state.version)
    seq = outcome.state.sent[command.sender.id, command.client_message_id].seq
    events = await service.events(tenant, "conversation", outcome.state.id, seq - 1)
    first = events[0]
    assert isinstance(first, MessageSent)  # that is what `sent` points to
    return 200, message_view(first, seq, duplicate=True)


async def transcript(call: Call) -> Answer:
    """Give the messages behind a seq, oldest first."""
    state = await look(call)
    after = call.query_int("after", 0, 0, 2**53)
    limit = call.page_size("limit")
    events = await call.platform.service.events(call.tenant, "conversation", state.id, after)
    events = events[: max(0, state.version - after)]  # a fault may show an earlier state
    page = transcript_page(events, after, limit, state.version)
    upto = page.entities[-1].seq if page.has_more else state.version
    call.did(Fetched(state.id, after, upto, state.version))
    return Answer(200, page)


async def typing(call: Call) -> Answer:
    """Pass a typing signal on; it counts as activity and is not kept."""
    state = find(call)
    body = call.parse(shapes.TypingBody)
    sender = customer(call.tenant, call.claims.sub)
    signal_typing(call.tenant, state, sender, on=body.state == "on", now=call.now)
    return Answer(204)


def signal_typing(
    tenant: Tenant, state: Conversation, sender: Person, *, on: bool, now: float
) -> None:
    """Tell those who watch that somebody types.

    Raises:
        ConversationEnded: Nobody types in a conversation that has ended.
    """
    if not state.is_live:
        raise ConversationEnded(state.state, state.close_reason)
    tenant.touch(state.id, now)
    tenant.hub.signal(StreamId(tenant.id, "conversation", state.id), Typing(sender, on))
