"""What mobile clients tell of visitors: taken, journaled, and not kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.server import Server, serving

BASE = "/web-analytics/1.0/tenants/1001/visitors/v-1"


async def tell(server: Server, method: str, path: str, body: Any) -> tuple[int, bytes]:
    """Tell something of a visitor; return status and body."""
    async with server.http.request(method, server.url + path, json=body) as answer:
        return answer.status, await answer.read()


async def notes(server: Server) -> list[str]:
    """Return what the journal says of requests beside their lines."""
    url = f"{server.url}/__admin/journal?kind=http"
    async with server.http.get(url) as answer:
        assert answer.ok, await answer.text()
        entries = (await answer.json())["entries"]
    return [note for one in entries for note in one.get("notes") or ()]


async def test_a_visitor_is_taken_and_nothing_is_answered() -> None:
    async with serving() as server:
        body = {"customerIdentity": {"idOnExternalPlatform": "c-1"}, "browserFingerprint": {}}
        assert await tell(server, "PUT", BASE, body) == (204, b"")
        assert not server.tenant.customers


@pytest.mark.parametrize(
    "body",
    [
        {"id": "e-1", "type": "PageView", "data": {"url": "/"}},
        {"visitorEvents": [{"type": "PageView"}, {"type": "ChatWindowOpened"}]},
        [{"type": "PageView"}],
    ],
)
async def test_events_of_a_visitor_stand_in_the_journal(body: Any) -> None:
    async with serving() as server:
        assert await tell(server, "POST", f"{BASE}/events", body) == (204, b"")
        (note,) = [one for one in await notes(server) if "v-1" in one]
        assert "PageView" in note


async def test_another_brands_visitors_are_none_here() -> None:
    async with serving() as server:
        path = BASE.replace("1001", "9")
        status, body = await tell(server, "PUT", path, {})
        assert (status, b'"errorCode":"NotFound"' in body) == (404, True)


async def test_what_is_no_json_is_refused() -> None:
    async with serving() as server:
        headers = {"Content-Type": "application/json"}
        url = f"{server.url}{BASE}/events"
        async with server.http.post(url, data=b"{", headers=headers) as answer:
            assert answer.status == 400
            assert (await answer.json())["error"]["errorCode"] == "InvalidJson"
