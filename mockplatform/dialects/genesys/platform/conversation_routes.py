"""Owns the table of the platform API's routes about conversations."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.genesys.platform import (
    agentless,
    attributes,
    conversations,
    labels,
    media,
    messages,
    open_messaging,
    participants,
    transfers,
    wrapups,
)
from mockplatform.dialects.genesys.platform.routes import PAGE
from mockplatform.dialects.genesys.platform.table import route
from mockplatform.dialects.genesys.shapes import conversation_calls as calls
from mockplatform.dialects.genesys.shapes import conversations as views
from mockplatform.dialects.genesys.shapes import media as files
from mockplatform.dialects.genesys.shapes import open_messaging as opened
from mockplatform.dialects.genesys.shapes.platform import Entities, Listing

ALL = "/api/v2/conversations"
ONE = ALL + "/{id}"
BY_MESSAGES = ALL + "/messages"
ITS_MESSAGES = BY_MESSAGES + "/{id}"
PARTICIPANT = "/participants/{participant}"
LINE = "/communications/{communication}"
INBOUND = ITS_MESSAGES + "/inbound/open"
DONE: dict[int, Any] = {204: None}
PREFETCH = {"prefetchConversationId": "Whether the answer has the conversation's id"}
_VIEW_1, _VIEW_2 = views.MessageConversation, views.Conversation

_CONVERSATIONS = (
    route(
        "GET",
        ALL,
        conversations.listing,
        "List the user's active conversations",
        gives={200: Listing[Any]},
        query={**PAGE, "communicationType": "Only those; all are of type message"},
        does="read",
    ),
    route(
        "GET",
        BY_MESSAGES,
        conversations.message_listing,
        "List the user's active conversations by messages",
        gives={200: Listing[Any]},
        query=PAGE,
        does="read",
    ),
    route("GET", ONE, conversations.get, "Read a conversation", gives={200: _VIEW_2}, does="read"),
    route(
        "GET",
        ITS_MESSAGES,
        conversations.get_by_messages,
        "Read a conversation by messages",
        gives={200: _VIEW_1},
        does="read",
    ),
    route(
        "PATCH",
        ITS_MESSAGES,
        conversations.patch,
        "End a conversation for everybody",
        takes=calls.ConversationPatch | None,
        gives={200: _VIEW_2},
        does="write",
    ),
    route(
        "POST",
        ONE + "/disconnect",
        conversations.disconnect,
        "Tear a conversation down",
        gives={200: str},
        does="write",
    ),
)


def _write(method: str, path: str, handler: Any, summary: str, takes: Any, **more: Any) -> Any:
    return route(
        method, path, handler, summary, takes=takes, does="write", **{"gives": DONE, **more}
    )


def _read(path: str, handler: Any, summary: str, gives: Any) -> Any:
    return route("GET", path, handler, summary, gives={200: gives}, does="read")


_PARTICIPANTS = (
    *(
        _write(
            "PATCH",
            base + PARTICIPANT,
            participants.patch,
            "Pick up, put down, hold or sum up as a participant",
            calls.ParticipantPatch | None,
        )
        for base in (ITS_MESSAGES, ONE)
    ),
    _write(
        "PATCH",
        ITS_MESSAGES + PARTICIPANT + LINE,
        participants.patch_communication,
        "Pick up or put down by a communication",
        calls.ParticipantPatch | None,
    ),
    _write(
        "PATCH",
        ITS_MESSAGES + PARTICIPANT + "/attributes",
        attributes.patch,
        "Merge into a participant's attributes, and read them",
        calls.ParticipantAttributes,
        gives={200: calls.ParticipantAttributes},
    ),
    _write(
        "PATCH",
        ONE + PARTICIPANT + "/attributes",
        attributes.patch_silently,
        "Merge into a participant's attributes",
        calls.ParticipantAttributes,
    ),
)

_WRAP_UPS = (
    *(
        _read(
            base + PARTICIPANT + "/wrapupcodes",
            wrapups.codes,
            "List what a participant may sum up with",
            list[views.Ref],
        )
        for base in (ITS_MESSAGES, ONE)
    ),
    *(
        _read(place, wrapups.get, "Read how a participant summed up", views.Wrapup)
        for place in (
            ITS_MESSAGES + PARTICIPANT + LINE + "/wrapup",
            ITS_MESSAGES + PARTICIPANT + "/wrapup",
            ONE + PARTICIPANT + "/wrapup",
        )
    ),
    _write(
        "POST",
        ITS_MESSAGES + PARTICIPANT + LINE + "/wrapup",
        wrapups.post,
        "Sum up",
        calls.WrapupInput | None,
    ),
)

_TRANSFERS = (
    *(
        _write(
            "POST",
            base + PARTICIPANT + "/replace",
            transfers.replace,
            "Hand over to a queue or a user",
            calls.TransferRequest | None,
        )
        for base in (ITS_MESSAGES, ONE)
    ),
    _write(
        "POST",
        ONE + PARTICIPANT + "/replace/queue",
        transfers.replace_by_queue,
        "Hand over to a queue",
        calls.TransferRequest | None,
    ),
    _write(
        "POST",
        ONE + PARTICIPANT + "/replace/agent",
        transfers.replace_by_agent,
        "Hand over to a user",
        calls.TransferRequest | None,
    ),
)

_MESSAGES = (
    _write(
        "POST",
        ITS_MESSAGES + LINE + "/messages",
        messages.send,
        "Say something as an agent",
        calls.SendMessage,
        gives={200: calls.MessageData},
    ),
    _write(
        "POST",
        ITS_MESSAGES + LINE + "/typing",
        messages.typing,
        "Show that the agent types",
        calls.SendTyping,
        aim="types",
    ),
    _write(
        "POST",
        ITS_MESSAGES + LINE + "/messages/media/uploads",
        media.offer,
        "Announce a file",
        files.UploadMedia,
        gives={200: files.MediaUpload},
    ),
    _read(
        ITS_MESSAGES + LINE + "/messages/media",
        media.listing,
        "List the agent's files",
        Entities[files.Media],
    ),
    _read(
        ITS_MESSAGES + LINE + "/messages/media/{media}",
        media.get,
        "Read what is known of a file",
        files.Media,
    ),
    _read(ITS_MESSAGES + "/messages/{message}", messages.get, "Read a message", calls.MessageData),
    _read(
        ITS_MESSAGES + "/details",
        messages.details,
        "Read a message by its id alone",
        calls.MessageData,
    ),
    route(
        "POST",
        ITS_MESSAGES + "/messages/bulk",
        messages.bulk,
        "Read messages of a conversation",
        takes=list[str] | None,
        gives={200: calls.MessageDataListing},
        does="read",
    ),
)

_LABELS = (
    _write(
        "PUT",
        ONE + "/tags",
        labels.tag,
        "Set the external tag",
        calls.TagsUpdate | None,
        gives={200: str},
    ),
    _read(
        ONE + "/secureattributes",
        labels.get_secure,
        "Read the secure attributes",
        calls.SecureAttributes,
    ),
    *(
        _write(
            method,
            ONE + "/secureattributes",
            handler,
            summary,
            calls.SecureAttributes,
            gives={200: str},
        )
        for method, handler, summary in (
            ("PUT", labels.put_secure, "Replace the secure attributes"),
            ("PATCH", labels.patch_secure, "Merge into the secure attributes"),
        )
    ),
    _read(
        ONE + "/customattributes",
        labels.get_custom,
        "Read the custom attributes",
        calls.CustomAttributesListing,
    ),
    _write(
        "PUT",
        ONE + "/customattributes",
        labels.put_custom,
        "Make or replace custom attributes",
        calls.CustomAttributesUpdate,
        gives={200: calls.CustomAttributesId},
    ),
    _write(
        "PATCH",
        ONE + "/customattributes",
        labels.patch_custom,
        "Merge into custom attributes",
        calls.CustomAttributesUpdate,
    ),
)

_OPEN = (
    *(
        _write(
            "POST",
            path,
            handler,
            summary,
            takes,
            gives={200: opened.OpenAnswer},
            query=PREFETCH,
            # Custom attributes come with messages, and are routing data.
            inner=None if path.endswith(("/event", "/receipt")) else "routing",
        )
        for path, handler, summary, takes in (
            (
                INBOUND + "/message",
                open_messaging.message,
                "Bring in a customer's message",
                opened.OpenMessage,
            ),
            (
                INBOUND + "/event",
                open_messaging.event,
                "Show that a customer types",
                opened.OpenEvents,
            ),
            (
                INBOUND + "/receipt",
                open_messaging.receipt,
                "Tell what became of a message to a customer",
                opened.OpenReceipt,
            ),
            (
                INBOUND + "/structured/response",
                open_messaging.structured_response,
                "Bring in what a customer picked",
                opened.OpenStructuredResponse,
            ),
            (
                BY_MESSAGES + "/inbound/open",
                open_messaging.older_message,
                "Bring in a customer's message (older call)",
                opened.OpenMessage,
            ),
        )
    ),
    _write(
        "POST",
        BY_MESSAGES + "/agentless",
        agentless.send,
        "Send a customer a message without an agent",
        opened.AgentlessMessage,
        gives={200: opened.AgentlessAnswer},
    ),
)

ROUTES = (
    *_CONVERSATIONS,
    *_PARTICIPANTS,
    *_WRAP_UPS,
    *_TRANSFERS,
    *_MESSAGES,
    *_LABELS,
    *_OPEN,
)
