"""Owns a client that begins anew after each load of its page, and one that resumes."""

from __future__ import annotations

from typing import Any

from tests.clients.api import CONVERSATIONS
from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Remember nothing over a reload, and so begin another one."""
    pair = await at.sign_in()
    await at.connect(pair, await at.open(pair))
    again = await at.sign_in()
    await at.connect(again, await at.open(again))


async def good(at: Stage) -> None:
    """Come back to it, have a second one in another tab, and a new one when the first is over."""
    pair = await at.sign_in()
    key = {"Idempotency-Key": f"{at.user}-1"}
    asked = {"token": pair.access, "json": {}, "headers": key}
    await at.call("POST", CONVERSATIONS, **asked)  # whose answer may have been lost
    id_ = (await at.call("POST", CONVERSATIONS, **asked)).body["id"]
    again = await at.sign_in()
    assert (await at.look(again, id_)).body["state"] == "OPEN"
    await at.connect(again, id_)
    await at.open(await at.sign_in("tab-2"))
    await at.call("DELETE", id_, token=again.access)
    await at.look(again, id_)
    await at.open(again)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Both beginnings."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "error"
    assert story(finding) == [
        "http: this client began a conversation",
        "http: then another one was begun, and that one could still be resumed",
    ]
