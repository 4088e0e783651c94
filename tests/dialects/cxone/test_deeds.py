"""What findings hear of a customer's socket: found is what is a sin, and nothing else."""

from __future__ import annotations

import pytest

from mockplatform import customers
from mockplatform.guests.standing import Cause
from tests.clients.calling import Caller, calling
from tests.clients.sins.cxone import gap_not_fetched
from tests.clients.stage import story
from tests.support.brands import CHANNEL
from tests.support.chats_cxone import Chat, message

_ACK = {"phase": "frame.out", "frame": "acknowledged", "dialect": "cxone"}
_TEXT = "Where is my order?"
THREAD = {"thread": {"idOnExternalPlatform": "t-1"}}


async def rules(at: Caller) -> list[str]:
    """Return which rules were broken."""
    return [one["rule"] for one in await at.findings()]


async def speaking(at: Caller, thread: str = "t-1") -> Chat:
    """Return a customer who has been answered in a thread."""
    customer = await at.connect()
    await customer.say("Hello", thread=thread)
    await at.shop.join(thread)
    await at.shop.say("Good day", thread)
    await customer.beat()
    return customer


async def test_a_customer_who_goes_on_without_asking_how_his_livechat_is_is_found() -> None:
    async with calling("c-1") as at:
        await at.drop(await speaking(at))
        customer = await at.connect()
        await at.passes(5)
        await customer.say("Hello?")
        assert await rules(at) == ["blind-reconnect"]


async def test_a_page_without_a_token_that_goes_on_in_a_livechat_that_has_ended_is_found() -> None:
    """Its first frame says whose the socket is, and begins another case: it is his already."""
    async with calling("c-1") as at:
        customer = await at.connect(secured=False)
        await customer.say("Hello")
        await at.shop.join()
        await at.drop(customer)
        await at.shop.close()
        customer = await at.connect(secured=False)
        await customer.say("Are you there?")
        assert len(at.shop.thread().cases) == 2
        assert [(one["rule"], one["subject"]) for one in await at.findings()] == [
            ("blind-reconnect", "c-1")
        ]


async def test_a_page_without_a_token_that_recovers_its_livechat_is_not() -> None:
    async with calling("c-1") as at:
        customer = await at.connect(secured=False)
        await customer.say("Hello")
        await at.drop(customer)
        await at.shop.close()
        customer = await at.connect(secured=False)
        await at.recover(customer)
        await customer.say("I have another question")
        assert await rules(at) == []


async def test_nobody_is_blamed_for_what_somebody_else_says_in_his_name() -> None:
    """On a channel with authorization a name proves nothing."""
    async with calling("c-1", authorization=True) as at:
        channel = customers.find_channel(at.shop.tenant, CHANNEL)
        service = at.shop.server.platform.service
        await customers.meet(service, at.shop.tenant, channel, "c-1", cause=Cause("test"))
        customer = await at.connect(secured=False)
        assert "error" in await customer.say("Hello", idOnExternalPlatform="")
        assert await rules(at) == []


async def test_what_a_page_has_queued_goes_out_at_once_and_is_not_held_against_it() -> None:
    """The web SDK 2.2.0 does so before its page can ask."""
    async with calling("c-1") as at:
        await at.drop(await speaking(at))
        customer = await at.connect()
        await customer.say("Hello?")
        await at.recover(customer)
        await at.passes(60)
        await customer.say("Are you there?")
        assert await rules(at) == []


async def test_a_message_behind_the_end_of_a_messaging_case_is_no_mistake() -> None:
    async with calling("c-1", live=False) as at:
        customer = await speaking(at)
        await at.drop(customer)
        await at.shop.close()
        customer = await at.connect()
        await customer.say("One more thing")
        assert await rules(at) == []


async def test_the_same_id_again_is_a_duplicate_where_the_channel_keeps_both() -> None:
    async with calling("c-1", deduplicate=False) as at:
        where = {"phase": "frame.out", "frame": "acknowledged"}
        lost = {"what": {"kind": "drop"}, "where": where, "when": {"times": 1}}
        await at.admin("POST", "/faults", lost)
        said = message("Where is my order?")
        customer = await at.connect()
        payload = customer.payload("SendMessage", said)
        await customer.send({"action": "chatWindowEvent", "eventId": "e-1", "payload": payload})
        await customer.end()
        customer = await at.connect()
        await at.recover(customer)
        await customer.ask("SendMessage", said)
        assert await rules(at) == ["duplicate-send"]


async def _unacknowledged(at: Caller) -> Chat:
    """Return a customer who was told of his message on a socket that lives, and of no ack of it."""
    customer = await speaking(at)
    lost = {"what": {"kind": "lose"}, "where": _ACK, "when": {"times": 1}}
    await at.admin("POST", "/faults", lost)
    payload = customer.payload("SendMessage", message(_TEXT, idOnExternalPlatform="m-1"))
    await customer.send({"action": "chatWindowEvent", "eventId": "e-1", "payload": payload})
    await customer.push("MessageCreated", lambda data: _TEXT in str(data["message"]))
    return customer


async def test_what_was_told_back_but_not_acknowledged_is_a_duplicate_under_another_id() -> None:
    """The web SDK makes another id with each call: what it was told back is no answer to it."""
    async with calling("c-1") as at:
        customer = await _unacknowledged(at)
        await at.passes(6)
        await customer.say(_TEXT, idOnExternalPlatform="m-2")
        (found,) = await at.findings()
        assert (found["rule"], found["subject"]) == ("duplicate-send", "c-1")
        first, kept, again = story(found)
        assert first == "frame: it had no answer for 5 s"
        assert kept.startswith("event: the platform put the message into the transcript")
        assert again == "frame: the same text came again, under another id"


@pytest.mark.parametrize("event", ["SenderTypingStarted", "SendMessagePreview"])
async def test_what_a_customer_types_again_is_his_own(event: str) -> None:
    """He waits for an answer of the agent's; that no acknowledgement came he does not see."""
    async with calling("c-1") as at:
        customer = await _unacknowledged(at)
        await at.passes(6)
        shown = {"messageContent": {"type": "TEXT", "payload": {"text": _TEXT}}}
        await customer.ask(event, {**THREAD, **shown})
        await customer.say(_TEXT, idOnExternalPlatform="m-2")
        assert await rules(at) == []


@pytest.mark.parametrize("after_s", [4, 31])
async def test_what_comes_too_soon_or_too_late_for_a_client_is_his_own(after_s: float) -> None:
    async with calling("c-1") as at:
        customer = await _unacknowledged(at)
        await at.passes(after_s)
        await customer.say(_TEXT, idOnExternalPlatform="m-2")
        assert await rules(at) == []


async def test_what_he_says_on_another_device_is_his_own() -> None:
    async with calling("c-1") as at:
        await _unacknowledged(at)
        other = await at.connect()
        await at.recover(other)
        await at.passes(6)
        await other.say(_TEXT, idOnExternalPlatform="m-2")
        assert await rules(at) == []


async def test_a_button_that_he_takes_again_is_his_own() -> None:
    async with calling("c-1") as at:
        customer = await speaking(at)
        lost = {"what": {"kind": "lose"}, "where": _ACK, "when": {"times": 1}}
        await at.admin("POST", "/faults", lost)
        taken = {"type": "TEXT", "payload": {"text": "Yes"}, "postback": "yes"}
        said = message("Yes", idOnExternalPlatform="m-1", messageContent=taken)
        payload = customer.payload("SendMessage", said)
        await customer.send({"action": "chatWindowEvent", "eventId": "e-1", "payload": payload})
        await customer.push("MessageCreated", lambda data: "Yes" in str(data["message"]))
        await at.passes(6)
        await customer.say("Yes", idOnExternalPlatform="m-2", messageContent=taken)
        assert await rules(at) == []


async def test_a_message_without_an_id_is_found() -> None:
    async with calling("c-1") as at:
        customer = await at.connect()
        await customer.say("Hello", idOnExternalPlatform="")
        assert await rules(at) == ["duplicate-send"]


async def test_who_was_told_all_has_no_gap_in_any_of_his_threads() -> None:
    async with calling("c-1", live=False) as at:
        customer = await speaking(at, "t-1")
        await customer.say("Hello", thread="t-2")
        await at.shop.join("t-2")
        await at.shop.say("Good day", "t-2")
        await at.shop.say("And here", "t-1")
        await customer.beat()
        await at.drop(customer)
        customer = await at.connect()
        await at.passes(20)
        for _ in range(5):
            await customer.do("SenderTypingStarted", THREAD)
        assert await rules(at) == []


async def test_a_page_of_history_is_not_all_of_it() -> None:
    async with calling("c-1", live=False, page_size=2) as at:
        await at.drop(await speaking(at))
        for number in range(5):
            await at.shop.say(f"line {number}")
        customer = await at.connect()
        await at.recover(customer)
        await customer.do("SenderTypingStarted", THREAD)
        await at.passes(20)
        for _ in range(4):
            await customer.do("SenderTypingStarted", THREAD)
        assert await rules(at) == ["gap-not-fetched"]


@pytest.mark.parametrize("secured", [True, False])
@pytest.mark.parametrize("shown", ["t-1", "t-2"])
async def test_only_the_thread_in_which_a_client_goes_on_must_have_been_read(
    shown: str, secured: bool
) -> None:
    """Be it the one that began first or last; with a token, or as pages without one do."""
    async with calling("c-1", live=False) as at:
        await gap_not_fetched.good(at, shown, secured)
        assert await rules(at) == []
    async with calling("c-1", live=False) as at:
        await gap_not_fetched.sin(at, shown, secured)
        assert await rules(at) == ["gap-not-fetched"]


async def test_a_client_that_comes_back_and_does_nothing_in_a_thread_shows_another_one() -> None:
    """Or none: a list of them."""
    async with calling("c-1", live=False) as at:
        await at.drop(await speaking(at))
        await at.shop.say("Are you there?")
        customer = await at.connect()
        await at.passes(60)
        for _ in range(5):
            await customer.do("FetchThreadList", {})
            await customer.beat()
            await at.passes(5)
        assert await rules(at) == []


@pytest.mark.parametrize("asks", ["FetchThreadList", "LoadThreadMetadata"])
async def test_a_thread_of_messages_is_asked_for_by_the_list_or_by_its_metadata(asks: str) -> None:
    """Nothing more can be asked: a case that has ended goes on with another one."""
    async with calling("c-1", live=False) as at:
        await at.drop(await speaking(at))
        customer = await at.connect()
        await customer.do(asks, THREAD)
        await at.passes(5)
        await customer.say("Hello?")
        assert await rules(at) == []


@pytest.mark.parametrize("asks", ["FetchThreadList", "LoadThreadMetadata"])
async def test_neither_of_them_tells_whether_a_livechat_has_ended(asks: str) -> None:
    async with calling("c-1") as at:
        await at.drop(await speaking(at))
        await at.shop.close()
        customer = await at.connect()
        await customer.do(asks, THREAD)
        await customer.say("Hello?")
        assert await rules(at) == ["blind-reconnect"]


async def test_pages_are_read_until_nothing_is_missing() -> None:
    async with calling("c-1", live=False, page_size=2) as at:
        await at.drop(await speaking(at))
        for number in range(5):
            await at.shop.say(f"line {number}")
        customer = await at.connect()
        told = (await at.recover(customer))["postback"]["data"]
        token = told["messagesScrollToken"]
        while token:
            asked = {**THREAD, "scrollToken": token, "oldestMessageDatetime": ""}
            token = (await customer.do("LoadMoreMessages", asked))["scrollToken"]
        await at.passes(20)
        for _ in range(4):
            await customer.do("SenderTypingStarted", THREAD)
        assert await rules(at) == []


async def test_to_ask_for_a_thread_that_there_is_not_is_no_mistake_however_often() -> None:
    async with calling("c-1") as at:
        customer = await at.connect()
        for _ in range(3):
            await at.recover(customer)
            await at.passes(5)
        assert await rules(at) == []


async def test_nobody_is_blamed_for_what_comes_before_anybody_said_who_he_is() -> None:
    async with calling("c-1") as at:
        customer = await at.connect(secured=False)
        await customer.say("Hello", idOnExternalPlatform="")
        assert await rules(at) == []


async def test_a_refused_frame_of_any_shape_breaks_no_rule() -> None:
    """A rule that failed would say so in `broken`."""
    async with calling("c-1") as at:
        customer = await at.connect()
        for data in (
            {},
            {"thread": 1},
            {"thread": {"idOnExternalPlatform": 7}},
            {"customFields": 3},
        ):
            await customer.ask("SendMessage", data)
            await customer.ask("SetConsumerContactCustomFields", data)
            await customer.ask("RecoverLivechat", data)
        odd = {"customFields": [1, {"ident": 2}, {"ident": "a", "value": {"b": 1}}]}
        await customer.ask("SendMessage", message("Hello", consumerContact=odd))
        told = await at.admin("GET", "/findings")
        assert (told["findings"], told["broken"]) == ([], {})


async def test_messages_without_words_are_told_apart_by_what_else_they_have() -> None:
    async with calling("c-1") as at:
        customer = await at.connect()
        await customer.say("Hello")
        where = {"phase": "frame.out", "frame": "acknowledged"}
        await at.admin("POST", "/faults", {"what": {"kind": "lose"}, "where": where})
        for answer in ("yes", "no"):
            content = {"type": "TEXT", "payload": {"text": "", "postback": answer}}
            said = message(messageContent={**content, "postback": answer})
            payload = customer.payload("SendMessage", said)
            await customer.send({"action": "register", "eventId": answer, "payload": payload})
            await customer.beat()
            await at.passes(6)
        assert at.shop.conversation().message_count == 3
        assert await rules(at) == []


async def test_two_customers_in_one_case_are_two_clients() -> None:
    """What one says is no repetition of the other's, and nothing is missed that came before."""
    async with calling("c-1", live=False, group_chat=True) as at, at.shop.chat("c-2") as guest:
        customer = await speaking(at)
        for _ in range(3):
            await at.shop.say("Please wait")
        number = at.shop.thread().cases[-1].number
        told = await customer.do("CreateInvitationToGroupChat", {"contact": {"id": number}})
        await guest.do("JoinGroupChat", {"invitation": told["invitation"]})
        for page in (customer, guest):
            await page.say("Yes")
        same = message("Twice, by two")
        for page in (guest, customer):
            await page.do("SendMessage", same)
        await at.passes(5)
        async with at.shop.chat("c-2") as again:
            await again.do("RecoverThread", THREAD)
            await again.say("Back")
            await at.shop.say("Good")
            await again.beat()
            await again.do("LeaveGroupChat", {"contact": {"id": number}})
            await at.shop.say("He is gone")
            await again.beat()
        await at.recover(customer)
        await at.passes(60)
        await customer.say("Thank you")
        assert await rules(at) == []
        assert at.shop.conversation().message_count == 13
