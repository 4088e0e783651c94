"""Agents by PATCH of their participant: they pick up, put down, hold; nobody is somebody else.

Source: [M] MediaParticipantRequest; the transitions that clients rely on.
"""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.states import State
from tests.support.duty import desk


async def test_an_agent_picks_up_talks_and_puts_down() -> None:
    async with desk() as it:
        id_ = await it.ringing(message={"text": "Hi"})
        assert (await it.last(id_))["state"] == "alerting"
        assert (await it.patch(id_, {"state": "connected"}))[0] == 204
        assert (await it.last(id_))["state"] == "connected"
        status, message = await it.say(id_, "Good day")
        assert (status, message["direction"]) == (200, "outbound")
        assert (await it.patch(id_, {"state": "disconnected"}))[0] == 204
        view = await it.view(id_)
        ends = [
            (one["purpose"], one["state"], one["disconnectType"]) for one in view["participants"]
        ]
        assert ends == [
            ("customer", "disconnected", "peer"),
            ("acd", "disconnected", "transfer"),
            ("agent", "disconnected", "client"),
        ]
        assert it.tenant.conversations[id_].state is State.CLOSED


async def test_an_empty_answer_has_no_body_and_no_type() -> None:
    """[R] purecloud-guest-chat-client reads a body wherever a type is told."""
    async with desk() as it:
        id_ = await it.ringing()
        _, body, headers = await it.ana.call(
            "PATCH", await it.path(id_), {"state": "connected", "recording": True}
        )
        assert body is None
        assert "Content-Type" not in headers


async def test_an_alerted_agent_may_decline_and_the_queue_waits_on() -> None:
    async with desk() as it:
        id_ = await it.ringing()
        assert (await it.patch(id_, {"state": "disconnected"}))[0] == 204
        assert (await it.last(id_))["disconnectType"] == "client"
        assert (await it.last(id_, "acd"))["state"] == "connected"
        assert it.tenant.conversations[id_].state is State.OPEN


@pytest.mark.parametrize(
    ("before", "wanted", "hint"),
    [
        ([], "terminated", "connected (pick up), disconnected (decline)"),
        (["connected"], "connected", "may become: disconnected."),
        (["connected"], "alerting", "may become: disconnected."),
        (["connected", "disconnected"], "connected", "that is final"),
        (["disconnected"], "connected", "that is final"),
    ],
)
async def test_what_cannot_be_is_refused_with_what_may_be(
    before: list[str], wanted: str, hint: str
) -> None:
    async with desk() as it:
        id_ = await it.ringing()
        for state in before:
            assert (await it.patch(id_, {"state": state}))[0] == 204
        version = it.tenant.conversations[id_].version
        path = await it.path(id_)
        status, body, headers = await it.ana.call("PATCH", path, {"state": wanted})
        assert (status, body["code"], body["status"]) == (400, "invalid.value", 400)
        assert hint in headers["X-Mockplatform-Hint"]
        assert it.tenant.conversations[id_].version == version


async def test_a_user_acts_as_himself_and_a_client_as_anybody() -> None:
    async with desk() as it:
        id_ = await it.ringing()
        status, body = await it.patch(id_, {"state": "connected"}, by="ben")
        assert (status, body["code"]) == (403, "not.authorized")
        assert (await it.patch(id_, {"state": "connected"}, by="client"))[0] == 204
        assert (await it.say(id_, by="ben"))[0] == 403
        assert (await it.say(id_, by="client"))[0] == 200
        assert (await it.patch(id_, {"state": "disconnected"}, by="ana", purpose="customer"))[
            0
        ] == 403
        assert (await it.patch(id_, {"state": "disconnected"}, by="client", purpose="customer"))[
            0
        ] == 204
        assert it.tenant.conversations[id_].closed_by == "customer"


async def test_hold_shows_and_ends_with_the_conversation() -> None:
    async with desk() as it:
        id_ = await it.talking()
        assert (await it.patch(id_, {"held": True}))[0] == 204
        assert ((await it.last(id_))["held"], (await it.line(id_))["held"]) == (True, True)
        await it.patch(id_, {"state": "disconnected", "held": False})
        assert (await it.last(id_))["held"] is False
        status, body = await it.patch(id_, {"held": True})
        assert (status, body["code"]) == (400, "bad.request")


async def test_nobody_who_has_gone_is_on_hold() -> None:
    async with desk() as it:
        id_ = await it.talking()
        await it.patch(id_, {"held": True})
        await it.patch(id_, {"state": "disconnected"})
        assert (await it.last(id_))["held"] is False
        assert (await it.line(id_))["held"] is False


async def test_a_communication_is_put_down_by_its_own_call() -> None:
    async with desk() as it:
        id_ = await it.talking()
        path = f"{await it.path(id_)}/communications/{(await it.line(id_))['id']}"
        assert (await it.ana.call("PATCH", path, {}))[0] == 400
        assert (await it.ben.call("PATCH", path, {"state": "disconnected"}))[0] == 403
        assert (await it.ana.call("PATCH", path, {"state": "disconnected"}))[0] == 204
        assert it.tenant.conversations[id_].closed_by == "agent"
        status, _, headers = await it.ana.call("PATCH", path[:-4] + "0000", {"state": "connected"})
        assert status == 404
        assert "This participant's is" in headers["X-Mockplatform-Hint"]


async def test_the_generic_call_does_the_same() -> None:
    async with desk() as it:
        id_ = await it.ringing()
        path = (await it.path(id_)).replace("/messages/", "/")
        assert (await it.ana.call("PATCH", path, {"state": "connected"}))[0] == 204
        assert it.tenant.conversations[id_].state is State.ACTIVE


async def test_an_empty_patch_does_nothing() -> None:
    """[R] both SDKs may send `null` or no body at all."""
    async with desk() as it:
        id_ = await it.ringing()
        version = it.tenant.conversations[id_].version
        assert (await it.patch(id_, None))[0] == 204
        assert it.tenant.conversations[id_].version == version


async def test_the_journal_tells_agents_acts_as_those_of_the_admin_api() -> None:
    async with desk() as it:
        id_ = await it.talking()
        await it.say(id_)
        await it.patch(id_, {"state": "disconnected"})
        entries = [one.render() for one in it.tenant.journal.behind(0) if one.kind == "agent"]
        assert [(one["act"], one["agentId"]) for one in entries] == [
            ("offer", "ana"),
            ("accept", "ana"),
            ("message", "ana"),
            ("close", "ana"),
        ]
        assert {one["conversationId"] for one in entries} == {id_}


@pytest.mark.parametrize("body", [[], "x", {"state": 5}, {"wrapup": {"tags": "x"}}])
async def test_nonsense_is_refused_with_its_place(body: Any) -> None:
    async with desk() as it:
        id_ = await it.ringing()
        status, told, _ = await it.ana.call("PATCH", await it.path(id_), body)
        assert status == 400, told
