"""Owns the table of the older guest chat's routes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.platform.routes import PAGE
from mockplatform.dialects.genesys.shapes.platform import Entities, Listing
from mockplatform.dialects.genesys.shapes.webchat import (
    ChatMember,
    ChatMessage,
    ChatMessagePage,
    ChatTyping,
    CreateChat,
    CreatedChat,
    MediaRequest,
    SendChatMessage,
)
from mockplatform.dialects.genesys.translate.webchat import BASE
from mockplatform.dialects.genesys.webchat import members, messages, opening, stream
from mockplatform.edge.route import Auth, Route

ONE = BASE + "/{id}"
MEMBER = ONE + "/members/{memberId}"
MEDIA = ONE + "/mediarequests"
_ANSWERS: Mapping[str, Any] = {"dialect": GENESYS}
_route = partial(Route, **_ANSWERS)

ROUTES = (
    _route(
        method="POST",
        path=BASE,
        handler=opening.create,
        summary="Open a chat",
        auth=Auth.PUBLIC,
        takes=CreateChat,
        gives={200: CreatedChat},
        does="write",
        inner="routing",
    ),
    _route(
        method="GET",
        path=ONE + "/events",
        handler=stream.connect,
        summary="Open a chat's event stream; take the URL that POST gave",
        auth=Auth.SOCKET,
        gives={101: None},
        query={"access_token": "The JWT of the chat"},
        is_url_given=True,
    ),
    _route(
        method="GET",
        path=ONE + "/members",
        handler=members.listing,
        summary="List the members",
        gives={200: Listing[ChatMember]},
        query={**PAGE, "excludeDisconnectedMembers": "Whether those who have left are left out"},
        does="read",
    ),
    _route(
        method="GET",
        path=MEMBER,
        handler=members.get,
        summary="Read a member",
        gives={200: ChatMember},
        does="read",
    ),
    _route(
        method="DELETE",
        path=MEMBER,
        handler=members.leave,
        summary="Leave the chat",
        gives={204: None},
        does="write",
    ),
    _route(
        method="POST",
        path=MEMBER + "/messages",
        handler=messages.send,
        summary="Say something",
        takes=SendChatMessage,
        gives={200: ChatMessage},
        does="write",
    ),
    _route(
        method="POST",
        path=MEMBER + "/typing",
        handler=members.typing,
        aim="types",
        summary="Show that the guest types",
        gives={200: ChatTyping},
    ),
    _route(
        method="GET",
        path=ONE + "/messages",
        handler=messages.listing,
        summary="List what was said",
        gives={200: ChatMessagePage},
        query={
            "after": "The id of the message behind which the page lies",
            "before": "The id of the message before which it lies",
            "sortOrder": "ascending or descending",
            "maxResults": "Messages in a page, up to 100",
        },
        does="read",
    ),
    _route(
        method="GET",
        path=ONE + "/messages/{messageId}",
        handler=messages.get,
        summary="Read a message",
        gives={200: ChatMessage},
        does="read",
    ),
    _route(
        method="GET",
        path=MEDIA,
        handler=members.media_requests,
        summary="List media requests: there are none",
        gives={200: Entities[MediaRequest]},
    ),
    *(
        _route(
            method=method,
            path=MEDIA + "/{requestId}",
            handler=members.media_request,
            summary=f"{verb} a media request: there is none",
            gives={404: None},
        )
        for method, verb in (("GET", "Read"), ("PATCH", "Answer"))
    ),
)
