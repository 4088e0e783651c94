"""Owns what a chat channel tells its clients of fields, forms, looks and features.

Written camelCase in fixtures, under a deployment's `digital`. The platform keeps these as they are
for whoever reads the channel; what it does by itself stands in `mockplatform.core.digital`.

Source, unless said otherwise: [C] nice-cxone-chat-web-sdk 2.2.0 (its types of a channel).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from mockplatform.errors import nearest
from mockplatform.limits import LIMITS

Ident = Annotated[str, Meta(min_length=1, max_length=LIMITS.routing_key_chars_max)]
MimeType = Annotated[str, Meta(pattern=r"^[^/\s]+/[^/\s]+$(?!\n)", max_length=127)]
Color = Annotated[str, Meta(max_length=64)]

FEATURES = {
    "accessibleFormFields": False,
    "chatExtendedLogging": False,
    "chatInitializationWithoutWebsocket": False,
    "chatOptimizeQueueCountingForChat": False,
    "disableAttachmentOnDfoChat": False,
    "enableClientSideEventsThrottling": False,
    "isCoBrowsingEnabled": False,
    "isCreditCardMaskingEnabled": False,
    "isFeatureGroupChatEnabled": False,
    "isFeatureImproveVisitorInactivityTrackingEnabled": False,
    "isFeatureQueueCountingEnabled": True,
    "isProactiveChatEnabled": False,
    "isWebAnalyticsEnabled": False,
    "liveChatLogoHidden": False,
    "securedSessions": True,
    "splitChannelInfoAndAvailability": True,
    "useStorageModuleInChat": False,
}
"""What a channel tells to be on. Invented: the values; what does not work here is off."""


class Look(
    Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What is refused where a name is wrong, and left out where it is as always."""


class FieldValue(Look, frozen=True, kw_only=True):
    """A value that a field of a list or a tree may have; `parent` is the one above it in a tree."""

    name: Ident
    label: str = ""
    parent: str | None = None


class FieldDefinition(Look, frozen=True, kw_only=True):
    """A custom field, of the customer or of his case.

    Attributes:
        values: Of a list or a tree; other types have none.
        required: Whether a form asks for it; the platform takes messages without it.
    """

    ident: Ident
    label: str = ""
    type: Literal["text", "email", "list", "tree"] = "text"
    required: bool = False
    values: tuple[FieldValue, ...] = ()

    def __post_init__(self) -> None:
        """Check that values stand where they belong, once each."""
        if bool(self.values) != (self.type in {"list", "tree"}):
            raise ValueError("`values` go with the types `list` and `tree`, and only with them")
        names = unique([one.name for one in self.values], "values")
        for one in self.values:
            if one.parent is not None and (self.type != "tree" or one.parent not in names):
                raise ValueError(f"values: `parent` {one.parent!r} is none of the tree's values")


class Form(Look, frozen=True, kw_only=True):
    """What a customer is asked before he begins: fields that the channel has, by ident."""

    name: str = ""
    fields: Annotated[tuple[Ident, ...], Meta(min_length=1)]


class OfflineForm(Look, frozen=True, kw_only=True):
    """What a customer sees while nobody is there; `html` is the page's own form, if it has one."""

    is_enabled: bool = False
    is_custom: bool = False
    html: str = ""


class Colors(Look, frozen=True, kw_only=True):
    """The widget's colours. Invented: the values."""

    button_color: Color = "#2a60c8"
    header_bg_color: Color = "#2a60c8"
    header_font_color: Color = "#ffffff"
    theme_color: Color = "#2a60c8"
    text_color: Color = "#1f2328"
    widget_bg_color: Color = "#ffffff"
    widget_font_color: Color = "#1f2328"


class WidgetLook(Look, frozen=True, kw_only=True):
    """Where the widget stands, and as what."""

    appearance: Literal["bar", "bubble"] = "bubble"
    position: Literal["left", "right"] = "right"


class Popup(Look, frozen=True, kw_only=True):
    """What invites a visitor; `url_timeout` is in seconds."""

    name: str
    url: str = ""
    url_timeout: Annotated[float, Meta(ge=0)] = 0
    appearance: Literal["left", "center"] = "left"
    headline_text: str = ""
    headline_color: str | None = None
    second_line_text: str = ""
    second_line_color: str | None = None
    background_image: str = ""


class MenuItem(Look, frozen=True, kw_only=True):
    """An entry of the persistent menu. Source: the vendor's web SDK 3.x; invented: its members."""

    id: Ident
    text: str = ""
    postback: str = ""
    url: str | None = None


def unique(names: list[str], where: str) -> set[str]:
    """Return names of which each stands once.

    Raises:
        ValueError: One does not.
    """
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{where}: {name!r} stands there twice")
    return set(names)


def check_features(given: dict[str, bool]) -> None:
    """Judge the names of features.

    Raises:
        ValueError: One is none.
    """
    for name in given:
        if name not in FEATURES:
            raise ValueError(f"features: {name[:64]!r} is none. {nearest(name, FEATURES)}")


def check_form(form: Form | None, known: set[str]) -> None:
    """Judge whether a form asks for fields that there are.

    Raises:
        ValueError: It does not.
    """
    if form is None:
        return
    for ident in sorted(unique(list(form.fields), "preContactForm.fields")):
        if ident not in known:
            hint = nearest(ident, sorted(known))
            raise ValueError(f"preContactForm.fields: {ident!r} is no field of the channel. {hint}")


WebSecurity = dict[str, Any]
"""The content security policy that a page is to have, directive by directive."""
