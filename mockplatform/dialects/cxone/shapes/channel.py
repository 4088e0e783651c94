"""Owns what a channel tells of itself over HTTP, and what it takes and gives of files.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (its types), the vendor's React sample and mobile SDKs.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.shapes.base import Heard, JsonObject, Told


class Availability(Told):
    """Whether somebody is there: `online` or `offline`."""

    status: str


class FileType(Told):
    """A MIME type that is taken, `*` standing for any part."""

    mime_type: str
    description: str


class FileRestrictions(Told):
    """Which files are taken; the size is a text of megabytes."""

    allowed_file_size: str
    allowed_file_types: list[FileType]
    is_attachments_enabled: bool


class OfflineForm(Told):
    """What is shown while nobody is there."""

    is_enabled: bool = False
    is_custom: bool = False
    html: str = ""


class Settings(Told):
    """What is switched on."""

    features: dict[str, bool]
    file_restrictions: FileRestrictions
    has_multiple_threads_per_end_user: bool
    live_chat_allow_transcript: bool
    live_chat_show_offline_form: bool
    live_chat_offline_form: OfflineForm
    has_page_views: bool
    enable_chat_typing_preview: bool
    is_group_chat_allowed: bool
    can_customer_invite_to_group_chat: bool
    can_agent_invite_to_group_chat: bool = False
    live_chat_hidden_on_offline: bool = False
    live_chat_allow_audio_notification: bool = True


class FieldValue(Told):
    """A value that a field of a list or a tree may have."""

    name: str
    value: str
    label: str
    parent_id: str | None = None


class FieldDefinition(Told):
    """A custom field."""

    ident: str
    label: str
    type: str
    required: bool
    values: list[FieldValue]
    live_chat_visibility: str = "visible"
    post_detail_visibility: str = "visible"
    is_editable: bool = True


class FormField(Told):
    """A field that a form asks for."""

    is_required: bool
    definition: FieldDefinition


class PreContactForm(Told):
    """What a customer is asked before he begins."""

    id: str
    name: str
    channels: list[str]
    custom_fields: list[FormField]


class Colors(Told):
    """The widget's colours."""

    button_color: str
    header_bg_color: str
    header_font_color: str
    theme_color: str
    text_color: str
    widget_bg_color: str
    widget_font_color: str


class Widget(Told):
    """Where the widget stands, and as what."""

    appearance: str
    position: str


class Popup(Told):
    """What invites a visitor."""

    name: str
    url: str
    url_timeout: float
    appearance: str
    headline_text: str
    headline_color: str | None
    second_line_text: str
    second_line_color: str | None
    background_image: str


class ChannelInfo(Told):
    """What a channel is."""

    id: str
    channel_id_on_external_platform: str
    name: str
    is_live_chat: bool
    is_authorization_enabled: bool
    is_secured_cookie_enabled: bool
    is_unsecured_connection_allowed: bool
    availability: Availability
    settings: Settings
    translations: dict[str, str]
    colors: Colors
    widget: Widget
    popups: list[Popup]
    custom_css: str
    custom_js: str
    custom_js_files: str
    web_security_configuration: JsonObject
    pre_contact_form: PreContactForm | None
    end_user_custom_fields: list[FieldDefinition]
    case_custom_fields: list[FieldDefinition]


class MenuItem(Told):
    """An entry of the persistent menu. Source: the vendor's web SDK 3.x; invented: its members."""

    id: str
    text: str
    postback: str
    url: str | None


class UploadBody(Heard):
    """A file: its bytes in base64."""

    content: str
    file_name: str
    mime_type: str = ""


class Uploaded(Told):
    """The URL that serves a file that was taken."""

    file_url: str
