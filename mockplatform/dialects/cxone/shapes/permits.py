"""Owns what is asked and answered where a client on the socket gets a token for HTTP.

Source: [C] nice-cxone-chat-web-sdk 2.2.0.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.shapes.base import Heard, Told
from mockplatform.dialects.cxone.shapes.heard import ThreadHeard


class GenerateAuthorizationToken(Heard):
    """`GenerateAuthorizationToken`; neither member changes the token."""

    thread: ThreadHeard | None = None
    url: str = ""


class Permit(Told):
    """A token; `expiresIn` in seconds."""

    token: str
    expires_in: int


class AuthorizationTokenGenerated(Told):
    """The data of `AuthorizationTokenGenerated`."""

    authorization_token: Permit
