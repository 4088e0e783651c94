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
