"""Who is let in at the chat socket, and how long a socket lasts.

Source: [C] nice-cxone-chat-web-sdk 2.2.0. Invented: the statuses, and that sockets outlive tokens.
"""

from __future__ import annotations

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.brands import CHANNEL, Brand, brand
from tests.support.chats_cxone import chat, transaction_token
from tests.support.faulty import set_fault
from tests.support.server import serving
from tests.support.tokens_cxone import asked, named


async def token_of(shop: Brand) -> str:
    told = await asked(shop, named("c-1"))
    token: str = told.body["accessToken"]
    return token


async def refused(shop: Brand, **how: Any) -> int:
    """Return the status by which a handshake is refused."""
    with pytest.raises(InvalidStatus) as caught:
        async with shop.chat(**how):
            pass
    return caught.value.response.status_code


async def revoke(shop: Brand, body: Any) -> None:
    url = f"{shop.server.url}/t/{shop.id}/__admin/tokens/revoke"
    async with shop.server.http.post(url, json=body) as answer:
        assert answer.status == 200, await answer.text()


async def test_a_token_opens_sockets_until_its_end_by_the_clock() -> None:
    async with brand() as shop:
        token = await token_of(shop)
        await shop.advance(599)
        async with shop.chat(token=token), shop.chat(token=token):
            pass
        await shop.advance(1)
        assert await refused(shop, token=token) == 401


async def test_a_token_that_is_revoked_forged_or_something_else_opens_nothing() -> None:
    async with brand() as shop:
        token = await token_of(shop)
        other = await shop.server.token("c-1", tenant=shop.tenant)
        await shop.server.add_tenant("other")
        foreign = await transaction_token(
            shop.server,
            "chat_livechat",
            "c-1",
            brand=shop.server.platform.tenants["other"].brand_id,
            prefix="/t/other",
        )
        for wrong in ("x", f"{token[:-8]}AAAAAAAA", other, foreign):
            assert await refused(shop, token=wrong) == 401
        await revoke(shop, {"userId": "c-1"})
        assert await refused(shop, token=token) == 401


async def test_a_token_opens_its_own_channel_alone() -> None:
    async with brand() as shop:
        await shop.server.add_tenant("other")
        other = Brand(shop.server, "other")
        token = (await asked(other, named("c-1"), "chat_livechat")).body["accessToken"]
        number = other.tenant.brand_id
        how = {"token": token, "query": {"channelId": "chat_messaging", "brandId": number}}
        assert await refused(other, **how) == 401
        how = {"token": token, "query": {"channelId": "chat_livechat", "brandId": number}}
        async with other.chat(**how) as robin:
            assert await robin.told() == []


@pytest.mark.parametrize("query", [{"brandId": "7"}, {"brandId": "x"}, {"channelId": "chat_x"}])
async def test_a_wrong_brand_or_channel_is_403(query: dict[str, str]) -> None:
    async with brand() as shop:
        assert await refused(shop, secured=False, query=query) == 403


@pytest.mark.parametrize("status", [401, 403])
async def test_a_channel_says_by_which_status_it_refuses(status: int) -> None:
    async with brand(refusal_status=status) as shop:
        assert await refused(shop, token="x") == status
        assert await refused(shop, secured=False, query={"brandId": "7"}) == status
        entries = shop.tenant.journal.select(since=0)
        told = [one.detail for one in entries if one.kind == "socket"]
        assert [(one[0], one[2]) for one in told] == [("refused", status)] * 2


async def test_a_fault_refuses_by_its_own_status() -> None:
    async with brand(refusal_status=403) as shop:
        token = await token_of(shop)
        where = {"phase": "handshake"}
        prefix = f"/t/{shop.id}"
        await set_fault(shop.server, "status", prefix, where=where, what={"status": 401})
        assert await refused(shop, token=token) == 401


async def test_older_clients_come_without_a_token_unless_the_channel_wants_one() -> None:
    async with brand() as shop, shop.chat(secured=False) as robin:
        assert await robin.told() == []
    async with brand(unsecured=False) as shop:
        assert await refused(shop, secured=False) == 401
        async with shop.chat() as robin:
            assert await robin.told() == []


@pytest.mark.parametrize("is_revoked", [True, False])
async def test_an_open_socket_outlives_its_token(is_revoked: bool) -> None:
    async with brand() as shop, shop.chat() as robin:
        if is_revoked:
            await revoke(shop, {"userId": "c-1"})
        else:
            await shop.advance(3600)
        assert "error" not in await robin.say("Still here")


@pytest.mark.parametrize("is_revoked", [True, False])
async def test_a_channel_can_have_sockets_end_with_their_token(is_revoked: bool) -> None:
    async with brand(outlives_token=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        if is_revoked:
            await revoke(shop, {"userId": "c-1"})
        else:
            await shop.advance(600)
        end = await robin.end()
        assert end.code == 1008
        assert ("revoked" if is_revoked else "expired") in end.reason


async def test_a_socket_without_a_token_ends_with_none() -> None:
    async with brand(outlives_token=False) as shop, shop.chat(secured=False) as robin:
        await robin.say("Hello")
        await shop.advance(3600)
        assert "error" not in await robin.say("Still here")


async def test_an_open_socket_is_shown_with_the_token_that_opened_it() -> None:
    async with brand() as shop, shop.chat() as robin:
        await robin.beat()
        (socket,) = shop.tenant.channels.values()
        described = socket.describe()
        assert described["tokenId"]
        assert described["userId"] == "c-1"
        assert shop.customer().deployment_id == CHANNEL


@pytest.mark.parametrize("path", ["", "/", "/chat-gateway/", "/chat-gateway/v1/sockets", "/ws"])
async def test_the_gateway_is_on_every_path_where_nothing_else_answers(path: str) -> None:
    """The vendor's SDK keeps the path of a gateway's URL, whatever it is."""
    async with brand() as shop:
        assert await refused(shop, token="x", path=path) == 401
        async with shop.chat(path=path) as robin:
            assert (await robin.say("Hello")).keys() == {"eventId", "createdAt"}
            await robin.push("MessageCreated")


async def test_the_root_is_a_gateway_at_the_first_request_and_without_a_tenants_path() -> None:
    """Nothing of CXone is there yet then: it is brought."""
    async with serving() as server:
        with pytest.raises(InvalidStatus) as caught:
            async with chat(server, token="x", path="/"):
                pass
        assert caught.value.response.status_code == 401
    async with serving() as server, chat(server, secured=False, path="/") as page:
        assert "error" not in await page.say("Hello")


async def test_what_asks_for_no_gateway_is_answered_as_ever() -> None:
    async with serving() as server:
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
        for path, headers, status in (
            ("/", {}, 303),
            ("/", upgrade, 303),
            ("/none?brandId=1001&channelId=chat_livechat", {}, 404),
            ("/none", upgrade, 404),
            ("/oauth/token?brandId=1001", upgrade, 405),
        ):
            url = server.url + path
            async with server.http.get(url, headers=headers, allow_redirects=False) as answer:
                assert answer.status == status, path
