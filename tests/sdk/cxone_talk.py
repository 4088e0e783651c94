"""Owns the livechat that each version of NICE's web SDK has to hold, from the first word on."""

from __future__ import annotations

from typing import Protocol

import pytest

from tests.sdk.cxone import Page, SdkError

QUESTION = "Where is my order?"


class Timed(Protocol):
    """Whose time a test moves: a server's, or a brand's."""

    async def advance(self, by_s: float, /) -> object:
        """Move its time."""


async def livechat(server: Timed, page: Page, thread: str = "t-1") -> None:
    """Begin, be answered, recover and end, on a page that is connected."""
    with pytest.raises(SdkError) as unknown:
        await page.thread(thread, "recover")
    assert unknown.value.code == "RecoveringLivechatFailed"
    await page.thread(thread, "startChat", QUESTION)
    created = await page.event("ContactCreated")
    said = await page.event("MessageCreated")
    assert said["case"]["id"] == created["case"]["id"]
    assert said["message"]["messageContent"]["text"] == QUESTION
    await server.advance(5)
    assigned = await page.event("AssignedAgentChanged")
    assert assigned["inboxAssignee"]["firstName"] == "Sam"
    answer = await page.event("MessageCreated")
    assert answer["message"]["authorUser"]["firstName"] == "Sam"
    recovered = await page.thread(thread, "recover")
    contact = recovered.get("contact") or recovered["consumerContact"]
    assert contact["status"] == "open"
    texts = [one["messageContent"]["text"] for one in recovered["messages"]]
    assert texts[0] != QUESTION
    assert texts[-1] == QUESTION
    await page.thread(thread, "endChat")
    closed = await page.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")
    assert closed["case"]["id"] == created["case"]["id"]
    assert page.errors == []
