"""Owns the calls about a tenant's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform.client.answers import SettingsSchema
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.calls.verbs import patch as _patch
from mockplatform.client.request import Request


def get() -> Request[dict[str, Any]]:
    """Show the settings."""
    return _get("/settings", dict[str, Any])


def patch(changes: Mapping[str, Any]) -> Request[dict[str, Any]]:
    """Change settings, all that are given or none: `{"inactivity": "5m"}`."""
    return _patch("/settings", dict[str, Any], dict(changes))


def schema() -> Request[SettingsSchema]:
    """Explain the settings: default, unit, range, source and help of each."""
    return _get("/settings/schema", SettingsSchema)
