"""The desk: an agent in the console and a customer at the widget API hold a conversation."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
MESSAGING = "/api/v2/conversations/messaging"
REFUSED = "Failed to load resource"
LOST_MS = 15_000  # an answer that the test fetches and drops goes a long way round
TWICE = """() => {
  const box = document.querySelector("#desk-text");
  const press = () => new KeyboardEvent("keydown", { key: "Enter", bubbles: true });
  box.dispatchEvent(press());
  box.dispatchEvent(press());
}"""


class Customer:
    """A customer with a socket: says, types, reads, and hears what he is told."""

    def __init__(self, world: World, http: aiohttp.ClientSession, id_: str) -> None:
        self._http = http
        self._token = world.at.token(user_id="user-7")
        self._url = f"{world.url}{MESSAGING}/{id_}"
        self._socket: Any = None

    async def connect(self) -> Customer:
        """Open the socket."""
        self._socket = await self._http.ws_connect(f"{self._url}/ws?access_token={self._token}")
        return self

    async def tell(self, type_: str, **members: Any) -> None:
        """Send a frame."""
        await self._socket.send_json({"type": type_, **members})

    async def hears(self, type_: str, **members: Any) -> dict[str, Any]:
        """Return the next frame that is like this; those before it are passed over."""
        while True:
            frame = await self._socket.receive_json(timeout=5)
            shown = {name: frame.get(name) for name in members}
            if frame["type"] == type_ and shown == members:
                return dict(frame)


def line(page: Page, id_: str) -> Locator:
    """Return a conversation's line in the list."""
    return page.locator(f'mp-desk-queue [data-id="{id_}"]')


def act(page: Page, name: str) -> Locator:
    """Return the button of an act."""
    return page.locator(f'[data-act="{name}"]')


def said(page: Page) -> Locator:
    """Return the messages of the transcript."""
    return page.locator(".desk-message .desk-said")


def group(page: Page, name: str) -> Locator:
    """Return a group of the list."""
    return page.locator(f'[data-group="{name}"]')


async def still(world: World) -> None:
    """Let nothing act by itself."""
    world.at.admin.settings.patch({"agentsAct": False, "botsAct": False})


async def test_an_agent_and_a_customer_hold_a_conversation(world: World) -> None:
    await still(world)
    id_ = world.talk(message={"text": "Where is my parcel?"})
    page = await world.console("#/desk?agent=ben")
    async with aiohttp.ClientSession() as http:
        robin = await Customer(world, http, id_).connect()
        await line(page, id_).click()
        await expect(said(page)).to_have_text(["Where is my parcel?"])
        await act(page, "take").click()
        await expect(page.locator("#desk-text")).to_be_focused()
        await page.keyboard.type("I look")
        await robin.hears("typing", state="on")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("it up")
        await page.keyboard.press("Enter")
        heard = await robin.hears("message", text="I look\nit up")
        assert heard["from"]["name"] == "Ben Okafor"
        await robin.tell("seen", seq=heard["seq"])
        await expect(page.locator(".desk-message").last).to_contain_text("Read by Robin Meyer")
        await robin.tell("typing", state="on")
        await expect(page.locator(".desk-typing")).to_have_text("Robin Meyer (customer) is typing…")
        await robin.tell("message.send", text="Thank you", clientMessageId="c1")
        await expect(said(page).last).to_have_text("Thank you")
        await expect(page.locator(".desk-typing")).to_be_empty()
        await expect(page.locator("mp-desk-transcript [role=log]")).to_contain_text("Thank you")
        await act(page, "close").click()
        await page.get_by_label("Reason").fill("solved")
        await page.get_by_role("button", name="Close it").click()
        await robin.hears("conversation.closed", reason="solved")
        await expect(page.locator(".desk-head .state")).to_have_text("CLOSED")
        await expect(page.locator("#desk-text-why")).to_have_text("It is closed: solved.")
        await expect(page.locator("#desk-text")).to_have_attribute("readonly", "")


async def test_what_is_typed_stops_being_told_when_the_box_is_emptied(world: World) -> None:
    await still(world)
    id_ = world.talk()
    world.at.agent.offer(id_, "ben")
    world.at.agent.accept(id_)
    page = await world.console(f"#/desk/{id_}?agent=ben")
    async with aiohttp.ClientSession() as http:
        robin = await Customer(world, http, id_).connect()
        await expect(page.locator("#desk-text")).to_be_editable()
        await page.fill("#desk-text", "Hm")
        await robin.hears("typing", state="on")
        await page.fill("#desk-text", "")
        await robin.hears("typing", state="off")


async def test_a_ringing_conversation_is_announced_and_declined_by_a_key(world: World) -> None:
    await still(world)
    id_ = world.talk()
    page = await world.console("#/desk?agent=ana")
    await expect(group(page, "waiting").locator("a")).to_have_count(1)
    world.at.agent.offer(id_, "ana")
    await expect(group(page, "ringing").locator("a")).to_have_count(1)
    await expect(page.get_by_text("Robin Meyer rings at your desk")).to_be_attached()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(act(page, "take")).to_contain_text("Accept")
    await page.keyboard.press("Alt+Shift+D")
    await expect(page.locator(".desk-lines")).to_contain_text("Ana Duarte declined")
    await expect(group(page, "waiting").locator("a")).to_have_count(1)


async def test_an_act_that_the_state_forbids_says_why_and_does_nothing(world: World) -> None:
    await still(world)
    id_ = world.talk()
    world.at.agent.offer(id_, "ana")
    page = await world.console(f"#/desk/{id_}?agent=ben")
    take = act(page, "take")
    await expect(take).to_have_attribute("aria-disabled", "true")
    await expect(take).to_have_attribute("title", "It rings at Ana Duarte. Keys: Alt+Shift+A")
    await take.click(force=True)
    await expect(page.locator(".toast")).to_contain_text("It rings at Ana Duarte.")
    assert world.at.conversations.get(id_).state == "RINGING"


async def test_a_conversation_is_transferred_taken_over_and_left(world: World) -> None:
    await still(world)
    id_ = world.talk()
    page = await world.console(f"#/desk/{id_}?agent=ben")
    await act(page, "take").click()
    await expect(act(page, "transfer")).to_have_attribute("aria-disabled", "false")
    await expect(act(page, "ring")).to_contain_text("You have it: transfer it, or leave first")
    await act(page, "transfer").click()
    await page.get_by_label("Where to").select_option("agent:ana")
    await page.get_by_role("button", name="Transfer", exact=True).click()
    await expect(page.locator(".desk-head")).to_contain_text("rings at Ana Duarte")
    world.at.agent.accept(id_)
    await expect(act(page, "take")).to_contain_text("Take over")
    await act(page, "take").click()
    await page.get_by_role("button", name="Take over", exact=True).last.click()
    await expect(page.locator(".desk-head")).to_contain_text("with you")
    await expect(page.locator(".desk-lines")).to_contain_text("Transferred from Ana Duarte to")
    await act(page, "transfer").click()
    await page.get_by_label("Where to").select_option("queue:billing")
    await page.get_by_role("button", name="Transfer", exact=True).click()
    await expect(page.locator(".desk-head")).to_contain_text("Billing")
    await act(page, "take").click()
    await expect(page.locator(".desk-head")).to_contain_text("with you")
    await act(page, "leave").click()
    await expect(page.locator(".desk-head .state")).to_have_text("OPEN")
    await expect(page.locator(".desk-lines")).to_contain_text("Ben Okafor left")


async def test_what_somebody_has_is_never_taken_over_unasked(world: World) -> None:
    await still(world)
    id_ = world.talk()
    page = await world.console(f"#/desk/{id_}?agent=ben")
    await expect(act(page, "take")).to_have_attribute("aria-disabled", "false")
    world.at.agent.accept(id_, "ana")
    await expect(act(page, "take")).to_contain_text("Take over")
    await page.keyboard.press("Alt+Shift+A")
    dialog = page.get_by_role("dialog", name="Take over from Ana Duarte?")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await act(page, "take").click()
    world.at.agent.leave(id_)
    await expect(page.locator(".desk-head .state")).to_have_text("OPEN")
    await dialog.get_by_role("button", name="Take over", exact=True).click()
    await expect(page.locator(".toast")).to_contain_text("It went on meanwhile")
    verbs = [one["act"] for one in world.at.journal.get(kind="agent").entries]
    assert "transfer" not in verbs


async def test_a_conversation_that_a_rewind_brings_back_is_shown_again(world: World) -> None:
    await still(world)
    world.expected.append("404")
    id_ = world.talk(message={"text": "I am back"})
    world.at.admin.checkpoints.make("before")
    world.at.admin.reset("conversations")
    page = await world.console(f"#/desk/{id_}?agent=ben")
    await expect(page.get_by_text("There is no such conversation")).to_be_visible()
    world.at.admin.checkpoints.rewind("before")
    await expect(page.locator(".desk-lines")).to_contain_text("I am back")
    await act(page, "take").click()
    await expect(page.locator(".desk-head")).to_contain_text("with you")
    await page.locator("#desk-text:not([readonly])").fill("Good to see you")
    await page.keyboard.press("Enter")
    await expect(said(page)).to_have_text(["I am back", "Good to see you"])
    assert await page.locator("mp-desk-transcript .desk-scroll").count() == 1


async def test_the_bot_gets_a_conversation_back_when_bots_act(world: World) -> None:
    id_ = world.talk(message={"text": "an order"})
    page = await world.console(f"#/desk/{id_}?agent=ben")
    await act(page, "take").click()
    bot = act(page, "bot")
    await expect(bot).to_have_attribute("aria-disabled", "true")
    await page.get_by_label("Bots act").check()
    await expect(page.locator(".desk-note")).to_contain_text("Sam (bot) answers by itself")
    await expect(bot).to_have_attribute("aria-disabled", "false")
    await bot.click()
    await expect(page.locator(".desk-lines")).to_contain_text("Sam has taken it")
    assert world.at.admin.settings.get()["botsAct"] is True


async def test_who_presses_twice_sends_once(world: World) -> None:
    await still(world)
    id_ = world.talk()
    page = await world.console(f"#/desk/{id_}?agent=ben")
    await act(page, "take").click()
    await page.locator("#desk-text:not([readonly])").fill("Once")
    await page.evaluate(TWICE)
    await expect(said(page)).to_have_text(["Once"])
    await expect(page.locator("#desk-text")).to_have_value("")
    asked = {"kind": "agent", "act": "message", "conversationId": id_}
    assert world.at.journal.verify(asked, exactly=1).ok


async def test_a_lost_answer_leaves_the_text_in_the_box_and_again_sends_it_once(
    world: World,
) -> None:
    world.expected.append(REFUSED)
    await still(world)
    id_ = world.talk()
    page = await world.console(f"#/desk/{id_}?agent=ben")
    await act(page, "take").click()
    await page.locator("#desk-text:not([readonly])").fill("Did you hear me?")
    await page.route("**/agent/message", lose_answer, times=1)
    await page.keyboard.press("Enter")
    lost = page.locator(".desk-failed")
    await expect(lost).to_contain_text("Not sent.", timeout=LOST_MS)
    await expect(page.locator("#desk-text")).to_have_value("Did you hear me?")
    await expect(page.locator("#desk-text")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#desk-text")).to_have_value("")
    await expect(page.locator(".desk-failed")).to_be_empty()
    await expect(said(page)).to_have_text(["Did you hear me?"])
    assert world.at.conversations.get(id_).message_count == 1


async def lose_answer(route: Route) -> None:
    """Let the server do what is asked, and its answer be lost."""
    await route.fetch()
    await route.abort()


async def test_what_the_server_refuses_is_told_with_its_hint(world: World) -> None:
    world.expected.append(REFUSED)
    await still(world)
    id_ = world.talk()
    page = await world.console(f"#/desk/{id_}?agent=ben")
    await act(page, "take").click()
    await page.locator("#desk-text:not([readonly])").fill("x" * 8001)
    await page.keyboard.press("Enter")
    await expect(page.locator(".desk-failed")).to_contain_text("Not sent.")
    await expect(page.locator("#desk-text")).to_have_value("x" * 8001)


async def test_an_act_that_comes_too_late_is_told_as_the_conflict_it_is(world: World) -> None:
    world.expected.append(REFUSED)
    await still(world)
    id_ = world.talk()
    world.at.agent.accept(id_, "ben")
    page = await world.console(f"#/desk/{id_}?agent=ben")

    async def close_first(route: Route) -> None:
        world.at.agent.close(id_, "gone")
        await route.continue_()

    await page.route("**/agent/leave", close_first)
    await act(page, "leave").click()
    await expect(page.locator(".toast.bad")).to_contain_text("CLOSED")
    await expect(page.locator(".desk-head .state")).to_have_text("CLOSED")


async def test_two_desks_see_the_same(world: World) -> None:
    await still(world)
    id_ = world.talk()
    first = await world.console(f"#/desk/{id_}?agent=ben")
    other = await world.console(f"#/desk/{id_}?agent=ben")
    await act(first, "take").click()
    await expect(act(other, "leave")).to_have_attribute("aria-disabled", "false")
    await first.locator("#desk-text:not([readonly])").fill("From the first")
    await expect(other.locator(".desk-typing")).to_contain_text("Ben Okafor (agent) is typing…")
    await first.keyboard.press("Enter")
    await expect(said(other)).to_have_text(["From the first"])
    await first.get_by_label("Present").check()
    await expect(other.get_by_label("Present")).to_be_checked()


async def test_who_is_present_is_offered_what_comes(world: World) -> None:
    page = await world.console("#/desk")
    await page.get_by_label("You are").select_option("ben")
    await expect(page).to_have_url(f"{world.url}/console#/desk?agent=ben")
    await page.get_by_label("Present").check()
    await expect(page.locator(".desk-note")).to_contain_text("rings here")
    world.talk()
    await expect(group(page, "ringing").locator("a")).to_have_count(1)
    await page.goto(f"{world.url}/console#/conversations")
    await page.goto(f"{world.url}/console#/desk")
    await expect(page.get_by_label("You are")).to_have_value("ben")


async def test_on_a_narrow_screen_list_and_conversation_are_two_steps(world: World) -> None:
    await still(world)
    id_ = world.talk()
    page = await world.console("#/desk?agent=ben", viewport=NARROW)
    await line(page, id_).click()
    await expect(page.locator("mp-desk-queue")).to_be_hidden()
    await expect(act(page, "take")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    await page.get_by_role("link", name="All conversations").click()
    await expect(line(page, id_)).to_be_focused()
