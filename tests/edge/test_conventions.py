"""What every answer has: a correlation id, one error shape, hints, CORS, a line in the journal.

Source: `docs/widget-api.md`, conventions; RFC 6750; the Fetch standard for CORS.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockplatform.dialects.widget.routes import ROUTES
from mockplatform.edge.route import Auth, Route
from tests.support.api import AUTH, Api
from tests.support.server import MESSAGING

pytestmark = pytest.mark.asyncio(loop_scope="module")
ME = "GET /api/v2/users/me"
ORIGIN = {"Origin": "https://shop.example"}
EXPOSED = {
    "ININ-Correlation-Id",
    "Genesys-Correlation-Id",
    "inin-ratelimit-count",
    "inin-ratelimit-allowed",
    "inin-ratelimit-reset",
    "X-Context-Expires-At",
    "X-Correlation-Id",
    "X-Mockplatform-Hint",
    "X-Mockplatform-Explain",
    "X-Mockplatform-Findings",
    "ETag",
    "Location",
    "Retry-After",
    "WWW-Authenticate",
}
VERBS = (
    ME,
    "GET /api/v2/unknown",
    "DELETE /api/v2/users/me",
    f"POST {MESSAGING}",
    f"POST {AUTH}/refresh",
    "GET /cdn/widget/latest/widget-sdk.js",
    "GET /",
)


def path_of(route: Route) -> str:
    """Return a path that the route takes."""
    return re.sub(r"\{\w+\}", "x", route.path)


@pytest.mark.parametrize("given", ["a", "x" * 128, "~!@#$%^&*()_+{}|:<>?,./;'[]-=`\"\\"])
async def test_a_callers_correlation_id_is_kept(api: Api, given: str) -> None:
    """1 to 128 visible ASCII characters."""
    for verb in VERBS:
        reply = await api(verb, headers={"X-Correlation-Id": given})
        assert reply.headers["X-Correlation-Id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "a\tb", "ü", "😀", ".", "..", None])
async def test_another_one_is_replaced(api: Api, given: str | None) -> None:
    """The answer has one in any case, a new one each time."""
    headers = {} if given is None else {"X-Correlation-Id": given}
    made = [(await api(ME, headers=headers)).headers["X-Correlation-Id"] for _ in range(2)]
    assert given not in made
    assert made[0] != made[1]
    assert all(re.fullmatch(r"[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}", one) for one in made)


@pytest.mark.parametrize("verb", VERBS)
async def test_no_answer_names_the_server_library(api: Api, verb: str) -> None:
    """No version banner."""
    reply = await api(verb)
    assert reply.headers["Server"] == "mockplatform"


async def test_an_error_has_one_shape(api: Api) -> None:
    """`contextId` is the correlation id; the hint is a header and not in the body."""
    reply = await api(ME)
    assert reply.refusal == (401, "authentication.required")
    assert (reply["details"], reply["errors"]) == ([], [])
    assert "POST /api/v2/widget/auth/token" in reply.hint
    assert reply.hint not in reply.data.decode()
    assert reply.headers["Content-Type"] == "application/json"


async def test_a_widget_is_told_of_no_admin_route_and_an_admin_of_no_other(api: Api) -> None:
    """The nearest is one that the caller can want."""
    assert "/__admin" not in (await api("GET /api/v2/nope")).hint
    asked = (await api("GET /__admin/tenant"))["hint"]
    assert "GET /__admin/tenants" in asked
    assert "/api/" not in asked


async def test_a_value_that_does_not_fit_is_told_what_does(api: Api) -> None:
    """The hint is the next step: the range of a number, the known values of a choice."""
    ann = await api.user()
    assert "take a number in between" in (await ann("GET " + MESSAGING + "?pageSize=201")).hint
    made = await ann.open()
    reply = await ann(f"POST {MESSAGING}/{made['id']}/typing", {"state": "maybe"})
    assert reply.hint == "$.state: Invalid enum value 'maybe'. Known: off, on."


async def test_an_unknown_path_is_told_the_nearest(ann: Api) -> None:
    """404 with routes that may have been meant."""
    reply = await ann("GET /api/v2/user/me")
    assert reply.refusal == (404, "unknown.route")
    assert "GET /api/v2/users/me" in reply.hint
    for path in ("/api/v2/users/me/", "//api/v2/users/me", "/API/v2/users/me", "/api", "/%"):
        assert (await ann(f"GET {path}")).refusal == (404, "unknown.route")


async def test_a_page_is_told_as_the_nearest_and_its_files_are_not(api: Api) -> None:
    """Who mistypes the console's path is led to it; what it loads is nobody's to ask for."""
    assert "GET /console" in (await api("GET /consol")).hint
    for path in ("/consol", "/consoles/a", "/consoles/a/b", "/widge", "/widgets/a/b"):
        hint = (await api(f"GET {path}")).hint
        assert not {"{file}", "{folder}"} & {one.strip("; .") for one in hint.split("/")}


async def test_another_method_is_told_what_there_is(api: Api) -> None:
    """405 with `Allow` (RFC 9110 section 15.5.6)."""
    reply = await api("DELETE /api/v2/users/me")
    assert reply.refusal == (405, "method.not.allowed")
    assert reply.headers["Allow"] == "GET, HEAD"
    assert (await api("TRACE /api/v2/users/me")).refusal == (405, "method.not.allowed")
    assert (await api("OPTIONS /api/v2/users/me")).refusal == (405, "method.not.allowed")


async def test_a_challenge_says_what_was_wrong(api: Api) -> None:
    """RFC 6750 section 3: without a token no error is named."""
    realm = f'Bearer realm="{api.tenant.id}"'
    assert (await api(ME)).headers["WWW-Authenticate"] == realm
    reply = await api.bearing("nonsense")(ME)
    assert reply.refusal == (401, "invalid.token")
    assert reply.headers["WWW-Authenticate"] == (
        f'{realm}, error="invalid_token", error_description="The token is no JWT of three segments"'
    )


async def test_an_oauth_endpoint_has_oauths_shape(api: Api) -> None:
    """RFC 6749 section 5.2, for what the edge refuses as well."""
    reply = await api(f"POST {AUTH}/token", b"{")
    assert reply.oauth_refusal == (400, "invalid_request")
    reply = await api(f"POST {AUTH}/token", b"x", headers={"Content-Type": "text/plain"})
    assert reply.oauth_refusal == (415, "invalid_request")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
async def test_every_path_may_be_called_from_any_origin(api: Api, route: Route) -> None:
    """With credentials, on success and error alike, and all that is ours can be read."""
    reply = await api(f"{route.method} {path_of(route)}", headers=ORIGIN)
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert reply.headers["Access-Control-Allow-Credentials"] == "true"
    assert {*reply.headers["Access-Control-Expose-Headers"].split(", ")} >= EXPOSED
    assert reply.headers["Vary"].split(", ").count("Origin") == 1


@pytest.mark.parametrize(
    "path", [*sorted({path_of(route) for route in ROUTES}), "/unknown", "/", "/t/nobody/x"]
)
async def test_every_path_answers_a_preflight(api: Api, path: str) -> None:
    """With the headers that were asked for; a token is not asked for, nor judged."""
    asked = {
        **ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, x-anything, if-match",
        "Authorization": "Bearer nonsense",
    }
    reply = await api(f"OPTIONS {path}", headers=asked)
    assert (reply.status, reply.data) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert reply.headers["Access-Control-Allow-Credentials"] == "true"
    assert reply.headers["Access-Control-Allow-Headers"] == "authorization, x-anything, if-match"
    assert "PATCH" in reply.headers["Access-Control-Allow-Methods"]
    assert int(reply.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Request-Headers" in reply.headers["Vary"]
    assert reply.headers["X-Correlation-Id"]
    line = api.told(reply)
    assert (line["method"], line["path"], line["status"]) == ("OPTIONS", path, 204)


async def test_a_page_may_reach_a_private_network(api: Api) -> None:
    """Private network access: a page of the web calls this machine."""
    asked = {
        **ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Private-Network": "true",
    }
    reply = await api("OPTIONS /api/v2/users/me", headers=asked)
    assert reply.headers["Access-Control-Allow-Private-Network"] == "true"


async def test_a_caller_without_an_origin_is_told_nothing_of_it(ann: Api) -> None:
    """CORS is for browsers."""
    reply = await ann(ME)
    assert not [name for name in reply.headers if name.startswith("Access-Control")]


async def test_an_origin_outside_ascii_is_none(ann: Api) -> None:
    """It cannot be echoed, and no browser sends one."""
    reply = await ann(ME, headers={"Origin": "https://ü.example"})
    assert reply.status == 200
    assert "Access-Control-Allow-Origin" not in reply.headers


async def test_every_call_is_in_the_journal_once(ann: Api) -> None:
    """With its answer, its user, its error and its hint."""
    good, bad = await ann(ME), await ann(f"GET {MESSAGING}/x")
    line = ann.told(good)
    expected: dict[str, Any] = {
        "kind": "http",
        "method": "GET",
        "path": "/api/v2/users/me",
        "status": 200,
        "subject": "ann",
    }
    assert {name: line[name] for name in expected} == expected
    assert line["elapsedMs"] >= 0
    line = ann.told(bad)
    assert (line["status"], line["errorCode"], line["hint"]) == (404, "not.found", bad.hint)


async def test_what_a_call_led_to_names_its_cause(ann: Api) -> None:
    """Events have the correlation id of the request that made them."""
    reply = await ann.open()
    id_ = reply.headers["X-Correlation-Id"]
    assert [one["type"] for one in ann.journal("event", correlationId=id_)] == [
        "ConversationCreated",
        "Placed",
    ]
    assert ann.told(reply)["conversationId"] == reply["id"]


@pytest.mark.parametrize(
    "route",
    # A socket's handshake has its own tests.
    [route for route in ROUTES if route.auth is not Auth.SOCKET],
    ids=lambda route: f"{route.method} {route.path}",
)
async def test_an_ended_token_is_refused_on_every_route(api: Api, route: Route) -> None:
    """The edge judges expiry before anything else sees the request; no stream is touched."""
    ann = await api.user("ann", life_s=60)
    await api.advance(60)
    before = api.versions()
    reply = await ann(f"{route.method} {path_of(route)}", b"not even JSON")
    assert reply.status == 401
    assert 'error="invalid_token"' in reply.headers["WWW-Authenticate"]
    assert "Refresh before exp" in reply.hint
    assert api.told(reply)["errorCode"] == "token.expired"
    assert api.journal("auth")[-1]["verdict"] == "edge refused: token.expired"
    assert api.journal("auth")[-1]["subject"] == "ann"
    assert api.versions() == before


async def test_an_ended_token_is_refused_on_unknown_paths_too(api: Api) -> None:
    """Also with another method, and under the prefix of nobody."""
    ann = await api.user("ann", life_s=60)
    await api.advance(60)
    for verb in ("GET /unknown", "DELETE /api/v2/users/me"):
        assert (await ann(verb)).refusal == (401, "token.expired")
    stray = Api(api.server, api.tenant, "/t/nobody", ann.token)
    assert (await stray(ME)).refusal == (401, "token.expired")
    assert (await stray.bearing("")(ME)).refusal == (404, "not.found")


async def test_what_a_service_refuses_is_not_the_edges(ann: Api) -> None:
    """The journal says which of the two refused."""
    id_ = (await ann.open())["id"]
    await ann(f"DELETE {MESSAGING}/{id_}")
    reply = await ann(f"POST {MESSAGING}/{id_}/messages", {"text": "Hi"})
    assert reply.refusal == (409, "conversation.closed")
    assert ann.journal("auth") == []
    assert ann.told(reply)["errorCode"] == "conversation.closed"
