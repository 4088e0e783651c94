"""The view of tokens: leases that count down, what hangs on them, and how they are ended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.async_api import Locator, Page, expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


def lease(page: Page, jti: str) -> Locator:
    """Return where a token is shown."""
    return page.locator(f'mp-lease[data-jti="{jti}"]')


@contextmanager
def listening(world: World, token: str, conversation: str) -> Iterator[ClientConnection]:
    """Open a customer's socket, and hear its hello."""
    path = f"/api/v2/conversations/messaging/{conversation}/ws"
    with connect(f"{world.at.ws_url}{path}?access_token={token}", proxy=None) as socket:
        socket.recv(timeout=10)
        yield socket


def close_code(socket: ClientConnection) -> int | None:
    """Read a socket to its end; return how it ended."""
    with suppress(ConnectionClosed):
        while True:
            socket.recv(timeout=10)
    return socket.close_code


async def test_a_token_is_shown_with_its_time_on_the_tenants_clock(world: World) -> None:
    world.at.clock.pause()
    minted = world.at.admin.tokens.mint("ann", expires_in="20m")
    page = await world.console("#/tokens")
    line = lease(page, minted.jti)
    await expect(line).to_contain_text("ann")
    await expect(line).to_contain_text(re.compile("20 min left|19 min 59 s left"))
    await expect(line.get_by_role("meter")).to_have_attribute("aria-valuenow", "100")
    world.at.clock.advance("16m")
    await expect(line).to_contain_text(re.compile("(4 min|3 min 59 s) left · renewal due"))
    await expect(line.get_by_role("meter")).to_have_attribute("aria-valuenow", "20")
    world.at.clock.advance("4m")
    await expect(page.get_by_text("No live token")).to_be_visible()


async def test_an_expired_token_closes_its_socket_and_leaves_the_list(world: World) -> None:
    conversation = world.talk("ann")
    minted = world.at.admin.tokens.mint("ann")
    page = await world.console("#/tokens")
    with listening(world, minted.access_token, conversation) as socket:
        line = lease(page, minted.jti)
        await expect(line).to_contain_text("1 socket")
        await line.get_by_role("button", name="Expire").click()
        await expect(line).to_have_count(0)
        assert close_code(socket) == 4401
    await expect(page.get_by_text("A token of ann has ended")).to_be_visible()


async def test_a_revoked_token_leaves_the_list(world: World) -> None:
    minted = world.at.admin.tokens.mint("ann")
    page = await world.console("#/tokens")
    await page.get_by_role("button", name="Revoke ann's token").click()
    await expect(lease(page, minted.jti)).to_have_count(0)


async def test_all_tokens_of_a_user_are_ended_once_that_is_confirmed(world: World) -> None:
    for user in ("ann", "ann", "bob"):
        world.at.admin.tokens.mint(user)
    page = await world.console("#/tokens?user=ann", viewport=NARROW)
    await expect(page.get_by_text("2 live tokens")).to_be_visible()
    ask = page.get_by_role("button", name="Expire all of ann…")
    await ask.click()
    await page.keyboard.press("Escape")
    await expect(ask).to_be_focused()
    assert world.at.admin.tokens.list().total == 3
    await ask.click()
    await page.get_by_role("button", name="Expire them").click()
    await expect(page.get_by_text("No live token of ann")).to_be_visible()
    (left,) = world.at.admin.tokens.list().tokens
    assert left.user_id == "bob"


async def test_a_minted_token_is_shown_once_and_works(world: World) -> None:
    page = await world.console("#/tokens")
    await page.get_by_role("button", name="Mint a token…").click()
    await page.get_by_label("User", exact=True).fill("ann")
    await page.get_by_label("Life", exact=True).fill("soon")
    await page.get_by_label("Claims", exact=True).fill('{"tier": "gold"}')
    world.expected.append("400")
    await page.get_by_role("button", name="Mint it").click()
    await expect(page.get_by_label("Life", exact=True)).to_have_attribute("aria-invalid", "true")
    await expect(page.locator('[data-field="expiresIn"] .wrong')).to_contain_text("no duration")
    await page.get_by_label("Life", exact=True).fill("90s")
    await page.get_by_role("button", name="Mint it").click()
    shown = page.get_by_role("region", name="Access token")
    token = await shown.locator(".text").inner_text()
    claims = json.loads(await page.get_by_role("region", name="Claims").locator("pre").inner_text())
    assert (claims["sub"], claims["tier"]) == ("ann", "gold")
    await expect(page.get_by_role("region", name="Header")).to_contain_text("RS256")
    await page.get_by_role("button", name="Done").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert token not in await page.content()
    me = await page.request.get(
        f"{world.url}/api/v2/users/me", headers={"Authorization": f"Bearer {token}"}
    )
    assert me.status == 200


async def test_keys_are_rotated_and_the_old_one_is_told_to_verify(world: World) -> None:
    page = await world.console("#/tokens")
    await expect(page.locator("tr[data-kid]")).to_have_count(1)
    await page.get_by_role("button", name="Rotate keys…").click()
    await page.get_by_label("The old keys verify for").fill("5m")
    await page.get_by_role("button", name="Rotate", exact=True).click()
    keys = page.locator("tr[data-kid]")
    await expect(keys).to_have_count(2)
    await expect(keys.nth(0)).to_contain_text("signing")
    await expect(keys.nth(1)).to_contain_text("verifying")
