"""Owns the calls about conversations: to look at them, and to act in them as an agent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mockplatform.client.answers import Board, Conversation, ConversationPage, EventPage, Message
from mockplatform.client.calls.verbs import delete as _delete
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.calls.verbs import post
from mockplatform.client.request import Request, nothing, segment


def list(  # noqa: A001 - as the API calls it
    *,
    state: str | None = None,
    queue: str | None = None,
    user_id: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Request[ConversationPage]:
    """List conversations, newest first.

    Args:
        state: States, with commas between.
        queue: The queue's id.
        user_id: The customer's id.
        limit: How many at most.
        cursor: Where the next page begins: `next_cursor` of the one before.
    """
    query = {"state": state, "queue": queue, "userId": user_id, "limit": limit, "cursor": cursor}
    return _get("/conversations", ConversationPage, query)


def board(
    ids: Sequence[str] | None = None, *, limit: int | None = None, cursor: str | None = None
) -> Request[Board]:
    """Show conversations in a line each: those of these ids, or a page of all, newest first."""
    query = {"ids": None if ids is None else ",".join(ids), "limit": limit, "cursor": cursor}
    return _get("/board", Board, query)


def get(
    id: str,  # noqa: A002 - as the API calls it
    *,
    transcript: bool = True,
) -> Request[Conversation]:
    """Show all there is to a conversation; its transcript, which may be long, only if asked."""
    return _get(_path(id), Conversation, {} if transcript else {"transcript": "false"})


def events(
    id: str,  # noqa: A002 - as the API calls it
    after: int | None = None,
    *,
    limit: int | None = None,
) -> Request[EventPage]:
    """Show a conversation's events behind a seq."""
    return _get(f"{_path(id)}/events", EventPage, {"after": after, "limit": limit})


def delete(id: str) -> Request[None]:  # noqa: A002 - as the API calls it
    """Delete a conversation; it tells so for a while, then it is forgotten."""
    return _delete(_path(id))


def offer(id: str, agent: str | None = None) -> Request[Conversation]:  # noqa: A002
    """Alert an agent, even one who is away or busy; whoever is next, if none is named."""
    return post(_act(id, "offer"), Conversation, {"agentId": agent})


def accept(id: str, agent: str | None = None) -> Request[Conversation]:  # noqa: A002
    """Take the offer."""
    return post(_act(id, "accept"), Conversation, {"agentId": agent})


def decline(id: str, agent: str | None = None) -> Request[Conversation]:  # noqa: A002
    """Refuse the offer; the next agent is alerted."""
    return post(_act(id, "decline"), Conversation, {"agentId": agent})


def message(
    id: str,  # noqa: A002 - as the API calls it
    text: str,
    *,
    client_message_id: str | None = None,
) -> Request[Message]:
    """Say something as the agent, once for each `client_message_id`."""
    body = {"text": text, "clientMessageId": client_message_id}
    return post(_act(id, "message"), Message, body)


def typing(id: str, state: Literal["on", "off"] = "on") -> Request[None]:  # noqa: A002
    """Show the customer that the agent types."""
    return post(_act(id, "typing"), nothing, {"state": state})


def transfer(
    id: str,  # noqa: A002 - as the API calls it
    queue: str | None = None,
    *,
    agent: str | None = None,
) -> Request[Conversation]:
    """Hand the conversation to another queue, or to an agent, who is alerted at once."""
    return post(_act(id, "transfer"), Conversation, {"queue": queue, "agentId": agent})


def leave(id: str) -> Request[Conversation]:  # noqa: A002
    """Leave the conversation, which waits in its queue again."""
    return post(_act(id, "leave"), Conversation)


def close(
    id: str,  # noqa: A002 - as the API calls it
    reason: str | None = None,
    *,
    by: Literal["agent", "supervisor"] | None = None,
) -> Request[Conversation]:
    """End the conversation; a supervisor may close what no agent has."""
    return post(_act(id, "close"), Conversation, {"reason": reason, "by": by})


def _path(id_: str) -> str:
    return f"/conversations/{segment(id_)}"


def _act(id_: str, act: str) -> str:
    return f"{_path(id_)}/agent/{act}"
