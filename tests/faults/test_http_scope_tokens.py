"""Whom a fault hits on the ways to tokens: every scope, on every way, before and after the edge."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
from yarl import URL

from mockplatform.signing import REFRESH_TYPE, claimed, sign
from tests.faults.domain import Stage, staged
from tests.support.api import AUTH, Api, Reply
from tests.support.faulty import fault

OAUTH = "/oauth/token"
WIDGET = ("widget", "widget-secret")
BASIC = aiohttp.encode_basic_auth(*WIDGET)
SECRET = f"Bearer {WIDGET[1]}"
IN_BODY = {"client_id": WIDGET[0], "client_secret": WIDGET[1]}
LOGIN = {"deploymentId": "shop-web", "userId": "ann", "instanceId": "tab-1"}
SCOPES = {
    "subject": "ann",
    "deploymentId": "shop-web",
    "clientId": "widget",
    "instanceId": "tab-1",
}
REFRESHES = {
    "widget, secret": (f"{AUTH}/refresh", "json", SECRET, {}),
    "widget, access token": (f"{AUTH}/refresh", "json", "access", {}),
    "OAuth, form, Basic": (OAUTH, "form", BASIC, {}),
    "OAuth, form, client in the body": (OAUTH, "form", "", IN_BODY),
    "OAuth, JSON, Basic": (OAUTH, "json", BASIC, {}),
    "OAuth, JSON, client in the body": (OAUTH, "json", "", IN_BODY),
}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A server with two customers."""
    async with staged() as opened:
        yield opened


async def pair(stage: Stage, **login: str) -> Any:
    """Return a first pair of Ann's widget."""
    reply = await stage.ann.bearing("")(f"POST {AUTH}/token", LOGIN | login)
    assert reply.status == 200, reply
    return reply.body


async def ask(api: Api, path: str, form: str, header: str, members: Mapping[str, str]) -> Reply:
    """Ask for tokens, with a body of a form."""
    is_json = form == "json"
    body = json.dumps(members) if is_json else str(URL.build(query=members))[1:]
    headers = {"Authorization": header} if header else {}
    headers["Content-Type"] = f"application/{'json' if is_json else 'x-www-form-urlencoded'}"
    return await api.bearing("")(f"POST {path}", body.encode(), headers=headers)


async def refreshed(stage: Stage, way: str, **login: str) -> Reply:
    """Refresh a fresh pair of Ann's on one way."""
    tokens = await pair(stage, **login)
    path, form, header, more = REFRESHES[way]
    if header == "access":
        header = f"Bearer {tokens['access_token']}"
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    return await ask(stage.ann, path, form, header, grant | more)


@pytest.mark.parametrize("way", REFRESHES)
@pytest.mark.parametrize("phase", ["edge", "service", "reply", "token"])
async def test_a_refresh_is_in_every_scope_of_its_family(
    stage: Stage, way: str, phase: str
) -> None:
    for member, value in SCOPES.items():
        where = {"phase": phase, "path": "*/refresh", member: value}
        if "OAuth" in way:
            where["path"] = OAUTH
        async with fault(stage.server, "status", where=where, what={"status": 599}):
            assert (await refreshed(stage, way)).status == 599, member
        async with fault(stage.server, "status", where=where | {member: "other"}):
            assert (await refreshed(stage, way)).status == 200, member


@pytest.mark.parametrize("phase", ["edge", "service", "reply", "token"])
async def test_a_log_in_is_in_every_scope_that_it_names(stage: Stage, phase: str) -> None:
    for member, value in SCOPES.items():
        where = {"phase": phase, member: value}
        async with fault(stage.server, "status", where=where, what={"status": 599}):
            reply = await stage.ann.bearing("")(f"POST {AUTH}/token", LOGIN)
        assert reply.status == 599, member


@pytest.mark.parametrize("phase", ["edge", "service", "reply", "token"])
@pytest.mark.parametrize(("form", "header", "more"), [way[1:] for way in REFRESHES.values()][2:])
async def test_a_client_that_asks_for_itself_is_subject_and_client(
    stage: Stage, phase: str, form: str, header: str, more: Mapping[str, str]
) -> None:
    for member in ("subject", "clientId"):
        where = {"phase": phase, member: "widget"}
        members = {"grant_type": "client_credentials", **more}
        async with fault(stage.server, "status", where=where, what={"status": 599}):
            assert (await ask(stage.ann, OAUTH, form, header, members)).status == 599, member


async def test_an_authorization_is_in_the_scope_of_its_client_and_user(stage: Stage) -> None:
    query = URL.build(query={"client_id": "widget", "login_hint": "ann"})
    for member, value in (("subject", "ann"), ("clientId", "widget")):
        async with fault(stage.server, "status", where={"phase": "edge", member: value}):
            assert (await stage.ann.bearing("")(f"GET /oauth/authorize{query}")).status == 503


@pytest.mark.parametrize("way", [way for way in REFRESHES if "OAuth" in way])
@pytest.mark.parametrize("kind", ["expire_token", "revoke_family"])
async def test_tokens_end_on_every_way_to_refresh_them(stage: Stage, way: str, kind: str) -> None:
    async with fault(stage.server, kind, where={"subject": "ann"}):
        reply = await refreshed(stage, way)
    assert (reply.status, reply["error"]) == (400, "invalid_grant")
    assert [entry["kind"] for entry in stage.told()] == ["fault"]


@pytest.mark.parametrize("exp", ["abc", None, [1], True, {"a": 1}])
async def test_an_end_that_is_no_number_is_refused_with_and_without_faults(
    stage: Stage, exp: Any
) -> None:
    token = (await pair(stage))["refresh_token"]
    (key,) = stage.server.tenant.keys.values()
    crafted = sign({**claimed(token), "exp": exp}, key, REFRESH_TYPE)
    grant = {"grant_type": "refresh_token", "refresh_token": crafted}
    replies = [await ask(stage.ann, f"{AUTH}/refresh", "json", SECRET, grant)]
    for kind in ("expire_token", "revoke_family", "rate_limit"):
        what = {"quota": 9, "window": "1s"} if kind == "rate_limit" else {}
        async with fault(stage.server, kind, where={"subject": "bob"}, what=what):
            replies.append(await ask(stage.ann, f"{AUTH}/refresh", "json", SECRET, grant))
    assert {(one.status, one["error"]) for one in replies} == {(400, "invalid_grant")}
    assert stage.told() == []


async def test_nobody_is_hit_by_what_cannot_be_read(stage: Stage) -> None:
    bodies = [b"grant_type=refresh_token&refresh_token=a.b.c&refresh_token=d", b"\xff", b"a=%ff"]
    head = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic %%%"}
    for kind, phase in (("status", "edge"), ("status", "service"), ("expire_token", "token")):
        async with fault(stage.server, kind, where={"phase": phase, "subject": "ann"}):
            for body in bodies:
                reply = await stage.ann.bearing("")(f"POST {OAUTH}", body, headers=head)
                assert reply.status == 400
    assert stage.told() == []
