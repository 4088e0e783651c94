"""Whose a call is, also where its token does not say so, or a fault refused it: one widget's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.api import CONVERSATIONS, TOKEN
from tests.clients.stage import Stage
from tests.findings.stages import platform

NAME = "X-Instance-Id"
STATUS = {"kind": "status", "status": 503, "retryAfter": "30s"}
DOWN: dict[str, Any] = {
    "where": {"phase": "edge", "path": TOKEN},
    "what": STATUS,
}


async def _is_refused(at: Stage, instance: str) -> None:
    body = {"deploymentId": at.deployment_id, "userId": at.user, "instanceId": instance}
    assert (await at.call("POST", TOKEN, json=body)).status == 503


async def test_two_widgets_that_are_refused_a_token_are_two_clients() -> None:
    async with platform() as customer:
        at = customer("user-7")
        await at.admin("POST", "/faults", DOWN)
        await _is_refused(at, "tab-1")
        await at.passes(5)
        await _is_refused(at, "tab-2")
        assert await at.findings() == []
        await at.passes(5)
        await _is_refused(at, "tab-2")
        (found,) = await at.findings()
        assert (found["rule"], found["subject"]) == ("retry-after-ignored", "user-7/tab-2")


@pytest.mark.parametrize("phase", ["edge", "token"])
async def test_two_widgets_whose_calls_are_refused_before_their_tokens_are_judged(
    phase: str,
) -> None:
    async with platform() as customer:
        at = customer("user-7")
        pairs = [await at.sign_in(instance) for instance in ("tab-1", "tab-2")]
        id_ = await at.open(pairs[0])
        await at.admin("POST", "/faults", {"where": {"phase": phase}, "what": STATUS})
        for pair in pairs:
            assert (await at.look(pair, id_)).status == 503
            await at.passes(5)
        assert await at.findings() == []
        assert (await at.look(pairs[1], id_)).status == 503
        (found,) = await at.findings()
        assert (found["rule"], found["subject"]) == ("retry-after-ignored", "user-7/tab-2")


@pytest.mark.parametrize("how", ["body", "header"])
async def test_a_widget_may_say_which_it_is_beside_its_token(how: str) -> None:
    """With the conversation; all that comes with that token is its own from then on."""
    async with platform() as customer:
        at = customer("user-7")
        pairs = {tab: await at.sign_in("") for tab in ("tab-1", "tab-2")}
        begun = []
        for tab, pair in pairs.items():
            body, headers = ({"instanceId": tab}, {}) if how == "body" else ({}, {NAME: tab})
            asked = {"token": pair.access, "json": body, "headers": headers}
            begun.append((await at.call("POST", CONVERSATIONS, **asked)).body["id"])
        assert await at.findings() == []  # two tabs have two conversations
        pair = await at.renewed(pairs["tab-2"])
        line = await at.connect(pair, begun[-1])
        await line.ask("message.send", text="Hello")
        await at.say(pair, begun[-1], "Hello again")
        (found,) = await at.findings()
        assert (found["subject"], found["count"]) == ("user-7/tab-2", 2)


async def test_tokens_that_two_widgets_use_are_nobodys() -> None:
    """Each call speaks for itself; what one tab has read, another one does not know."""
    async with platform() as customer:
        at = customer("user-7")
        pair = await at.sign_in("")
        id_ = await at.open(pair, instanceId="tab-1")
        await at.admin("POST", f"/conversations/{id_}/agent/close", {})
        await at.look(pair, id_)
        await at.passes(10)
        asked = {"token": pair.access, "json": {"tier": "x"}, "headers": {NAME: "tab-2"}}
        assert (await at.call("PATCH", f"{id_}/routing-data", **asked)).status == 409
        assert await at.findings() == []
        await at.say(await at.renewed(pair), await at.open(pair), "Hello")
        found = {one["rule"]: one["subject"] for one in await at.findings()}
        assert found == {"missing-instance-id": "user-7", "duplicate-send": "user-7"}


async def test_a_tenant_that_is_put_back_remembers_no_widgets() -> None:
    """The same tokens come again, and may be another's."""
    async with platform() as customer:
        at = customer("user-7")
        await at.open(await at.sign_in(""), instanceId="tab-1")
        await at.admin("POST", "/tenants/default/reset", {})
        await at.open(await at.sign_in(""))
        (found,) = await at.findings()
        assert (found["rule"], found["subject"]) == ("missing-instance-id", "user-7")
