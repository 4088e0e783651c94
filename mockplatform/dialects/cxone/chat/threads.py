"""Owns the acts about threads: recovered, read further, listed, named, archived, ended."""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread
from mockplatform.customers import threads
from mockplatform.dialects.cxone.chat import deeds, history, scroll
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.fields import number
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes import heard
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.shapes import thread_events as events
from mockplatform.dialects.cxone.translate import cases, people, times
from mockplatform.errors import Forbidden, UnknownThing


async def recover_thread(asked: Asked, data: heard.OfThread) -> Answer:
    """Tell how a thread stands, with its newest messages."""
    return await _recovered("ThreadRecovered", asked, data)


async def recover_livechat(asked: Asked, data: heard.OfThread) -> Answer:
    """Tell how a livechat stands, with its newest messages."""
    return await _recovered("LivechatRecovered", asked, data)


async def _recovered(name: str, asked: Asked, data: heard.OfThread) -> Answer:
    """Return how a thread stands; a livechat's messages are those of its present episode."""
    thread = asked.thread(data.thread)
    state = _standing(asked, thread)
    contact = _contact(asked, thread, state)
    only = contact.id if asked.channel.digital.live else _part_only(asked, thread)
    found = await history.page(asked, thread, only=only)
    told = events.Recovered(
        contact=contact,
        thread=_told(asked, thread),
        messages=found.messages,
        messages_scroll_token=found.token,
        contact_history=found.contact_history,
        customer=_customer(asked.customer),
        inbox_assignee=contact.inbox_assignee_user,
        owner_assignee=contact.owner_assignee_user,
    )
    return Answer(name, told, act=deeds.recovered(state, found.spans))


def _part_only(asked: Asked, thread: Thread) -> str | None:
    """Return the one case that a guest may read of a thread; None: it is the customer's own."""
    found = customers.parts(asked.socket.tenant, asked.customer)
    return next((one.number for one in found if one.thread.id == thread.id), None)


def _standing(asked: Asked, thread: Thread) -> Conversation:
    """Return a thread's conversation.

    Raises:
        UnknownThing: It was deleted, or none has begun: as if there were no thread.
    """
    state = customers.latest(asked.socket.tenant, thread)
    if state is None:
        why = "Its contact was deleted." if thread.cases else "Nothing was said in it yet."
        raise UnknownThing("thread", thread.external_id, hint=f"{why} SendMessage begins one.")
    return state


def _contact(asked: Asked, thread: Thread, state: Conversation) -> shapes.Case:
    found = about(asked.socket.tenant, state)
    assert found is not None, thread.id  # it is the thread's own
    return cases.case(found)


def _told(asked: Asked, thread: Thread) -> shapes.Thread:
    """Return a thread; it is as new as what was said in it last."""
    told = cases.thread(thread, asked.channel)
    told.updated_at = times.seconds(threads.active_at(asked.socket.tenant, thread))
    return told


def _customer(customer: Customer) -> events.CustomerTold:
    return events.CustomerTold(
        first_name=customer.first_name,
        last_name=customer.last_name,
        full_name=customer.name,
        custom_fields=people.fields(customer),
    )


async def load_more(asked: Asked, data: events.LoadMoreMessages) -> Answer:
    """Tell the page before a scroll token, all of it in one episode if a contact is named."""
    thread = asked.thread(data.thread)
    before = scroll.place(thread.id, data.scroll_token)
    only = _part_only(asked, thread) or number(data.contact)
    found = await history.page(asked, thread, before=before, only=only)
    told = events.MoreLoaded(
        messages=found.messages, scroll_token=found.token, contact_history=found.contact_history
    )
    return Answer("MoreMessagesLoaded", told, act=deeds.fetched(found.spans) or None)


async def fetch_list(asked: Asked, data: events.Nothing) -> Answer:
    """Tell which threads the customer has, archived ones too; the newest first."""
    del data
    found = threads.listed(asked.socket.tenant, asked.customer)
    told = [_told(asked, one) for one in found]
    act = deeds.listed(asked.socket.tenant, found, live=asked.channel.digital.live)
    return Answer("ThreadListFetched", events.ThreadList(threads=told), act=act)


async def load_metadata(asked: Asked, data: heard.OfThread) -> Answer:
    """Tell what was said last in a thread, and whose it is."""
    thread = asked.thread(data.thread)
    state = _standing(asked, thread)
    contact = _contact(asked, thread, state)
    message, spans = await history.last(asked, thread)
    told = events.Metadata(last_message=message, owner_assignee=contact.owner_assignee_user)
    act = deeds.glanced(state, spans, live=asked.channel.digital.live)
    return Answer("ThreadMetadataLoaded", told, act=act)


async def update(asked: Asked, data: events.UpdateThread) -> Answer:
    """Give a thread a name."""
    socket, named = asked.socket, data.thread
    thread = await threads.rename(
        socket.platform.service,
        socket.tenant,
        asked.customer.id,
        named.id_on_external_platform,
        named.thread_name,
        cause=asked.cause,
    )
    return Answer("ThreadUpdated", events.ThreadTold(thread=_told(asked, thread)))


async def archive(asked: Asked, data: events.ArchiveThread) -> Answer:
    """Let nothing more be said in a thread."""
    socket, id_ = asked.socket, data.thread.id_on_external_platform
    service, tenant = socket.platform.service, socket.tenant
    thread = await threads.archive(service, tenant, asked.customer.id, id_, cause=asked.cause)
    return Answer("ThreadArchived", events.ThreadTold(thread=_told(asked, thread)))


async def end(asked: Asked, data: heard.EndContact) -> Answer:
    """End a thread's conversation; the end of a contact that is over has come already.

    Raises:
        Forbidden: The customer is a guest there.
        UnknownThing: The thread never had the contact that is named.
    """
    thread = asked.thread(data.thread)
    if _part_only(asked, thread) is not None:
        raise Forbidden("A guest does not end another's case", hint="LeaveGroupChat leaves it.")
    state = customers.latest(asked.socket.tenant, thread)
    if state is not None and state.id == _named(thread, data, state.id):
        service = asked.socket.platform.service
        await customers.close(service, asked.socket.tenant, state.id, asked.cause)
    return ACKNOWLEDGED


def _named(thread: Thread, data: heard.EndContact, present: str) -> str:
    """Return the conversation of the contact that a client ends; without one, the present one.

    A page names the last contact that it knows of: it may be an earlier one by now.
    """
    wanted = number(data.contact)
    if wanted is None:
        return present
    found = next((one for one in thread.cases if one.number == wanted), None)
    if found is None:
        raise UnknownThing("contact", wanted[:64], hint="CaseCreated tells a thread's number.")
    return found.conversation_id
