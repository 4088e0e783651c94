"""Faults of tokens: ended early, revoked, judged by a wrong clock, signed by a key that is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.faults.domain import ME, of, staged
from tests.support.api import AUTH, Api
from tests.support.faulty import fault, set_fault, shown, take_away
from tests.support.talk import talking

ANN = {"subject": "ann"}


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each store there is."""
    return "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/mock.db"


async def pair(api: Api, user_id: str = "ann") -> Any:
    """Return a first pair of tokens, as a widget gets it."""
    deployment_id = api.tenant.config.deployments[0].id
    body = {"deploymentId": deployment_id, "userId": user_id}
    reply = await api.bearing("")(f"POST {AUTH}/token", body)
    assert reply.status == 200, reply
    return reply.body


async def test_a_token_ends_before_its_time_as_it_would_at_it() -> None:
    async with staged() as stage:
        async with fault(stage.server, "expire_token", id="early", where=ANN):
            during = await stage.ann(f"GET {ME}")
            assert await stage.unharmed()
        after = await stage.ann(f"GET {ME}")
        await stage.ann.advance(1801)
        real = await stage.ann(f"GET {ME}")

        assert of(during) == (401, "early")
        assert during.refusal == real.refusal == (401, "token.expired")
        assert during["message"] == real["message"]
        assert during.headers["WWW-Authenticate"] == real.headers["WWW-Authenticate"]
        assert of(after) == (200, None)
        assert of(real) == (401, None)


async def test_the_journal_tells_the_draw_before_the_refusal() -> None:
    async with staged() as stage:
        async with fault(stage.server, "expire_token", id="early", where=ANN):
            answer = await stage.ann(f"GET {ME}")
        told = [
            entry
            for entry in shown(stage.server, "fault", "auth", "http")
            if entry.get("correlationId") == answer.headers["X-Correlation-Id"]
        ]

        assert [entry["kind"] for entry in told] == ["fault", "auth", "http"]
        assert (told[0]["faultId"], told[0]["faultKind"], told[0]["subject"]) == (
            "early",
            "expire_token",
            "ann",
        )
        assert 0 <= told[0]["draw"] < 1
        assert told[2]["fault"] == "early"


async def test_each_call_with_a_token_is_one_occasion() -> None:
    """Also on a route that is about tokens: there it is judged as well, and asked once."""
    async with staged() as stage:
        tokens = await pair(stage.ann)
        api = stage.ann.bearing(tokens["access_token"])
        body = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        async with fault(stage.server, "expire_token", where=ANN, when={"skip": 2}):
            statuses = [
                (await api(f"GET {ME}")).status,
                (await api(f"POST {AUTH}/refresh", body)).status,
                (await api(f"GET {ME}")).status,
            ]

        assert statuses == [200, 200, 401]


async def test_a_refresh_with_the_clients_secret_has_its_refresh_token_ended() -> None:
    async with staged() as stage:
        tokens = await pair(stage.ann)
        secret = stage.server.tenant.config.clients[0].secret
        api = stage.ann.bearing(secret)
        body = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        async with fault(stage.server, "expire_token", id="early", where=ANN):
            during = await api(f"POST {AUTH}/refresh", body)
        after = await api(f"POST {AUTH}/refresh", body)

        assert during.oauth_refusal == (400, "invalid_grant")
        assert of(during) == (400, "early")
        assert of(after) == (200, None)


async def test_a_call_that_brings_no_token_of_ours_is_no_occasion() -> None:
    async with staged() as stage, fault(stage.server, "expire_token"):
        assert (await stage.ann.bearing("")(f"GET {ME}")).refusal == (
            401,
            "authentication.required",
        )
        assert (await stage.ann.bearing("a.b.c")(f"GET {ME}")).refusal == (401, "invalid.token")
        assert (await pair(stage.ann))["token_type"] == "Bearer"
        assert stage.told() == []


async def test_a_handshake_is_refused_with_an_ended_token() -> None:
    async with staged() as stage:
        id_ = await stage.server.conversation(stage.ann.token)
        async with fault(stage.server, "expire_token", where=ANN):
            reply = await stage.ann(
                f"GET /api/v2/conversations/messaging/{id_}/ws",
                headers={"Connection": "Upgrade", "Upgrade": "websocket"},
            )
        assert reply.refusal == (401, "token.expired")


async def test_a_status_in_phase_token_comes_where_the_token_is_judged() -> None:
    async with staged() as stage:
        where = {"phase": "token", **ANN}
        async with fault(stage.server, "status", id="jwks", where=where, what={"status": 502}):
            assert of(await stage.ann(f"GET {ME}")) == (502, "jwks")
            assert await stage.unharmed()
        assert of(await stage.ann(f"GET {ME}")) == (200, None)


async def test_a_family_is_revoked_for_good(store: str) -> None:
    async with staged(store) as stage:
        tokens = await pair(stage.ann)
        api = stage.ann.bearing(tokens["access_token"])
        body = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        async with fault(stage.server, "revoke_family", id="gone", where=ANN, when={"times": 1}):
            during = await api(f"GET {ME}")
        after = await api(f"GET {ME}")
        refreshed = await stage.ann(f"POST {AUTH}/refresh", body)

        assert during.refusal == after.refusal == (401, "token.revoked")
        assert (of(during), of(after)) == ((401, "gone"), (401, None))
        assert refreshed.oauth_refusal == (400, "invalid_grant")
        assert (await stage.ann(f"GET {ME}")).status == 200  # her other family is not touched
        assert await stage.unharmed()
        assert [entry["faultKind"] for entry in stage.told()] == ["revoke_family"]


async def test_at_once_all_families_in_scope_are_revoked(store: str) -> None:
    async with staged(store) as stage:
        first, second = [(await pair(stage.ann))["access_token"] for _ in range(2)]
        where = {"subject": "ann"}
        await set_fault(stage.server, "revoke_family", where=where, what={"atOnce": True})
        refused = [await stage.ann.bearing(one)(f"GET {ME}") for one in (first, second)]

        assert [one.refusal for one in refused] == [(401, "token.revoked")] * 2
        assert await stage.unharmed()
        assert [entry["ordinal"] for entry in stage.told()] == [1, 2, 3]
        again = stage.ann.bearing((await pair(stage.ann))["access_token"])
        assert of(await again(f"GET {ME}")) == (200, None)


async def test_a_revoked_familys_socket_ends() -> None:
    async with staged() as stage:
        id_ = await stage.server.conversation(stage.ann.token)
        async with talking(stage.server, stage.ann.token, id_) as talk:
            await talk.until("hello")
            await set_fault(stage.server, "revoke_family", where=ANN, what={"atOnce": True})
            assert (await talk.end()).code == 4401


@pytest.mark.parametrize("direction", ["ahead", "behind"])
async def test_a_clock_that_is_wrong_ends_tokens_early_or_late(direction: str) -> None:
    async with staged() as stage:
        at = 1790 if direction == "ahead" else 1810
        await stage.ann.advance(at)
        honest = await stage.ann(f"GET {ME}")
        what = {"by": "30s", "direction": direction}
        async with fault(stage.server, "clock_skew", id="skew", where=ANN, what=what):
            skewed = await stage.ann(f"GET {ME}")
        after = await stage.ann(f"GET {ME}")

        refused, passed = (
            ((401, "skew"), (200, None)) if at < 1800 else ((401, None), (200, "skew"))
        )
        assert (of(skewed), of(honest)) == (
            (refused, passed) if direction == "ahead" else (passed, refused)
        )
        assert of(after) == of(honest)


async def test_a_clock_that_is_behind_finds_a_new_token_not_yet_valid() -> None:
    async with staged() as stage:
        now = int(stage.server.tenant.clock.now())
        body = {"userId": "ann", "claims": {"nbf": now}}
        minted = await stage.ann.bearing("")("POST /__admin/tokens", body)
        api = stage.ann.bearing(minted["accessToken"])
        assert (await api(f"GET {ME}")).status == 200
        what = {"by": "2s", "direction": "behind"}
        async with fault(stage.server, "clock_skew", where=ANN, what=what):
            assert (await api(f"GET {ME}")).refusal == (401, "invalid.token")
        assert (await api(f"GET {ME}")).status == 200


async def test_a_rotated_key_makes_all_tokens_strangers() -> None:
    """Also those of other users of the tenant; not those of another one."""
    async with staged() as stage:
        before = (await stage.ann("GET /.well-known/jwks.json"))["keys"]
        await set_fault(stage.server, "key_rotated", id="key", what={"atOnce": True})
        after = (await stage.ann.bearing("")("GET /.well-known/jwks.json"))["keys"]

        assert [
            one.status for one in [await stage.ann(f"GET {ME}"), await stage.bob(f"GET {ME}")]
        ] == [
            401,
            401,
        ]
        assert (await stage.ann(f"GET {ME}")).refusal == (401, "invalid.token")
        assert (await stage.eve(f"GET {ME}")).status == 200
        assert len(before) == len(after) == 1
        assert before[0]["kid"] != after[0]["kid"]
        assert len(stage.told()) == 1
        await take_away(stage.server, "key")
        anew = stage.ann.bearing((await pair(stage.ann))["access_token"])
        assert of(await anew(f"GET {ME}")) == (200, None)


async def test_a_key_is_rotated_on_the_occasions_that_are_picked() -> None:
    async with staged() as stage:
        async with fault(stage.server, "key_rotated", id="key", where=ANN, when={"skip": 1}):
            first = await stage.ann(f"GET {ME}")
            second = await stage.ann(f"GET {ME}")
        assert of(first) == (200, None)
        assert (second.refusal, of(second)) == ((401, "invalid.token"), (401, "key"))


async def test_an_old_key_verifies_for_as_long_as_it_is_kept() -> None:
    async with staged() as stage:
        await set_fault(stage.server, "key_rotated", what={"atOnce": True, "keepOld": "10m"})
        assert len((await stage.ann("GET /.well-known/jwks.json"))["keys"]) == 2
        assert (await stage.ann(f"GET {ME}")).status == 200
        await stage.ann.advance(601)
        assert (await stage.ann(f"GET {ME}")).refusal == (401, "invalid.token")


async def test_keys_that_are_kept_too_long_are_told_and_no_more_are_made() -> None:
    async with staged() as stage:
        what = {"keepOld": "1h"}
        async with fault(stage.server, "key_rotated", where=ANN, what=what):
            statuses = {(await stage.ann(f"GET {ME}")).status for _ in range(20)}
        assert statuses == {200}
        assert shown(stage.server, "note")
