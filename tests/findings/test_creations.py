"""The message with which a conversation begins is a message as others are, to the rules."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.clients.api import CONVERSATIONS
from tests.clients.stage import Stage, Tokens, story
from tests.findings.stages import platform

LOST = {"where": {"phase": "reply", "path": "*/messaging"}, "what": {"kind": "reset"}}
TEXT = "I need help"


async def _begins(at: Stage, pair: Tokens, key: str = "", **message: Any) -> str:
    body = {"message": {"text": TEXT, **message}}
    headers = {"Idempotency-Key": key} if key else {}
    made = await at.call("POST", CONVERSATIONS, token=pair.access, json=body, headers=headers)
    return str(made.body["id"])


async def _loses(at: Stage, pair: Tokens, key: str = "", **message: Any) -> str:
    """Begin one without an answer; return its id, which the list tells."""
    fault = (await at.admin("POST", "/faults", LOST))["id"]
    with pytest.raises(aiohttp.ClientError):
        await _begins(at, pair, key, **message)
    await at.admin("DELETE", f"/faults/{fault}")
    (made,) = (await at.call("GET", CONVERSATIONS, token=pair.access)).body["entities"]
    return str(made["id"])


async def test_it_needs_a_name() -> None:
    async with platform() as customer:
        at = customer("user-7")
        await _begins(at, await at.sign_in())
        (found,) = await at.findings()
        assert story(found) == ["http: a message came without a clientMessageId"]


async def test_it_comes_again_under_its_own_name() -> None:
    """Under another one it is there twice."""
    async with platform() as customer:
        for name in ("m-1", "m-2"):
            at = customer(f"user-{name}")
            pair = await at.sign_in()
            id_ = await _loses(at, pair, clientMessageId="m-1")
            await at.say(pair, id_, TEXT, name)
        (found,) = await customer("nobody").findings()
        assert (found["rule"], found["subject"]) == ("duplicate-send", "user-m-2/tab-1")
        assert story(found)[-1] == "http: the same text came again, under another id"


@pytest.mark.parametrize("message", [{}, {"clientMessageId": "m-1"}], ids=str)
async def test_the_creations_key_is_a_name_too(message: dict[str, str]) -> None:
    """The creation comes again, and is answered; what is said then is said again by the user."""
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        id_ = await _loses(at, pair, "key", **message)
        assert await _begins(at, pair, "key", **message) == id_
        await at.say(pair, id_, TEXT, "m-2")
        assert await at.findings() == []


async def test_without_its_key_it_is_there_twice() -> None:
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        await at.say(pair, await _loses(at, pair, "key"), TEXT, "m-2")
        (found,) = await at.findings()
        assert found["rule"] == "duplicate-send"
