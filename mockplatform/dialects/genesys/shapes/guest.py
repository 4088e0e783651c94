"""Owns what a guest's client says on its socket: one Struct for each action."""

from __future__ import annotations

from mockplatform.dialects.genesys.shapes.journeys import JourneyContext
from mockplatform.dialects.genesys.shapes.messages import (
    Channel,
    Content,
    Event,
    MessageType,
)
from mockplatform.edge.wire import Strings, Wire


class ActionHead(Wire, kw_only=True):
    """What every action has: read first, so that a refusal can name the tracingId."""

    action: str
    token: str | None = None
    tracing_id: str | None = None


class Action(Wire, kw_only=True, tag_field="action", tag=""):
    """What every action has; `token` is made by the client and names its session."""

    token: str
    tracing_id: str | None = None


class ConfigureSession(Action, kw_only=True, tag="configureSession"):
    """Open a session or take it up again. Source: [C] transport SDK 2.14; [M] Java SDK 18.1."""

    deployment_id: str
    start_new: bool | None = None
    journey_context: JourneyContext | None = None
    resume_token: str | None = None


class SignInData(Wire, kw_only=True):
    """The JWT that the token exchange gave."""

    code: str


class ConfigureAuthenticatedSession(Action, kw_only=True, tag="configureAuthenticatedSession"):
    """Open a session of a known user, or raise a guest's to one.

    Source: [C] transport SDK 2.14; [M] Java SDK 18.1.
    """

    deployment_id: str
    data: SignInData
    start_new: bool | None = None
    journey_context: JourneyContext | None = None
    resume_token: str | None = None


class GuestMessage(Wire, kw_only=True):
    """What a guest sends: a text, an answer to an offer, or an event."""

    type: MessageType
    text: str | None = None
    content: list[Content] | None = None
    events: list[Event] | None = None
    metadata: Strings | None = None
    channel: Channel | None = None


class OnMessage(Action, kw_only=True, tag="onMessage"):
    """Send a message.

    The channel with the custom attributes stands beside the message (Java SDK, tester) or inside
    it (transport SDK). Source: [C] all three.
    """

    message: GuestMessage
    time: str | None = None
    channel: Channel | None = None


class Echo(Action, kw_only=True, tag="echo"):
    """Ask for a sign of life. Source: [C] transport SDK 2.14; Java SDK 18.1 `ping`."""

    message: GuestMessage


class GetJwt(Action, kw_only=True, tag="getJwt"):
    """Ask for the JWT that reads the history. Source: [C] transport SDK 2.14."""


class GetConfiguration(Action, kw_only=True, tag="getConfiguration"):
    """Ask what the deployment allows, even before configureSession. Source: [M] Java SDK 18.1."""

    deployment_id: str


class OnAttachment(Action, kw_only=True, tag="onAttachment"):
    """Ask where to upload a file; `file_size` is in bytes.

    Source: [C] transport SDK 2.14; the Java SDK sends neither attachmentId nor fileMd5.
    """

    file_name: str
    file_type: str
    file_size: int
    attachment_id: str | None = None
    file_md5: str | None = None
    errors_as_json: bool | None = None


class GetAttachment(Action, kw_only=True, tag="getAttachment"):
    """Ask for a fresh download URL. Source: [C] transport SDK 2.14."""

    attachment_id: str


class DeleteAttachment(Action, kw_only=True, tag="deleteAttachment"):
    """Drop a file that was uploaded and not sent. Source: [C] transport SDK 2.14."""

    attachment_id: str


class CloseSession(Action, kw_only=True, tag="closeSession"):
    """End a session that became read-only. Source: [C] transport SDK 2.14."""

    close_all_connections: bool | None = None


class DisconnectCustomer(Action, kw_only=True, tag="disconnectCustomer"):
    """Leave the conversation. Source: [M] in the Java SDK's list of actions; [?] its members."""


class ResumeToken(Action, kw_only=True, tag="resumeToken"):
    """Ask for a resume token. Source: [M] in the Java SDK's list of actions; [?] its members."""


ClientAction = (
    ConfigureSession
    | ConfigureAuthenticatedSession
    | OnMessage
    | Echo
    | GetJwt
    | GetConfiguration
    | OnAttachment
    | GetAttachment
    | DeleteAttachment
    | CloseSession
    | DisconnectCustomer
    | ResumeToken
)
