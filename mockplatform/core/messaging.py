"""Owns how guests meet a deployment by messaging: what is on, what is allowed, how much.

Written camelCase in fixtures, under a deployment's `messaging`. Source, unless said otherwise:
the deployment configuration that Genesys' clients read ([C] transport SDK 2.14); the defaults
are invented where no number is established.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mockplatform.durations import check_duration, parse_duration
from mockplatform.limits import LIMITS

Count = Annotated[int, Meta(ge=1, le=1_000_000)]


class Messaging(
    Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What a deployment lets guests do.

    Attributes:
        active: Whether the deployment takes guests at all.
        auto_start: Whether a new session begins its conversation by itself.
        disconnect: What a guest is told when the agent or the system ends a conversation:
            nothing (``off``), that he may write on (``send``), that he may not (``readOnly``).
        clear: Whether a guest may clear the conversation.
        sign_in: Whether sessions may be authenticated.
        step_up: Whether a guest's session may become an authenticated one.
        session_life: How long a session lives without a message, a duration; None: for ever.
        custom_data_bytes_max: UTF-8 bytes of all keys and values of custom attributes. Source:
            the platform's own error text (2048).
        text_chars_max: Characters of a guest's text. Invented.
        messages_per_second: Messages of a session within a second. Source: Genesys developer
            forum, "Web messaging messages per session rate limit change".
        sockets_max: Sockets of one session at once; one more parts the oldest. Invented.
        attachments: Whether guests may send files.
        file_types: MIME types that are taken; ``*/*`` is any.
        file_size_kb_max: How large a file may be, in units of 1,000 bytes. Source: [M] 10,240.
        blocked_extensions: Ends of file names that are refused, with their dot.
        notifications: Whether guests' devices may be registered for notices; none is ever sent.
        allowed_domains: Host names whose pages may connect, with all below them; empty: all.
        jwt_life: How long the token for the history lives, a duration. Invented.
        agent_typing: Whether the guest sees that an agent types.
        languages: What the deployment speaks; the first is the default.
        primary_color: For the messenger's look.
        chat_sign_in: Whether the older guest chat takes known users only.
        chat_jwt_life: How long the token of such a chat lives, a duration. Invented.
    """

    active: bool = True
    auto_start: bool = False
    disconnect: Literal["off", "send", "readOnly"] = "send"
    clear: bool = True
    sign_in: bool = True
    step_up: bool = True
    session_life: str | float | None = None
    custom_data_bytes_max: Count = 2048
    text_chars_max: Count = 4096
    messages_per_second: Count = 2
    sockets_max: Count = 10
    attachments: bool = True
    file_types: tuple[str, ...] = ("*/*",)
    file_size_kb_max: Annotated[int, Meta(ge=1, le=LIMITS.file_size_kb_max)] = 10_240
    blocked_extensions: tuple[str, ...] = (".bat", ".cmd", ".exe", ".msi", ".ps1", ".sh")
    notifications: bool = True
    allowed_domains: tuple[str, ...] = ()
    jwt_life: str | float = "10m"
    agent_typing: bool = True
    languages: Annotated[tuple[str, ...], Meta(min_length=1)] = ("en-us",)
    primary_color: str = "#2a60c8"
    chat_sign_in: bool = False
    chat_jwt_life: str | float = "24h"

    def __post_init__(self) -> None:
        """Check the durations."""
        for name in ("session_life", "jwt_life", "chat_jwt_life"):
            value = getattr(self, name)
            if value is not None and check_duration(value, name) < 1:
                raise ValueError(f"{name} is at least a second")

    @property
    def session_life_s(self) -> float | None:
        """How long a session lives without a message, in seconds; None: for ever."""
        return None if self.session_life is None else parse_duration(self.session_life, "life")

    @property
    def jwt_life_s(self) -> float:
        """How long the token for the history lives, in seconds."""
        return parse_duration(self.jwt_life, "life")

    @property
    def chat_jwt_life_s(self) -> float:
        """How long the token of an older guest chat lives, in seconds."""
        return parse_duration(self.chat_jwt_life, "life")
