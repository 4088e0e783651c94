"""One message over HTTP, by a token that is got on the socket."""

from __future__ import annotations

from typing import Any

from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat


async def permit(customer: Chat) -> str:
    """Get a token on the socket."""
    asked = {"thread": {"idOnExternalPlatform": "t-1"}, "url": "http://shop.example/"}
    told = await customer.do("GenerateAuthorizationToken", asked)
    token: str = told["authorizationToken"]["token"]
    return token


async def get(shop: Brand, id_: str, token: str = "", number: int = 0) -> tuple[int, Any]:
    """Ask for a message; return status and body."""
    url = f"{shop.server.url}/chat/1.0/brand/{number or shop.tenant.brand_id}/messages/{id_}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with shop.server.http.get(url, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_message_is_fetched_as_it_was_pushed() -> None:
    async with brand() as shop, shop.chat() as robin:
        await robin.say("Hello")
        pushed = (await robin.push("MessageCreated"))["message"]
        status, told = await get(shop, pushed["id"], await permit(robin))
    assert status == 200
    assert told == pushed
    assert told["hasAdditionalMessageContent"] is False


async def test_a_message_of_an_earlier_case_is_found_too() -> None:
    async with brand() as shop, shop.chat() as robin:
        await robin.say("First")
        pushed = (await robin.push("MessageCreated"))["message"]
        await shop.close()
        await robin.say("Second")
        status, told = await get(shop, pushed["id"], await permit(robin))
    assert (status, told["messageContent"]["text"]) == (200, "First")


async def test_another_customers_message_is_not_found() -> None:
    async with brand() as shop, shop.chat() as robin, shop.chat("c-2") as kim:
        await robin.say("Hello")
        pushed = (await robin.push("MessageCreated"))["message"]
        await kim.say("Hi")
        status, told = await get(shop, pushed["id"], await permit(kim))
        assert (status, told["error"]["errorCode"]) == (404, "NotFound")


async def test_the_token_is_needed_and_ends_by_the_clock() -> None:
    async with brand(permit_life="30s") as shop, shop.chat() as robin:
        await robin.say("Hello")
        id_ = (await robin.push("MessageCreated"))["message"]["id"]
        assert (await get(shop, id_))[0] == 401
        token = await permit(robin)
        assert (await get(shop, id_, token))[0] == 200
        await shop.advance(31)
        assert (await get(shop, id_, token))[0] == 401


async def test_the_token_opens_no_socket_and_a_sockets_token_fetches_nothing() -> None:
    async with brand() as shop, shop.chat() as robin:
        await robin.say("Hello")
        id_ = (await robin.push("MessageCreated"))["message"]["id"]
        token = await permit(robin)
        query = f"brandId={shop.tenant.brand_id}&channelId={robin.channel}&transactionToken={token}"
        async with shop.server.http.get(f"{shop.server.url}/chat-gateway?{query}") as answer:
            assert answer.status in {401, 403, 426}
        other = await shop.server.token(tenant=shop.tenant)
        assert (await get(shop, id_, other))[0] == 403


async def test_another_brand_has_no_such_message() -> None:
    async with brand() as shop, shop.chat() as robin:
        await robin.say("Hello")
        id_ = (await robin.push("MessageCreated"))["message"]["id"]
        status, _ = await get(shop, id_, await permit(robin), number=9)
        assert status == 404


async def test_a_guest_of_a_group_chat_fetches_what_was_said_in_it() -> None:
    async with brand(group_chat=True) as shop, shop.chat() as robin, shop.chat("c-2") as ann:
        await robin.say("Hello")
        pushed = (await robin.push("MessageCreated"))["message"]
        contact = {"contact": {"id": pushed["contactNumber"]}}
        told = await robin.do("CreateInvitationToGroupChat", contact)
        await ann.do("JoinGroupChat", {"invitation": told["invitation"]})
        token = await permit(ann)
        assert (await get(shop, pushed["id"], token))[0] == 200
        await ann.do("LeaveGroupChat", contact)
        assert (await get(shop, pushed["id"], token))[0] == 404
