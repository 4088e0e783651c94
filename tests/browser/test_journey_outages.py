"""Each outage of the catalogue befalls a well-behaved and a fragile widget, side by side.

Two customers say the same while it lasts; the token of each is renewed once in that time. The
socket of the well-behaved widget breaks once by itself as well, and its page tells routing
something new. It loses and doubles nothing, and tells the customer of what he would notice, and
when it is over. The fragile one makes the mistakes of which the Guide warns; ten outages find one
of their own, and of the other seven the table says that nothing but its own renewal hurts it.

The platform reviews both: it finds nothing about the well-behaved one, whose silence `World` asks
for at the end of each test, and about the fragile one what it was built to do, and nothing else.
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
CAREFUL, FRAGILE = "careful-p", "fragile-p"
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
JUDGED = """(broken) =>
    document.querySelector('[data-testid="right-verdict"]').textContent.includes(broken)"""
"""The page has asked the platform how the fragile widget did; it waits while that is in trouble."""
SHOWS = """(kept) => JSON.stringify(kept) === JSON.stringify(
    [...document.querySelectorAll('[data-testid="chat"] [data-testid="message"]')]
    .map((one) => one.querySelector(".text").textContent))"""
"""What the log has is what the platform keeps, in its order."""
LOST = frozenset({"message-failed", "conversation-ended", "signed-out", "failed"})
"""None of the outages takes anything away from the customer, so he is told nothing of the kind."""
ALWAYS = frozenset({"missing-instance-id"})
"""The fragile widget keeps what it has for all tabs, and says of none which one it is."""
SPEAKS = frozenset({"duplicate-send"})
"""Where anything that it says arrives, it comes without an id."""
COMES_BACK = frozenset({"blind-reconnect"})
USUAL = SPEAKS | COMES_BACK
"""What is found without any outage: a renewal alone makes it come back blindly."""
TOO_LATE = frozenset({"no-refresh", "refresh-after-expiry"})
"""It renews at the end of the token, which it uses until then. Tokens live for half a minute here,
and it may be heard of once only while a renewal is due: then it is not blamed for what a clock that
moves in steps may have kept it from. `test_sins.py` gives such a client the time."""
HASTY = frozenset({"no-backoff"})
"""Its pauses of 50 ms pass in steps of a second here, and how many failures fit into one depends
on how fast the machine is; what is found where time runs, see `test_fragile.py`."""
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
        found: The rules that the platform finds the fragile widget to break, beside `ALWAYS`.
        perhaps: Rules of which an instant decides whether they are broken.
    """

    told: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    broken: str = ""
    lasts: str = LASTS
    found: frozenset[str] = USUAL
    perhaps: frozenset[str] = frozenset()


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
        # It is refused, gives up, and begins another conversation beside the first one.
        found=SPEAKS | {"split-transcript"},
        perhaps=COMES_BACK,
    ),
    # Nothing of what it says on a dead socket arrives: while a renewal is due it is not there.
    "half-open-sockets": Case(
        told=frozenset({"reconnecting"}),
        struck=frozenset({"refresh-mid-send"}),
        found=SPEAKS,
        perhaps=COMES_BACK,
    ),
    # Its token is refused before its time is over, and it gets another one at once.
    "key-rotation": Case(found=USUAL),
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
        # It never waits. What it says waits for a socket, and its renewal throws it away unless it
        # has given up before, and has begun another conversation.
        found=COMES_BACK | {"retry-after-ignored"},
        perhaps=HASTY | SPEAKS | {"split-transcript"},
    ),
    "reordering": Case(struck=frozenset({"arrival-order"}), broken="out of order"),
    "routing-down": Case(),
    "thundering-herd": Case(
        told=frozenset({"reconnecting", "message-waits"}),
        struck=frozenset({"refresh-mid-send"}),
        broken="lost",
        found=COMES_BACK,  # as above, but nobody asks it to wait
        perhaps=HASTY | SPEAKS | {"split-transcript"},
    ),
    "token-service-down": Case(
        told=frozenset({"token-renewal-late"}),
        either=frozenset({"late-refresh", "refresh-mid-send"}),
        # It has its first token late, and is refused the next one for as long as that is due.
        found=SPEAKS | COMES_BACK | {"retry-after-ignored"},
        perhaps=HASTY,
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


def _check_findings(at: TenantUnderTest, case: Case) -> None:
    """All are about the fragile widget, and are what it was built for."""
    found = {(one.subject, one.rule) for one in at.findings}
    assert {subject for subject, _ in found} == {FRAGILE}, found
    rules = {rule for _, rule in found}
    assert rules >= case.found | ALWAYS, rules
    assert rules <= case.found | ALWAYS | TOO_LATE | case.perhaps, rules


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
    await here.until(JUDGED, case.broken)
    struck = set(await here.page.evaluate(STRUCK))
    assert struck >= case.struck | {"reinit"}, struck
    assert not case.either or struck & case.either, struck
    _check_findings(at, case)


async def test_no_outage_of_the_catalogue_is_left_out(world: World) -> None:
    catalogue = {one.name for one in world.at.admin.outages.list().outages}
    assert set(CASES) == catalogue
