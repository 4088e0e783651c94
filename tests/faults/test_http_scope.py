"""What faults of HTTP touch, and how they are told from real errors."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from asyncio import to_thread
from typing import Any

import pytest

from tests.faults.acts_http import during, staged
from tests.support.faulty import fault, shown
from tests.support.server import MESSAGING
from tests.support.wire import line_to, seen


async def test_a_browsers_script_may_read_what_a_fault_says() -> None:
    async with staged() as stage:
        what = {"quota": 0, "window": "1s"}
        async with fault(stage.server, "rate_limit", what=what):
            origin = "Origin: https://shop.example"
            answer = await seen(stage.server, f"GET {stage.path}", stage.token, None, origin)
        exposed = answer.headers["access-control-expose-headers"].lower().split(", ")

        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        told = {"retry-after", "x-mockplatform-fault", "ratelimit-reset", "ratelimit-policy"}
        assert told <= set(exposed) & set(answer.headers)


async def test_expectations_are_met_before_a_fault_acts() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "status"):
            head = ("Expect: 100-continue", "Content-Length: 12", "Content-Type: application/json")
            await line.ask(f"POST {stage.path}/messages", stage.token, None, *head)
            interim = await line.answer()
            await line.send(b'{"text":"a"}')

        assert interim.status == 100
        assert (await line.answer()).status == 503


async def test_a_person_with_urllib_sees_what_it_is() -> None:
    async with staged() as stage:
        url = stage.server.url + stage.path
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {stage.token}"})  # noqa: S310 - our own server's

        def look() -> Any:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
                return answer.read()

        async with fault(stage.server, "status", what={"status": 429}):
            with pytest.raises(urllib.error.HTTPError, match="429: Too Many Requests"):
                await to_thread(look)
        async with fault(stage.server, "reset"):
            with pytest.raises(ConnectionResetError):
                await to_thread(look)
        async with fault(stage.server, "malformed"):
            assert (await to_thread(look)).endswith(b"<")
        assert json.loads(await to_thread(look))["id"] in stage.path


async def test_nothing_outside_its_scope_is_touched() -> None:
    async with staged() as stage:
        other = await stage.server.token("user-8")
        beside = await stage.server.add_tenant("beside")
        theirs = await stage.server.token(tenant=beside)
        where = {"path": stage.path, "method": "GET", "subject": "user-7"}
        async with fault(stage.server, "status", where=where):
            asked = [
                await seen(stage.server, f"GET {stage.path}", stage.token),
                await seen(stage.server, f"HEAD {stage.path}", stage.token),
                await seen(stage.server, f"GET {MESSAGING}", stage.token),
                await seen(stage.server, f"GET {stage.path}", other),
                await seen(stage.server, f"GET /t/beside{stage.path}", theirs),
            ]
        statuses = [answer.status for answer in asked]

        assert statuses[0] == 503
        assert 503 not in statuses[1:]
        assert len(shown(stage.server, "fault")) == 1


async def test_a_firing_stands_in_the_journal_before_its_call_with_its_draw() -> None:
    async with staged() as stage:
        before = stage.server.tenant.journal.last_id
        await during(stage, "status", when={"probability": 1.0}, seed=5)
        await stage.look()
        firing, harmed, good = shown(stage.server, "fault", "http", since=before)

        assert firing["kind"] == "fault"
        assert firing["correlationId"] == harmed["correlationId"]
        assert (firing["ordinal"], firing["what"]) == (1, f"GET {stage.path}")
        assert 0 <= firing["draw"] < 1
        assert (harmed["status"], harmed["fault"]) == (503, firing["faultId"])
        assert good["status"] == 200
        assert "fault" not in good


async def test_a_call_to_no_tenant_meets_the_faults_of_none() -> None:
    async with staged() as stage:
        no_token = "is.no.token"
        for kind in ("status", "reset"):
            async with fault(stage.server, kind, where={"phase": "edge"}):
                verbs = f"GET /t/nope{stage.path}", "GET /t/nope/api/v2/no-such-thing"
                for verb in verbs:
                    assert (await seen(stage.server, verb, stage.token)).status == 404
                assert (await seen(stage.server, verbs[0], no_token)).status == 401
        assert shown(stage.server, "fault") == []


async def test_a_route_that_does_not_exist_has_the_edge_in_front_of_it_all_the_same() -> None:
    async with staged() as stage, fault(stage.server, "status", where={"phase": "edge"}):
        for verb in ("GET /api/v2/no-such-thing", "DELETE /api/v2/users/me"):
            assert (await seen(stage.server, verb, stage.token)).status == 503
