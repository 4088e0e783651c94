"""The demo widget: a conversation in it, its colours, and all that a customer must never lose."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.async_api import Page, expect

from tests.browser.sdk_page import NETWORK_TROUBLE
from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOP = "/widget?user=user-7"
OPEN = f"{SHOP}&open=1"
TYPING = {"kind": "frame", "direction": "in", "type": "typing"}
SEND = {"phase": "frame.in", "frame": "message.send"}


async def chat(world: World, path: str = OPEN, **options: Any) -> Page:
    """Open the page and wait until its conversation is connected."""
    page = await world.page(path, **options)
    await live(page)
    return page


async def live(page: Page) -> None:
    """Wait until the page's widget is connected."""
    await expect(page.get_by_test_id("chat")).to_have_attribute("data-status", "live")


async def conversation(page: Page) -> str:
    """Return the id of the conversation that the page is in."""
    return str(await page.evaluate("widgetSDK.conversation.id"))


async def write(page: Page, text: str) -> None:
    """Write a message and send it."""
    await page.get_by_test_id("composer").fill(text)
    await page.keyboard.press("Enter")


def configure(world: World, **config: Any) -> None:
    """Give the deployment another config."""
    url = f"{world.url}/api/v2/widget/deployments/{world.at.deployment_id}/config"
    headers = {
        "Authorization": f"Bearer {world.at.token(user_id='user-7')}",
        "Content-Type": "application/json",
    }
    asked = Request(url, json.dumps(config).encode(), headers, method="PUT")  # noqa: S310 - ours
    urlopen(asked, timeout=10).close()  # noqa: S310 - our own server


async def test_customer_and_agent_hold_a_conversation(world: World) -> None:
    page = await chat(world)
    standing = page.get_by_test_id("standing")
    await expect(standing).to_have_text("Waiting for an agent · General questions")
    made = await conversation(page)
    accepted = world.at.agent.accept(made)
    assert accepted.agent is not None
    name = accepted.agent.name
    await expect(standing).to_have_text(f"{name} is here")
    await expect(page.get_by_test_id("happening")).to_have_text(f"{name} joined")
    world.at.agent.typing(made)
    await expect(page.get_by_test_id("typing")).to_have_text(f"{name} is typing …")
    world.at.agent.say(made, "Good day")
    answer = page.get_by_test_id("message").first
    await expect(answer).to_contain_text("Good day")
    await expect(answer).to_have_attribute("data-side", "other")
    await expect(page.get_by_test_id("typing")).to_be_empty()
    await write(page, "Where is my order?")
    own = page.get_by_test_id("message").last
    await expect(own).to_have_attribute("data-state", "sent")
    await expect(own).to_have_attribute("data-side", "own")
    await expect(own).to_contain_text("You")
    world.at.journal.wait(TYPING)


async def test_a_transfer_and_the_end_are_told_and_one_begins_anew(world: World) -> None:
    page = await chat(world)
    first = await conversation(page)
    world.at.agent.accept(first)
    world.at.agent.transfer(first, "care-team")
    await expect(page.get_by_test_id("standing")).to_have_text(
        "Handed on, waiting for an agent · Care team"
    )
    world.at.agent.accept(first)
    world.at.agent.close(first)
    over = page.get_by_test_id("over")
    await expect(over).to_contain_text("The agent ended this chat.")
    await expect(page.get_by_test_id("composer")).to_be_hidden()
    await over.get_by_role("button", name="Start a new chat").click()
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await live(page)
    assert await conversation(page) != first
    await expect(over).to_be_hidden()


async def test_the_customer_ends_it_after_being_asked(world: World) -> None:
    page = await chat(world)
    made = await conversation(page)
    await page.get_by_role("button", name="End the chat").click()
    question = page.get_by_test_id("end-question")
    await question.get_by_role("button", name="Go on chatting").click()
    assert world.at.conversations.get(made).state == "OPEN"
    await page.get_by_role("button", name="End the chat").click()
    await question.get_by_role("button", name="End the chat").click()
    await expect(page.get_by_test_id("over")).to_contain_text("You ended this chat.")
    assert world.at.conversations.get(made).state == "CLOSED"


async def test_a_new_token_leaves_draft_focus_and_caret_alone(world: World) -> None:
    page = await chat(world)
    field = page.get_by_test_id("composer")
    await field.press_sequentially("Half a sentence")
    for _ in range(4):
        await page.keyboard.press("ArrowLeft")
    await page.evaluate("globalThis.before = document.querySelector('[data-testid=composer]')")
    token = world.at.token(user_id="user-7")
    swapped = page.evaluate(
        "(token) => new Promise((done) => {"
        " widgetSDK.on('token', done); widgetSDK.updateToken(token); })",
        token,
    )
    await swapped
    world.at.journal.wait({"kind": "frame", "type": "token.updated"})
    assert await page.evaluate("document.activeElement === globalThis.before")
    await page.keyboard.type("!")
    await expect(field).to_have_value("Half a sent!ence")


async def test_a_reload_keeps_conversation_messages_draft_and_caret(world: World) -> None:
    page = await chat(world, SHOP.replace("?", "?open=1&"))
    made = await conversation(page)
    await write(page, "Before the reload")
    await expect(page.get_by_test_id("message")).to_have_attribute("data-state", "sent")
    await page.get_by_test_id("composer").press_sequentially("Not yet sent")
    await page.keyboard.press("Home")
    await page.reload()
    await expect(page.get_by_test_id("composer")).to_have_value("Not yet sent")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.keyboard.type("> ")
    await expect(page.get_by_test_id("composer")).to_have_value("> Not yet sent")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await live(page)
    assert await conversation(page) == made


async def test_a_message_that_is_refused_says_so_and_goes_when_it_is_tried_again(
    world: World,
) -> None:
    world.expected += NETWORK_TROUBLE
    page = await chat(world)
    path = "/api/v2/conversations/messaging/*/messages"
    refusal = {"kind": "status", "status": 422, "code": "message.refused"}
    world.at.admin.faults.create(refusal, where=SEND, when={"times": 1})
    world.at.admin.faults.create(
        refusal, where={"phase": "edge", "method": "POST", "path": path}, when={"times": 1}
    )
    await write(page, "Please take this")
    message = page.get_by_test_id("message")
    await expect(message).to_have_attribute("data-state", "failed")
    await expect(page.get_by_test_id("message-state")).to_have_text("Not sent")
    await expect(page.get_by_test_id("notice")).to_have_attribute("data-notice", "message-failed")
    await page.get_by_role("button", name="Try again").click()
    await expect(message).to_have_attribute("data-state", "sent")
    await expect(page.get_by_test_id("failure")).to_be_hidden()
    await expect(message).to_have_count(1)


async def test_a_refused_message_can_be_taken_away(world: World) -> None:
    world.expected += NETWORK_TROUBLE
    page = await chat(world)
    await write(page, "x" * 70_000)
    await expect(page.get_by_test_id("message")).to_have_attribute("data-state", "failed")
    await page.get_by_role("button", name="Take it away").click()
    await expect(page.get_by_test_id("message")).to_have_count(0)


async def test_the_deployment_colours_the_page_and_text_stays_legible(world: World) -> None:
    theme = {"primaryColor": "#ffe14d", "position": "bottom-left", "darkMode": True}
    configure(world, title="Ask the lamp people", theme=theme)
    page = await chat(world)
    root = page.locator("html")
    await expect(root).to_have_attribute("data-theme", "dark")
    await expect(page.get_by_role("heading", name="Ask the lamp people")).to_be_visible()
    send = page.get_by_test_id("send")
    await expect(send).to_have_css("background-color", "rgb(255, 225, 77)")
    await expect(send).to_have_css("color", "rgb(0, 0, 0)")
    box = await page.get_by_test_id("chat").bounding_box()
    assert box is not None
    assert box["x"] < 100


async def test_features_that_a_deployment_has_not_are_not_there(world: World) -> None:
    configure(world, features={"typingIndicator": False, "transcriptDownload": True})
    page = await chat(world)
    made = await conversation(page)
    world.at.agent.accept(made)
    world.at.agent.typing(made)
    world.at.agent.say(made, "Keep this")
    await expect(page.get_by_test_id("message")).to_contain_text("Keep this")
    await write(page, "I will")
    await expect(page.get_by_test_id("message").last).to_have_attribute("data-state", "sent")
    assert await page.get_by_test_id("typing").text_content() == ""
    assert world.at.journal.verify(TYPING, exactly=0).ok
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Download the transcript").click()
    text = (await (await waiting.value).path()).read_text()
    assert re.search(r"Z  .+: Keep this\n.+Z  You: I will\n", text)


async def test_a_widget_that_is_put_away_counts_what_comes(world: World) -> None:
    page = await world.page(SHOP)
    launcher = page.get_by_test_id("launcher")
    await launcher.click()
    await live(page)
    made = await conversation(page)
    world.at.agent.accept(made)
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("chat")).to_be_hidden()
    await expect(launcher).to_be_focused()
    world.at.agent.say(made, "One")
    world.at.agent.say(made, "Two")
    await expect(page.get_by_test_id("unread")).to_have_text("2")
    await expect(launcher).to_have_accessible_name("Chat with us, 2 new messages")
    await launcher.click()
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("unread")).to_be_hidden()


async def test_the_keyboard_alone_is_enough(world: World) -> None:
    page = await world.page(SHOP)
    await expect(page.get_by_test_id("launcher")).to_be_visible()
    for _ in range(3):
        await page.keyboard.press("Tab")
    await expect(page.get_by_test_id("launcher")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.keyboard.type("No mouse")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("at all")
    await page.keyboard.press("Enter")
    message = page.get_by_test_id("message")
    await expect(message).to_have_attribute("data-state", "sent")
    assert await page.get_by_test_id("message-text").text_content() == "No mouse\nat all"
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_test_id("log")).to_be_focused()


async def test_on_a_phone_the_chat_fills_the_screen_and_nothing_scrolls_sideways(
    world: World,
) -> None:
    page = await chat(world, viewport=NARROW, color_scheme="dark")
    await write(page, "A" * 200)
    await expect(page.get_by_test_id("message")).to_have_attribute("data-state", "sent")
    box = await page.get_by_test_id("chat").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 400, "height": 800}
    await page.keyboard.press("Escape")
    await page.get_by_text("Under the hood").click()
    await expect(page.get_by_test_id("hood-status")).to_have_text("live")
    assert await page.evaluate("document.documentElement.scrollWidth") == 400


async def test_under_the_hood_one_sees_and_changes_what_the_widget_holds(world: World) -> None:
    world.expected += NETWORK_TROUBLE
    page = await chat(world)
    made = await conversation(page)
    await page.get_by_text("Under the hood").click()
    await expect(page.get_by_test_id("hood-token")).to_have_text(re.compile(r"ends in \d+:\d\d"))
    await page.get_by_role("button", name="Merge").first.click()
    await expect(page.get_by_test_id("routing-field-told")).to_have_text("The platform has it.")
    stored = world.at.conversations.get(made)
    assert stored.routing_data == {"tier": "premium", "language": "en-US"}
    await expect(page.get_by_test_id("routing-hash")).to_have_text(stored.routing_hash)
    await page.get_by_test_id("routing-field").fill(json.dumps({"notes": "ü" * 9000}))
    await expect(page.get_by_test_id("routing-bytes")).to_contain_text("too much")
    await page.get_by_role("button", name="Merge").first.click()
    await expect(page.get_by_test_id("routing-field-told")).to_contain_text("16384")
    link = page.get_by_test_id("console-link")
    await expect(link).to_have_attribute("href", f"{world.url}/console#/conversations/{made}")


async def test_a_dropped_socket_a_new_token_and_a_full_storage_cost_nothing(world: World) -> None:
    page = await chat(world)
    made = await conversation(page)
    await page.get_by_text("Under the hood").click()
    await page.get_by_role("button", name="Renew the token now").click()
    await expect(page.get_by_test_id("hood-told")).to_contain_text("The token was swapped")
    await page.get_by_role("button", name="Fill the storage").click()
    await page.get_by_role("button", name="Drop the socket").click()
    await write(page, "Still here")
    await expect(page.get_by_test_id("message")).to_have_attribute("data-state", "sent")
    await expect(page.get_by_test_id("hood-sockets")).to_contain_text("2 since this page came")
    await expect(page.get_by_test_id("notice")).to_have_attribute("data-notice", "storage-full")
    assert await conversation(page) == made


async def test_a_guest_has_a_conversation_too_and_comes_back_to_it(world: World) -> None:
    page = await chat(world, "/widget?open=1&instance=tab-one")
    made = await conversation(page)
    assert await page.evaluate("widgetSDK.instanceId") == "tab-one"
    await page.reload()
    await live(page)
    assert await conversation(page) == made


async def test_an_unknown_deployment_is_told_with_the_next_step(world: World) -> None:
    world.expected.append("404")
    page = await world.page("/widget?deployment=nowhere")
    await expect(page.get_by_role("alert")).to_contain_text('no deployment "nowhere"')
    await expect(page.get_by_role("alert")).to_contain_text("?deployment=ID")


async def test_a_config_that_does_not_come_keeps_nobody_from_writing(world: World) -> None:
    config = {"phase": "edge", "path": "/api/v2/widget/deployments/*/config"}
    world.at.admin.faults.create({"kind": "hang"}, where=config)
    world.expected += NETWORK_TROUBLE
    page = await world.page(OPEN)
    await live(page)
    await expect(page.get_by_role("heading", name="How can we help?")).to_be_visible()
    await write(page, "Is somebody there?")
    await expect(page.get_by_test_id("message")).to_have_attribute("data-state", "sent")


async def test_a_locale_that_no_browser_knows_takes_no_message_away(world: World) -> None:
    configure(world, locale="not a locale!")
    page = await chat(world)
    await write(page, "Good day")
    await expect(page.get_by_test_id("message")).to_have_attribute("data-state", "sent")


async def test_the_open_chat_lies_over_nothing_of_what_is_under_the_hood(world: World) -> None:
    page = await chat(world)
    for _ in range(2):
        over = await page.get_by_test_id("chat").bounding_box()
        under = await page.get_by_test_id("hood").bounding_box()
        assert over is not None
        assert under is not None
        assert under["x"] + under["width"] < over["x"]
        await page.get_by_text("Under the hood").click()


async def test_a_reload_after_the_end_begins_no_chat_that_nobody_asked_for(world: World) -> None:
    page = await chat(world)
    await page.get_by_role("button", name="End the chat").click()
    await page.get_by_test_id("end-question").get_by_role("button", name="End the chat").click()
    await expect(page.get_by_test_id("over")).to_contain_text("You ended this chat.")
    await page.reload()
    await expect(page.get_by_test_id("launcher")).to_be_visible()
    await world.quiet(page)
    assert len(world.at.conversations.list().conversations) == 1
    await page.get_by_test_id("launcher").click()
    await live(page)
    assert len(world.at.conversations.list().conversations) == 2


async def test_a_name_that_no_instance_can_have_is_told_with_the_next_step(world: World) -> None:
    page = await world.page(f"{OPEN}&instance=日本")
    await expect(page.get_by_role("alert")).to_contain_text("cannot be the name")
    await expect(page.get_by_role("alert")).to_contain_text("?instance=ID")
