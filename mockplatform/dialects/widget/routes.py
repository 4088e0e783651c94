"""Owns the table of the widget API's routes."""

from __future__ import annotations

from mockplatform.dialects.widget import auth_routes, conversations, other_routes, shapes, socket
from mockplatform.dialects.widget.errors import WIDGET
from mockplatform.dialects.widget.translate import BASE
from mockplatform.edge.route import Auth, Route

READ = frozenset({"conversation:read"})
WRITE = frozenset({"conversation:write"})
ONE = BASE + "/{id}"

CONVERSATIONS = (
    Route(
        method="POST",
        path=BASE,
        handler=conversations.create,
        does="write",
        dialect=WIDGET,
        summary="Open a conversation",
        scope=WRITE,
        takes=shapes.CreateBody,
        inner="routing",
        gives={201: shapes.ConversationView},
    ),
    Route(
        method="GET",
        path=BASE,
        handler=conversations.listing,
        does="read",
        dialect=WIDGET,
        summary="List the caller's conversations, newest first",
        scope=READ,
        gives={200: shapes.ConversationPage},
        query={
            "state": "States to list, with commas between",
            "pageSize": "Conversations in a page",
            "cursor": "Where the next page begins: `nextCursor` of the one before",
        },
    ),
    Route(
        method="GET",
        path=ONE,
        handler=conversations.get,
        does="read",
        dialect=WIDGET,
        summary="Read a conversation",
        scope=READ,
        gives={200: shapes.ConversationView},
    ),
    Route(
        method="DELETE",
        path=ONE,
        handler=conversations.close,
        does="write",
        dialect=WIDGET,
        summary="Close a conversation for the customer",
        scope=WRITE,
        gives={204: None},
    ),
    Route(
        method="GET",
        path=ONE + "/messages",
        handler=conversations.transcript,
        does="read",
        dialect=WIDGET,
        summary="Read the transcript, or what of it lies behind a seq",
        scope=READ,
        gives={200: shapes.TranscriptPage},
        query={"after": "The last seq already known", "limit": "Messages in a page"},
    ),
    Route(
        method="POST",
        path=ONE + "/messages",
        handler=conversations.send,
        aim="sends",
        does="write",
        dialect=WIDGET,
        summary="Send a message, once for each clientMessageId",
        scope=WRITE,
        takes=shapes.MessageBody,
        gives={201: shapes.MessageView, 200: shapes.MessageView},
    ),
    Route(
        method="POST",
        path=ONE + "/typing",
        handler=conversations.typing,
        aim="types",
        dialect=WIDGET,
        summary="Tell that the customer types",
        scope=WRITE,
        takes=shapes.TypingBody,
        gives={204: None},
    ),
)

SOCKET = (
    Route(
        method="GET",
        path=ONE + "/ws",
        handler=socket.connect,
        dialect=WIDGET,
        summary="Open a socket on a conversation; see the frames in docs/socket.md",
        auth=Auth.SOCKET,
        scope=READ,
        gives={101: None},
        query={
            "after": "The last seq already known: what lies behind it is sent",
            "access_token": "The token, where no header can be set",
        },
    ),
)

ROUTES = (*CONVERSATIONS, *SOCKET, *auth_routes.ROUTES, *other_routes.ROUTES)
