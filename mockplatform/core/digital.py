"""Owns how customers meet a deployment that is a chat channel: livechat or messaging, for whom.

Written camelCase in fixtures, under a deployment's `digital`. Source, unless said otherwise: the
channel configuration that NICE CXone's clients read ([C] nice-cxone-chat-web-sdk 2.2.0); the
defaults are invented where no number is established.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from mockplatform.core.channel_look import (
    FEATURES,
    Colors,
    FieldDefinition,
    Form,
    MenuItem,
    MimeType,
    OfflineForm,
    Popup,
    WebSecurity,
    WidgetLook,
    check_features,
    check_form,
    unique,
)
from mockplatform.core.proactive import Actions, check_actions
from mockplatform.durations import check_duration, parse_duration
from mockplatform.limits import LIMITS

POPUP = "InactivityPopup"
"""The `contentType` of what asks whether a customer is still there; its members are `startedAt`,
`seconds` and `jobId`."""
Count = Annotated[int, Meta(ge=1, le=1_000_000)]


class Digital(
    Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What a chat channel is.

    Attributes:
        live: Whether it is livechat, which begins, waits and ends; else messaging, whose threads
            stay open.
        authorization: Whether customers must prove who they are by a code.
        secured_sessions: Whether sockets get tokens at all; else clients authorize on the socket.
        secured_cookies: Whether a cookie may say who a customer is, whom the platform names.
        unsecured: Whether a socket is let in without a token, as older clients come.
        codes: Which codes prove it: any, where each is a customer of its own, or only ``issued``
            ones of `/oauth/authorize`. Invented.
        single_use_codes: Whether a code is good once. The web SDK sends the same one again with
            each reconnect, so this breaks it.
        proof_for: For what a customer on a channel with authorization must have proved who he is:
            for ``messages`` alone, with each of which the SDK sends its token, or for
            ``everything`` that he asks on a socket. Invented: only the first is known.
        outlives_token: Whether an open socket goes on when the token that opened it ends or is
            revoked. Invented: that production's does is a guess.
        refusal_status: How a handshake is refused; None: 401 for a token, 403 for a brand or a
            channel. Invented: production's is not public.
        transaction_token_life: How long the token for a handshake is good, a duration. Source:
            the vendor's documentation, about ten minutes.
        access_token_life: How long the token of a customer who proved himself lives. Invented.
        permit_life: How long the token lives that `GenerateAuthorizationToken` gives. Invented.
        page_size: Messages in a page of history. Invented: the real size is not public.
        deduplicate: Whether a message that comes again in its thread, with the id that its client
            gave it, is said once. Invented: whether production does is not public.
        after_end: What a message does in a livechat's thread whose conversation has ended:
            ``begin`` another one, or it is ``refuse``d. Invented: what production does is a guess.
        available: Whether somebody is there: as agents serve (``auto``), or told so by force.
        attachments: Whether customers may send files.
        file_types: The MIME types that are taken; `*` stands for any part.
        file_size_mb_max: How large a file may be, in units of 1,000,000 bytes.
        blocked_extensions: Ends of names that are not taken. Invented.
        event_bytes_max: The size from which on a frame goes as `EventInS3`. Invented: what a
            managed gateway has.
        features: What is told to be on or off, over the defaults.
        translations: Texts of the widget by key, whatever the `locale`.
        colors: The widget's colours.
        widget: Where the widget stands.
        popups: What invites a visitor.
        custom_css: For the widget's page, as are `custom_js` and `custom_js_files`.
        web_security: The content security policy that the widget's page is to have.
        pre_contact_form: What a customer is asked before he begins, from the fields below.
        customer_fields: The custom fields of a customer.
        case_fields: The custom fields of a case.
        transcript: Whether a livechat's customer may have the transcript sent.
        offline_form: What is shown while nobody is there; None: nothing.
        typing_preview: Whether clients are to send what is being typed.
        group_chat: Whether customers may invite others into their cases.
        single_use_invitations: Whether an invitation lets in one customer, who may come back, or
            whoever has its code. Invented: what production's does is not public.
        page_views: Whether clients are to tell which pages are seen.
        menu: The persistent menu.
        proactive_actions: What is offered to customers by itself, and what fires it.
        all_pushes: Whether sockets are told of each message by all names that there are: that it
            was sent, added to its case, delivered, updated. Invented: that it is off, since
            clients do without, and that all come.
        inactivity_popup: How long before silence ends a livechat its customer is asked whether he
            is still there, a duration; None: he is not. Source: the vendor's mobile SDKs (the
            message); invented: when it comes.
    """

    live: bool = True
    authorization: bool = False
    secured_sessions: bool = True
    secured_cookies: bool = True
    unsecured: bool = True
    codes: Literal["any", "issued"] = "any"
    single_use_codes: bool = False
    proof_for: Literal["messages", "everything"] = "messages"
    outlives_token: bool = True
    refusal_status: Literal[401, 403] | None = None
    transaction_token_life: str | float = "10m"  # noqa: S105 - a duration
    access_token_life: str | float = "1h"  # noqa: S105 - a duration
    permit_life: str | float = "1m"
    page_size: Annotated[int, Meta(ge=1, le=200)] = 25
    deduplicate: bool = True
    after_end: Literal["begin", "refuse"] = "begin"
    available: Literal["auto", "online", "offline"] = "auto"
    attachments: bool = True
    file_types: Annotated[tuple[MimeType, ...], Meta(min_length=1)] = ("*/*",)
    file_size_mb_max: Annotated[int, Meta(ge=1, le=LIMITS.channel_file_mb_max)] = 40
    blocked_extensions: tuple[str, ...] = ()
    event_bytes_max: Annotated[int, Meta(ge=1024, le=1_048_576)] = 131_072
    features: dict[str, bool] = field(default_factory=dict)
    translations: dict[str, str] = field(default_factory=dict)
    colors: Colors = Colors()
    widget: WidgetLook = WidgetLook()
    popups: tuple[Popup, ...] = ()
    custom_css: str = ""
    custom_js: str = ""
    custom_js_files: str = ""
    web_security: WebSecurity = field(default_factory=dict)
    pre_contact_form: Form | None = None
    customer_fields: tuple[FieldDefinition, ...] = ()
    case_fields: tuple[FieldDefinition, ...] = ()
    transcript: bool = True
    offline_form: OfflineForm | None = None
    typing_preview: bool = True
    group_chat: bool = False
    single_use_invitations: bool = True
    page_views: bool = False
    menu: tuple[MenuItem, ...] = ()
    proactive_actions: Actions = ()
    all_pushes: bool = False
    inactivity_popup: str | float | None = None

    def __post_init__(self) -> None:
        """Check the durations, and the names that stand for each other."""
        check_features(self.features)
        idents = unique([one.ident for one in self.customer_fields], "customerFields")
        idents |= unique([one.ident for one in self.case_fields], "caseFields")
        check_form(self.pre_contact_form, idents)
        check_actions(self.proactive_actions)
        for name in ("transaction_token_life", "access_token_life", "permit_life"):
            if check_duration(getattr(self, name), name) < 1:
                raise ValueError(f"{name} is at least a second")
        popup = self.inactivity_popup
        if popup is not None and check_duration(popup, "inactivity_popup") < 1:
            raise ValueError("inactivity_popup is at least a second")

    @property
    def warn_s(self) -> float:
        """How long before silence ends a conversation its customer is asked, in seconds; 0: never.

        Messaging goes on for ever, so that nothing is to be asked there.
        """
        wanted = self.inactivity_popup if self.live else None
        return 0.0 if wanted is None else parse_duration(wanted, "popup")

    @property
    def told_features(self) -> dict[str, bool]:
        """What is told to be on or off."""
        own = {
            "securedSessions": self.secured_sessions,
            "isProactiveChatEnabled": bool(self.proactive_actions),
            "isFeatureGroupChatEnabled": self.group_chat,
        }
        return {**FEATURES, **own, **self.features}

    @property
    def file_size_kb_max(self) -> int:
        """How large a file may be, in units of 1,000 bytes."""
        return self.file_size_mb_max * 1000

    @property
    def transaction_token_s(self) -> float:
        """How long the token for a handshake is good, in seconds."""
        return parse_duration(self.transaction_token_life, "life")

    @property
    def access_token_s(self) -> float:
        """How long the token of a customer who proved himself lives, in seconds."""
        return parse_duration(self.access_token_life, "life")

    @property
    def permit_s(self) -> float:
        """How long the token lives that `GenerateAuthorizationToken` gives, in seconds."""
        return parse_duration(self.permit_life, "life")
