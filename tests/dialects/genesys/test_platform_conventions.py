"""What all calls of the platform API have in common: who may, how often, in which shape."""

from __future__ import annotations

from tests.support.server import serving
from tests.support.staff import Staff


async def test_who_may_not_call_is_told_why_in_the_platform_s_words() -> None:
    async with serving() as server:
        # [R] the Python SDK without a token sends the scheme with nothing behind it.
        for token, code in (("", "authentication.required"), ("nonsense", "bad.credentials")):
            status, body, headers = await Staff(server, token).call("GET", "/routing/queues")
            assert (status, body["code"], body["details"]) == (401, code, [])
            assert headers["ININ-Correlation-Id"] == body["contextId"]
        async with server.http.get(server.url + "/api/v2/routing/queues") as bare:
            assert (await bare.json())["code"] == "authentication.required"
        customer = Staff(server, await server.token())
        assert (await customer.call("GET", "/routing/queues"))[0] == 403
        staff = await Staff.of(server, "ana")
        await server.advance(1801)
        status, body, _ = await staff.call("GET", "/routing/queues")
        assert (status, body["code"]) == (401, "credentials.expired")


async def test_each_token_has_so_many_calls_a_minute_and_is_told_how_many() -> None:
    async with serving(settings={"apiRequestsPerMinute": 2}) as server:
        staff, other = await Staff.of(server, "ana"), await Staff.of(server, "ben")
        _, _, headers = await staff.call("GET", "/routing/queues")
        counts = ("inin-ratelimit-count", "inin-ratelimit-allowed", "inin-ratelimit-reset")
        assert [headers[name] for name in counts] == ["1", "2", "60"]
        await staff.call("GET", "/routing/queues")
        await server.advance(12.5)
        status, body, headers = await staff.call("GET", "/routing/queues")
        assert (status, body["code"], headers["Retry-After"]) == (429, "too.many.requests", "48")
        assert "[48] seconds" in body["message"]
        assert (await other.call("GET", "/routing/queues"))[0] == 200
        await server.advance(48)
        assert (await staff.call("GET", "/routing/queues"))[0] == 200


async def test_a_listing_has_pages_with_addresses() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "automation")
        first = await staff.get("/routing/queues?pageSize=4")
        assert (first["total"], first["pageCount"], len(first["entities"])) == (6, 2, 4)
        assert first["nextUri"] == "/api/v2/routing/queues?pageSize=4&pageNumber=2"
        last = await staff.get("/routing/queues?pageSize=4&pageNumber=2")
        assert [one["name"] for one in last["entities"]] == [
            "Orders and delivery",
            "Premium, English",
        ]
        assert (await staff.get("/routing/queues?pageNumber=9"))["entities"] == []


async def test_what_is_not_emulated_is_told_as_such_and_journaled() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        for method, path in (("GET", "/routing/queue"), ("DELETE", "/routing/queues/general")):
            status, body, headers = await staff.call(method, path)
            assert (status, body["code"]) == (501, "not.implemented")
            assert "/api/v2/routing/queues" in headers["X-Mockplatform-Hint"] or method == "DELETE"
        lines = [entry for entry in server.tenant.journal.behind(0) if entry.kind == "http"]
        assert [line.render()["status"] for line in lines[-2:]] == [501, 501]


async def test_what_the_query_leaves_empty_is_left_out() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        found = await staff.get("/routing/queues?pageSize=&pageNumber=&name=")
        assert (found["pageNumber"], found["total"]) == (1, 6)


async def test_who_has_no_token_is_told_where_staff_get_one() -> None:
    async with serving() as server:
        _, _, headers = await Staff(server, "").call("GET", "/routing/queues")
        assert "POST /oauth/token" in headers["X-Mockplatform-Hint"]
