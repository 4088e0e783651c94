"""Half an hour at the demo widget, in no time: the page's clock and the tenant's go together."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.shop import OPEN, Shop
from tests.browser.timed import TimedPage
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIVE = "globalThis.widgetSDK?.status === 'live'"
SENT = "widgetSDK.messages.every((one) => one.state === 'sent')"
EXP = "widgetSDK.token.exp"
MINUTE_S = 60
STEP_S = 10.0
"""Shorter than what the page waits for a heartbeat, which comes by real time."""
REFRESH = "/api/v2/widget/auth/refresh"
DRAFT = "and what I meant to s"


async def _open(world: World) -> tuple[TimedPage, Shop]:
    here = await TimedPage.open(world, OPEN)
    await here.until(LIVE)
    return here, Shop(world, here.page)


def _statuses(world: World, path: str | None = None) -> list[int | None]:
    return [one["status"] for one in world.at.journal.get(kind="http", path=path).entries]


async def test_a_token_that_is_renewed_again_and_again_disturbs_no_message(world: World) -> None:
    """Guide, edge case 1: rotation while somebody writes, at the pace of a token of 400 s."""
    world.at.admin.settings.patch({"accessTokenLife": "400s", "heartbeat": "1h"})
    here, shop = await _open(world)
    id_ = await shop.id()
    world.at.agent.accept(id_)
    said = []
    for number in range(16):
        said.append(f"number {number}")
        await shop.say(said[-1])
        await shop.field.press_sequentially(DRAFT)
        await here.passes(30, step=STEP_S)
        await expect(shop.field).to_have_value(DRAFT)
        await expect(shop.field).to_be_focused()
    await here.until(SENT)
    renewals = _statuses(world, REFRESH)
    assert len(renewals) >= 4
    assert set(renewals) == {200}
    assert 401 not in _statuses(world)
    assert shop.stored(id_) == said
    await expect(shop.lines).to_have_text(said)
    assert len(world.at.channels.list().channels) == 1


async def test_half_an_hour_of_talk_outlives_the_token(world: World) -> None:
    here, shop = await _open(world)
    id_, exp = await shop.id(), await shop.page.evaluate(EXP)
    world.at.agent.accept(id_)
    said = []
    for minute in range(0, 35, 7):
        said += [f"asked after {minute} minutes", f"told after {minute} minutes"]
        await shop.say(said[-2])
        await here.until(SENT)
        world.at.agent.say(id_, said[-1])
        await here.passes(7 * MINUTE_S, step=STEP_S)
    assert await shop.page.evaluate(EXP) > exp
    assert _statuses(world, REFRESH) == [200]
    assert world.at.conversations.get(id_).state == "ACTIVE"
    assert shop.stored(id_) == said
    await expect(shop.lines).to_have_text(said)


async def test_a_quarter_of_an_hour_of_silence_ends_it_and_what_was_written_is_kept(
    world: World,
) -> None:
    here, shop = await _open(world)
    first = await shop.id()
    world.at.agent.accept(first)
    await shop.say("hello")
    await here.until(SENT)
    await shop.field.press_sequentially(DRAFT)
    await here.passes(16 * MINUTE_S, step=STEP_S)
    ended = world.at.conversations.get(first)
    assert (ended.state, ended.close_reason) == ("CLOSED", "inactivity")
    over = shop.page.get_by_test_id("over")
    await expect(over).to_contain_text("nobody wrote for a while")
    await over.get_by_role("button", name="Start a new chat").click()
    await here.until(f"{LIVE} && widgetSDK.conversation.state === 'OPEN'")
    await expect(shop.field).to_have_value(DRAFT)
    await shop.field.press("Enter")
    await here.until(SENT)
    second = await shop.id()
    assert shop.stored(first) == ["hello"]
    assert shop.stored(second) == [DRAFT]
    assert len(world.at.conversations.list().conversations) == 2
