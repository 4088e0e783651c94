"""What else the texts of outages say, sentence by sentence, beside the stories of `test_sees`.

Source: the texts of fixtures/outages.
"""

from __future__ import annotations

import asyncio

from mockplatform.faults.spans import seconds
from tests.outages.stage import CONFIG, CONTEXT, Stage
from tests.outages.test_scopes import staged
from tests.support.server import MESSAGING

REVOKE = "POST /api/v2/widget/auth/revoke"


async def test_at_the_worst_of_a_brownout_some_calls_fail_and_before_none_does() -> None:
    async with staged("brownout") as stage:
        assert await failures(stage, 0.1, 20) == 0
        await stage.advance(180)
        assert 1 <= await failures(stage, 5.0, 60) <= 15
        await stage.advance(60)
        assert await failures(stage, 3.0, 20) == 0


async def failures(stage: Stage, delay_s: float, count: int) -> int:
    """Return how many of some calls fail with 503, once their delay is over."""
    failed = 0
    for _ in range(count):
        call = await stage.begun(stage.call(f"GET {CONFIG}"))
        await stage.hands.move(delay_s + 0.01)
        reply = await call
        failed += (reply.status, reply.headers.get("Retry-After")) == (503, "5")
    return failed


async def test_while_the_context_store_is_down_all_else_works() -> None:
    async with staged("context-store-down") as stage:
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            body = {"a": 1} if method in {"PUT", "PATCH"} else None
            assert (await stage.call(f"{method} {CONTEXT}", body)).status == 503
        assert (await stage.renew(await stage.log_in())).status == 200
        assert (await stage.call(f"POST {MESSAGING}", {})).status == 201
        async with stage.talk() as talk:
            await talk.until("hello")
            assert (await talk.ask("message.send", text="x", clientMessageId="a"))["type"] == "ack"


async def test_a_new_socket_that_is_half_open_falls_silent_and_pings_die() -> None:
    async with staged("half-open-sockets") as stage, stage.talk() as talk:
        pong = await talk.connection.ping()
        hello = await stage.fired("outwards")
        assert "hello" in hello.detail
        await stage.send("by HTTP", "a")
        await stage.stop()
        assert (await talk.until("message"))[-1]["text"] == "by HTTP"
        assert not pong.done()


async def test_a_rotated_key_ends_the_tokens_of_all_users_and_shows_in_the_key_set() -> None:
    async with staged("clock-skew") as stage:
        await stage.stop()
        stage.outage = "key-rotation"
        keys = (await stage.call("GET /.well-known/jwks.json"))["keys"]
        other = await stage.server.token("user-8")
        await stage.start()
        assert (await stage.call("GET /api/v2/users/me", token=other)).status == 401
        assert (await stage.call("GET /.well-known/jwks.json", token=""))["keys"] != keys
        await stage.stop()
        assert (await stage.read()).status == 401


async def test_a_conversation_that_has_an_agent_goes_on_while_nobody_comes_to_others() -> None:
    async with staged("no-agents") as stage:
        await stage.stop()
        await stage.server.platform.change_settings(stage.server.tenant, {"agentsAct": True})
        await stage.advance(60)
        path = f"/conversations/{stage.conversation}"
        assert (await stage.admin.get(path))["state"] == "ACTIVE"
        await stage.start()
        await stage.advance(60)
        assert (await stage.admin.get(path))["state"] == "ACTIVE"
        assert (await stage.send("still there?", "a")) is not None


async def test_a_refusal_by_the_rate_tells_the_quota_and_others_have_their_own() -> None:
    async with staged("rate-limited") as stage:
        over = [await stage.read() for _ in range(11)][-1]
        told = {name: over.headers[f"RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")}
        assert told == {"Limit": "10", "Remaining": "0", "Reset": "10"}


async def test_a_renewal_takes_up_to_twenty_seconds_for_half_of_the_time() -> None:
    async with staged("refresh-slow") as stage:
        faults = (await stage.admin.get("/faults"))["faults"]
        delays = [seconds(one["what"]["delay"]) for one in faults]
        assert min(delays) == 1
        assert sorted(delays)[-2:] == [20, 20]
        await stage.advance(300)
        held = await stage.begun(stage.renew(await stage.log_in()))
        await stage.hands.move(19.5)
        assert not held.done()
        await stage.hands.move(1)
        assert ((await held).status, stage.by(await held)) == (200, "slow")


async def test_what_was_acknowledged_before_a_failover_is_there_after_it() -> None:
    async with staged("region-failover") as stage:
        assert (await stage.send("refused", "b")) is not None
        await stage.stop()
        assert await stage.texts() == []
        await stage.send("kept", "a")
        await stage.start()
        await stage.stop()
        assert await stage.texts() == ["kept"]


async def test_a_message_that_no_other_follows_is_held_back_for_a_second() -> None:
    async with staged("reordering") as stage, stage.talk() as talk:
        await talk.until("hello")
        await stage.send("alone", "a")
        await stage.fired("messages")
        held = asyncio.create_task(talk.until("message"))
        await stage.hands.move(0.9)
        assert not held.done()
        await stage.hands.move(0.2)
        assert (await held)[-1]["text"] == "alone"


async def test_while_nothing_can_be_routed_every_writing_of_routing_data_fails() -> None:
    async with staged("routing-down") as stage:
        path = f"{MESSAGING}/{stage.conversation}/routing-data"
        for method in ("PUT", "PATCH"):
            reply = await stage.call(f"{method} {path}", {"tier": "premium"})
            assert (reply.status, stage.by(reply)) == (503, "refused")
        await stage.advance(120)
        forgot = await stage.call(f"PUT {path}", {"tier": "premium"})
        assert forgot["routingData"] == {"tier": None}


async def test_without_a_token_service_nothing_is_revoked_and_oauth_is_down() -> None:
    async with staged("token-service-down") as stage:
        assert (await stage.call(REVOKE, {"token": stage.token})).status == 503
        for verb, body in (("POST /oauth/token", {"a": "b"}), ("GET /oauth/authorize", None)):
            reply = await stage.call(verb, body, token="")
            assert (reply.status, stage.by(reply)) == (503, "oauth")
        assert (await stage.read()).status == 200
