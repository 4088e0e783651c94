"""Conversations on the platform API: listed, shown, ended; what is kept beside them.

Source: [M] ConversationsApi; what the SDKs read of each answer.
"""

from __future__ import annotations

import pytest

from mockplatform.core.states import State
from tests.support.duty import desk


async def test_a_user_s_active_conversations_are_listed_in_both_views() -> None:
    async with desk() as it:
        first = await it.talking()
        await it.server.advance(1, it.tenant)
        second = await it.ringing()
        await it.talking("ben")
        over = await it.talking()
        await it.patch(over, {"state": "disconnected"})
        listed = await it.ana.get("/conversations?communicationType=message")
        assert [one["id"] for one in listed["entities"]] == [first, second]
        assert listed["total"] == 2
        assert "segments" in listed["entities"][0]["participants"][0]["messages"][0]
        page = await it.ana.get("/conversations/messages?pageSize=1&pageNumber=2")
        assert [one["id"] for one in page["entities"]] == [second]
        assert page["entities"][0]["participants"][-1]["state"] == "alerting"
        assert (await it.ana.get("/conversations?communicationType=call"))["entities"] == []


async def test_a_client_has_no_active_conversations_of_its_own() -> None:
    async with desk() as it:
        for path in ("/conversations", "/conversations/messages"):
            status, body, _ = await it.client.call("GET", path)
            assert (status, body["code"]) == (400, "bad.request")
            assert "user context" in body["message"]


async def test_what_is_not_there_or_deleted_is_not_found() -> None:
    async with desk() as it:
        id_ = await it.waiting()
        async with it.server.http.delete(f"{it.base}/__admin/conversations/{id_}") as answer:
            assert answer.status == 204
        for path in (f"/conversations/messages/{id_}", f"/conversations/{id_}", "/conversations/x"):
            status, body, _ = await it.client.call("GET", path)
            assert (status, body["code"]) == (404, "not.found")


async def test_a_conversation_is_ended_for_everybody_and_shown_as_view_2() -> None:
    """[R] the SDKs read the answer as a Conversation."""
    async with desk() as it:
        for by, closer in (("ana", "agent"), ("ben", "supervisor"), ("client", "system")):
            id_ = await it.talking()
            path = f"/conversations/messages/{id_}"
            status, body, _ = await it.of(by).call("PATCH", path, {"state": "disconnected"})
            assert (status, body["id"], "endTime" in body) == (200, id_, True)
            assert it.tenant.conversations[id_].closed_by == closer
            status, body, _ = await it.of(by).call("PATCH", path, {"state": "disconnected"})
            assert (status, body["code"]) == (400, "bad.request")
            status, body, _ = await it.of(by).call("PATCH", path, {"state": "connected"})
            assert (status, body["code"]) == (400, "invalid.value")


async def test_a_teardown_answers_a_string_ends_all_and_lets_off_who_owes_a_wrap_up() -> None:
    async with desk() as it:
        id_ = await it.talking()
        for _ in range(2):
            status, body, _ = await it.client.call("POST", f"/conversations/{id_}/disconnect")
            assert (status, body) == (200, id_)
        assert it.tenant.conversations[id_].state is State.CLOSED
        agent = await it.last(id_)
        assert (agent["state"], agent["wrapupRequired"]) == ("terminated", True)
        assert agent["wrapupSkipped"] is True


async def test_the_external_tag_shows_in_view_2() -> None:
    async with desk() as it:
        id_ = await it.waiting()
        path = f"/conversations/{id_}/tags"
        status, body, _ = await it.client.call("PUT", path, {"externalTag": "CRM-7"})
        assert (status, body) == (200, "CRM-7")
        assert (await it.client.get(f"/conversations/{id_}"))["externalTag"] == "CRM-7"
        assert (await it.client.call("PUT", path, {"externalTag": "x" * 129}))[0] == 400
        assert (await it.client.call("PUT", path, {}))[0] == 200
        assert "externalTag" not in await it.client.get(f"/conversations/{id_}")


async def test_secure_attributes_are_kept_apart_and_have_a_version() -> None:
    async with desk() as it:
        id_ = await it.waiting()
        path = f"/conversations/{id_}/secureattributes"
        assert await it.client.get(path) == {"attributes": {}, "version": 0}
        for method, attributes in (("PATCH", {"pin": "1"}), ("PATCH", {"iban": "DE"})):
            status, body, _ = await it.client.call(method, path, {"attributes": attributes})
            assert (status, body) == (200, id_)
        assert await it.client.get(path) == {
            "attributes": {"pin": "1", "iban": "DE"},
            "version": 2,
        }
        status, body, _ = await it.client.call("PUT", path, {"attributes": {}, "version": 1})
        assert (status, body["code"]) == (409, "conflict")
        status, _, _ = await it.client.call("PUT", path, {"attributes": {"a": "b"}, "version": 2})
        assert (status, (await it.client.get(path))["attributes"]) == (200, {"a": "b"})
        assert "pin" not in str(await it.view(id_))
        large = {"attributes": {"k": "x" * 16_384}}
        assert (await it.client.call("PATCH", path, large))[0] == 413


async def test_custom_attributes_stand_by_their_schema() -> None:
    async with desk() as it:
        id_ = await it.waiting()
        path = f"/conversations/{id_}/customattributes"
        assert await it.client.get(path) == {"results": []}
        body = {"schemaId": "orders", "customAttributes": {"order": 7, "open": True}}
        status, told, _ = await it.client.call("PUT", path, body)
        assert status == 200
        again = {"id": told["id"], "version": 1, "customAttributes": {"open": False}}
        assert (await it.client.call("PATCH", path, again))[0] == 204
        (found,) = (await it.client.get(path))["results"]
        assert found["customAttributes"] == {"order": 7, "open": False}
        assert (found["id"], found["version"]) == (told["id"], 2)
        assert (found["schema"]["id"], found["conversationId"]) == ("orders", id_)
        assert (await it.client.call("PATCH", path, again))[0] == 409
        unknown = {"id": "nobody", "customAttributes": {}}
        for method in ("PUT", "PATCH"):
            assert (await it.client.call(method, path, unknown))[0] == 404
        large = {"schemaId": "large", "customAttributes": {"k": "x" * 65_536}}
        assert (await it.client.call("PUT", path, large))[0] == 413
        assert len((await it.client.get(path))["results"]) == 1


@pytest.mark.parametrize("medium", ["messages/", ""])
async def test_inactivity_is_told_where_silence_ends_the_conversation(medium: str) -> None:
    async with desk(inactivity="10m") as it:
        id_ = await it.waiting()
        view = await it.client.get(f"/conversations/{medium}{id_}")
        now = it.tenant.clock.now()
        ends_at = it.tenant.silent_at(it.tenant.conversations[id_])
        assert ends_at == now + 600
        assert view["inactivityTimeout"].endswith("Z")
