"""Where the emulated surface ends: what is not there says so, and nothing falls over.

Invented: 501, so that a test never takes a gap of the double for an answer of the platform.
"""

from __future__ import annotations

import pytest
from yarl import URL

from mockplatform.dialects.genesys.beyond import PATHS
from tests.support.server import serving
from tests.support.staff import Staff

ORIGIN = {"Origin": "https://desk.example"}
COUNTS = ("inin-ratelimit-count", "inin-ratelimit-allowed", "inin-ratelimit-reset")


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("GET", "/routing/skills", "/api/v2/routing/"),
        ("GET", "/routing/languages", "/api/v2/routing/"),
        ("GET", "/authorization/permissions", "/api/v2/"),
        ("GET", "/oauth/client/x", "/api/v2/"),
        ("GET", "/user/me", "GET /api/v2/users/me"),
        ("GET", "/users/ana/presence/purecloud", "GET /api/v2/users/{id}/presences/purecloud"),
    ],
)
async def test_the_hint_names_the_nearest_call_of_the_same_dialect_first(
    method: str, path: str, nearest: str
) -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        status, body, headers = await staff.call(method, path)
        assert (status, body["code"], body["status"]) == (501, "not.implemented", 501)
        assert path in body["message"]
        hint = headers["X-Mockplatform-Hint"].removeprefix("Nearest: ")
        assert nearest in hint.split(";")[0]
        first = hint.split(";")[0].split(" ")[1]
        assert not first.startswith(("/api/v2/widget", "/api/v2/oauth/clients"))
        line = [entry for entry in server.tenant.journal.behind(0) if entry.kind == "http"][-1]
        assert "outside the emulated surface" in str(line.render()["notes"])


async def test_another_verb_is_outside_too_and_told_which_are_inside() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "automation")
        for method, path, allowed in (
            ("DELETE", "/routing/queues/billing", "GET, HEAD"),
            ("PATCH", "/users/ana", "GET, HEAD"),
            ("POST", "/users/ana/routingstatus", "GET, HEAD, PUT"),
            ("DELETE", "/users/me", "GET, HEAD"),
        ):
            status, body, headers = await staff.call(method, path)
            assert (status, body["code"]) == (501, "not.implemented"), path
            assert headers["X-Mockplatform-Hint"] == f"Allowed: {allowed}."
            assert "Allow" not in headers, "it goes with 405 only"


@pytest.mark.parametrize("path", sorted(PATHS))
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_known_and_not_emulated_is_nobody_s_id(method: str, path: str) -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        for place in ("", "/some/thing/else"):
            asked = path.removeprefix("/api/v2") + place
            status, body, headers = await staff.call(method, asked)
            assert (status, body["code"]) == (501, "not.implemented"), asked
            assert headers["ININ-Correlation-Id"] == body["contextId"]
            assert headers["X-Mockplatform-Hint"]
        line = [entry for entry in server.tenant.journal.behind(0) if entry.kind == "http"][-1]
        assert "outside the emulated surface" in str(line.render()["notes"])


async def test_customers_are_refused_in_the_words_of_the_widget() -> None:
    """Below /api/v2 the token tells whose surface is left."""
    async with serving() as server:
        customer = Staff(server, await server.token())
        for method, path, expected in (
            ("GET", "/nowhere", (404, "unknown.route")),
            ("DELETE", "/users/me", (405, "method.not.allowed")),
            ("POST", "/oauth/clients/widget", (405, "method.not.allowed")),
            ("GET", "/webchat/guest/nowhere", (501, "not.implemented")),
        ):
            status, body, _ = await customer.call(method, path)
            assert (status, body["code"]) == expected, path
        async with server.http.get(server.url + "/api/v2/nowhere") as answer:
            assert (answer.status, (await answer.json())["code"]) == (501, "not.implemented")


async def test_malformed_paths_are_refused_and_break_nothing() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        headers = {"Authorization": f"Bearer {staff.token}"}
        for path, status in (
            ("/api/v2//users", 501),
            ("/api/v2/users/", 501),
            ("/api/v2/users//queues", 501),
            ("/api/v2/users/a%2Fb", 404),
            ("/api/v2/users/%2e%2e", 404),
            ("/api/v2/users/%00", 404),
            ("/api/v2/users/%ff%zz", 404),
            ("/api/v2/users/" + "x" * 4000, 404),
            ("/api/v2/users/ana;v=2", 404),
            ("/api/v2/users?pageSize=%zz", 400),
            ("/api/v2/users?id=%ff&expand=%00", 200),
            ("/api/v2/users/../users", 501),
        ):
            url = URL(server.url + path, encoded=True)  # as it is: no client tidies it up
            async with server.http.get(url, headers=headers) as answer:
                assert answer.status == status, path
                assert "application/json" in answer.headers["Content-Type"]


async def test_every_answer_after_the_token_tells_the_quota() -> None:
    async with serving(settings={"apiRequestsPerMinute": 4}) as server:
        staff = await Staff.of(server, "ana")
        told = []
        for path in ("/users/me", "/users/nobody", "/nowhere", "/users?state=x", "/users/me"):
            status, _, headers = await staff.call("GET", path)
            told.append((status, *(headers[name] for name in COUNTS[:2])))
        assert told == [
            (200, "1", "4"),
            (404, "2", "4"),
            (501, "2", "4"),
            (400, "3", "4"),
            (200, "4", "4"),
        ]
        status, body, headers = await staff.call("GET", "/users/me")
        assert (status, [headers[name] for name in COUNTS]) == (429, ["4", "4", "60"])
        assert (headers["Retry-After"], body["code"]) == ("60", "too.many.requests")


async def test_retry_after_is_left_out_where_a_setting_says_so() -> None:
    settings = {"apiRequestsPerMinute": 1, "apiRetryAfter": False}
    async with serving(settings=settings) as server:
        staff = await Staff.of(server, "ana")
        assert (await staff.call("GET", "/tokens/me"))[0] == 200
        status, _, headers = await staff.call("GET", "/tokens/me")
        assert (status, "Retry-After" in headers) == (429, False)


async def test_browsers_read_all_that_is_told() -> None:
    async with serving(settings={"apiRequestsPerMinute": 1}) as server:
        staff = await Staff.of(server, "ana")
        url = server.url + "/api/v2/users/me"
        asked = {
            **ORIGIN,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization, content-type",
        }
        async with server.http.options(url, headers=asked) as answer:
            assert answer.status == 204
            assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
        headers = {**ORIGIN, "Authorization": f"Bearer {staff.token}"}
        for status in (200, 429):
            async with server.http.get(url, headers=headers) as answer:
                assert answer.status == status
                exposed = answer.headers["Access-Control-Expose-Headers"]
                assert {*COUNTS, "Retry-After", "ININ-Correlation-Id"} <= {*exposed.split(", ")}
