"""Owns what the content network says of a deployment: config.json and domains.json."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from mockplatform.edge.wire import Wire, always


class Switch(Wire, kw_only=True):
    """A feature that is on or off."""

    enabled: bool = always(value=False)


class ConversationDisconnect(Wire, kw_only=True):
    """Whether a guest is told that the agent left, and may write on (`Send`) or not."""

    enabled: bool = always(value=False)
    type: Literal["Send", "ReadOnly"] = always("Send")


class PushNotifications(Wire, kw_only=True):
    """Whether devices get notices, and with how much of the text."""

    enabled: bool = always(value=False)
    notification_content_type: str | None = None


class ConversationsApp(Wire, kw_only=True):
    """How conversations behave; only messagingEndpoint is asked for.

    Source: [C] transport SDK 2.14, DeploymentConfig.
    """

    messaging_endpoint: str
    show_agent_typing_indicator: bool = always(value=True)
    show_user_typing_indicator: bool = always(value=True)
    auto_start: Switch = field(default_factory=Switch)
    conversation_disconnect: ConversationDisconnect = field(default_factory=ConversationDisconnect)
    conversation_clear: Switch = field(default_factory=Switch)
    notifications: PushNotifications = field(default_factory=PushNotifications)
    markdown: Switch = field(default_factory=Switch)
    humanize: Switch = field(default_factory=Switch)
    session_duration_seconds: int | None = None


class Apps(Wire, kw_only=True):
    """The apps inside the Messenger."""

    conversations: ConversationsApp


class Styles(Wire, kw_only=True):
    """The Messenger's colour."""

    primary_color: str


class LauncherButton(Wire, kw_only=True):
    """When the Messenger's button shows."""

    visibility: Literal["On", "Off", "OnDemand"]


class UploadMode(Wire, kw_only=True):
    """Which files may be sent; the size is in thousands of bytes."""

    file_types: list[str]
    max_file_size_kb: int = field(name="maxFileSizeKB")


class FileUpload(Wire, kw_only=True):
    """Whether files may be sent, and which."""

    modes: list[UploadMode] = always([])
    enable_attachments: bool | None = None


class Messenger(Wire, kw_only=True):
    """The Messenger: all of its members must be there. Source: [C] transport SDK 2.14."""

    enabled: bool
    apps: Apps
    styles: Styles
    launcher_button: LauncherButton
    file_upload: FileUpload


class DeploymentAuth(Wire, kw_only=True):
    """Whether users may sign in, and a guest become one."""

    enabled: bool = always(value=False)
    allow_session_upgrade: bool = always(value=False)


class DeploymentConfig(Wire, kw_only=True):
    """config.json: all of its members must be there. Source: [C] transport SDK 2.14."""

    id: str
    version: str
    languages: list[str]
    default_language: str
    api_endpoint: str
    status: Literal["Active", "Inactive"]
    messenger: Messenger
    journey_events: Switch = field(default_factory=Switch)
    auth: DeploymentAuth = field(default_factory=DeploymentAuth)


class DeploymentDomains(Wire, kw_only=True):
    """domains.json: where the Messenger may be shown. Source: [C] Messenger script 2.14."""

    allow_all_domains: bool
    allowed_domains: list[str]
