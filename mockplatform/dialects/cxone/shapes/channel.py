"""Owns what a channel tells of itself over HTTP.

Source: [C] nice-cxone-chat-web-sdk 2.2.0, the vendor's React sample and mobile SDKs.
"""

from __future__ import annotations

from msgspec import field

from mockplatform.dialects.cxone.shapes.base import JsonObject, Told


class Availability(Told):
    """Whether somebody is there: `online` or `offline`."""

    status: str


class FileRestrictions(Told):
    """Which files are taken; the size is a text of megabytes."""

    allowed_file_size: str = "40"
    allowed_file_types: list[JsonObject] = field(default_factory=list)
    is_attachments_enabled: bool = True


class Settings(Told):
    """What is switched on."""

    has_multiple_threads_per_end_user: bool
    features: dict[str, bool] = field(default_factory=dict)
    file_restrictions: FileRestrictions = field(default_factory=FileRestrictions)
    live_chat_allow_transcript: bool = True
    live_chat_show_offline_form: bool = False
    live_chat_offline_form: JsonObject = field(default_factory=dict)
    has_page_views: bool = False
    enable_chat_typing_preview: bool = True
    is_group_chat_allowed: bool = False


class ChannelInfo(Told):
    """What a channel is."""

    id: str
    channel_id_on_external_platform: str
    name: str
    is_live_chat: bool
    is_authorization_enabled: bool
    availability: Availability
    settings: Settings
    is_secured_cookie_enabled: bool = False
    is_unsecured_connection_allowed: bool = True
    translations: dict[str, str] = field(default_factory=dict)
    colors: JsonObject = field(default_factory=dict)
    widget: JsonObject = field(default_factory=dict)
    popups: list[JsonObject] = field(default_factory=list)
    custom_css: str = ""
    custom_js: str = ""
    custom_js_files: list[str] = field(default_factory=list)
    web_security_configuration: JsonObject = field(default_factory=dict)
    pre_contact_form: JsonObject | None = None
    end_user_custom_fields: list[JsonObject] = field(default_factory=list)
    case_custom_fields: list[JsonObject] = field(default_factory=list)
