"""Owns a client that does not say which of the customer's widgets it is, and some that do."""

from __future__ import annotations

from typing import Any

from tests.clients.api import CONVERSATIONS
from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Sign in and begin without an id."""
    pair = await at.sign_in("")
    await at.open(pair)


async def good(at: Stage) -> None:
    """Say it when signing in, or with the conversation, or in the header; and once is enough."""
    begun = []
    for instance, body, headers in (
        ("tab-1", {}, {}),
        ("", {"instanceId": "tab-2"}, {}),
        ("", {}, {"X-Instance-Id": "tab-3"}),
    ):
        pair = await at.sign_in(instance)
        made = await at.call("POST", CONVERSATIONS, token=pair.access, json=body, headers=headers)
        assert made.status == 201
        begun.append((pair, made.body["id"]))
    pair, id_ = begun[-1]
    assert (await at.call("DELETE", id_, token=pair.access)).status == 204
    await at.look(pair, id_)
    await at.open(pair)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The sign-in and the conversation."""
    assert (finding["subject"], finding["severity"]) == (at.user, "note")
    assert finding["count"] == 1
    assert story(finding) == [
        "http: it signed in without an `instanceId`",
        "http: a conversation was begun by a widget that does not say which it is",
    ]
