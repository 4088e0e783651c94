"""Routing data at its limit of 16,384 bytes, whatever alphabet its text is written in.

Source: guide, section 3 (strict payload size limits; the platform truncates or rejects).
What counts are UTF-8 bytes of the canonical form, not JavaScript's characters.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.clients.api import CONVERSATIONS, Api, Reply
from tests.support.server import Server, serving
from tests.support.widgets import events_since, open_widget

LIMIT = 16_384
SIZES = (LIMIT - 1, LIMIT, LIMIT + 1)
LETTERS = {1: "a", 2: "é", 3: "語", 4: "🙂"}
by_alphabet = pytest.mark.parametrize("width", LETTERS, ids=lambda width: f"{width}-byte")


def routing_data(size: int, width: int) -> dict[str, str]:
    """Return routing data of exactly `size` canonical bytes in letters of `width` bytes."""
    frame = len(canonical({"note": "", "pad": ""}))
    letters, rest = divmod(size - frame, width)
    data = {"note": LETTERS[width] * letters, "pad": "x" * rest}
    assert len(canonical(data)) == size
    return data


def canonical(data: dict[str, Any]) -> bytes:
    """Return the canonical form as a client would make it: sorted, no white space, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def hash_of(data: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


@by_alphabet
@pytest.mark.parametrize("way", ["create", "PUT", "PATCH"])
async def test_http_takes_16384_bytes_and_not_one_more(way: str, width: int) -> None:
    """Guide, section 3: the limit, to the byte; what is refused changes nothing."""
    async with serving() as server:
        api, token = Api(server.http, server.url), await server.token()
        await server.conversation(token)
        for size in SIZES:
            await server.advance(0)  # so that no offer to an agent is still to be made
            since = server.tenant.journal.last_id
            data = routing_data(size, width)
            method, path, body = request_by(server, way, data)

            reply = await api.call(method, path, token=token, json=body)

            if size <= LIMIT:
                assert reply.status in (200, 201), reply.body
                assert reply.body["routingData"] == data
                assert reply.body["routingHash"] == hash_of(data)
            else:
                assert_too_large(reply, size)
                assert events_since(server.tenant, since) == []


def request_by(server: Server, way: str, data: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
    if way == "create":
        return "POST", CONVERSATIONS, {"routingData": data}
    id_ = next(iter(server.tenant.conversations))
    return way, f"{CONVERSATIONS}/{id_}/routing-data", {**data}


def assert_too_large(reply: Reply, size: int) -> None:
    assert (reply.status, reply.body["code"]) == (413, "routing.data.too.large")
    whole, heaviest, *_ = reply.body["details"]
    assert str(size) in whole["message"]
    assert str(LIMIT) in whole["message"]
    assert heaviest["fieldName"] == "routingData.note"


@by_alphabet
async def test_the_socket_takes_16384_bytes_and_not_one_more(width: int) -> None:
    """Guide, section 3: the same limit for a delta that a socket pushes."""
    async with serving() as server:
        widget = await open_widget(server)
        for size in SIZES:
            await server.advance(0)
            since = server.tenant.journal.last_id
            data = routing_data(size, width)

            answer = await widget.wire.ask("routingData.merge", data=data)

            kept = server.tenant.conversations[widget.conversation_id].routing_data
            if size <= LIMIT:
                assert (answer["type"], answer["routingHash"]) == ("ack", hash_of(data))
                assert (kept.size, kept.values) == (size, data)
            else:
                assert (answer["type"], answer["code"]) == ("error", "routing.data.too.large")
                assert kept.size == LIMIT
                assert events_since(server.tenant, since) == []
        assert widget.is_connected
        await widget.close()


@by_alphabet
async def test_a_client_that_counts_characters_is_refused_by_a_platform_that_counts_bytes(
    width: int,
) -> None:
    """Guide, section 3: its own check, `JSON.stringify(x).length`, counts UTF-16 units."""
    data = routing_data(LIMIT + 1, width)
    units = len(canonical(data).decode().encode("utf-16-le")) // 2
    async with serving() as server:
        reply = await Api(server.http, server.url).call(
            "POST", CONVERSATIONS, token=await server.token(), json={"routingData": data}
        )

    assert (units <= LIMIT) is (width > 1)
    assert reply.status == 413


async def test_deltas_that_fit_alone_are_refused_when_their_sum_does_not() -> None:
    """Guide, section 3: the limit holds for what the platform would keep, not for a delta."""
    async with serving() as server:
        token = await server.token()
        id_ = await server.conversation(token)
        api = Api(server.http, server.url)
        path = f"{CONVERSATIONS}/{id_}/routing-data"

        first = await api.call("PATCH", path, token=token, json={"a": "x" * 9_000})
        second = await api.call("PATCH", path, token=token, json={"b": "x" * 9_000})
        instead = await api.call("PATCH", path, token=token, json={"a": None, "b": "x" * 9_000})

        assert [first.status, second.status, instead.status] == [200, 413, 200]
        assert instead.body["routingData"] == {"b": "x" * 9_000}
