"""Wrap-up: codes of the queue, how an agent sums up, and what is owed until then.

Source: [M] WrapupInput, AssignedWrapupCode; the states disconnected and terminated.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.duty import Desk, desk


async def line_path(it: Desk, id_: str) -> str:
    """Return the path of the last agent's communication."""
    return f"{await it.path(id_)}/communications/{(await it.line(id_))['id']}"


async def test_the_codes_are_a_bare_list_of_the_queue_s() -> None:
    async with desk() as it:
        id_ = await it.talking()
        path = await it.path(id_)
        for place in (path, path.replace("/messages/", "/")):
            codes = await it.ana.get(place + "/wrapupcodes")
            assert [(one["id"], one["name"]) for one in codes] == [
                ("solved", "Solved"),
                ("spam", "Spam"),
            ]


async def test_a_mandatory_wrap_up_ends_the_participant_when_it_is_done() -> None:
    async with desk() as it:
        id_ = await it.talking()
        await it.patch(id_, {"state": "disconnected"})
        agent = await it.last(id_)
        assert (agent["state"], agent["wrapupRequired"], agent["wrapupPrompt"]) == (
            "disconnected",
            True,
            "mandatory",
        )
        await it.server.advance(42, it.tenant)
        body = {"code": "solved", "notes": "Sent again.", "tags": ["returns"]}
        path = await line_path(it, id_) + "/wrapup"
        assert (await it.ana.call("GET", path))[0] == 404
        assert (await it.ana.call("POST", path, body))[:2] == (204, None)
        assert (await it.last(id_))["state"] == "terminated"
        found = await it.ana.get(path)
        assert (found["code"], found["name"], found["durationSeconds"]) == ("solved", "Solved", 42)
        assert (found["notes"], found["tags"]) == ("Sent again.", ["returns"])
        assert await it.ana.get(await it.path(id_) + "/wrapup") == found
        line = await it.line(id_)
        assert (line["state"], line["wrapup"]["code"]) == ("disconnected", "solved")
        assert line["afterCallWork"]["state"] == "complete"


async def test_a_wrap_up_may_come_with_the_patch_that_puts_down() -> None:
    async with desk() as it:
        id_ = await it.talking()
        body = {"state": "disconnected", "wrapup": {"code": "spam", "durationSeconds": 5}}
        assert (await it.patch(id_, body))[0] == 204
        agent = await it.last(id_)
        assert (agent["state"], agent["wrapup"]["durationSeconds"]) == ("terminated", 5)


async def test_a_wrap_up_that_may_not_be_leaves_all_as_it_was() -> None:
    async with desk() as it:
        id_ = await it.talking()
        body = {"state": "disconnected", "wrapup": {"code": "solve"}}
        path = await it.path(id_)
        status, told, headers = await it.ana.call("PATCH", path, body)
        assert (status, told["details"][0]["fieldName"]) == (400, "wrapup.code")
        assert "solved" in headers["X-Mockplatform-Hint"]
        assert (await it.last(id_))["state"] == "connected"


@pytest.mark.parametrize(
    "wrapup",
    [
        None,
        {},
        {"code": "solved", "notes": "x" * 5_000},
        {"code": "solved", "tags": ["x"] * 65},
        {"code": "solved", "durationSeconds": -1},
    ],
)
async def test_a_wrap_up_needs_a_code_and_has_its_limits(wrapup: Any) -> None:
    async with desk() as it:
        id_ = await it.talking()
        await it.patch(id_, {"state": "disconnected"})
        path = await line_path(it, id_) + "/wrapup"
        status, told, _ = await it.ana.call("POST", path, wrapup)
        assert (status, told["code"]) == (400, "invalid.value")
        assert (await it.last(id_))["state"] == "disconnected"


async def test_what_is_mandatory_is_not_skipped_and_what_is_optional_may_be() -> None:
    async with desk() as it:
        id_ = await it.talking()
        status, told = await it.patch(id_, {"state": "disconnected", "wrapupSkipped": True})
        assert (status, told["details"][0]["fieldName"]) == (400, "wrapupSkipped")
        await it.ana.call("POST", await it.path(id_) + "/replace", {"queueId": "billing"})
        await it.offer(id_, "ben")
        await it.patch(id_, {"state": "connected"}, by="ben")
        body = {"state": "disconnected", "wrapupSkipped": True}
        assert (await it.patch(id_, body, by="ben"))[0] == 204
        agent = await it.last(id_)
        assert (agent["state"], agent["wrapupRequired"]) == ("terminated", False)
        assert (agent["wrapupSkipped"], "wrapup" in agent) == (True, False)


async def test_who_was_only_alerted_and_who_is_another_sums_up_nothing() -> None:
    async with desk() as it:
        id_ = await it.ringing()
        assert (await it.patch(id_, {"wrapup": {"code": "solved"}}))[0] == 400
        await it.patch(id_, {"state": "connected"})
        path = await line_path(it, id_) + "/wrapup"
        assert (await it.ben.call("POST", path, {"code": "solved"}))[0] == 403
        customer = {"wrapup": {"code": "solved"}}
        assert (await it.patch(id_, customer, by="client", purpose="customer"))[0] == 400
