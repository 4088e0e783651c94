"""Owns the table of a guest's actions: the shape of each, and what it does."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.genesys.guest import files, messages, sessions, tokens
from mockplatform.dialects.genesys.guest.acting import Act
from mockplatform.dialects.genesys.shapes import guest as shapes

ACTS: dict[str, tuple[Any, Act]] = {
    "configureSession": (shapes.ConfigureSession, sessions.configure),
    "configureAuthenticatedSession": (
        shapes.ConfigureAuthenticatedSession,
        sessions.configure_authenticated,
    ),
    "getConfiguration": (shapes.GetConfiguration, sessions.configuration),
    "onMessage": (shapes.OnMessage, messages.on_message),
    "echo": (shapes.Echo, messages.echo),
    "onAttachment": (shapes.OnAttachment, files.on_attachment),
    "getAttachment": (shapes.GetAttachment, files.get_attachment),
    "deleteAttachment": (shapes.DeleteAttachment, files.delete_attachment),
    "getJwt": (shapes.GetJwt, tokens.jwt),
    "resumeToken": (shapes.ResumeToken, tokens.resume),
    "disconnectCustomer": (shapes.DisconnectCustomer, messages.disconnect),
    "closeSession": (shapes.CloseSession, sessions.close),
}
WRITES = frozenset(
    {"onMessage", "onAttachment", "deleteAttachment", "disconnectCustomer", "closeSession"}
)
"""The actions that have something of the guest's stored."""
