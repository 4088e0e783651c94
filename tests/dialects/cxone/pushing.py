"""Owns the scene in which a channel pushes all that there is: two pages of one customer hear it."""

from __future__ import annotations

from typing import Any

from tests.dialects.cxone.by_hand import behind
from tests.dialects.cxone.evidence import BY_CODE
from tests.dialects.cxone.tape import Tape
from tests.support.chats_cxone import Chat, chat

THREAD = "1d5e7f90-4c2b-4a86-9b37-e08c6a2d5f14"
NAMED = {"thread": {"idOnExternalPlatform": THREAD}}
PAGE = {"url": "https://lakeside.example/fares", "title": "Fares"}


async def pushes(tape: Tape, _: Any) -> None:
    """What is offered, typed, looked at; and a message by each of its names."""
    tape.by = BY_CODE
    async with (
        chat(behind(tape), "chat_pushes", "customer-ines-1") as ines,
        chat(behind(tape), "chat_pushes", "customer-ines-1") as tab,
    ):
        tape.now("a trigger is executed")
        await ines.do("ExecuteTrigger", {"trigger": {"id": "welcome"}}, destination={"id": "w-1"})
        await tab.push("FireProactiveAction")
        tape.now("a text is typed")
        typed = {"type": "TEXT", "payload": {"text": "Wh"}}
        await ines.do("SendMessagePreview", {**NAMED, "messageContent": typed})
        await tab.push("MessagePreviewCreated")
        tape.now("a message")
        await ines.say("Where to?", thread=THREAD)
        contact = (await ines.push("CaseCreated"))["case"]["contactId"]
        await _heard(ines, tab, "MessageAddedIntoCase")
        tape.now("pages are looked at")
        await ines.do("SendPageViews", {"pageViews": [PAGE]})
        view = {"type": "PageView", "data": PAGE}
        await ines.do("StoreVisitorEvents", {"visitorEvents": [view]})
        for _number in range(2):
            await tab.push("PageViewCreated")
            await _heard(ines, tab, "FireProactiveAction")
        await _answered(tape, ines, tab, contact)


async def _answered(tape: Tape, ines: Chat, tab: Chat, contact: str) -> None:
    path = f"POST /__admin/conversations/{contact}/agent"
    tape.now("an agent answers")
    await tape.stage(f"{path}/offer", body={"agentId": "mila"})
    await tape.stage(f"{path}/accept", body={})
    await _heard(ines, tab, "CaseStatusChanged")
    await tape.stage(f"{path}/message", body={"text": "To Rome?"})
    await _heard(ines, tab, "MessageDeliveredToEndUser")
    tape.now("the customer has seen it, and answers")
    await ines.do("MessageSeenByConsumer", NAMED)
    await _heard(ines, tab, "MessageUpdated")
    await ines.say("To Rome.", thread=THREAD)
    await _heard(ines, tab, "MessageDeliveredToUser")
    await ines.beat()
    await tab.beat()


async def _heard(ines: Chat, tab: Chat, name: str) -> None:
    for page in (ines, tab):
        await page.push(name)
