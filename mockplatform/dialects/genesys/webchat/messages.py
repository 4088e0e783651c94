"""Owns what is said in a chat: the guest's words, and the pages of the transcript."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from mockplatform.core.aggregate import Event
from mockplatform.core.commands import SendMessage
from mockplatform.core.events import MessageSent
from mockplatform.dialects.genesys.shapes.webchat import (
    ChatMessage,
    ChatMessagePage,
    SendChatMessage,
)
from mockplatform.dialects.genesys.translate import webchat as translate
from mockplatform.dialects.genesys.webchat.chats import execute, find_own, look
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing
from mockplatform.findings.deeds import Fetched, Sent
from mockplatform.limits import LIMITS


async def send(call: Call) -> Answer:
    """Put the guest's words into the transcript."""
    state = find_own(call)
    body = call.parse(SendChatMessage)
    if not 0 < len(body.body) <= LIMITS.chat_message_chars_max:
        raise InvalidValue("$.body", f"has 1 to {LIMITS.chat_message_chars_max} characters")
    if (body.body_type or translate.STANDARD).lower() != translate.STANDARD:
        raise InvalidValue("$.bodyType", f"guests send {translate.STANDARD}")
    call.did(Sent(state.id, None, hash(body.body)))
    command = SendMessage(message_id=call.tenant.ids.uuid(), sender=state.customer, text=body.body)
    outcome = await execute(call, state.id, command)
    sent = outcome.events[0]
    assert isinstance(sent, MessageSent)  # all that a send leads to
    return Answer(200, translate.message(outcome.state, sent))


async def _history(call: Call) -> tuple[list[ChatMessage], Sequence[Event]]:
    state = await look(call)
    events = await call.platform.service.events(call.tenant, "conversation", state.id)
    events = events[: state.version]
    return translate.history(state.id, events), events


async def get(call: Call) -> Answer:
    """Give one message."""
    found, _ = await _history(call)
    return Answer(200, found[_place(found, call.params["messageId"])])


def _place(found: list[ChatMessage], id_: str) -> int:
    for place, one in enumerate(found):
        if one.id == id_:
            return place
    raise UnknownThing("message", id_, hint="Ids come from the messages of this chat.")


async def listing(call: Call) -> Answer:
    """Give a page of what was said, and of who came and went.

    Source: [C] guest chat 8.1.3 (query). Invented: which page it is where one of `after` and
    `before` is given (next to that), and how its neighbours are addressed.
    """
    query = call.request.query
    size = call.query_int(
        "maxResults", LIMITS.chat_messages_page_max, 1, LIMITS.chat_messages_page_max
    )
    newest = _newest(query.get("sortOrder", ""))
    found, events = await _history(call)
    after, before = (
        _place(found, query[name]) if query.get(name) else None for name in ("after", "before")
    )
    low, high = translate.window(found, after, before, size, newest=newest)
    shown = found[low:high]
    _tell(call, events, (found[:low], found[:high]), is_last=high == len(found))

    def uri(**anchor: str) -> str:
        order = {"sortOrder": "descending"} if newest else {}
        return f"{call.path}?{urlencode({**anchor, **order, 'maxResults': size})}"

    older = uri(before=shown[0].id) if shown and low > 0 else None
    newer = uri(after=shown[-1].id) if shown and high < len(found) else None
    page = ChatMessagePage(
        entities=shown[::-1] if newest else shown,
        page_size=len(shown),
        previous_page=newer if newest else older,
        next=older if newest else newer,
        self_uri=uri(**{name: query[name] for name in ("after", "before") if query.get(name)}),
    )
    return Answer(200, page)


def _tell(
    call: Call,
    events: Sequence[Event],
    before: tuple[Sequence[ChatMessage], Sequence[ChatMessage]],
    *,
    is_last: bool,
) -> None:
    """Have the rules hear which events a page has; `before` is what ends with its two edges."""
    seqs = {one.message_id: seq for seq, one in enumerate(events, 1) if type(one) is MessageSent}
    low, high = (max((seqs.get(one.id, 0) for one in part), default=0) for part in before)
    upto = len(events) if is_last else high
    call.did(Fetched(call.params["id"], low, upto, len(events)))


def _newest(order: str) -> bool:
    """Whether the newest come first."""
    if order.lower() not in {"", "ascending", "descending"}:
        raise InvalidValue("sortOrder", "is ascending or descending")
    return order.lower() == "descending"
