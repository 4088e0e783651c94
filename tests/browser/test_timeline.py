"""One conversation: all that happened on one axis, each thing once, and what stands beside."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from websockets.sync.client import ClientConnection, connect

from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGING = "/api/v2/conversations/messaging"


def socket(world: World, talk: str, **more: Any) -> AbstractContextManager[ClientConnection]:
    """Return a customer's socket; it is open in `with`."""
    token = world.at.token(user_id="user-7", **more)
    return connect(f"{world.at.ws_url}{MESSAGING}/{talk}/ws?access_token={token}")


def entries(page: Page, kind: str) -> Locator:
    """Return the entries of a kind."""
    return page.locator(f'mp-timeline .event[data-kind="{kind}"]')


async def test_all_that_happened_stands_on_one_axis_and_each_thing_once(world: World) -> None:
    talk = world.talk(message={"text": "Where is my order?"})
    world.at.admin.faults.create({"kind": "close"}, where={"phase": "frame.out", "frame": "pong"})
    with socket(world, talk) as one:
        one.recv()
        world.at.agent.accept(talk)
        world.at.agent.say(talk, "On its way.")
        world.at.clock.advance("12m")
        one.send(json.dumps({"type": "ping"}))
    page = await world.console(f"#/conversations/{talk}")
    await expect(entries(page, "message")).to_have_count(2)
    await expect(entries(page, "message").first).to_contain_text("Where is my order?")
    await expect(entries(page, "state").last).to_contain_text("RINGING → ACTIVE")
    await expect(entries(page, "request").nth(1)).to_contain_text(f"POST {MESSAGING}")
    await expect(entries(page, "socket").first).to_contain_text("open")
    await expect(entries(page, "token").first).to_contain_text("Token family began")
    await expect(entries(page, "fault")).to_contain_text("Fault close fired")
    await expect(entries(page, "clock")).to_contain_text("advance")
    await expect(page.get_by_text("12 min later")).to_have_count(1)


async def test_what_happens_now_appears_by_itself(world: World) -> None:
    talk = world.talk()
    page = await world.console(f"#/conversations/{talk}")
    await expect(entries(page, "state")).to_have_count(1)
    world.at.agent.accept(talk)
    await expect(page.get_by_role("heading", level=1).locator("xpath=..")).to_contain_text("ACTIVE")
    world.at.agent.say(talk, "Good morning")
    await expect(entries(page, "message")).to_have_count(1)
    await expect(entries(page, "message")).to_be_in_viewport()
    await expect(page.locator("mp-timeline [role=status]")).to_contain_text("Good morning")


async def test_kinds_can_be_hidden_and_the_link_says_so(world: World) -> None:
    talk = world.talk(message={"text": "hi"})
    page = await world.console(f"#/conversations/{talk}")
    await expect(entries(page, "request")).to_have_count(2)
    await page.get_by_role("button", name="Requests").click()
    await expect(entries(page, "request")).to_have_count(0)
    await expect(page).to_have_url(f"{world.url}/console#/conversations/{talk}?hide=request")
    again = await world.console(f"#/conversations/{talk}?hide=request")
    await expect(entries(again, "message")).to_have_count(1)
    await expect(entries(again, "request")).to_have_count(0)


async def test_an_entry_opens_to_its_members_and_leads_to_the_journal(world: World) -> None:
    talk = world.talk()
    page = await world.console(f"#/conversations/{talk}")
    request = entries(page, "request").last
    await request.locator("summary").click()
    await expect(request).to_contain_text("elapsedMs")
    (entry,) = world.at.journal.get(kind="http", conversation_id=talk).entries
    link = request.get_by_role("link", name="All of this request")
    await expect(link).to_have_attribute(
        "href", f"#/journal?correlationId={entry['correlationId']}"
    )


async def test_an_entry_leads_to_what_caused_it(world: World) -> None:
    talk = world.talk()
    with socket(world, talk) as one:
        one.recv()
        page = await world.console(f"#/conversations/{talk}")
        # The folded frames tell of "→ state" as well, and of each one only once they are open.
        folded = entries(page, "frame").filter(has=page.locator(".event-frames")).first
        await folded.locator("summary").first.click()
        told = folded.locator(".event-frames .event").filter(has_text="→ state").last
        await told.locator("summary").click()
        await told.get_by_role("button", name="Caused by").click()
        await expect(entries(page, "state").first.locator("summary")).to_be_focused()


async def test_what_the_ring_has_dropped_is_said_and_messages_are_all_there(world: World) -> None:
    talk = world.talk(message={"text": "The first of all"})
    world.at.agent.accept(talk)
    world.at.admin.settings.patch({"journalEntries": 100})
    for number in range(60):
        world.at.agent.say(talk, f"line {number}.")
    page = await world.console(f"#/conversations/{talk}")
    await expect(page.get_by_text("The journal's ring has dropped")).to_be_attached()
    await expect(entries(page, "message")).to_have_count(61)
    await expect(entries(page, "message").first).to_contain_text("The first of all")
    await expect(entries(page, "message").last).to_contain_text("line 59.")


async def test_what_is_older_comes_page_by_page(world: World) -> None:
    talk = world.talk(message={"text": "The first of all"})
    world.at.agent.accept(talk)
    for number in range(150):
        world.at.agent.say(talk, f"line {number}.")
    page = await world.console(f"#/conversations/{talk}")
    await expect(entries(page, "message").last).to_contain_text("line 149.")
    await expect(page.get_by_text("The first of all")).to_have_count(0)
    await page.get_by_role("button", name="Show what is older").click()
    await expect(page.get_by_text("The first of all")).to_have_count(1)
    await expect(entries(page, "message")).to_have_count(151)


async def test_the_routing_decision_says_its_rule_and_what_was_null(world: World) -> None:
    talk = world.talk(routingData={"unread": "x" * 15_000}, conversationData={"page": "/cart"})
    known = world.at.conversations.get(talk)
    assert known.routing is not None
    page = await world.console(f"#/conversations/{talk}")
    panel = page.locator(".panel", has=page.get_by_role("heading", name="Routing decision"))
    for key in known.routing.evaluated_null:
        await expect(panel.get_by_text(key, exact=True)).to_be_visible()
    await expect(panel).to_contain_text(known.routing.rule or "the fallback queue")
    await expect(panel).to_contain_text(known.routing_hash)
    bar = panel.get_by_role("meter")
    await expect(bar).to_have_attribute("aria-valuemax", "16384")
    await expect(bar).to_have_attribute("aria-valuenow", str(known.routing_data_bytes))
    await expect(bar).to_have_attribute("data-level", "near")


async def test_a_socket_shows_its_cursor_and_can_be_dropped(world: World) -> None:
    talk = world.talk()
    with socket(world, talk) as one:
        one.recv()
        page = await world.console(f"#/conversations/{talk}")
        (channel,) = world.at.channels.list().channels
        panel = page.locator(".panel", has=page.get_by_role("heading", name="Sockets"))
        await expect(panel).to_contain_text("cursor 2 of 2")
        await panel.get_by_label(f"Code to close {channel['id']} with").select_option("1012")
        await panel.get_by_role("button", name="Drop: close with").click()
        await expect(panel).to_contain_text("No socket is open")
        await expect(entries(page, "socket").last).to_contain_text("1012")


async def test_silence_is_counted_down_on_the_tenants_clock(world: World) -> None:
    world.at.clock.pause()
    talk = world.talk()
    page = await world.console(f"#/conversations/{talk}")
    facts = page.locator(".talk-facts")
    await expect(facts).to_contain_text("closes by itself in 15 min")
    world.at.clock.advance("14m")
    await expect(facts).to_contain_text("closes by itself in 1 min")
    world.at.clock.advance("2m")
    await expect(facts).to_contain_text("inactivity")


async def test_a_conversation_that_is_not_there_is_told_as_such(world: World) -> None:
    world.expected.append("404")
    page = await world.console("#/conversations/nobody")
    await expect(page.get_by_text("There is no such conversation")).to_be_visible()
    await page.get_by_role("link", name="All conversations").click()
    await expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


async def test_a_conversation_that_a_rewind_brings_back_is_shown_again(world: World) -> None:
    world.expected.append("404")
    talk = world.talk(message={"text": "I am back"})
    world.at.admin.checkpoints.make("before")
    world.at.admin.reset("conversations")
    page = await world.console(f"#/conversations/{talk}")
    await expect(page.get_by_text("There is no such conversation")).to_be_visible()
    world.at.admin.checkpoints.rewind("before")
    await expect(entries(page, "message")).to_contain_text("I am back")
    await expect(page.locator(".talk-head")).to_contain_text("OPEN")
    await expect(page.get_by_text("There is no such conversation")).to_have_count(0)
    world.at.agent.accept(talk)
    await expect(entries(page, "state").last).to_contain_text("ACTIVE")


async def test_a_request_stands_before_what_it_led_to(world: World) -> None:
    talk = world.talk()
    page = await world.console(f"#/conversations/{talk}")
    told = page.locator("mp-timeline .event")
    await expect(told.filter(has_text="OPEN")).to_be_visible()
    kinds = await told.evaluate_all("(all) => all.map((one) => one.dataset.kind)")
    assert kinds.index("state") > max(i for i, kind in enumerate(kinds) if kind == "request")


async def test_in_a_narrow_page_timeline_and_panels_take_turns(world: World) -> None:
    talk = world.talk(message={"text": "hi"})
    page = await world.console(f"#/conversations/{talk}", viewport=NARROW)
    await expect(entries(page, "message")).to_be_visible()
    await expect(page.get_by_role("heading", name="Routing decision")).to_be_hidden()
    await page.get_by_role("button", name="About").click()
    await expect(page.get_by_role("heading", name="Routing decision")).to_be_visible()
    await expect(page).to_have_url(f"{world.url}/console#/conversations/{talk}?tab=about")
    assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
