"""Who calls the platform API: an agent, a client, and nobody else. Source: issue 4, staff."""

from __future__ import annotations

import pytest

from tests.support.duty import Desk, desk
from tests.support.notified import notified, open_channel
from tests.support.staff import Staff, staff_token


async def dismiss(it: Desk, agent: str) -> None:
    """Take an agent away by the admin API."""
    async with it.server.http.delete(f"{it.base}/__admin/agents/{agent}") as answer:
        assert answer.status == 204


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/users/me", None),
        ("GET", "/routing/queues", None),
        ("POST", "/notifications/channels", {}),
        ("PUT", "/users/ana/routingstatus", {"status": "OFF_QUEUE"}),
        ("DELETE", "/tokens/me", None),
    ],
)
async def test_an_agent_who_is_deleted_may_do_nothing_more(
    method: str, path: str, body: dict[str, str] | None
) -> None:
    async with desk() as it:
        await dismiss(it, "ben")
        status, told, _ = await it.ben.call(method, path, body)
        assert (status, told["code"]) == (401, "bad.credentials")
        assert it.tenant.tenancy.agents["ana"].presence == ""


async def test_the_channel_of_an_agent_who_is_deleted_ends() -> None:
    async with desk() as it, notified(it.ben, "v2.users.ben.presence") as heard:
        await dismiss(it, "ben")
        assert (await heard.end())[0] == 1000


async def test_who_is_neither_agent_nor_client_is_not_known() -> None:
    async with desk() as it:
        stranger = Staff(it.server, await staff_token(it.server, "zoe", tenant=it.tenant))
        for method, path in (("GET", "/routing/queues"), ("POST", "/notifications/channels")):
            status, told, headers = await stranger.call(method, path)
            assert (status, told["code"]) == (401, "bad.credentials")
            assert "neither an agent nor a client" in headers["X-Mockplatform-Hint"] + str(told)


@pytest.mark.parametrize("deep", ["[" * 100_000, '[{"id":"x","y":' + "[" * 100_000])
async def test_a_list_that_is_nested_too_deep_is_bad_input(deep: str) -> None:
    async with desk() as it:
        id_ = await it.talking()
        channel = await open_channel(it.ana)
        for method, path in (
            ("PUT", f"/notifications/channels/{channel['id']}/subscriptions"),
            ("POST", f"/notifications/channels/{channel['id']}/subscriptions"),
            ("PATCH", "/users/ana/queues"),
            ("POST", f"/conversations/messages/{id_}/messages/bulk"),
        ):
            url = f"{it.server.url}/api/v2{path}"
            headers = {"Authorization": f"Bearer {it.ana.token}"}
            headers["Content-Type"] = "application/json"
            async with it.server.http.request(method, url, data=deep, headers=headers) as answer:
                assert (answer.status, (await answer.json())["code"]) == (400, "bad.request")


async def test_a_list_is_read_as_strictly_as_an_object() -> None:
    async with desk() as it:
        for text in ('[{"id":"\\u0000","joined":true}]', '[{"id":"a","id":"b"}]', "{}"):
            headers = {"Authorization": f"Bearer {it.ana.token}"}
            headers["Content-Type"] = "application/json"
            url = f"{it.server.url}/api/v2/users/ana/queues"
            async with it.server.http.patch(url, data=text, headers=headers) as answer:
                assert answer.status == 400, text
