"""Owns the calls about the server itself."""

from __future__ import annotations

from typing import Any

from mockplatform.client.answers import Status, Version
from mockplatform.client.calls.verbs import get, post
from mockplatform.client.request import Request


def live() -> Request[Status]:
    """Tell whether the server answers."""
    return get("/live", Status, of_server=True)


def ready() -> Request[Status]:
    """Tell whether the server is ready; an `AdminError` of status 503 says that it is not."""
    return get("/ready", Status, of_server=True)


def version() -> Request[Version]:
    """Tell what the server is."""
    return get("/version", Version, of_server=True)


def openapi() -> Request[dict[str, Any]]:
    """Return the OpenAPI document."""
    return get("/openapi.json", dict[str, Any], of_server=True)


def asyncapi() -> Request[dict[str, Any]]:
    """Return the AsyncAPI document of the socket."""
    return get("/asyncapi.json", dict[str, Any], of_server=True)


def shutdown() -> Request[Status]:
    """End the server."""
    return post("/shutdown", Status, of_server=True)
