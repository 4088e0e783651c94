"""Tokens minted, revoked and listed. Source: docs/admin.md, Tokens."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.admin.tokens import FLAWS
from mockplatform.clock import ManualWall
from mockplatform.core.scopes import SCOPES
from tests.admin.api import Api
from tests.support.server import MESSAGING, serving

REFUSALS = {
    "expired": ("token.expired", "has expired"),
    "notYetValid": ("invalid.token", "not valid yet"),
    "badSignature": ("invalid.token", "signature is wrong"),
    "wrongIssuer": ("invalid.token", "issuer"),
    "wrongAudience": ("invalid.token", "another audience"),
    "unknownKey": ("invalid.token", "names a key"),
    "algNone": ("invalid.token", "alg must be RS256"),
}


async def test_a_token_without_a_flaw_opens_the_api_with_all_scopes(api: Api) -> None:
    minted = await api.post("/tokens", {"userId": "ann"})
    assert (minted.status, minted.headers["Cache-Control"]) == (201, "no-store")
    assert (minted["tokenType"], minted["expiresIn"]) == ("Bearer", 1800)
    assert minted["scope"].split() == list(SCOPES)
    assert (minted["claims"]["sub"], minted["claims"]["jti"]) == ("ann", minted["jti"])
    me = await api.widget("GET", "/api/v2/users/me", minted["accessToken"])
    assert (me.status, me["id"]) == (200, "ann")


async def test_a_token_is_good_when_the_clock_stands_at_1970() -> None:
    async with serving(wall=ManualWall(0.0)) as server:
        api = Api(server)
        me = await api.widget("GET", "/api/v2/users/me", await api.token("ann"))
    assert (me.status, me["id"]) == (200, "ann")


async def test_a_minted_token_is_renewed_like_any_other(api: Api) -> None:
    minted = await api.post("/tokens", {"userId": "ann"})
    body = {"grant_type": "refresh_token", "refresh_token": minted["refreshToken"]}
    path = "/api/v2/widget/auth/refresh"
    renewed = await api.widget("POST", path, minted["accessToken"], body)
    assert renewed.status == 200
    assert (await api.widget("GET", MESSAGING, renewed["access_token"])).status == 200


@pytest.mark.parametrize("scope", ["conversation:read", ["conversation:read"]])
async def test_a_scope_may_be_a_text_or_a_list(api: Api, scope: Any) -> None:
    token = await api.token(scope=scope)
    assert (await api.widget("GET", MESSAGING, token)).status == 200
    refused = await api.widget("POST", MESSAGING, token, {})
    assert (refused.status, refused["code"]) == (403, "missing.permissions")


async def test_a_token_lives_as_long_as_it_was_given(api: Api) -> None:
    token = await api.token(expiresIn="5m")
    await api.post("/clock/advance", {"by": "299s"})
    assert (await api.widget("GET", MESSAGING, token)).status == 200
    reply = await api.post("/clock/advance", {"by": "1s"})
    assert [one["what"] for one in reply["fired"]] == ["token.ended"]
    assert (await api.widget("GET", MESSAGING, token))["code"] == "token.expired"


async def test_a_token_without_a_user_is_a_guests(api: Api) -> None:
    minted = await api.post("/tokens")
    assert minted["claims"]["sub"].startswith("guest-")


async def test_an_agents_token_is_one_of_staff(api: Api) -> None:
    """Without a deployment, as a sign-in at /oauth/authorize gives it, flawed or not."""
    for flaw in ({}, {"flaw": "expired"}):
        minted = await api.post("/tokens", {"userId": "ana", **flaw})
        assert minted["claims"]["sub"] == "ana"
        assert "deployment_id" not in minted["claims"]
    customer = await api.post("/tokens", {"userId": "ana", "deploymentId": "help-center"})
    assert customer["claims"]["deployment_id"] == "help-center"
    somebody = await api.post("/tokens", {"userId": "ann"})
    assert somebody["claims"]["deployment_id"] == "shop-web"
    shown = await api.get("/tokens?userId=ana")
    assert {one.get("deploymentId") for one in shown["tokens"]} == {None, "help-center"}


async def test_claims_have_the_last_word(api: Api) -> None:
    claims = {"instance_id": "tab-2", "deployment_id": "elsewhere", "tier": ["gold"]}
    minted = await api.post("/tokens", {"userId": "ann", "claims": claims})
    assert claims.items() <= minted["claims"].items()
    assert (await api.widget("GET", MESSAGING, minted["accessToken"])).status == 200
    minted = await api.post("/tokens", {"userId": "ann", "claims": {"sub": "bob"}})
    me = await api.widget("GET", "/api/v2/users/me", minted["accessToken"])
    assert me["id"] == "bob"
    minted = await api.post("/tokens", {"claims": {"scope": 7}})
    refused = await api.widget("GET", MESSAGING, minted["accessToken"])
    assert (refused.status, refused["code"]) == (401, "invalid.token")


async def test_a_token_may_be_longer_than_any_that_the_edge_takes(api: Api) -> None:
    token = await api.token(claims={"cart": "x" * 8000})
    refused = await api.widget("GET", MESSAGING, token)
    assert (refused.status, refused["code"]) == (401, "invalid.token")


def test_every_flaw_has_its_refusal_here() -> None:
    assert set(REFUSALS) == set(FLAWS)


@pytest.mark.parametrize("flaw", FLAWS)
async def test_a_flawed_token_is_refused_at_the_edge_for_its_flaw(api: Api, flaw: str) -> None:
    minted = await api.post("/tokens", {"userId": "ann", "flaw": flaw})
    assert (minted["flaw"], "refreshToken" in minted.body) == (flaw, False)
    code, words = REFUSALS[flaw]
    for path in (MESSAGING, "/api/v2/users/me"):
        refused = await api.widget("GET", path, minted["accessToken"])
        assert (refused.status, refused["code"]) == (401, code)
        assert words in refused["message"]
    verdicts = [one["verdict"] for one in (await api.get("/journal?kind=auth"))["entries"]]
    assert verdicts == [f"edge refused: {code}"] * 2
    assert (await api.get("/conversations"))["total"] == 0


async def test_a_token_that_is_not_valid_yet_becomes_so(api: Api) -> None:
    token = await api.token(flaw="notYetValid")
    await api.post("/clock/advance", {"by": "1h"})
    assert (await api.widget("GET", MESSAGING, token)).status == 200


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"user": "ann"}, "unknown.member", "'userId'"),
        ({"flaw": "expird"}, "invalid.value", "'expired'"),
        ({"userId": ""}, "invalid.value", "$.userId"),
        ({"userId": "x" * 129}, "invalid.value", "$.userId"),
        ({"userId": 7}, "invalid.value", "$.userId"),
        ({"scope": ["a b"]}, "invalid.value", "$.scope"),
        ({"scope": 7}, "invalid.value", "$.scope"),
        ({"expiresIn": "0.5s"}, "invalid.value", "$.expiresIn"),
        ({"expiresIn": "99999d"}, "invalid.value", "$.expiresIn"),
        ({"expiresIn": "long"}, "invalid.value", "$.expiresIn"),
        ({"claims": []}, "invalid.value", "$.claims"),
        ({"claims": {"iss": 7}}, "invalid.value", "$.claims"),
    ],
)
async def test_a_token_that_cannot_be_minted_is_refused(
    api: Api, body: dict[str, Any], code: str, words: str
) -> None:
    reply = await api.post("/tokens", body)
    assert reply.refusal == (400, code)
    assert words in reply["detail"] + reply["hint"]


async def test_a_token_a_users_or_all_can_be_revoked(api: Api) -> None:
    minted = [await api.post("/tokens", {"userId": user}) for user in ("ann", "ann", "bob", "cy")]
    good = [True] * 4
    for body, families, index in (
        ({"jti": minted[0]["jti"]}, 0, [0]),
        ({"userId": "bob"}, 1, [2]),
        ({"all": True}, 3, [1, 3]),
    ):
        assert (await api.post("/tokens/revoke", body))["families"] == families
        for one in index:
            good[one] = False
        for is_good, token in zip(good, minted, strict=True):
            reply = await api.widget("GET", MESSAGING, token["accessToken"])
            assert reply.status == (200 if is_good else 401)
            assert is_good or reply["code"] == "token.revoked"


async def test_a_token_a_users_or_all_can_end_before_their_time(api: Api) -> None:
    minted = [await api.post("/tokens", {"userId": user}) for user in ("ann", "ann", "bob", "cy")]
    good = [True] * 4
    for body, ended, index in (
        ({"jti": minted[0]["jti"]}, 1, [0]),
        ({"userId": "bob"}, 1, [2]),
        ({"all": True}, 2, [1, 3]),
    ):
        assert (await api.post("/tokens/expire", body))["tokens"] == ended
        for one in index:
            good[one] = False
        for is_good, token in zip(good, minted, strict=True):
            reply = await api.widget("GET", MESSAGING, token["accessToken"])
            assert reply.status == (200 if is_good else 401)
            assert is_good or reply["code"] == "token.expired"
    assert (await api.get("/tokens"))["tokens"] == []
    assert (await api.post("/tokens/expire", {"all": True}))["tokens"] == 0


async def test_a_token_that_ended_early_is_renewed_as_any_other(api: Api) -> None:
    minted = await api.post("/tokens", {"userId": "ann"})
    await api.post("/tokens/expire", {"jti": minted["jti"]})
    body = {"grant_type": "refresh_token", "refresh_token": minted["refreshToken"]}
    secret = (await api.get("/tenants/default"))["client"]["secret"]
    renewed = await api.widget("POST", "/api/v2/widget/auth/refresh", secret, body)
    assert renewed.status == 200
    assert (await api.widget("GET", MESSAGING, renewed["access_token"])).status == 200
    assert (await api.widget("GET", MESSAGING, minted["accessToken"])).status == 401


async def test_that_a_token_ended_early_is_in_the_journal(api: Api) -> None:
    await api.post("/tokens", {"userId": "ann"})
    await api.post("/tokens/expire", {"userId": "ann"})
    event, act = (await api.get("/journal?limit=2"))["entries"]
    assert (event["kind"], event["type"]) == ("event", "AccessCutShort")
    assert (act["kind"], act["what"]) == ("admin", "POST /__admin/tokens/expire")
    assert act["correlationId"] == event["correlationId"]


async def test_only_a_live_token_can_be_ended(api: Api) -> None:
    minted = await api.post("/tokens", {"userId": "ann"})
    near = minted["jti"][:-1] + "2"
    refused = await api.post("/tokens/expire", {"jti": near})
    assert refused.status == 404
    assert minted["jti"] in refused["hint"]
    await api.post("/tokens/expire", {"jti": minted["jti"]})
    assert (await api.post("/tokens/expire", {"jti": minted["jti"]})).status == 404


async def test_a_token_that_ended_early_stays_ended_after_a_rewind(api: Api) -> None:
    minted = await api.post("/tokens", {"userId": "ann"})
    await api.post("/tokens/expire", {"all": True})
    await api.post("/checkpoints/then")
    await api.post("/checkpoints/then/rewind")
    refused = await api.widget("GET", MESSAGING, minted["accessToken"])
    assert refused["code"] == "token.expired"


@pytest.mark.parametrize("act", ["revoke", "expire"])
@pytest.mark.parametrize(
    "body",
    [{}, {"jti": "x", "userId": "y"}, {"all": False}, {"all": True, "jti": "x"}, {"userId": ""}],
)
async def test_who_ends_tokens_names_exactly_one_thing(
    api: Api, act: str, body: dict[str, Any]
) -> None:
    token = await api.token()
    assert (await api.post(f"/tokens/{act}", body)).refusal == (400, "invalid.value")
    assert (await api.widget("GET", MESSAGING, token)).status == 200


async def test_live_tokens_are_listed_and_never_the_tokens_themselves(api: Api) -> None:
    later = await api.post("/tokens", {"userId": "ann", "expiresIn": "1h"})
    sooner = await api.post("/tokens", {"userId": "bob", "expiresIn": "5m"})
    listed = await api.get("/tokens")
    assert [one["jti"] for one in listed["tokens"]] == [sooner["jti"], later["jti"]]
    assert (listed["total"], listed["tokens"][0]["userId"]) == (2, "bob")
    assert listed["tokens"][0]["issuedAt"] == "2023-11-14T22:13:20.000Z"
    assert listed["tokens"][0]["expiresAt"] == "2023-11-14T22:18:20.000Z"
    assert sooner["accessToken"] not in str(listed.body)
    assert (await api.get("/tokens?userId=ann&limit=1"))["total"] == 1
    await api.post("/clock/advance", {"by": "5m"})
    await api.post("/tokens/revoke", {"jti": later["jti"]})
    assert (await api.get("/tokens"))["tokens"] == []


async def test_no_whole_token_and_no_key_ever_reaches_the_journal(api: Api) -> None:
    minted = await api.post("/tokens", {"userId": "ann"})
    flawed = await api.token(flaw="expired")
    await api.widget("GET", MESSAGING, minted["accessToken"])
    await api.widget("GET", MESSAGING, flawed)
    await api.get("/keys?private=true")
    text = str((await api.get("/journal?limit=1000"))["entries"])
    for secret in (minted["accessToken"], minted["refreshToken"], flawed, "PRIVATE KEY"):
        assert secret not in text
