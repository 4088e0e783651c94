"""What a call is that a fault answers or holds: the same again, another one, or too early."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from mockplatform.findings.rules.no_backoff import GAPS_MIN
from tests.clients.stage import Stage, Tokens
from tests.findings.stages import platform

WAIT_S = 20
LIMITED = {"kind": "status", "status": 429, "retryAfter": f"{WAIT_S}s"}
Say = Callable[[Stage, Tokens, str, int], Awaitable[object]]


async def _the_same(at: Stage, pair: Tokens, id_: str, number: int) -> None:
    del number
    assert (await at.say(pair, id_, "help", "m-1")).status == 503


async def _others(at: Stage, pair: Tokens, id_: str, number: int) -> None:
    assert (await at.say(pair, id_, f"line {number}", f"m-{number}")).status == 503


async def _types(at: Stage, pair: Tokens, id_: str, number: int) -> None:
    del number
    typed = await at.call("POST", f"{id_}/typing", token=pair.access, json={"state": "on"})
    assert typed.status == 503


@pytest.mark.parametrize("phase", ["edge", "token", "service", "reply"])
@pytest.mark.parametrize(
    ("say", "rules"), [(_the_same, ["no-backoff"]), (_others, []), (_types, [])]
)
async def test_a_message_that_is_sent_again_is_a_retry_wherever_it_is_refused(
    phase: str, say: Say, rules: list[str]
) -> None:
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        id_ = await at.open(pair)
        fault = {"where": {"phase": phase}, "what": {"kind": "status", "status": 503}}
        await at.admin("POST", "/faults", fault)
        for number in range(GAPS_MIN + 1):
            await say(at, pair, id_, number)
            await at.passes(3)
        assert [found["rule"] for found in await at.findings()] == rules


async def _held(at: Stage, phase: str, pair: Tokens, id_: str) -> asyncio.Task[object]:
    """Have a look at a conversation that a fault holds in a phase."""
    where = {"phase": phase, "method": "GET"}
    hang = {"id": "hold", "what": {"kind": "hang"}, "where": where, "when": {"times": 1}}
    await at.admin("POST", "/faults", hang)
    look = asyncio.create_task(at.look(pair, id_))
    while not (await at.admin("GET", "/faults/hold"))["held"]:
        assert not look.done()
    return look


@pytest.mark.parametrize(("waited_s", "rules"), [(WAIT_S, []), (10, ["retry-after-ignored"])])
async def test_who_waits_does_so_from_when_the_answer_left(waited_s: int, rules: list[str]) -> None:
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        id_ = await at.open(pair)
        limit = {"where": {"phase": "service"}, "what": LIMITED, "when": {"times": 1}}
        await at.admin("POST", "/faults", limit)
        look = await _held(at, "reply", pair, id_)
        await at.passes(15)
        await at.admin("DELETE", "/faults/hold")
        await look
        await at.passes(waited_s)
        assert (await at.look(pair, id_)).status == 200
        assert [found["rule"] for found in await at.findings()] == rules


async def test_a_call_that_was_held_came_before_it_went_on() -> None:
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in()
        id_ = await at.open(pair)
        look = await _held(at, "edge", pair, id_)
        limit = {"where": {"phase": "service"}, "what": LIMITED, "when": {"times": 1}}
        await at.admin("POST", "/faults", limit)
        assert (await at.say(pair, id_, "help", "m-1")).status == 429
        await at.passes(5)
        await at.admin("DELETE", "/faults/hold")
        await look
        assert await at.findings() == []
