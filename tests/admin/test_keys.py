"""Signing keys shown and rotated. Source: docs/admin.md, Tokens."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from tests.admin.api import Api
from tests.support.server import MESSAGING


async def test_public_keys_are_those_of_the_jwks(api: Api) -> None:
    shown = (await api.get("/keys"))["keys"]
    jwks = (await api.call("GET", "/.well-known/jwks.json")).body["keys"]
    assert [one["jwk"] for one in shown] == jwks
    assert [(one["status"], "pem" in one, "d" in one["jwk"]) for one in shown] == [
        ("signing", False, False)
    ]


@pytest.mark.parametrize("form", ["pem", "jwk"])
async def test_with_the_private_key_a_test_signs_whatever_it_likes(api: Api, form: str) -> None:
    reply = await api.get("/keys?private=true")
    assert reply.headers["Cache-Control"] == "no-store"
    key = reply["keys"][0]
    claims = {**(await api.post("/tokens"))["claims"], "sub": "zoe", "jti": "mine"}
    signer: Any = key["pem"] if form == "pem" else jwt.PyJWK(key["jwk"]).key
    headers = {"kid": key["kid"], "typ": "at+jwt"}
    token = jwt.encode(claims, signer, algorithm="RS256", headers=headers)
    me = await api.widget("GET", "/api/v2/users/me", token)
    assert (me.status, me["id"]) == (200, "zoe")


async def test_a_rotated_key_verifies_for_a_while_and_then_no_more(api: Api) -> None:
    old = await api.token()
    reply = await api.post("/keys/rotate", {"keepOld": "10m"})
    assert [one["status"] for one in reply["keys"]] == ["verifying", "signing"]
    assert reply["keys"][0]["until"] == "2023-11-14T22:23:20.000Z"
    new = await api.token()
    assert (await api.widget("GET", MESSAGING, old)).status == 200
    fired = (await api.post("/clock/advance", {"by": "10m"}))["fired"]
    assert [one["what"] for one in fired] == ["key.retired"]
    assert (await api.widget("GET", MESSAGING, old)).status == 401
    assert (await api.widget("GET", MESSAGING, new)).status == 200
    assert len((await api.get("/keys"))["keys"]) == 1


async def test_an_old_key_that_is_not_kept_is_refused_at_once(api: Api) -> None:
    old = await api.token()
    assert len((await api.post("/keys/rotate", {"keepOld": 0}))["keys"]) == 1
    assert (await api.widget("GET", MESSAGING, old)).status == 401


async def test_without_a_word_old_keys_are_kept_for_ten_minutes(api: Api) -> None:
    reply = await api.post("/keys/rotate")
    assert reply["keys"][0]["until"] == "2023-11-14T22:23:20.000Z"


async def test_a_tenant_has_only_so_many_keys(api: Api) -> None:
    statuses = [(await api.post("/keys/rotate")).status for _ in range(16)]
    assert statuses == [200] * 15 + [429]
    assert (await api.post("/clock/advance", {"by": "10m"})).status == 200
    assert (await api.post("/keys/rotate")).status == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [("/keys/rotate", {"keepOld": "soon"}), ("/keys/rotate", {"keep": "1m"})],
)
async def test_a_rotation_that_cannot_be_is_refused(api: Api, path: str, body: Any) -> None:
    before = (await api.get("/keys")).body
    assert (await api.post(path, body)).refusal[0] == 400
    assert (await api.get("/keys")).body == before


async def test_private_is_true_or_false(api: Api) -> None:
    assert (await api.get("/keys?private=yes")).refusal == (400, "invalid.value")
