"""Before silence ends a livechat, its customer is asked, and his answer is done."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from mockplatform.core.digital import Digital
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat

IS_POPUP = lambda data: data["message"]["messageContent"]["type"] == "PLUGIN"  # noqa: E731
SHOWN_S = 60


@asynccontextmanager
async def silent(**digital: Any) -> AsyncIterator[tuple[Brand, Chat]]:
    """Have a customer begin a livechat and say no more."""
    given = {"live": True, "inactivity_popup": "1m", **digital}
    async with brand(**given) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        yield shop, robin


async def asked(shop: Brand, robin: Chat) -> dict[str, Any]:
    """Let time come to the popup; return what it shows."""
    await shop.advance(shop.tenant.settings.inactivity - SHOWN_S)
    told = await robin.push("MessageCreated", IS_POPUP)
    assert told["message"]["direction"] == "outbound"
    (popup,) = told["message"]["messageContent"]["payload"]["elements"]
    return dict(popup)


def postback(popup: dict[str, Any], *, expired: bool) -> str:
    """Return what a button of the popup means."""
    texts = [one["postback"] for one in popup["elements"] if one["type"] == "BUTTON"]
    (found,) = [one for one in texts if json.loads(one)["isExpired"] is expired]
    return str(found)


async def answer(robin: Chat, popup: dict[str, Any], *, expired: bool) -> None:
    """Press a button of it."""
    text = postback(popup, expired=expired)
    content = {"type": "TEXT", "payload": {"text": "", "postback": text}, "postback": text}
    acknowledged = await robin.say("", messageContent=content)
    assert "error" not in acknowledged, acknowledged


def closed(robin: Chat) -> bool:
    """Whether the customer was told the end."""
    statuses = [one for one in robin.seen if one["eventType"] == "CaseStatusChanged"]
    return [one["data"]["case"]["status"] for one in statuses][-1:] == ["closed"]


async def test_the_popup_counts_down_to_the_end_by_silence() -> None:
    async with silent() as (shop, robin):
        popup = await asked(shop, robin)
        assert popup["type"] == "INACTIVITY_POPUP"
        kinds = [one["type"] for one in popup["elements"]]
        assert kinds == ["TITLE", "TEXT", "COUNTDOWN", "TEXT", "BUTTON", "BUTTON"]
        (countdown,) = [one for one in popup["elements"] if one["type"] == "COUNTDOWN"]
        assert countdown["variables"]["numberOfSeconds"] == SHOWN_S
        assert json.loads(postback(popup, expired=True))["type"] == "sessionExpiration"
        await shop.advance(SHOWN_S - 1)
        await robin.beat()
        assert not closed(robin)
        await shop.advance(1)
        await robin.beat()
        assert closed(robin)
        assert shop.conversation().close_reason == "inactivity"


async def test_who_is_still_there_goes_on_and_is_asked_anew_later() -> None:
    async with silent() as (shop, robin):
        await answer(robin, await asked(shop, robin), expired=False)
        await shop.advance(SHOWN_S)
        await robin.beat()
        assert not closed(robin)
        await shop.advance(shop.tenant.settings.inactivity - 2 * SHOWN_S)
        await robin.push("MessageCreated", IS_POPUP)
        assert not closed(robin)


async def test_a_guest_of_a_group_chat_may_be_there_and_ends_nothing() -> None:
    async with silent(group_chat=True) as (shop, robin), shop.chat("c-2") as ann:
        contact = {"contact": {"id": shop.thread().cases[-1].number}}
        told = await robin.do("CreateInvitationToGroupChat", contact)
        await ann.do("JoinGroupChat", {"invitation": told["invitation"]})
        popup = await asked(shop, ann)
        await answer(ann, popup, expired=True)
        assert shop.conversation().is_live
        assert shop.conversation().closes_at is not None
        await answer(ann, popup, expired=False)
        assert shop.conversation().closes_at is None
        assert len(shop.tenant.conversations) == 1


async def test_who_is_gone_ends_it_at_once() -> None:
    async with silent() as (shop, robin):
        await answer(robin, await asked(shop, robin), expired=True)
        await robin.beat()
        assert closed(robin)
        state = shop.conversation()
        assert (state.closed_by, state.close_reason) == ("customer", "inactivity")


async def test_an_answer_that_comes_too_late_begins_nothing() -> None:
    async with silent() as (shop, robin):
        popup = await asked(shop, robin)
        await shop.advance(SHOWN_S)
        for expired in (True, False):
            await answer(robin, popup, expired=expired)
        assert (await robin.told()).count("CaseCreated") == 1
        assert len(shop.thread().cases) == 1


async def test_it_is_found_in_the_history_too() -> None:
    async with silent() as (shop, robin):
        popup = await asked(shop, robin)
        found = await robin.do("RecoverLivechat", {"thread": {"idOnExternalPlatform": "t-1"}})
        assert found["messages"][0]["messageContent"]["payload"]["elements"] == [popup]


@pytest.mark.parametrize("digital", [{"live": False}, {"inactivity_popup": None}])
async def test_a_channel_that_does_not_ask_ends_as_before(digital: dict[str, Any]) -> None:
    async with silent(**digital) as (shop, robin):
        await shop.advance(shop.tenant.settings.inactivity)
        await robin.beat()
        assert closed(robin) is digital.get("live", True)
        assert [one for one in robin.seen if one["eventType"] == "MessageCreated"][1:] == []


def test_the_popup_is_shown_for_a_second_at_least() -> None:
    with pytest.raises(msgspec.ValidationError, match="inactivity_popup"):
        msgspec.convert({"inactivityPopup": "0s"}, Digital)


async def test_the_clock_says_that_no_socket_ends_with_the_livechat() -> None:
    """The customer's goes on: he may begin anew on it."""
    async with brand(live=True) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        id_ = shop.conversation().id
        fired = await shop.server.advance(shop.tenant.settings.inactivity + 1, shop.tenant)
        assert ("conversation.inactive", id_) in fired
        assert [what for what, _ in fired if what.startswith("socket.")] == []
        assert "error" not in await robin.say("Hello again")
