"""At intensity 0 an outage harms nobody; with less than 1, each does less of what it does."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from mockplatform import outage_files
from mockplatform.errors import FAULT
from mockplatform.faults.course import Staging, faults_of
from mockplatform.faults.outage import Outage
from mockplatform.faults.spans import seconds
from tests.admin.api import Reply
from tests.outages.stage import CONFIG, CONTEXT, Stage
from tests.support.hands import Hands
from tests.support.server import MESSAGING, serving

WEAK = 0.3
STEERED = {
    "brownout": {"what.delay", "when.probability"},
    "clock-skew": {"what.by"},
    "key-rotation": {"what.keepOld"},
    "rate-limited": {"what.quota"},
    "refresh-slow": {"what.delay"},
}
"""What less intensity changes, where it is not how often the outage's faults fire."""


def of(name: str, intensity: float) -> list[dict[str, Any]]:
    """Return the faults that an outage comes to."""
    faults = faults_of(outage_files.shipped(name), Staging(1, intensity))
    return [msgspec.to_builtins(fault) for fault in faults]


def changed(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """Return the members in which two faults differ."""
    return {
        f"{group}.{name}"
        for group in ("where", "when", "what")
        for name in {**one.get(group, {}), **other.get(group, {})}
        if one.get(group, {}).get(name) != other.get(group, {}).get(name)
    }


@pytest.mark.parametrize("name", outage_files.names())
def test_less_intensity_weakens_each_fault_of_an_outage(name: str) -> None:
    pairs = list(zip(of(name, 1.0), of(name, WEAK), strict=True))
    steered = [changed(full, weak) for full, weak in pairs]
    assert all(len(members) == 1 for members in steered), steered
    assert set().union(*steered) == STEERED.get(name, {"when.probability"})
    for full, weak in pairs:
        often = full["when"].get("probability", 1.0)
        assert weak["when"].get("probability", 1.0) <= often


@pytest.mark.parametrize("name", outage_files.names())
def test_at_no_intensity_no_fault_of_an_outage_fires(name: str) -> None:
    assert {fault["when"]["probability"] for fault in of(name, 0.0)} == {0.0}


def test_at_no_intensity_not_even_that_fires_which_nothing_weakens() -> None:
    part = {"id": "a", "what": {"kind": "status"}, "scales": "nothing"}
    made = msgspec.convert({"name": "own", "steps": [{"faults": [part]}]}, Outage)
    (calm,) = faults_of(made, Staging(1, 0.0))
    (weak,) = faults_of(made, Staging(1, WEAK))
    assert (calm.when.probability, weak.when.probability) == (0.0, 1.0)


@pytest.mark.parametrize("name", outage_files.names())
async def test_at_no_intensity_an_outage_harms_nobody(name: str) -> None:
    """Real time stands still: whatever a fault would hold up would never come."""
    hands = Hands()
    async with serving(settings={"agentsAct": False}, **hands.options) as server:
        stage = Stage(server, name, hands)
        await stage.begin()
        async with stage.talk() as talk:
            await talk.until("hello")
            await stage.start(intensity=0)
            await assert_told(talk, "first")
        quarter = seconds(outage_files.shipped(name).for_) / 4
        for number in range(4):
            await assert_all_works(stage, f"m-{number}")
            await stage.advance(quarter)
        shown = await stage.admin.get(f"/outages/{name}")
        assert (shown["state"], shown["fired"]) == ("over", 0)
        assert (await stage.read()).status == 200
        assert list(server.tenant.journal.select(kind="fault")) == []


async def assert_all_works(stage: Stage, text: str) -> None:
    """Fail unless whatever a customer does succeeds, and bears no trace of a fault."""
    create = {"routingData": {"tier": "premium", "language": "en-US"}}
    tokens = await stage.log_in()
    made = await stage.call(f"POST {MESSAGING}", create)
    answers: list[Reply | None] = [
        tokens,
        await stage.renew(tokens),
        made,
        await stage.send(text, text),
        await stage.call(f"GET {CONFIG}"),
        await stage.call(f"PUT {CONTEXT}", {"draft": text}),
        *[await stage.read() for _ in range(12)],
    ]
    assert [one.status if one else 0 for one in answers if one is None or one.status > 201] == []
    assert not any(one and one.headers.get(FAULT) for one in answers)
    assert made["queue"]["id"] == "premium-en"
    seq = (await stage.call(f"GET {MESSAGING}/{stage.conversation}/messages"))["latestSeq"]
    async with stage.talk(f"?after={seq}") as talk:
        await talk.until("hello")
        for number in (1, 2, 3):
            await assert_told(talk, f"{text}-{number}")


async def assert_told(talk: Any, text: str) -> None:
    """Fail unless a message sent by the socket comes back once, and is acknowledged once."""
    await talk.say("message.send", text=text, id=text, clientMessageId=text)
    frames = [one for one in await talk.until("ack") if one["type"] in {"message", "ack"}]
    assert [one["type"] for one in frames] == ["message", "ack"]
    assert frames[0]["text"] == text


async def weakened(name: str, act: Any) -> None:
    """Have a customer meet an outage at little intensity."""
    hands = Hands()
    async with serving(settings={"agentsAct": False}, **hands.options) as server:
        stage = Stage(server, name, hands)
        await stage.begin()
        await stage.start(intensity=WEAK)
        await act(stage)


async def test_weakly_keys_rotate_and_the_old_one_verifies_for_seven_minutes() -> None:
    async def meets(stage: Stage) -> None:
        assert (await stage.read()).status == 200
        await stage.advance(419)
        assert (await stage.read()).status == 200
        await stage.advance(2)
        assert (await stage.read()).status == 401

    await weakened("key-rotation", meets)


async def test_weakly_the_clock_is_three_minutes_wrong() -> None:
    async def meets(stage: Stage) -> None:
        path = f"GET {MESSAGING}/{stage.conversation}"
        long, short = [await stage.server.token(expires_in=span) for span in (200, 170)]
        assert (await stage.call(path, token=long)).status == 200
        assert (await stage.call(path, token=short)).status == 401

    await weakened("clock-skew", meets)


async def test_weakly_the_quota_is_larger() -> None:
    async def meets(stage: Stage) -> None:
        met = [(await stage.read()).status for _ in range(74)]
        assert met == [200] * 73 + [429]

    await weakened("rate-limited", meets)


async def test_weakly_a_brownout_is_shorter() -> None:
    async def meets(stage: Stage) -> None:
        call = await stage.begun(stage.call(f"GET {CONFIG}"))
        await stage.hands.move(0.029)
        assert not call.done()
        await stage.hands.move(0.002)
        assert (await call).status == 200

    await weakened("brownout", meets)


async def test_weakly_a_renewal_takes_less_long() -> None:
    async def meets(stage: Stage) -> None:
        tokens = await stage.log_in()
        call: asyncio.Task[Reply] = await stage.begun(stage.renew(tokens))
        await stage.hands.move(0.29)
        assert not call.done()
        await stage.hands.move(0.02)
        assert (await call).status == 200

    await weakened("refresh-slow", meets)
