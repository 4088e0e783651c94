"""Owns how customers meet a deployment that is a chat channel: livechat or messaging, for whom.

Written camelCase in fixtures, under a deployment's `digital`. Source, unless said otherwise: the
channel configuration that NICE CXone's clients read ([C] nice-cxone-chat-web-sdk 2.2.0); the
defaults are invented where no number is established.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mockplatform.durations import check_duration, parse_duration

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
        page_size: Messages in a page of history. Invented: the real size is not public.
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
    page_size: Annotated[int, Meta(ge=1, le=200)] = 25

    def __post_init__(self) -> None:
        """Check the durations."""
        for name in ("transaction_token_life", "access_token_life"):
            if check_duration(getattr(self, name), name) < 1:
                raise ValueError(f"{name} is at least a second")

    @property
    def transaction_token_s(self) -> float:
        """How long the token for a handshake is good, in seconds."""
        return parse_duration(self.transaction_token_life, "life")

    @property
    def access_token_s(self) -> float:
        """How long the token of a customer who proved himself lives, in seconds."""
        return parse_duration(self.access_token_life, "life")
