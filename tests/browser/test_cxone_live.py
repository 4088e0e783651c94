"""One conversation seen live from NICE's own SDK, the admin API and the console, step by step."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import Locator, Page, expect

from mockplatform.client.answers import Case
from tests.browser.cxone_page import CxonePage, cxone_page
from tests.browser.sdk_page import kept
from tests.browser.test_desk import act, line, said, still
from tests.browser.world import World
from tests.support.agents_cxone import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
THREAD = "7b1fd3a0-2f0e-4a3d-9d5c-4c1f0e6a7b11"


def facts(page: Page) -> Locator:
    """Return what the console tells of a conversation above its timeline."""
    return page.locator("mp-conversation .talk-facts")


def case_of(world: World, id_: str) -> Case:
    """Return a conversation's case as the admin API has it."""
    found = world.at.conversations.get(id_).case
    assert found is not None
    return found


async def say(world: World, id_: str, status: str) -> None:
    """Have Ana's program say by REST how far a case is."""
    async with aiohttp.ClientSession() as http:
        ana = await Program.let_in(http, f"{world.url}/cxone", "ana")
        number = case_of(world, id_).number
        got = await ana.call("PUT", f"/contacts/{number}/status", {"status": status})
        assert got.status < 300, got


async def begin(world: World, robin: CxonePage) -> str:
    """Have the customer begin; return the conversation, which all three sides have."""
    await robin.do("startChat", "Where is my parcel?")
    created = await robin.heard("ContactCreated")
    (one,) = world.at.conversations.list().conversations
    assert one.case is not None
    assert (one.case.number, one.case.thread) == (created["case"]["id"], THREAD)
    assert (one.case.status, one.medium, one.state) == ("new", "livechat", "OPEN")
    return one.id


async def test_all_three_see_each_step_of_a_livechat(world: World) -> None:
    await still(world)
    async with cxone_page(world, "chat_livechat", "c-1", THREAD) as robin:
        id_ = await begin(world, robin)
        desk = await world.console("#/desk?agent=ben")
        watch = await world.console(f"#/conversations/{id_}")
        await expect(facts(watch)).to_contain_text("door live chat")
        await expect(facts(watch)).to_contain_text("channel Live chat")
        number = case_of(world, id_).number
        await expect(facts(watch)).to_contain_text(f"case {number}, new")
        await line(desk, id_).click()
        await expect(said(desk)).to_have_text(["Where is my parcel?"])
        await act(desk, "take").click()
        assigned = await robin.heard("AssignedAgentChanged")
        assert assigned["inboxAssignee"]["firstName"] == "Ben"
        await expect(facts(watch)).to_contain_text(f"case {number}, open")
        await expect(desk.locator("#desk-text")).to_be_focused()
        await desk.keyboard.type("I look it up")
        await robin.heard("AgentTypingStarted", "Okafor")
        await desk.keyboard.press("Enter")
        await robin.heard("MessageCreated", "I look it up")
        await robin.do("keystroke")
        await expect(desk.locator(".desk-typing")).to_contain_text("Robin Meyer (customer)")
        await robin.do("sendTextMessage", "Thank you")
        await expect(said(desk).last).to_have_text("Thank you")
        await expect(watch.locator("mp-conversation")).to_contain_text("Thank you")
        assert kept(world, id_) == ["Where is my parcel?", "I look it up", "Thank you"]
        await act(desk, "close").click()
        await desk.get_by_label("Reason").fill("solved")
        await desk.get_by_role("button", name="Close it").click()
        closed = await robin.heard("ContactStatusChanged", '"closed"')
        assert closed["case"]["id"] == number
        await expect(facts(watch)).to_contain_text(f"case {number}, closed")
        await expect(desk.locator(".desk-head .state")).to_have_text("CLOSED")
        assert case_of(world, id_).status == "closed"
        assert world.at.conversations.get(id_).state == "CLOSED"
        assert await robin.page.evaluate("faults") == []


async def test_what_agents_say_of_a_case_is_seen_by_all_three(world: World) -> None:
    await still(world)
    async with cxone_page(world, "chat_livechat", "c-1", THREAD) as robin:
        id_ = await begin(world, robin)
        desk = await world.console(f"#/desk/{id_}?agent=ben")
        watch = await world.console(f"#/conversations/{id_}")
        await act(desk, "take").click()
        await robin.heard("AssignedAgentChanged")
        await say(world, id_, "escalated")
        told = await robin.heard("ContactStatusChanged", '"escalated"')
        assert told["case"]["id"] == case_of(world, id_).number
        assert case_of(world, id_).status == "escalated"
        await expect(facts(watch)).to_contain_text("escalated")
        await expect(watch.locator("mp-conversation")).to_contain_text("open → escalated")
        await expect(desk.locator(".desk-lines")).to_contain_text("escalated")
