"""Each outage of the catalogue befalls a well-behaved and a fragile widget, side by side.

Two customers say the same while it lasts; the token of each is renewed once in that time. The
socket of the well-behaved widget breaks once by itself as well, and its page tells routing
something new. It loses and doubles nothing, and tells the customer of what he would notice, and
when it is over. The fragile one makes the mistakes of which the Guide warns; ten outages find one
of their own, and of the other seven the table says that nothing but its own renewal hurts it.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.async_api import Locator, Page, expect

from mockplatform.client import TenantUnderTest
from tests.browser.sdk_page import NETWORK_TROUBLE
from tests.browser.timed import TimedPage
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAIR = "/widget?fragile=1&pair=p"
SAID = [f"number {number}" for number in range(1, 6)]
DRAFT = "half a sen"
LIFE, LASTS, GAP_S = "30s", "40s", 8
BREAKS_AT, ROUTES_AT = 1, 2
"""With which of the things that are said the socket breaks, and routing is told something new."""
CAREFUL = "careful-p"
ROUTED = {"tier": "premium", "language": "de-DE"}
ROUTE = """() => {
    void widgetSDK.setRoutingData({ language: "de-DE" });
    void widgetSDK.saveContext({ language: "de-DE" });
}"""
NO_AGENT_S = 70
"""So long nobody answers that it is worth a word."""
BOTH_LIVE = """() => ["chat", "fragile"].every((name) =>
    document.querySelector(`[data-testid="${name}"]`)?.dataset.status === "live")"""
SETTLED = """(relief) => widgetSDK.status === "live"
    && widgetSDK.messages.every((one) => one.state === "sent")
    && relief.includes(document.querySelector('[data-testid="notice"]').dataset.notice)"""
"""All has arrived, and no trouble is told of any more."""
STRUCK = """() => [...document.querySelectorAll('[data-struck="true"]')]
    .map((one) => one.dataset.testid.replace("mistake-", ""))"""
SHOWS = """(kept) => JSON.stringify(kept) === JSON.stringify(
    [...document.querySelectorAll('[data-testid="chat"] [data-testid="message"]')]
    .map((one) => one.querySelector(".text").textContent))"""
"""What the log has is what the platform keeps, in its order."""
LOST = frozenset({"message-failed", "conversation-ended", "signed-out", "failed"})
"""None of the outages takes anything away from the customer, so he is told nothing of the kind."""
RELIEF = ["", "connected", "messages-sent", "signed-in-again", "agent-joined"]


class Case(NamedTuple):
    """What an outage does to both.

    Attributes:
        told: What the well-behaved widget has to say; of nothing that nobody would notice.
        struck: The mistakes that it makes strike. None: this outage is no matter of theirs, or
            hits what a widget does seldom; the fragile one fails by its own renewal alone.
        either: Mistakes of which one strikes: which, an instant decides.
        broken: What the fragile widget comes to, in the words of its verdict.
        lasts: For how long it is the platform's.
    """

    told: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    broken: str = ""
    lasts: str = LASTS


CASES = {
    "ack-loss": Case(struck=frozenset({"no-message-id"}), broken="doubled"),
    "brownout": Case(),
    "clock-skew": Case(told=frozenset({"reconnecting"})),
    "context-store-down": Case(),
    # So long that the renewal is in the midst of it: every call is refused until the 40th second.
    "edge-401-storm": Case(
        told=frozenset({"reconnecting"}),
        struck=frozenset({"refresh-mid-send"}),
        broken="lost",
        lasts="60s",
    ),
    "half-open-sockets": Case(
        told=frozenset({"reconnecting"}), struck=frozenset({"refresh-mid-send"})
    ),
    "key-rotation": Case(),
    "message-duplicates": Case(
        struck=frozenset({"no-message-id", "whole-transcript"}), broken="doubled"
    ),
    "no-agents": Case(told=frozenset({"waiting-for-agent"})),
    "rate-limited": Case(),
    "refresh-slow": Case(struck=frozenset({"late-refresh"})),
    "region-failover": Case(
        told=frozenset({"reconnecting", "message-waits"}),
        struck=frozenset({"refresh-mid-send"}),
        broken="lost",
    ),
    "reordering": Case(struck=frozenset({"arrival-order"}), broken="out of order"),
    "routing-down": Case(),
    "thundering-herd": Case(
        told=frozenset({"reconnecting", "message-waits"}),
        struck=frozenset({"refresh-mid-send"}),
        broken="lost",
    ),
    "token-service-down": Case(
        told=frozenset({"token-renewal-late"}),
        either=frozenset({"late-refresh", "refresh-mid-send"}),
    ),
    "websocket-flap": Case(
        told=frozenset({"reconnecting"}),
        struck=frozenset({"whole-transcript"}),
        broken="shown twice",
    ),
}


async def _both(world: World) -> TimedPage:
    """Open the page, with both widgets connected."""
    world.expected += NETWORK_TROUBLE
    world.at.admin.settings.patch({"accessTokenLife": LIFE})
    here = await TimedPage.open(world, PAIR)
    await here.until(BOTH_LIVE)
    await here.note_notices()
    await here.page.evaluate("widgetSDK.setRoutingData({ tier: 'premium' })")
    return here


async def _say(page: Page, text: str) -> None:
    """Have both customers say it, and go on writing; the first one has the focus."""
    fragile = page.get_by_test_id("fragile-composer")
    if await fragile.count():  # an error may have left it blank
        await fragile.fill(text)
        await fragile.press("Enter")
        await fragile.fill(DRAFT)
    field = _composer(page)
    await field.fill(text)
    await field.press("Enter")
    await field.press_sequentially(DRAFT)


def _composer(page: Page) -> Locator:
    return page.get_by_test_id("chat").get_by_test_id("composer")


def _answer(at: TenantUnderTest, text: str) -> None:
    for one in at.conversations.list(state="ACTIVE").conversations:
        at.agent.say(one.id, text)


def _break_socket(at: TenantUnderTest) -> None:
    (conversation,) = at.conversations.list(user_id=CAREFUL).conversations
    for one in at.channels.list().channels:
        if one["conversationId"] == conversation.id:
            at.channels.drop(one["id"])


async def _talk(here: TimedPage) -> None:
    """Have both customers say it all, while time passes and an agent answers."""
    at = here.world.at
    for number, text in enumerate(SAID):
        await _say(here.page, text)
        if number == BREAKS_AT:
            _break_socket(at)
        if number == ROUTES_AT:
            await here.page.evaluate(ROUTE)
        _answer(at, f"heard {number}")
        await here.passes(GAP_S)


async def _check_well_behaved(here: TimedPage, case: Case) -> None:
    """It shows what the platform has, which is what was said; the draft is where it was."""
    talks = here.world.at.conversations
    (one,) = talks.list(user_id=CAREFUL).conversations
    await here.until("widgetSDK.conversation.routingData.language === 'de-DE'")
    stored = talks.get(one.id)
    assert stored.routing_data == ROUTED
    kept = [message.text for message in stored.transcript or []]
    assert [text for text in kept if text in SAID] == SAID
    await here.until(SHOWS, kept)
    await expect(_composer(here.page)).to_have_value(DRAFT)
    await expect(_composer(here.page)).to_be_focused()
    assert await here.notices() >= case.told
    assert not await here.all_notices() & LOST


@pytest.mark.parametrize("outage", CASES)
async def test_one_widget_is_whole_and_the_other_fails_under(world: World, outage: str) -> None:
    at, case = world.at, CASES[outage]
    here = await _both(world)
    if outage != "no-agents":
        for one in at.conversations.list().conversations:
            at.agent.accept(one.id)
    at.admin.outages.start(outage, for_=case.lasts, seed=7)
    await _talk(here)
    if outage == "no-agents":
        await here.passes(NO_AGENT_S - GAP_S * len(SAID), step=5)
        assert await here.notices() >= case.told
        at.agent.accept(at.conversations.list(user_id=CAREFUL).conversations[0].id)
    await here.until(SETTLED, RELIEF)
    await _check_well_behaved(here, case)
    await expect(here.page.get_by_test_id("right-verdict")).to_contain_text(case.broken)
    struck = set(await here.page.evaluate(STRUCK))
    assert struck >= case.struck | {"reinit"}, struck
    assert not case.either or struck & case.either, struck


async def test_no_outage_of_the_catalogue_is_left_out(world: World) -> None:
    catalogue = {one.name for one in world.at.admin.outages.list().outages}
    assert set(CASES) == catalogue
