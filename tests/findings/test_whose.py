"""Whose a call is that a fault refused before its token was judged: one widget's, no other's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.api import TOKEN
from tests.clients.stage import Stage
from tests.findings.stages import platform

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
