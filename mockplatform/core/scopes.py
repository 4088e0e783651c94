"""Owns the names of what a token may be allowed to do."""

from __future__ import annotations

SCOPES = (
    "conversation:write",
    "conversation:read",
    "user:read",
    "widget:configure",
    "routing:write",
    "oauth:client:read",
)
"""The six scopes that the platform knows. Source: guide, section 2."""

GUEST_HISTORY = "webmessaging:history"
"""Reads the history of the guest session that the token names. Invented, as the two below."""
GUEST_SIGN_IN = "webmessaging:sign-in"
"""Makes guest sessions of the token's deployment those of its user."""
GUEST_RESUME = "webmessaging:resume"
"""Tells which guest session is meant, in a later configuring."""
DIGITAL_CONNECT = "digital:connect"
"""Opens a chat channel's sockets for the customer whom the token names. Invented, as below."""
DIGITAL_SPEAK = "digital:speak"
"""Proves, on a chat channel with authorization, that a customer is whom the token names."""
DIGITAL_READ = "digital:read"
"""Reads, over HTTP, what was said to the customer of a chat channel whom the token names."""
