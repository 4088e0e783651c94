"""What a call is that a fault answers at the edge: the same again, or another one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from mockplatform.findings.rules.no_backoff import GAPS_MIN
from tests.clients.stage import Stage, Tokens
from tests.findings.stages import platform

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
