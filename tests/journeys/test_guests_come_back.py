"""A guest's session outlives the server; a run of guests that is rewound is the same again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from mockplatform.clock import ManualWall
from mockplatform.core.states import State
from tests.journeys.rewinding import Traveller
from tests.support.guests import guest
from tests.support.server import Server, serving

ATTRIBUTES = {"metadata": {"customAttributes": {"tier": "premium", "language": "en-US"}}}
QUIET = {"agentsAct": False, "botsAct": False}


@pytest.fixture(params=["memory", "sqlite"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    """A server over each kind of store."""
    store = "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/file.db"
    async with serving(store=store) as running:
        yield running


async def visit(server: Server) -> list[Any]:
    """Let a guest talk, too fast too, and come back; return all that he hears."""
    said: list[Any] = []
    for number in range(2):
        async with guest(server) as visitor:
            said += [
                await visitor.configure(),
                await visitor.text(f"a{number}", "t-a", channel=ATTRIBUTES),
                await visitor.text(f"b{number}", "t-b"),
            ]
            await visitor.send_text("too fast", "t-c")
            said.append(await visitor.hear())
            await server.advance(1)
            said.append(await visitor.hear())
            await visitor.say("echo", message={"type": "Text", "text": "ping"})
            said.append(await visitor.hear())
    return said


async def test_a_run_of_guests_that_is_rewound_is_the_same_again(server: Server) -> None:
    """Ids, times, who answers, and which message is one too many."""
    one = Traveller(server)
    await visit(server)
    await one.act("/checkpoints/here")
    first = await visit(server)
    for _ in range(2):
        await one.act("/checkpoints/here/rewind")
        assert json.dumps(await visit(server)) == json.dumps(first)
    assert any(one.get("class") == "TooManyRequestsErrorMessage" for one in first)


async def test_a_rewind_ends_sockets_and_the_client_comes_back_to_the_session_of_then(
    server: Server,
) -> None:
    one = Traveller(server)
    await one.act("/settings", QUIET, "PATCH")
    async with guest(server) as visitor:
        await visitor.configure()
        await visitor.text("before")
        await one.act("/checkpoints/here")
        await visitor.text("after")
        await one.act("/checkpoints/here/rewind")
        await visitor.socket.wait_closed()
        assert visitor.socket.close_code == 1012
    async with guest(server) as visitor:
        assert (await visitor.configure())["newSession"] is False
        await visitor.text("again")
    (state,) = server.tenant.conversations.values()
    assert state.message_count == 2


async def test_a_session_and_its_conversation_survive_a_restart(tmp_path: Path) -> None:
    """The file has all: the same token finds its session, and the next message goes on."""
    store, wall = f"sqlite:///{tmp_path}/file.db", ManualWall()
    async with serving(store=store, wall=wall, settings=QUIET) as first, guest(first) as visitor:
        await visitor.configure()
        await visitor.text("before", "t-1", channel=ATTRIBUTES)
        before = first.tenant.sessions, first.tenant.conversations
    async with serving(store=store, wall=wall, settings=QUIET) as second:
        assert (second.tenant.sessions, second.tenant.conversations) == before
        async with guest(second) as visitor:
            assert (await visitor.configure())["newSession"] is False
            told = await visitor.text("after", "t-2")
        (state,) = second.tenant.conversations.values()
    assert (state.message_count, state.queue_name) == (2, "Premium, English")
    assert told["channel"]["time"] > "2023-11-14T22:13:20.000Z"


@pytest.mark.parametrize("late_s", [59.0, 61.0])
async def test_a_session_ends_by_its_own_time_over_a_restart(tmp_path: Path, late_s: float) -> None:
    """What fell due while nobody ran is done before anybody is answered."""
    store, wall = f"sqlite:///{tmp_path}/file.db", ManualWall()
    fixture = tmp_path / "short.yaml"
    fixture.write_text(
        "deployments:\n  - { id: shop-web, messaging: { sessionLife: 60s } }\n"
        "clients:\n  - { id: shop, secret: shop }\n"
        "queues:\n  - { id: general }\n"
        "fallbackQueue: general\n",
        encoding="utf-8",
    )
    options: dict[str, Any] = {"store": store, "wall": wall, "fixture": str(fixture)}
    async with serving(**options) as first, guest(first) as visitor:
        assert (await visitor.configure())["durationSeconds"] == 60
        await visitor.text("before")
    wall.move(late_s)
    async with serving(**options) as second, guest(second) as visitor:
        await visitor.say("configureSession", deploymentId="shop-web")
        frame = await visitor.hear()
        (state,) = second.tenant.conversations.values()
    if late_s < 60:
        assert (frame["class"], state.state) == ("SessionResponse", State.OPEN)
    else:
        assert (frame["class"], frame["code"]) == ("string", 4006)
        assert (state.state, state.close_reason) == (State.CLOSED, "session.expired")
