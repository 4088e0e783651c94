"""Owns the AsyncAPI 3.0 document of a socket, derived from the tables of its frames."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from mockplatform.version import __version__

REF = "#/components/schemas/{name}"
CHANNEL = "conversation"
Frames = Mapping[str, type[Struct]]
"""The frames of one direction: each type's name, and its members."""
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]")


def document(address: str, query: Mapping[str, str], *, server: Frames, client: Frames) -> bytes:
    """Return the document, as JSON; see `describe`."""
    return msgspec.json.encode(describe(address, query, server=server, client=client))


def describe(
    address: str, query: Mapping[str, str], *, server: Frames, client: Frames
) -> dict[str, Any]:
    """Return the document of a socket.

    Args:
        address: Its path, with ``{name}`` for a segment that varies.
        query: What may be asked in the handshake, each with its help.
        server: The frames that the server sends.
        client: The frames that it takes.
    """
    types = [*server.values(), *client.values()]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    messages: dict[str, Any] = {}
    sides: dict[str, list[dict[str, str]]] = {"server": [], "client": []}
    sent = [("server", name) for name in server] + [("client", name) for name in client]
    for (side, name), schema in zip(sent, schemas, strict=True):
        key = f"{side}.{_NO_NAME.sub('_', name)}"
        messages[key] = _message(name, schema, tagged=side == "server")
        sides[side].append({"$ref": f"#/channels/{CHANNEL}/messages/{key}"})
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "mockplatform: the socket of a conversation",
            "version": __version__,
            "description": "One JSON object in each text frame, both ways.",
        },
        "defaultContentType": "application/json",
        "channels": {CHANNEL: _channel(address, query, messages)},
        "operations": {
            "sendFrames": _operation("send", "What the server sends", sides["server"]),
            "receiveFrames": _operation("receive", "What the server takes", sides["client"]),
        },
        "components": {"messages": messages, "schemas": components},
    }


def _message(name: str, schema: Any, *, tagged: bool) -> dict[str, Any]:
    """Return a frame; its members are those of its type, with `type` and, from clients, `id`."""
    own: dict[str, Any] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"const": name}},
    }
    if not tagged:
        own["properties"]["id"] = {"type": ["string", "integer"]}
    return {"name": name, "payload": {"allOf": [schema, own]}}


def _channel(address: str, query: Mapping[str, str], messages: Mapping[str, Any]) -> dict[str, Any]:
    names = re.findall(r"\{(\w+)\}", address)
    properties = {name: {"type": "string", "description": help_} for name, help_ in query.items()}
    return {
        "address": address,
        "parameters": {name: {"description": f"The {CHANNEL}'s {name}"} for name in names},
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in messages},
        "bindings": {
            "ws": {
                "method": "GET",
                "query": {"type": "object", "properties": properties},
                "bindingVersion": "0.1.0",
            }
        },
    }


def _operation(action: str, summary: str, messages: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "summary": summary,
        "messages": messages,
    }
