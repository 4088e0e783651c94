"""Live sockets over the admin API. Source: docs/admin.md, Agents and conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from tests.admin.api import Api
from tests.support.server import MESSAGING


@asynccontextmanager
async def talking(api: Api, id_: str) -> AsyncIterator[websockets.ClientConnection]:
    """Open a customer's socket; it has said hello."""
    url = f"{api.server.ws_url}{api.prefix}{MESSAGING}/{id_}/ws"
    headers = {"Authorization": f"Bearer {await api.token()}"}
    async with websockets.connect(url, additional_headers=headers) as socket:
        await socket.recv()
        yield socket


async def closed_with(socket: websockets.ClientConnection) -> tuple[int, str] | None:
    """Read a socket to its end; return the server's close code and reason, if it said any."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as closed:
        return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else None


async def test_live_sockets_are_listed_and_shown_with_their_conversation(people: Api) -> None:
    assert (await people.get("/channels"))["channels"] == []
    id_ = await people.conversation()
    async with talking(people, id_):
        listed = (await people.get("/channels"))["channels"]
        assert [(one["conversationId"], one["userId"]) for one in listed] == [(id_, "user-7")]
        assert (await people.get(f"/conversations/{id_}"))["channels"][0]["id"] == listed[0]["id"]
        leases = (await people.get("/tokens"))["tokens"]
        assert listed[0]["tokenId"] in [one["jti"] for one in leases]
        assert (await people.get("/tenants/default"))["channels"] == 1


@pytest.mark.parametrize(
    ("body", "end"),
    [
        ({}, None),
        ({"how": "abort"}, None),
        ({"how": "close"}, 1001),
        ({"how": "close", "code": 4001}, 4001),
        ({"how": "close", "code": 1011}, 1011),
    ],
)
async def test_a_socket_ends_as_it_was_told(
    people: Api, body: dict[str, Any], end: int | None
) -> None:
    id_ = await people.conversation()
    async with talking(people, id_) as socket:
        channel = (await people.get("/channels"))["channels"][0]["id"]
        assert (await people.post(f"/channels/{channel}/drop", body)).status == 204
        said = await closed_with(socket)
        assert (said[0] if said else None) == end
    assert (await people.get(f"/conversations/{id_}"))["state"] == "OPEN"


@pytest.mark.parametrize("path", ["/reset", "/reset/conversations"])
async def test_a_reset_closes_sockets_with_1012(people: Api, path: str) -> None:
    async with talking(people, await people.conversation()) as socket:
        await people.post(path)
        said = await closed_with(socket)
        assert said is not None
        assert said[0] == 1012


async def test_a_deleted_tenants_sockets_close_and_nobody_elses(people: Api) -> None:
    await people.post("/tenants", {"id": "a"})
    other = people.of("a")
    mine = await people.conversation()
    async with talking(people, mine), talking(other, await other.conversation()) as gone:
        await people.delete("/tenants/a")
        said = await closed_with(gone)
        assert said is not None
        assert said[0] == 1012
        assert len((await people.get("/channels"))["channels"]) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"how": "kill"}, "invalid.value"),
        ({"how": "abort", "code": 1001}, "invalid.value"),
        ({"how": "close", "code": 1006}, "invalid.value"),
        ({"how": "close", "code": 999}, "invalid.value"),
        ({"how": "close", "code": 5000}, "invalid.value"),
        ({"how": "close", "code": 2000}, "invalid.value"),
        ({"how": "close", "reason": "x"}, "unknown.member"),
    ],
)
async def test_a_drop_that_cannot_be_leaves_the_socket_open(
    people: Api, body: dict[str, Any], code: str
) -> None:
    async with talking(people, await people.conversation()) as socket:
        channel = (await people.get("/channels"))["channels"][0]["id"]
        assert (await people.post(f"/channels/{channel}/drop", body)).refusal == (400, code)
        await (await socket.ping())


async def test_an_unknown_socket_is_named_with_the_nearest(api: Api) -> None:
    reply = await api.post("/channels/ws-1/drop")
    assert (reply.refusal, reply["hint"]) == ((404, "not.found"), "None is known.")
