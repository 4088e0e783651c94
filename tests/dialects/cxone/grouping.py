"""Owns the scene of a group chat: two pages of NICE's own web SDK, of two customers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.dialects.cxone.tape import Tape
from tests.sdk.cxone import Page, SdkError

THREAD = "0f83b6c2-71da-4e59-9c04-a5d2e817b36f"
SESSION: dict[str, Any] = {"securedSession": "anonymous", "isLivechat": True}


async def group_chat(tape: Tape, open_page: Callable[..., Awaitable[Page]]) -> None:
    """Invite, join, speak, leave."""
    tape.now("a page opens")
    own = {"customerId": "customer-robin-1", "customerName": "Robin Meyer", **SESSION}
    robin = await open_page(tape.url, "chat_groups", **own)
    await robin.sdk("connect")
    tape.now("the chat begins")
    await robin.thread(THREAD, "startChat", "Which train do we take?")
    case = (await robin.event("ContactCreated"))["case"]["id"]
    await robin.event("MessageCreated")
    await robin.event("SetPositionInQueue")
    tape.now("an invitation is made, and sent")
    told = await robin.group("CreateInvitationToGroupChat", case)
    code = told["data"]["invitation"]["code"]
    await robin.group("SendEmailInvitationToGroupChat", case, code, "ines@example.com")
    tape.now("another customer's page opens")
    other = {"customerId": "customer-ines-1", "customerName": "Ines Costa", **SESSION}
    ines = await open_page(tape.url, "chat_groups", **other)
    await ines.sdk("connect")
    tape.now("a code that is none")
    with pytest.raises(SdkError):
        await ines.group("JoinGroupChat", "none")
    tape.now("she joins")
    await ines.group("JoinGroupChat", code)
    for page in (robin, ines):
        await page.event("ContactRecipientsChanged")
    await ines.event("SetPositionInQueue")
    tape.now("she reads what was said")
    await ines.thread(THREAD, "recover")
    tape.now("she answers")
    await ines.thread(THREAD, "sendTextMessage", "The early one.")
    for page in (robin, ines):
        await page.event("MessageCreated")
    tape.now("she leaves")
    await ines.group("LeaveGroupChat", case)
    for page in (robin, ines):
        await page.event("ContactRecipientsChanged")
    tape.now("the customer ends it")
    await robin.thread(THREAD, "endChat")
    await robin.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")
