"""The page of the mistakes: each strikes as the guide predicts, and the SDK stays whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from mockplatform.findings.rules import BY_ID
from tests.browser.sdk_page import NETWORK_TROUBLE
from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATH = "/widget?fragile=1"
DOCS = Path(__file__).parents[2] / "docs" / "widget.md"
HALF = "Half a sentence"
TRIES = 12
"""More than what the rule `no-backoff` judges."""
FAILED = {"kind": "http", "method": "POST", "status": 503}
LONG = 20
"""So many messages make it worth a word that all are loaded again."""


async def both(world: World, page: Page | None = None) -> Page:
    """Wait until both widgets are connected, on a new page if none is given."""
    page = page or await world.page(PATH)
    await expect(page.get_by_test_id("chat")).to_have_attribute("data-status", "live")
    await expect(page.get_by_test_id("fragile")).to_have_attribute("data-status", "live")
    return page


async def second_tab(world: World, page: Page) -> Page:
    """Open the same address in another tab of the same browser."""
    path = page.url.removeprefix(world.url)
    return await both(world, await world.page(path, page.context))


async def say(page: Page, text: str) -> None:
    """Say the same in both."""
    await page.get_by_test_id("say").fill(text)
    await page.keyboard.press("Enter")


async def do(page: Page, situation: str) -> None:
    """Put both into a situation."""
    await page.get_by_test_id(f"do-{situation}").click()


async def struck(page: Page, mistake: str) -> None:
    """Wait until a mistake has struck; the well-behaved widget has to be whole."""
    await expect(page.get_by_test_id(f"mistake-{mistake}")).to_have_attribute("data-struck", "true")
    await expect(page.get_by_test_id("left-verdict")).to_have_attribute("data-verdict", "whole")


async def count(page: Page, what: str, number: int) -> None:
    """Wait until the table says a number."""
    await expect(page.get_by_test_id(what)).to_have_text(str(number))


def finds(world: World, *rules: str, perhaps: frozenset[str] = frozenset()) -> None:
    """See that the platform finds the fragile widget to break just these rules.

    And another one always: it says of no tab which one it is.
    """
    found = {one.rule for one in world.at.findings if one.subject.startswith("fragile-")}
    assert found - perhaps == {"missing-instance-id", *rules}


async def conversation(page: Page, side: str) -> str:
    """Return the id of the conversation on the left or on the right."""
    told = {"left": "widgetSDK.conversation.id", "right": "fragileWidget.conversationId"}
    return str(await page.evaluate(told[side]))


async def test_while_nothing_goes_wrong_both_do_well_and_no_mistake_lights_up(
    world: World,
) -> None:
    page = await both(world)
    await say(page, "Good day")
    for side in ("left", "right"):
        await count(page, f"{side}-stored", 1)
        await expect(page.get_by_test_id(f"{side}-verdict")).to_have_attribute(
            "data-verdict", "whole"
        )
    await expect(page.locator('[data-struck="true"]')).to_have_count(0)
    await expect(page.locator("[data-struck]")).to_have_count(13)
    finds(world, "duplicate-send")


async def test_a_new_token_takes_what_was_being_written(world: World) -> None:
    page = await both(world)
    await page.get_by_test_id("composer").fill(HALF)
    await page.get_by_test_id("fragile-composer").fill(HALF)
    await do(page, "renew")
    await struck(page, "reinit")
    await expect(page.get_by_test_id("fragile-composer")).to_have_value("")
    await expect(page.get_by_test_id("composer")).to_have_value(HALF)
    finds(world, "blind-reconnect")


async def test_a_new_token_takes_the_focus_even_of_an_empty_field(world: World) -> None:
    page = await both(world)
    await page.get_by_test_id("fragile-composer").focus()
    await do(page, "renew")
    await struck(page, "reinit")
    await expect(page.get_by_test_id("fragile-composer")).not_to_be_focused()


async def test_a_renewal_at_the_end_is_refused_and_begins_another_conversation(
    world: World,
) -> None:
    world.expected += NETWORK_TROUBLE
    page = await both(world)
    await say(page, "Before the end")
    await count(page, "right-stored", 1)
    world.at.admin.tokens.expire(all=True)
    await struck(page, "late-refresh")
    await both(world, page)
    await say(page, "Afterwards")
    await count(page, "left-stored", 2)
    await count(page, "left-conversations", 1)
    finds(world, "duplicate-send", "blind-reconnect")


async def test_a_renewal_during_a_send_says_the_message_again(world: World) -> None:
    page = await both(world)
    lost = {
        "phase": "frame.out",
        "frame": "ack",
        "conversationId": await conversation(page, "right"),
    }
    world.at.admin.faults.create({"kind": "lose"}, where=lost, when={"times": 1})
    await say(page, "On its way")
    await count(page, "left-stored", 1)
    await do(page, "renew")
    await struck(page, "refresh-mid-send")
    await struck(page, "no-message-id")
    await count(page, "right-doubled", 1)
    await count(page, "left-doubled", 0)
    finds(world, "duplicate-send", "blind-reconnect", "refresh-in-flight")


async def test_a_lost_answer_doubles_the_message(world: World) -> None:
    page = await both(world)
    await do(page, "lose")
    await say(page, "Once only")
    await struck(page, "no-message-id")
    await count(page, "right-doubled", 1)
    await count(page, "right-stored", 2)
    await count(page, "left-stored", 1)
    finds(world, "duplicate-send", "blind-reconnect")


async def test_a_reconnect_shows_the_transcript_twice(world: World) -> None:
    page = await both(world)
    await say(page, "Show this once")
    await count(page, "right-stored", 1)
    await do(page, "drop")
    await struck(page, "whole-transcript")
    await count(page, "right-shownTwice", 1)
    await count(page, "left-shownTwice", 0)
    finds(world, "duplicate-send", "blind-reconnect")


async def test_a_long_transcript_is_loaded_whole_each_time(world: World) -> None:
    page = await both(world)
    made = {side: await conversation(page, side) for side in ("left", "right")}
    for id_ in made.values():
        world.at.agent.accept(id_)
        for number in range(LONG):
            world.at.agent.say(id_, f"line {number}")
    for times in range(1, 4):
        shown = page.get_by_test_id("fragile").locator(".text")
        await expect(shown).to_have_count(LONG * times)
        await do(page, "drop")
    await expect(page.get_by_test_id("message-text")).to_have_count(LONG)
    await struck(page, "whole-transcript")
    finds(world, "blind-reconnect", "whole-transcript")


async def test_what_arrives_late_stands_below_what_was_said_later(world: World) -> None:
    page = await both(world)
    made = [await conversation(page, side) for side in ("left", "right")]
    held = {"phase": "frame.out", "frame": "message"}
    for one in made:
        world.at.agent.accept(one)
        world.at.admin.faults.create(
            {"kind": "reorder", "window": 1, "within": "10s"},
            where={**held, "conversationId": one},
            when={"times": 1},
        )
        world.at.agent.say(one, "First")
        world.at.agent.say(one, "Second")
    await struck(page, "arrival-order")
    await expect(page.get_by_test_id("fragile").locator(".text")).to_have_text(["Second", "First"])
    await expect(page.get_by_test_id("message-text")).to_have_text(["First", "Second"])
    finds(world)


async def test_a_conversation_that_ended_is_knocked_on_and_another_begun(world: World) -> None:
    world.expected += NETWORK_TROUBLE
    page = await both(world)
    first = await conversation(page, "right")
    await do(page, "end")
    await struck(page, "blind-reconnect")
    await struck(page, "second-conversation")
    await count(page, "right-conversations", 2)
    await count(page, "left-conversations", 1)
    await expect(page.get_by_test_id("over")).to_contain_text("You ended this chat.")
    assert await conversation(page, "right") != first
    finds(world, "blind-reconnect", "dead-conversation")


async def test_a_platform_that_is_down_is_called_without_a_pause(world: World) -> None:
    world.expected += NETWORK_TROUBLE
    page = await both(world)
    refused = {"kind": "refuse", "status": 503}
    fault = world.at.admin.faults.create(refused, where={"phase": "handshake"})
    creating = {"phase": "edge", "method": "POST", "path": "/api/v2/conversations/messaging"}
    down = world.at.admin.faults.create({"kind": "status", "status": 503}, where=creating)
    await do(page, "drop")
    await struck(page, "no-backoff")
    tries = {**FAILED, "path": creating["path"]}
    assert world.at.journal.wait(tries, at_least=TRIES).ok
    for one in (fault, down):
        world.at.admin.faults.remove(one.id)
    await say(page, "Is somebody there?")
    await both(world, page)
    await count(page, "left-stored", 1)
    await struck(page, "no-backoff")
    # On a busy machine pauses of 50 ms are too uneven to be judged as equally long ones.
    finds(world, "split-transcript", "duplicate-send", perhaps=frozenset({"no-backoff"}))


async def test_a_full_storage_leaves_a_blank_window(world: World) -> None:
    world.dies.append("exceeded the quota")
    page = await both(world)
    await do(page, "fill")
    await say(page, "Is there room?")
    await struck(page, "no-eviction")
    await expect(page.get_by_test_id("fragile")).to_be_empty()
    await expect(page.get_by_test_id("right-verdict")).to_contain_text("the window is blank")
    await expect(page.get_by_test_id("message-text")).to_have_text("Is there room?")
    await count(page, "left-stored", 1)
    finds(world, "duplicate-send")


async def test_a_check_by_length_passes_what_the_platform_refuses(world: World) -> None:
    world.expected += NETWORK_TROUBLE
    page = await both(world)
    await do(page, "heavy")
    await struck(page, "length-check")
    await expect(page.get_by_test_id("told")).to_have_text(re.compile("The SDK says: .*16384"))
    verdict = world.at.journal.verify({"kind": "http", "status": 413}, exactly=1)
    assert verdict.ok
    finds(world, "oversized-routing-data", "verbose-routing-data")


async def test_two_tabs_meet_in_one_conversation_and_overwrite_each_other(world: World) -> None:
    first = await both(world)
    second = await second_tab(world, first)
    for page in (first, second):
        await struck(page, "shared-storage")
    assert await conversation(first, "right") == await conversation(second, "right")
    assert await conversation(first, "left") != await conversation(second, "left")
    await do(first, "routing")
    await expect(first.get_by_test_id("told")).to_contain_text("Both told routing")
    await do(second, "routing")
    await struck(first, "overwrites-tabs")
    finds(world)


async def test_what_has_struck_is_remembered_over_a_reload(world: World) -> None:
    page = await both(world)
    await say(page, "Before")
    await count(page, "right-stored", 1)
    await do(page, "drop")
    await struck(page, "whole-transcript")
    await page.reload()
    await both(world, page)
    await struck(page, "whole-transcript")
    await count(page, "left-said", 1)
    await count(page, "left-lost", 0)


async def test_each_mistake_says_which_rules_it_breaks_as_the_docs_do(world: World) -> None:
    page = await both(world)
    items = await page.locator("[data-struck]").all()
    links = [await one.locator("a[href*='/findings/rules/']").all_text_contents() for one in items]
    assert {rule for rules in links for rule in rules} <= BY_ID.keys()
    table = DOCS.read_text(encoding="utf-8").partition("| mistake |")[2].partition("\n\n")[0]
    cells = [row.split(" | ")[-1] for row in table.splitlines()[2:]]
    assert [re.findall("`(.+?)`", cell) for cell in cells] == links


async def test_on_a_phone_the_two_stand_one_below_the_other(world: World) -> None:
    page = await both(world, await world.page(PATH, viewport=NARROW))
    assert await page.evaluate("document.documentElement.scrollWidth") == 400
    boxes = [await page.get_by_test_id(one).bounding_box() for one in ("chat", "fragile")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
