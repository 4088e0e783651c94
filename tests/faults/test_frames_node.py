"""What Node's own WebSocket, which is a browser's, sees of a harmed socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.faulty import set_fault, take_away
from tests.support.scene import BEGUN, Scene, scene
from tests.support.talk import path_of

SCRIPT = Path(__file__).with_name("sockets.mjs")
OUT = {"phase": "frame.out", "frame": "message"}
PATIENCE_S = 30.0


class Node:
    """A process with one socket."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def sees(self) -> dict[str, Any]:
        """Return what it sees next."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            line = await self._process.stdout.readline()
        seen: dict[str, Any] = json.loads(line)
        return seen


@asynccontextmanager
async def node(stage: Scene) -> AsyncIterator[Node]:
    """Run Node with a socket on the conversation, past its hello."""
    url = f"{stage.server.ws_url}{path_of(stage.id)}?after={BEGUN}"
    process = await asyncio.create_subprocess_exec(
        "node", str(SCRIPT), url, stage.token, stdout=asyncio.subprocess.PIPE
    )
    try:
        peer = Node(process)
        assert (await peer.sees())["type"] == "hello"
        yield peer
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("where", [OUT, {"phase": "frame.out"}])
async def test_a_drop_is_an_error_and_1006(where: dict[str, Any]) -> None:
    at_once = "frame" not in where
    async with scene() as stage, node(stage) as peer:
        await set_fault(stage.server, "drop", where=where, what={"atOnce": at_once})
        await stage.say("one")
        seen = [await peer.sees()]
        while seen[-1]["type"] != "close":
            seen.append(await peer.sees())
        assert (seen[-1]["code"], seen[-1]["wasClean"]) == (1006, False)
        assert "message" not in [one["type"] for one in seen]


async def test_a_close_is_clean_and_has_its_code() -> None:
    async with scene() as stage, node(stage) as peer:
        what = {"code": 4321, "reason": "out of paper"}
        await set_fault(stage.server, "close", where=OUT, what=what)
        await stage.say("one")
        assert await peer.sees() == {
            "type": "close",
            "code": 4321,
            "reason": "out of paper",
            "wasClean": True,
        }


async def test_a_corrupt_frame_is_no_json_and_the_socket_stays() -> None:
    async with scene() as stage, node(stage) as peer:
        id_ = await set_fault(stage.server, "corrupt", where=OUT)
        await stage.say("one")
        assert await peer.sees() == {"type": "no JSON", "name": "SyntaxError"}
        await take_away(stage.server, id_)
        await stage.say("two")
        assert await peer.sees() == {"type": "message", "text": "two"}


async def test_a_frame_that_is_no_utf8_ends_the_socket() -> None:
    async with scene() as stage, node(stage) as peer:
        await set_fault(stage.server, "corrupt", where=OUT, what={"into": "utf8"})
        await stage.say("one")
        seen = await peer.sees()
        while seen["type"] != "close":
            assert seen["type"] != "message"
            seen = await peer.sees()
        assert seen["code"] in {1006, 1007}
