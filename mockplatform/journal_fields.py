"""Owns what entries of the journal hold, by kind: names, their order, their types."""

from __future__ import annotations

from typing import Literal

Type = Literal["text", "texts", "number", "instant"]
"""What a member holds; an instant is kept as epoch seconds and shown in ISO-8601."""

FIELDS: dict[str, dict[str, Type]] = {
    "http": {
        "method": "text",
        "path": "text",
        "status": "number",
        "elapsedMs": "number",
        "errorCode": "text",
        "hint": "text",
        "notes": "texts",
        "fault": "text",
        "retryOf": "number",
        "jti": "text",
        "token": "text",
        "expiresAt": "instant",
    },
    "frame": {
        "direction": "text",
        "channelId": "text",
        "type": "text",
        "bytes": "number",
        "seq": "number",
    },
    "event": {
        "stream": "text",
        "version": "number",
        "type": "text",
        "jti": "text",
        "expiresAt": "instant",
        "reason": "text",
    },
    "auth": {
        "verdict": "text",
        "jti": "text",
        "token": "text",
        "expiresAt": "instant",
        "client": "text",
    },
    "clock": {"verb": "text", "now": "instant", "fired": "number"},
    "admin": {"act": "text", "what": "text"},
    "agent": {"act": "text", "agentId": "text"},
    "socket": {"act": "text", "channelId": "text", "code": "number", "reason": "text"},
    "note": {"code": "text", "text": "text"},
    "signal": {"type": "text", "purpose": "text", "state": "text", "seq": "number"},
    "fault": {
        "faultId": "text",
        "faultKind": "text",
        "phase": "text",
        "draw": "number",
        "ordinal": "number",
        "effect": "text",
        "what": "text",
        "channelId": "text",
        "clientMessageId": "text",
    },
    "finding": {
        "findingId": "text",
        "rule": "text",
        "severity": "text",
        "title": "text",
        "count": "number",
    },
}
"""What the detail of an entry holds, by kind, in this order. Every kind has a row."""

LINKS: dict[str, Type] = {
    "id": "number",
    "at": "instant",
    "wallAt": "instant",
    "kind": "text",
    "correlationId": "text",
    "subject": "text",
    "conversationId": "text",
    "causedBy": "number",
}
"""What entries of every kind have; those that are empty are not shown."""
