"""What goes out by mail elsewhere, and what is said of visits: taken, told by the journal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.chats_cxone import Chat, chat, message
from tests.support.faulty import fault
from tests.support.server import Server, serving

QUIET = {"agentsAct": False}
VISITS = [
    "AddVisitorTags",
    "ExecuteTrigger",
    "RemoveVisitorTags",
    "SendPageViews",
    "StoreVisitor",
    "StoreVisitorEvents",
]


def left(text: str = "Call me", email: str = "robin@example.com", **members: Any) -> Any:
    """Return the data of `SendOfflineMessage` as the web SDK writes it."""
    return {
        "messageContent": {"type": "TEXT", "payload": {"text": text}},
        "authorCustomerIdentity": {
            "idOnExternalPlatform": email,
            "firstName": "Robin",
            "lastName": "Meyer",
        },
        **members,
    }


def notes(server: Server) -> list[str]:
    """Return what the journal notes, as texts."""
    return [str(one.render()) for one in server.tenant.journal.select(kind="note")]


async def number(page: Chat) -> str:
    """Begin a case; return its number."""
    await page.do("SendMessage", message("Hello"))
    id_: str = (await page.push("CaseCreated"))["case"]["id"]
    return id_


async def test_what_is_left_while_nobody_is_there_is_a_case_of_whoever_left_it() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        answered = await page.ask("SendOfflineMessage", left())
        assert answered["postback"] == {"eventType": "OfflineMessageSent"}
        (state,) = server.tenant.conversations.values()
        assert (state.customer.id, state.customer.name) == ("robin@example.com", "Robin Meyer")
        url = f"{server.url}/__admin/conversations/{state.id}"
        async with server.http.get(url) as answer:
            assert (await answer.json())["state"] == "OPEN"
        assert state.unanswered == "Call me"
        assert await page.told() == []


async def test_each_message_that_is_left_is_a_case_of_its_own() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.do("SendOfflineMessage", left("One"))
        await page.do("SendOfflineMessage", left("Two"))
        assert len(server.tenant.conversations) == 2
        assert {one.external_id for one in server.tenant.customers.values()} == {
            "c-1",
            "robin@example.com",
        }


@pytest.mark.parametrize("email", ["", "robin", "@example.com", "robin@", "x" * 128 + "@a.example"])
async def test_what_is_left_without_an_address_is_refused(email: str) -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        code, text = await page.refusal("SendOfflineMessage", left(email=email))
        assert code == "SendingOfflineMessageFailed"
        assert "is no e-mail address" in text
        assert server.tenant.conversations == {}


async def test_what_is_left_may_be_lost_by_a_fault() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        where = {"phase": "frame.in", "frame": "SendOfflineMessage"}
        async with fault(server, "lost_write", where=where):
            answered = await page.ask("SendOfflineMessage", left())
        assert answered["postback"] == {"eventType": "OfflineMessageSent"}
        assert server.tenant.conversations == {}
        assert len(server.tenant.customers) == 1


async def test_a_transcript_is_taken_and_the_journal_says_that_no_mail_is_sent() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        id_ = await number(page)
        to = [{"idOnExternalPlatform": "robin@example.com"}]
        data = {"consumerContact": {"id": id_}, "consumerRecipients": to}
        answered = await page.ask("SendTranscript", data)
        assert answered["postback"] == {"eventType": "TranscriptSent"}
        (note,) = notes(server)
        assert f"transcript of contact {id_} for robin@example.com; no mail is sent" in note
        await page.do("SendTranscript", {"contact": {"id": int(id_)}, "recipients": to})


async def test_a_transcript_of_somebody_elses_case_or_for_nobody_is_refused() -> None:
    async with (
        serving(settings=QUIET) as server,
        chat(server) as page,
        chat(server, customer="c-2") as stranger,
    ):
        contact = {"consumerContact": {"id": await number(page)}}
        to = {"consumerRecipients": [{"idOnExternalPlatform": "robin@example.com"}]}
        for page_, data in (
            (stranger, {**contact, **to}),
            (page, contact),
            (page, {**contact, "consumerRecipients": [{"idOnExternalPlatform": "robin"}]}),
            (page, {**contact, "consumerRecipients": to["consumerRecipients"] * 11}),
            (page, to),
        ):
            assert (await page_.refusal("SendTranscript", data)).code == "SendingTranscriptFailed"


@pytest.mark.parametrize("name", VISITS)
async def test_what_is_told_of_a_visit_is_acknowledged_and_in_the_journal(name: str) -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        data = {"visitorEvents": [{"id": "v-1", "type": "PageView", "data": {"url": "/shop"}}]}
        answered = await page.ask(name, data)
        assert sorted(answered) == ["createdAt", "eventId"]
        (note,) = notes(server)
        assert name in note
        assert "PageView" in note
