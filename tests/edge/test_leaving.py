"""A client that leaves in the middle of its request is no error of ours."""

from __future__ import annotations

import pytest

from tests.support.faulty import fault
from tests.support.server import MESSAGING, serving
from tests.support.wire import line_to

HEAD = ("Content-Type: application/json", "Content-Length: 1000")


@pytest.mark.parametrize("verb", [f"POST {MESSAGING}", "POST /oauth/token"])
@pytest.mark.parametrize("phase", ["edge", "service"])
async def test_nothing_is_logged_of_a_client_that_leaves_within_its_body(
    verb: str, phase: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving() as server:
        token = await server.token() if MESSAGING in verb else ""
        where = {"phase": phase, "subject": "nobody"}
        async with fault(server, "status", where=where), line_to(server) as line:
            await line.ask(verb, token, None, *HEAD)
            await line.send(b'{"grant')
            line.close()
            left = await server.tenant.journal.wait_for(lambda entry: entry.kind == "http")
        told = left.render()
        assert told.get("status") is None
        assert "left" in str(told["notes"])
        assert server.tenant.conversations == {}
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


async def test_nothing_is_logged_of_who_leaves_while_steering(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving() as server:
        async with line_to(server) as line:
            await line.ask("POST /__admin/faults", "", None, *HEAD)
            await line.send(b'{"what')
        async with server.http.get(f"{server.url}/__admin/faults") as answer:
            assert (await answer.json())["faults"] == []
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []
