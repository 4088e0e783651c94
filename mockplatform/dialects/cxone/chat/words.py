"""Owns what is said on the chat socket: the envelopes, and errors as codes and texts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from mockplatform import errors
from mockplatform.dialects.cxone.shapes import told as shapes
from mockplatform.dialects.cxone.translate import times
from mockplatform.edge.outgoing import Out

encode = msgspec.json.Encoder().encode

PONG = Out("pong", b'"pong"')
"""The answer to a heartbeat: exactly these six characters. Source: the vendor's iOS SDK."""
INCONSISTENT = "InconsistentData"
_FAILED = {
    "SendMessage": "SendingMessageFailed",
    "SendOutbound": "SendingOutboundFailed",
    "SendOfflineMessage": "SendingOfflineMessageFailed",
    "RecoverThread": "RecoveringThreadFailed",
    "RecoverLivechat": "RecoveringLivechatFailed",
    "UpdateThread": "UpdatingThreadFailed",
    "ArchiveThread": "ArchivingThreadFailed",
    "SendTranscript": "SendingTranscriptFailed",
    "AuthorizeCustomer": "ConsumerAuthorizationFailed",
    "AuthorizeConsumer": "ConsumerAuthorizationFailed",
    "ReconnectConsumer": "ConsumerReconnectionFailed",
    "ReconnectCustomer": "CustomerReconnectionFailed",
    "RefreshToken": "TokenRefreshingFailed",
}
"""How each event is refused. Source: [C] nice-cxone-chat-web-sdk 2.2.0; the mobile SDKs."""


class Answer(msgspec.Struct, frozen=True):
    """What an act comes to: a postback, or with an empty type a bare acknowledgement.

    Attributes:
        act: What it tells the client, to the rules that review clients.
    """

    event_type: str = ""
    data: Any = UNSET
    status: str | msgspec.UnsetType = UNSET
    authorization_status: str | msgspec.UnsetType = UNSET
    act: Any = None


ACKNOWLEDGED = Answer()


def replied(event_id: str, answer: Answer, now: float) -> Out:
    """Return the answer to a request."""
    postback: Any = UNSET
    if answer.event_type:
        postback = shapes.Postback(event_type=answer.event_type, data=answer.data)
    reply = shapes.Reply(
        event_id=event_id,
        created_at=times.seconds(now),
        postback=postback,
        status=answer.status,
        authorization_status=answer.authorization_status,
    )
    return Out(answer.event_type or "acknowledged", encode(reply), act=answer.act)


def pushed(
    event_id: str,
    event_type: str,
    data: Any,
    at: float,
    *,
    about: str = "Case",
    by: tuple[str, str] | None = None,
) -> Out:
    """Return a push: `about` is the kind of object, `by` type and id of who made it happen."""
    context: Any = (
        [] if by is None else shapes.Context(initiator=shapes.Initiator(type=by[0], id=by[1]))
    )
    frame = shapes.Push(
        event_id=event_id,
        event_object=about,
        event_type=event_type,
        created_at=times.seconds(at),
        created_at_with_milliseconds=times.with_millis(at),
        data=data,
        context=context,
    )
    return Out(event_type, encode(frame))


def code_of(event_type: str, error: errors.PlatformError) -> str:
    """Return the code by which a refusal is told."""
    if isinstance(error, errors.InjectedFault) and isinstance(error.chosen, str):
        return error.chosen
    return _FAILED.get(event_type, INCONSISTENT)


def refused(
    event_id: str, event_type: str, error: errors.PlatformError, now: float, transaction_id: str
) -> Out:
    """Return the refusal of a request."""
    frame = shapes.Refusal(
        event_id=event_id,
        created_at=times.seconds(now),
        error=shapes.ErrorTold(
            error_code=code_of(event_type, error),
            error_message=error.message,
            transaction_id=transaction_id,
        ),
    )
    return Out("error", encode(frame))


def misunderstood(error: errors.PlatformError, connection_id: str, request_id: str) -> Out:
    """Return the refusal of a frame that has no `eventId` to answer to: in the gateway's own form.

    Source: the fixtures of the vendor's mobile SDKs; the web SDK passes over it. Invented: the
    text.
    """
    frame = shapes.GatewayError(
        message=error.message,
        connection_id=connection_id,
        request_id=request_id,
    )
    return Out("error", encode(frame))
