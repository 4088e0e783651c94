"""Owns what a customer must have proved before a frame of his is taken.

On a channel with authorization each message brings the customer's access token. It is judged anew
with each: this lease, and not the handshake's, can end in the middle of a conversation.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 sends it with messages, and with nothing else. Invented:
that a message without a good one is refused.
"""

from __future__ import annotations

from mockplatform.dialects.cxone import proofs
from mockplatform.dialects.cxone.chat import binding
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.shapes.base import Heard
from mockplatform.edge.inner import judged
from mockplatform.errors import TokenInvalid, TokenMissing
from mockplatform.tokens import Access

AUTHORIZING = frozenset(
    {
        "AuthorizeCustomer",
        "AuthorizeConsumer",
        "ReconnectConsumer",
        "ReconnectCustomer",
        "RefreshToken",
    }
)
"""The events that say by themselves who speaks."""
SAYING = frozenset({"SendMessage", "SendOutbound"})
"""The events that bring the access token on a channel with authorization."""
_HINT = "authorize(code), or connect(code), gives one; it is refreshed before it ends."


async def check(asked: Asked, data: Heard) -> None:
    """Let by a frame for which the customer has proved enough.

    Raises:
        TokenMissing: He has shown no token.
        Unauthorized: It is not good now, or another's.
    """
    digital, name = asked.channel.digital, asked.head.event_type
    if not digital.authorization or name in AUTHORIZING:
        return
    if name in SAYING:
        shown = getattr(data, "access_token", None)
        if shown is None:
            raise TokenMissing("data.accessToken.token is missing", hint=_HINT)
        await prove(asked, shown.token)
    elif digital.proof_for == "everything" and not asked.line.is_proven:
        raise TokenMissing("Nobody has authorized on this connection", hint=_HINT)


async def prove(asked: Asked, token: str) -> Access:
    """Have the connection speak for the customer whom a token proves.

    Raises:
        Unauthorized: It is not good now, or proves another one than the frame names.
    """
    socket, line = asked.socket, asked.line
    access = await judged(socket, socket.tenant, token, asked.head.event_type)
    proofs.check(asked.channel, access)
    whose = access.claims.sub
    named = asked.customer.external_id if line.is_secured else binding.name_of(asked)
    if named not in ("", whose):
        raise TokenInvalid(
            f"The access token is another customer's: {whose!r}, not {named[:128]!r}",
            hint="A frame names the customer of its token.",
        )
    await binding.come(asked, whose)
    line.is_proven = True
    return access
