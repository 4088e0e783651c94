"""What a client sees of each outage, and that after its end all is as before, at once.

Source: the texts of fixtures/outages. Each outage has one story here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from mockplatform import outage_files
from mockplatform.faults.spans import seconds
from tests.outages.stage import CONFIG, CONTEXT, Stage
from tests.support.hands import Hands
from tests.support.server import MESSAGING, serving

Story = Callable[[Stage], Awaitable[None]]
STORIES: dict[str, Story] = {}


def story(name: str) -> Callable[[Story], Story]:
    """Name the outage that a story is about."""

    def tell(function: Story) -> Story:
        STORIES[name] = function
        return function

    return tell


@story("edge-401-storm")
async def good_tokens_are_refused_and_the_token_service_works(stage: Stage) -> None:
    await stage.start()
    refused = await stage.read()
    assert (refused.status, stage.by(refused)) == (401, "calls")
    assert (await stage.call("GET /api/v2/users/me")).status == 401
    assert (await stage.call(f"GET {CONTEXT}")).status == 401
    assert await stage.refused() == (401, "outage:edge-401-storm:handshakes")
    assert (await stage.log_in()).status == 200
    await stage.advance(120)
    assert {(await stage.read()).status for _ in range(40)} == {200, 401}
    assert {(await stage.refused())[0] for _ in range(40)} == {101, 401}


@story("token-service-down")
async def no_token_is_issued_and_those_in_hand_are_good(stage: Stage) -> None:
    tokens = await stage.log_in()
    await stage.start()
    for refused in (await stage.log_in(), await stage.renew(tokens)):
        assert (refused.status, stage.by(refused)) == (503, "widget")
        assert refused.headers["Retry-After"] == "10"
    assert (await stage.read()).status == 200
    assert await stage.refused() == (101, "")
    await stage.stop()
    assert (await stage.renew(tokens)).status == 200


@story("refresh-slow")
async def a_renewal_takes_longer_and_longer(stage: Stage) -> None:
    tokens = await stage.log_in()
    await stage.start()
    first = await stage.begun(stage.renew(tokens))
    await stage.hands.move(0.9)
    assert not first.done()
    assert (await stage.read()).status == 200
    await stage.hands.move(0.2)
    answer = await first
    assert (answer.status, stage.by(answer)) == (200, "slower-1")
    await stage.advance(299)
    held = await stage.begun(stage.renew(answer))
    await stage.hands.move(19.5)
    assert not held.done()
    await stage.stop()
    assert (await held).status == 200


@story("region-failover")
async def sockets_close_calls_fail_and_come_back_slowly(stage: Stage) -> None:
    async with stage.talk() as talk:
        await talk.until("hello")
        await stage.start()
        assert await talk.end() == (1012, "failover")
    down = await stage.read()
    assert (down.status, stage.by(down), down.headers["Retry-After"]) == (503, "calls", "5")
    assert await stage.refused() == (503, "outage:region-failover:handshakes")
    await stage.advance(60)
    assert await stage.refused() == (101, "")
    cold = await stage.begun(stage.read())
    await stage.hands.move(0.19)
    assert not cold.done()
    await stage.hands.move(0.82)
    assert ((await cold).status, stage.by(await cold)) == (200, "cold")


@story("websocket-flap")
async def sockets_break_again_and_again_while_calls_work(stage: Stage) -> None:
    async with stage.talk() as talk:
        await talk.until("hello")
        await stage.start()
        assert (await talk.end()).code == 1006
    for turn in (1, 2):
        assert await stage.refused() == (503, f"outage:websocket-flap:handshakes-{turn}")
        assert (await stage.read()).status == 200
        await stage.advance(3)
        async with stage.talk() as talk:
            await talk.until("hello")
            await stage.advance(7)
            assert (await talk.end()).code == 1006


@story("half-open-sockets")
async def sockets_stay_open_and_carry_nothing(stage: Stage) -> None:
    async with stage.talk() as talk:
        await talk.until("hello")
        await stage.start()
        await talk.say("message.send", text="lost", id="a", clientMessageId="a")
        await stage.fired("inwards")
        answer = await stage.send("by HTTP", "b")
        assert answer is not None
        await stage.fired("outwards")
        assert await stage.texts() == ["by HTTP"]
        await stage.stop()
        held = await talk.until("message")
        assert held[-1]["text"] == "by HTTP"
        assert not any(frame["type"] == "ack" for frame in held)
        assert (await talk.ask("message.send", text="again", clientMessageId="a"))["type"] == "ack"
    assert await stage.texts() == ["by HTTP", "again"]


@story("message-duplicates")
async def messages_come_twice_and_are_stored_once(stage: Stage) -> None:
    async with stage.talk() as talk:
        await talk.until("hello")
        await stage.start()
        await talk.say("message.send", text="once", id="a", clientMessageId="a")
        seen = [one for one in await talk.until("ack", duplicate=True) if one["type"] != "state"]
        assert [one["type"] for one in seen].count("message") == 2
        assert [one["duplicate"] for one in seen if one["type"] == "ack"] == [False, True]
        assert len({one["seq"] for one in seen if one["type"] == "message"}) == 1
    assert await stage.texts() == ["once"]


@story("ack-loss")
async def what_is_stored_is_not_acknowledged_every_other_time(stage: Stage) -> None:
    await stage.start()
    assert await stage.send("by HTTP", "a") is None
    assert await stage.texts() == ["by HTTP"]
    again = await stage.send("by HTTP", "a")
    assert again is not None
    assert again.status == 200
    async with stage.talk() as talk:
        await talk.until("message", text="by HTTP")
        await talk.say("message.send", text="by socket", id="b", clientMessageId="b")
        await stage.fired("acks")
        await talk.say("message.send", text="by socket", id="again", clientMessageId="b")
        acks = [one for one in await talk.until("ack") if one["type"] == "ack"]
        assert [(one["id"], one["duplicate"]) for one in acks] == [("again", True)]
    assert await stage.texts() == ["by HTTP", "by socket"]


@story("reordering")
async def a_message_lets_two_others_go_first(stage: Stage) -> None:
    async with stage.talk() as talk:
        await talk.until("hello")
        await stage.start()
        for number in (1, 2, 3):
            await stage.send(str(number), f"m-{number}")
        seen: list[str] = []
        while len(seen) < 3:
            seen += [one["text"] for one in [await talk.frame()] if one["type"] == "message"]
        assert seen == ["2", "3", "1"]
    assert await stage.texts() == ["1", "2", "3"]


@story("brownout")
async def answers_get_slower_by_the_course_and_quick_again(stage: Stage) -> None:
    await stage.start()
    faults = (await stage.admin.get("/faults"))["faults"]
    delays = {
        one["id"].removeprefix("outage:brownout:"): seconds(one["what"].get("delay", 0))
        for one in faults
    }
    seen = []
    for _ in range(20):
        since = stage.server.tenant.journal.last_id
        call = await stage.begun(stage.call(f"GET {CONFIG}"))
        part = stage.parts_fired(since)[0]
        seen.append(part)
        await stage.hands.move(delays[part] - 0.01)
        assert not call.done()
        await stage.hands.move(0.02)
        assert (await call).status in {200, 503}
        await stage.advance(15)
    grows, recovers = [f"latency-{n}" for n in range(1, 7)], [f"recovery-{n}" for n in (1, 2, 3, 4)]
    assert list(dict.fromkeys(seen)) == [*grows, "worst", *recovers]
    assert [delays[part] for part in grows] == [0.1, 1.08, 2.06, 3.04, 4.02, 5.0]
    assert sorted((delays[part] for part in recovers), reverse=True) == [
        delays[part] for part in recovers
    ]


@story("rate-limited")
async def the_eleventh_call_is_told_to_wait(stage: Stage) -> None:
    await stage.start()
    assert [(await stage.read()).status for _ in range(10)] == [200] * 10
    over = await stage.read()
    assert (over.status, stage.by(over), over.headers["Retry-After"]) == (429, "quota", "10")
    other = await stage.call(f"GET {CONFIG}", token=await stage.server.token("user-8"))
    assert other.status == 200
    await stage.advance(10)
    assert (await stage.read()).status == 200


@story("routing-down")
async def routing_fails_and_then_forgets(stage: Stage) -> None:
    data = {"routingData": {"tier": "premium", "language": "en-US"}}
    create = f"POST {MESSAGING}"
    key = {"Idempotency-Key": "k-1"}
    await stage.start()
    refused = await stage.call(create, data, headers=key)
    assert (refused.status, stage.by(refused)) == (503, "refused")
    assert (await stage.read()).status == 200
    await stage.advance(120)
    created = await stage.call(create, data, headers=key)
    assert created.status == 201
    assert set(created["routingData"].values()) == {None}
    assert created["queue"]["id"] == "general"
    await stage.stop()
    good = await stage.call(create, data)
    assert good["queue"]["id"] == "premium-en"


@story("context-store-down")
async def only_context_documents_fail(stage: Stage) -> None:
    await stage.start()
    refused = await stage.call(f"PUT {CONTEXT}", {"draft": "Hel"})
    assert (refused.status, stage.by(refused)) == (503, "store")
    assert refused.headers["Retry-After"] == "5"
    assert (await stage.send("works", "a")) is not None
    await stage.stop()
    assert (await stage.call(f"PUT {CONTEXT}", {"draft": "Hello"})).status in {200, 201}


@story("no-agents")
async def nobody_comes_until_it_is_over(stage: Stage) -> None:
    await stage.start()
    await stage.server.platform.change_settings(stage.server.tenant, {"agentsAct": True})
    other = await stage.call(f"POST {MESSAGING}", {}, token=await stage.server.token("user-8"))
    await stage.fired("nobody")
    await stage.advance(120)
    told = await stage.admin.get(f"/conversations/{other['id']}")
    assert told["state"] == "OPEN"
    await stage.stop()
    await stage.advance(10)
    assert (await stage.admin.get(f"/conversations/{other['id']}"))["state"] in {
        "RINGING",
        "ACTIVE",
    }


@story("key-rotation")
async def every_token_dies_at_once_and_new_ones_are_good(stage: Stage) -> None:
    async with stage.talk() as talk:
        await talk.until("hello")
        await stage.start()
        assert (await talk.end()).code == 4401
    assert (await stage.read()).status == 401
    fresh = await stage.log_in()
    me = await stage.call("GET /api/v2/users/me", token=fresh["access_token"])
    assert me.status == 200
    stage.token = await stage.server.token()


@story("clock-skew")
async def tokens_end_early_and_then_late(stage: Stage) -> None:
    short = await stage.server.token(expires_in=300)
    path = f"GET {MESSAGING}/{stage.conversation}"
    await stage.start()
    early = await stage.call(path, token=short)
    assert (early.status, early["code"]) == (401, "token.expired")
    assert (await stage.read()).status == 200
    await stage.advance(301)
    assert (await stage.call(path, token=short)).status == 200
    await stage.stop()
    assert (await stage.call(path, token=short)).status == 401


@story("thundering-herd")
async def everything_hangs_and_goes_on_at_one_instant(stage: Stage) -> None:
    async with stage.talk() as talk:
        await talk.until("hello")
        await stage.start()
        assert (await talk.end()).code == 1006
    held = [await stage.begun(stage.read()) for _ in range(5)]
    held.append(await stage.begun(stage.refused()))
    await stage.hands.move(59)
    await stage.advance(59)
    assert not any(one.done() for one in held)
    await stage.advance(1)
    *answers, socket = await asyncio.gather(*held)
    assert [one.status for one in answers] == [200] * 5
    assert socket == (101, "")


def test_every_outage_has_its_story() -> None:
    assert set(STORIES) == set(outage_files.names())


@pytest.mark.parametrize("name", outage_files.names())
async def test_a_client_sees_what_the_outage_stages(name: str) -> None:
    hands = Hands()
    async with serving(settings={"agentsAct": False}, **hands.options) as server:
        stage = Stage(server, name, hands)
        await stage.begin()
        await STORIES[name](stage)
        await stage.stop()
        await assert_all_is_as_before(stage)


async def assert_all_is_as_before(stage: Stage) -> None:
    """Fail unless no fault is left, nothing is held, and a customer meets no trace of it."""
    since = stage.server.tenant.journal.last_id
    shown = await stage.admin.get(f"/outages/{stage.outage}")
    assert (shown["state"], (await stage.admin.get("/faults"))["faults"]) == ("over", [])
    assert {one["held"] for one in shown["faults"]} == {0}
    assert (await stage.log_in()).status == 200
    assert (await stage.read()).status == 200
    seq = (await stage.call(f"GET {MESSAGING}/{stage.conversation}/messages"))["latestSeq"]
    async with stage.talk(f"?after={seq}") as talk:
        await talk.until("hello")
        await talk.say("message.send", text="well", id="well", clientMessageId="well")
        assert [one["type"] for one in await talk.frames(2)] == ["message", "ack"]
    assert list(stage.server.tenant.journal.select(kind="fault", since=since)) == []
