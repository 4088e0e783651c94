"""The server's own routes: health, version, documents, the end, the echo."""

from __future__ import annotations

import asyncio

import pytest
import websockets
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from mockplatform.version import __version__
from tests.admin.api import Api
from tests.support.server import serving

ECHO = "/__admin/echo"


async def test_a_server_that_is_up_is_live_and_ready(api: Api) -> None:
    assert (await api.get("/live"))["status"] == "live"
    assert (await api.get("/ready"))["status"] == "ready"


async def test_the_version_names_the_store_and_the_seed(api: Api) -> None:
    told = (await api.get("/version")).body
    assert (told["version"], told["store"], told["seed"]) == (__version__, "memory", 1)


async def test_a_shutdown_is_answered_then_done_and_the_server_is_no_longer_ready() -> None:
    asked = asyncio.Event()
    async with serving(on_shutdown=asked.set) as server:
        api = Api(server)
        assert (await api.post("/shutdown")).status == 202
        await asyncio.wait_for(asked.wait(), 5)
        reply = await api.get("/ready")
        assert reply.refusal == (503, "not.ready")
        assert reply.headers["Retry-After"]
        assert (await api.get("/live")).status == 200


async def test_the_documents_are_json_and_the_same_for_every_tenant(api: Api) -> None:
    assert (await api.get("/openapi.json"))["openapi"].startswith("3.1")
    assert (await api.get("/asyncapi.json"))["asyncapi"].startswith("3.0")


async def test_the_echo_sends_back_texts_and_bytes_as_they_came(api: Api) -> None:
    async with websockets.connect(api.server.ws_url + ECHO) as socket:
        for message in ("", "grüß dich \N{GRINNING FACE}", b"", b"\x00\xff", "x" * 65_536):
            await socket.send(message)
            assert await socket.recv() == message
        await (await socket.ping())


async def test_the_echo_is_as_strict_as_a_conversations_socket(api: Api) -> None:
    async with websockets.connect(api.server.ws_url + ECHO) as socket:
        await socket.send("x" * 65_537)
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4413


async def test_a_plain_request_to_the_echo_is_told_to_upgrade(api: Api) -> None:
    reply = await api.get("/echo")
    assert reply.refusal == (426, "upgrade.required")
    assert reply.headers["Sec-WebSocket-Version"] == "13"


async def test_a_page_of_another_origin_cannot_open_the_echo(api: Api) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await websockets.connect(api.server.ws_url + ECHO, origin="http://evil.example")  # type: ignore[arg-type] # a plain text will do
    assert refused.value.response.status_code == 403


async def test_unknown_paths_name_the_nearest_and_unknown_query_members_are_refused(
    api: Api,
) -> None:
    reply = await api.get("/clok")
    assert reply.refusal == (404, "unknown.route")
    assert "GET /__admin/clock" in reply["hint"]
    reply = await api.get("/journal?knd=http")
    assert reply.refusal == (400, "unknown.member")
    assert "'kind'" in reply["hint"]


async def test_a_problem_document_has_a_type_a_hint_and_the_correlation_id(api: Api) -> None:
    reply = await api.get("/tenants/nobody", headers={"X-Correlation-Id": "my-call"})
    assert reply.body == {
        "type": "urn:mockplatform:problem:not.found",
        "title": "Not found",
        "status": 404,
        "detail": "No tenant 'nobody'",
        "instance": "my-call",
        "code": "not.found",
        "hint": "Known: default.",
        "errors": [],
    }
    assert reply.headers["X-Mockplatform-Hint"] == "Known: default."
