"""Owns the AsyncAPI 3.0 document of the sockets, derived from the tables of their frames."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from mockplatform.version import __version__

REF = "#/components/schemas/{name}"
Frames = Mapping[str, Any]
"""The frames of one direction: each one's name, and its members."""
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]")


class Described(NamedTuple):
    """A socket to describe.

    Attributes:
        name: The name of its channel.
        address: Its path, with ``{name}`` for a segment that varies.
        query: What may be asked in the handshake, each with its help.
        server: The frames that the server sends.
        client: The frames that it takes.
        server_name: The member by which the server's frames are named; empty where their members
            say it themselves. Where it depends on the frame: what tells it of a name, with a dot
            for what stands inside another member.
        client_name: The same of the client's.
        client_id: Whether a client's frame may carry an `id` that its answer repeats.
        prefix: Stands before the names of its messages, and in those of its operations.
    """

    name: str
    address: str
    query: Mapping[str, str]
    server: Frames
    client: Frames
    server_name: str | Callable[[str], str] = "type"
    client_name: str | Callable[[str], str] = "type"
    client_id: bool = False
    prefix: str = ""


def document(sockets: Sequence[Described]) -> bytes:
    """Return the document of some sockets, as JSON."""
    # All at once, so that what two of them call alike has two names.
    types = [type_ for one in sockets for type_ in (*one.server.values(), *one.client.values())]
    found, components = msgspec.json.schema_components(types, ref_template=REF)
    schemas = iter(found)
    messages: dict[str, Any] = {}
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for one in sockets:
        sent = {
            _key(one, "server", name): (name, _member(one.server_name, name), False)
            for name in one.server
        }
        taken = {
            _key(one, "client", name): (name, _member(one.client_name, name), one.client_id)
            for name in one.client
        }
        for key, (name, member, has_id) in {**sent, **taken}.items():
            messages[key] = _message(name, next(schemas), member, has_id=has_id)
        channels[one.name] = _channel(one, [*sent, *taken])
        title = one.prefix.title()
        what = "The server sends" if not one.prefix else f"The server sends a {one.prefix}"
        operations[f"send{title}Frames"] = _operation("send", what, one, sent)
        what = "The server takes" if not one.prefix else f"The server takes of a {one.prefix}"
        operations[f"receive{title}Frames"] = _operation("receive", what, one, taken)
    return msgspec.json.encode(
        {
            "asyncapi": "3.0.0",
            "info": {
                "title": "mockplatform: its sockets",
                "version": __version__,
                "description": "One JSON object in each text frame, both ways.",
            },
            "defaultContentType": "application/json",
            "channels": channels,
            "operations": operations,
            "components": {"messages": messages, "schemas": components},
        }
    )


def _key(socket: Described, side: str, name: str) -> str:
    return ".".join(filter(None, [socket.prefix, side, _NO_NAME.sub("_", name)]))


def _member(named: str | Callable[[str], str], name: str) -> str:
    return named if isinstance(named, str) else named(name)


def _message(name: str, schema: Any, member: str, *, has_id: bool) -> dict[str, Any]:
    """Return a frame: its members are those of its type, and the one that names it."""
    own: dict[str, Any] = {"const": name}
    for part in reversed(member.split(".")) if member else ():
        own = {"type": "object", "required": [part], "properties": {part: own}}
    if not member:
        own = {}
    if has_id:
        own["properties"]["id"] = {"type": ["string", "integer"]}
    return {"name": name, "payload": {"allOf": [schema, own]}}


def _channel(socket: Described, keys: Sequence[str]) -> dict[str, Any]:
    names = re.findall(r"\{(\w+)\}", socket.address)
    properties = {
        name: {"type": "string", "description": help_} for name, help_ in socket.query.items()
    }
    return {
        "address": socket.address,
        "parameters": {name: {"description": f"The {socket.name}'s {name}"} for name in names},
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in keys},
        "bindings": {
            "ws": {
                "method": "GET",
                "query": {"type": "object", "properties": properties},
                "bindingVersion": "0.1.0",
            }
        },
    }


def _operation(
    action: str, summary: str, socket: Described, messages: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{socket.name}"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/{socket.name}/messages/{key}"} for key in messages],
    }
