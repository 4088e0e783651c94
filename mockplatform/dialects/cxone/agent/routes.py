"""Owns the table of the Digital API's routes."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.cxone.agent import (
    contact_acts,
    contacts,
    lookups,
    messages,
    scrolling,
    speaking,
)
from mockplatform.dialects.cxone.agent.table import route
from mockplatform.dialects.cxone.shapes import agent_api as shapes
from mockplatform.dialects.cxone.shapes import objects

CONTACTS, CONTACT = "/contacts", "/contacts/{contact}"
CHANNELS, CHANNEL = "/channels", "/channels/{channel}"
MESSAGES, MESSAGE = "/messages", "/messages/{message}"
SCROLL = {scrolling.PARAMETER: scrolling.HELP}


def _list(path: str, handler: Any, summary: str, of: Any, **query: str) -> Any:
    return route(
        "GET",
        path,
        handler,
        summary,
        gives={200: shapes.Scrolled[of]},
        query={**query, **SCROLL},
        does="read",
    )


def _read(path: str, handler: Any, summary: str, gives: Any, **more: Any) -> Any:
    return route("GET", path, handler, summary, gives={200: gives}, does="read", **more)


def _write(method: str, path: str, handler: Any, summary: str, takes: Any, **more: Any) -> Any:
    return route(method, path, handler, summary, takes=takes, does="write", **more)


_READING = (
    route(
        "GET",
        CONTACTS,
        contacts.listing,
        "List contacts",
        gives={200: shapes.Scrolled[objects.Case]},
        query={contacts.STATUS: "Only those that stand so; may be there several times", **SCROLL},
        does="read",
    ),
    _read(CONTACT, contacts.get, "Read a contact", objects.Case),
    _read(f"{CONTACT}/detail", contacts.detail, "Read all about a contact", shapes.ContactDetail),
    _list(f"{CONTACT}/messages", contacts.its_messages, "List its messages", objects.Message),
    _read(
        f"{CONTACT}/history",
        contacts.its_history,
        "List what befell a contact",
        shapes.ContactHistory,
        query={"page": "Which page, from 1", "size": "How much is on a page"},
    ),
)

_ACTS = (
    _write("PUT", CONTACT, contact_acts.put, "Give it a priority", shapes.ContactBody),
    _write("PUT", f"{CONTACT}/status", contact_acts.put_status, "Set status", shapes.StatusBody),
    _write(
        "PUT",
        f"{CONTACT}/inbox-assignment",
        contact_acts.assign,
        "Give a contact to an agent",
        shapes.AssignmentBody,
    ),
    _write(
        "DELETE",
        f"{CONTACT}/inbox-assignment",
        contact_acts.unassign,
        "Take a contact from its agent",
        None,
    ),
    _write(
        "PUT",
        f"{CONTACT}/routing-queue",
        contact_acts.put_queue,
        "Hand a contact to a queue",
        shapes.QueueBody,
    ),
    _write(
        "PUT",
        f"{CONTACT}/custom-fields",
        contact_acts.put_fields,
        "Set custom fields of a contact",
        shapes.FieldsBody,
        inner="routing",
    ),
    _write(
        "POST",
        f"{CONTACT}/transcript",
        contact_acts.transcript,
        "Ask for a transcript",
        shapes.TranscriptBody,
    ),
)

_SPEAKING = (
    _write(
        "POST",
        f"{CHANNEL}/outbound",
        speaking.outbound,
        "Say something as an agent",
        shapes.OutboundBody,
        gives={200: objects.Message},
    ),
    *(
        _write(
            "POST",
            f"{CHANNEL}/{noun}",
            speaking.inbound,
            f"Bring in what a customer says ({noun})",
            shapes.InboundBody,
            gives={200: objects.Message},
            inner="routing",
        )
        for noun in ("inbound", "messages")
    ),
    route(
        "POST",
        f"{CHANNEL}/threads/{{thread}}/sender-actions",
        speaking.act,
        "Show that an agent types",
        takes=shapes.ActionBody,
        aim="types",
    ),
)

_LOOKUPS = (
    _list(MESSAGES, messages.listing, "List messages", objects.Message),
    _read(MESSAGE, messages.get, "Read a message", objects.Message),
    *(
        _write(method, f"{MESSAGE}/read", messages.read, "Mark a message as read", None)
        for method in ("PUT", "POST")
    ),
    _list("/threads", lookups.threads, "List threads", objects.Thread),
    _list("/customers", lookups.end_users, "List customers", shapes.EndUser),
    _list(CHANNELS, lookups.channels, "List channels", objects.ChannelRef),
    _list("/routing-queues", lookups.queues, "List queues", objects.RoutingQueue),
    _list("/users", lookups.users, "List agents", objects.User),
    _read("/me", lookups.me, "Read who the token speaks for", shapes.Me),
)

ROUTES = (*_READING, *_ACTS, *_SPEAKING, *_LOOKUPS)
