"""Owns what is recorded with NICE's own web SDK: one scene for each file of fixtures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.dialects.cxone import by_hand, grouping, office, pushing
from tests.dialects.cxone.evidence import BY_OLD_SDK
from tests.dialects.cxone.tape import Tape
from tests.sdk.cxone import Page, SdkError

Open = Callable[..., Awaitable[Page]]
ROBIN: dict[str, Any] = {
    "customerId": "customer-robin-1",
    "customerName": "Robin Meyer",
    "customerImage": "https://lakeside.example/robin.png",
    "securedSession": "anonymous",
}
THREAD = "6b1f4f5a-3d0c-4a5e-9a53-0d8f2f1c7b10"
SECOND = "e2a9c1d7-58b4-4f36-8c0e-91d7a3f5b264"


async def act(tape: Tape, contact: str, verb: str, **body: Any) -> None:
    """Have an agent do something, by the admin API."""
    await tape.stage(f"POST /__admin/conversations/{contact}/agent/{verb}", body=body)


async def take(tape: Tape, page: Page, contact: str, agent: str = "mila") -> None:
    """Have an agent take a case."""
    await act(tape, contact, "offer", agentId=agent)
    await act(tape, contact, "accept")
    await page.event("AssignedAgentChanged", lambda one: one["inboxAssignee"])


async def livechat(tape: Tape, open_page: Open) -> None:
    """Begin, wait, be answered, type, recover, end."""
    tape.now("a page opens")
    page = await open_page(tape.url, "chat_livechat", isLivechat=True, **ROBIN)
    await page.sdk("connect")
    await page.sdk("getChannelInfo")
    await page.sdk("getChannelAvailability")
    tape.now("nothing was said yet")
    with pytest.raises(SdkError):
        await page.thread(THREAD, "recover")
    tape.now("the chat begins")
    await page.customer("setCustomFields", {"email": "robin@example.com"})
    await page.thread(THREAD, "setCustomField", "topic", "booking")
    await page.thread(THREAD, "startChat", "Where is my ticket?")
    created = await page.event("ContactCreated")
    await page.event("MessageCreated")
    await page.event("SetPositionInQueue")
    contact = created["case"]["contactId"]
    tape.now("an agent takes it")
    await take(tape, page, contact)
    tape.now("the agent types and answers")
    await act(tape, contact, "typing", state="on")
    await page.event("AgentTypingStarted")
    await act(tape, contact, "typing", state="off")
    await page.event("AgentTypingEnded")
    await act(tape, contact, "message", text="I'll look it up.")
    await page.event("MessageCreated")
    tape.now("the customer reads, types and answers")
    await page.thread(THREAD, "lastMessageSeen")
    await page.event("MessageSeenByEndUser")
    await page.thread(THREAD, "keystroke")
    await page.thread(THREAD, "stopTyping")
    await page.thread(THREAD, "sendMessagePreview", "Thank")
    await page.thread(THREAD, "sendTextMessage", "Thank you!")
    await page.event("MessageCreated")
    tape.now("fields change")
    await page.customer("setCustomField", "email", "robin.meyer@example.com")
    await page.thread(THREAD, "setCustomField", "topic", "refund")
    tape.now("the page is loaded again")
    await page.thread(THREAD, "recover")
    tape.now("a transcript is asked for")
    await page.thread(THREAD, "sendTranscript", created["case"]["id"], "robin@example.com")
    tape.now("the customer ends it")
    await page.thread(THREAD, "endChat")
    await page.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")


async def messaging(tape: Tape, open_page: Open) -> None:
    """Threads that stay open, with pages of history."""
    tape.now("a page opens")
    page = await open_page(tape.url, "chat_messaging", isLivechat=False, **ROBIN)
    await page.sdk("connect")
    tape.now("no threads yet")
    await page.sdk("getThreadList")
    tape.now("six messages")
    for number in range(6):
        await page.thread(THREAD, "sendTextMessage", f"Message {number}")
        await page.event("MessageCreated")
    tape.now("a button's answer")
    await page.thread(THREAD, "sendPostbackMessage", "book", "Book a trip")
    await page.event("MessageCreated")
    tape.now("written for the agent")
    said = {
        "thread": {"idOnExternalPlatform": THREAD},
        "messageContent": {"type": "TEXT", "payload": {"text": "Welcome!"}},
        "idOnExternalPlatform": "3c0f7a1e-9d52-4b68-a7e4-5f1b8c2d6093",
        "attachments": [],
        "consumerContact": {"customFields": []},
        "browserFingerprint": {},
    }
    await page.thread(THREAD, "sendOutboundMessage", said)
    await page.event("MessageCreated")
    tape.now("an agent takes it and hands it over")
    created = await page.event("ContactCreated")
    contact = created["case"]["contactId"]
    await take(tape, page, contact)
    await act(tape, contact, "transfer", queue="changes")
    await page.event("AssignedAgentChanged", lambda one: not one["inboxAssignee"])
    tape.now("the thread is recovered, and read back")
    await page.thread(THREAD, "recover")
    await page.thread(THREAD, "loadMoreMessages")
    await page.thread(THREAD, "getMetadata")
    tape.now("the thread is named")
    await page.thread(THREAD, "setName", "My trip")
    await page.sdk("getThreadList")
    tape.now("another thread is archived")
    await page.thread(SECOND, "sendTextMessage", "By the way")
    await page.event("MessageCreated")
    await page.thread(SECOND, "archive")
    with pytest.raises(SdkError):
        await page.thread(SECOND, "sendTextMessage", "One more thing")
    tape.now("a token for HTTP")
    await page.sdk("generateAuthorizationToken", THREAD, "https://lakeside.example/")
    tape.now("nobody is there")
    left = {"name": "Robin Meyer", "email": "robin@example.com", "message": "Call me."}
    await page.sdk("sendOfflineMessage", left)


async def secured(tape: Tape, open_page: Open) -> None:
    """The other two modes of a secured session."""
    tape.now("by a cookie")
    page = await open_page(
        tape.url, "chat_messaging", isLivechat=False, securedSession="securedCookies"
    )
    await page.sdk("connect")
    tape.now("by a code of a third party")
    page = await open_page(
        tape.url,
        "chat_members",
        isLivechat=False,
        securedSession="thirdParty",
        authorizationCode="code-of-robin",
    )
    await page.sdk("connect")
    await page.thread(THREAD, "sendTextMessage", "It is me")
    await page.event("MessageCreated")


async def authorized(tape: Tape, open_page: Open) -> None:
    """The older way: authorized on the socket."""
    tape.now("without a code")
    plain = {"customerId": "customer-robin-1", "isAuthorizationEnabled": False}
    page = await open_page(tape.url, "chat_livechat", isLivechat=True, **plain)
    await page.sdk("connect")
    await page.sdk("authorize", None, None, {"browser": "Node"})
    tape.now("by a code")
    members = {"customerId": "customer-robin-2", "isAuthorizationEnabled": True}
    page = await open_page(tape.url, "chat_members", isLivechat=False, caches=True, **members)
    await page.sdk("connect")
    await page.sdk("authorize", "code-of-robin")
    await page.thread(THREAD, "sendTextMessage", "It is me")
    await page.event("MessageCreated")
    tape.now("authorized again, by the token")
    await page.sdk("authorize", "code-of-robin")


async def older(tape: Tape, open_page: Open) -> None:
    """The web SDK of the older line."""
    tape.by = BY_OLD_SDK
    tape.now("a page opens")
    robin = {"customerId": "customer-robin-1", "customerName": "Robin Meyer"}
    page = await open_page(tape.url, "chat_livechat", version=1, isLivechat=True, **robin)
    tape.now("the chat begins")
    await page.thread(THREAD, "startChat", "Where is my ticket?")
    await page.event("MessageCreated")
    tape.now("the customer ends it")
    await page.thread(THREAD, "endChat")
    await page.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")


SCENES: dict[str, Callable[[Tape, Open], Awaitable[None]]] = {
    "livechat": livechat,
    "messaging": messaging,
    "secured-sessions": secured,
    "authorized-on-the-socket": authorized,
    "web-sdk-1x": older,
    "group-chat": grouping.group_chat,
    **by_hand.SCENES,
    "pushes": pushing.pushes,
    "back-office": office.back_office,
}
