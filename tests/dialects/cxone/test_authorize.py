"""Customers who authorize on the socket itself, as older clients do.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 and 1.20.0; the vendor's mobile SDKs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mockplatform.edge.codes import challenge_of
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import MOBILE, Chat, Refused, message
from tests.support.faulty import set_fault
from tests.support.tokens_cxone import asked, code_for, coded

VERIFIER = "a-verifier-of-forty-three-characters-or-more"
PKCE = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
Json = dict[str, Any]


async def authorize(
    chat: Chat, code: str | None = None, *, event: str = "AuthorizeCustomer", **more: str
) -> Json:
    """Authorize; return the answer as a whole."""
    given = {"authorizationCode": code, **more}
    members = {"disableChannelInfo": True, "sdkVersion": "2.2.0", "sdkPlatform": "web"}
    payload = chat.payload(event, {"authorization": given, **members})
    id_ = f"authorize-{len(chat.frames)}"
    await chat.send({"action": "register", "eventId": id_, "payload": payload})
    return await chat.reply(id_)


def data_of(frame: Json) -> Json:
    """Return what the authorized customer is told."""
    assert (frame["status"], frame["authorizationStatus"]) == ("success", "authorized"), frame
    assert frame["postback"]["eventType"] == "ConsumerAuthorized"
    told: Json = frame["postback"]["data"]
    return told


async def signed_in(chat: Chat, code: str = "abc") -> str:
    """Authorize by a code, and go by the name that came; return the access token."""
    told = data_of(await authorize(chat, code))
    chat.customer = told["consumerIdentity"]["idOnExternalPlatform"]
    token: str = told["accessToken"]["token"]
    return token


def proof(token: str) -> Json:
    return {"accessToken": {"token": token}}


@asynccontextmanager
async def members(**digital: Any) -> AsyncIterator[Brand]:
    """A brand whose channel asks for codes."""
    async with brand(authorization=True, **digital) as shop:
        yield shop


@pytest.mark.parametrize("event", ["AuthorizeCustomer", "AuthorizeConsumer"])
async def test_who_needs_no_code_is_whom_the_frame_names(event: str) -> None:
    async with brand() as shop, shop.chat(secured=False) as robin:
        told = data_of(await authorize(robin, event=event))
        assert told["consumerIdentity"]["idOnExternalPlatform"] == "c-1"
        assert (told["customer"], told["contact"]) == ({"customFields": []}, {"customFields": []})
        assert "accessToken" not in told


async def test_who_names_nobody_is_given_a_name() -> None:
    """Mobile clients have none before."""
    async with brand() as shop, shop.chat(secured=False, identity="") as robin:
        told = data_of(await authorize(robin))
        name = told["consumerIdentity"]["idOnExternalPlatform"]
        robin.identity, robin.customer = MOBILE, name
        assert "error" not in await robin.say("Hello")
        assert shop.customer(name).threads


@pytest.mark.parametrize("data", [{}, {"authorization": None}, {"authorization": {}}])
async def test_mobile_clients_may_say_nothing_of_a_code(data: Json) -> None:
    async with brand() as shop, shop.chat(secured=False, identity=MOBILE) as robin:
        assert data_of(await robin.ask("AuthorizeCustomer", data))


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("AuthorizeCustomer", {"authorization": "abc"}),
        ("AuthorizeCustomer", {"authorization": {"authorizationCode": 7}}),
        ("AuthorizeCustomer", {"authorization": {"authorizationCode": "x" * 9000}}),
        ("ReconnectConsumer", {}),
        ("ReconnectConsumer", {"accessToken": None}),
        ("ReconnectConsumer", {"accessToken": {"token": "é" * 9}}),
        ("RefreshToken", {"accessToken": {"token": "x" * 9000}}),
    ],
)
async def test_what_makes_no_sense_is_refused_and_the_socket_goes_on(
    event: str, data: Json
) -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        assert (await robin.refusal(event, data)).code.endswith("Failed")
        assert not shop.tenant.families
        assert await signed_in(robin)


async def test_a_code_tells_who_it_is_and_gives_a_token_for_messages() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        told = data_of(await authorize(robin, await code_for(shop)))
        known = told["consumerIdentity"]
        assert known["idOnExternalPlatform"] == "user-7"
        assert (known["firstName"], known["lastName"]) == ("Robin", "Meyer")
        assert told["accessToken"]["expiresIn"] == 3600
        robin.customer = "user-7"
        assert "error" not in await robin.say("Hello", **proof(told["accessToken"]["token"]))
        assert shop.customer("user-7").threads


async def test_a_code_with_a_challenge_needs_its_verifier() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        code = await code_for(shop, **PKCE)
        refused = await authorize(robin, code)
        assert refused["error"]["errorCode"] == "ConsumerAuthorizationFailed"
        assert data_of(await authorize(robin, code, codeVerifier=VERIFIER))


@pytest.mark.parametrize("code", [None, "", "not-issued"])
async def test_without_a_good_code_nobody_is_authorized(code: str | None) -> None:
    async with members(codes="issued") as shop, shop.chat(secured=False) as robin:
        refused = await authorize(robin, code)
        assert refused["error"]["errorCode"] == "ConsumerAuthorizationFailed"
        assert "postback" not in refused
        assert not shop.tenant.customers


async def test_a_message_needs_the_token_of_its_customer() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        token = await signed_in(robin)
        async with shop.chat(secured=False) as kim:
            theirs = await signed_in(kim, "xyz")
            for wrong in ({}, proof(""), proof("x"), proof(theirs)):
                refused = await robin.refusal("SendMessage", message("Hello", **wrong))
                assert refused.code == "SendingMessageFailed"
            assert not shop.tenant.conversations
        assert "error" not in await robin.say("Hello", **proof(token))


async def test_what_a_page_writes_for_the_agent_needs_it_too() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        token = await signed_in(robin)
        refused = await robin.refusal("SendOutbound", message("Welcome"))
        assert refused.code == "SendingOutboundFailed"
        assert "error" not in await robin.say("Hello", **proof(token))
        assert "error" not in await robin.ask("SendOutbound", message("Welcome", **proof(token)))


async def test_a_token_of_another_kind_is_none_for_messages() -> None:
    async with members() as shop, shop.chat(secured=False, customer="user-7") as robin:
        foreign = await shop.server.token("user-7", tenant=shop.tenant)
        transaction = (await asked(shop, coded(await code_for(shop)))).body["accessToken"]
        for wrong in (foreign, transaction):
            refused = await robin.refusal("SendMessage", message("Hello", **proof(wrong)))
            assert refused.code == "SendingMessageFailed"


async def test_what_was_queued_goes_out_before_anybody_authorizes_again() -> None:
    """Source: [C] nice-cxone-chat-web-sdk 2.2.0: each frame names its customer."""
    async with members() as shop:
        async with shop.chat(secured=False) as before:
            token = await signed_in(before)
            await before.say("One", **proof(token))
        async with shop.chat(secured=False, customer=before.customer) as robin:
            assert await robin.do("RecoverThread", {"thread": {"idOnExternalPlatform": "t-1"}})
            assert "error" not in await robin.say("Two", **proof(token))
            assert "error" not in await robin.ask("ReconnectConsumer", proof(token))
        (case,) = shop.thread("t-1", before.customer).cases
        assert len(shop.tenant.conversations[case.conversation_id].sent) == 2


async def test_a_channel_can_want_the_proof_for_everything() -> None:
    async with members(proof_for="everything") as shop:
        async with shop.chat(secured=False) as robin:
            what = {"thread": {"idOnExternalPlatform": "t-1"}}
            refused = await robin.refusal("RecoverThread", what)
            assert refused.code == "RecoveringThreadFailed"
            assert "authorized" in refused.message
            token = await signed_in(robin)
            await robin.say("Hello", **proof(token))
            assert await robin.do("RecoverThread", what)
        async with shop.chat(secured=False, customer=robin.customer) as again:
            assert "error" not in await again.say("Hello again", **proof(token))
            assert await again.do("RecoverThread", what)
        transaction = (await asked(shop, coded("abc"))).body["accessToken"]
        async with shop.chat(token=transaction, customer=robin.customer) as secured:
            assert await secured.do("RecoverThread", what)


@pytest.mark.parametrize("event", ["ReconnectConsumer", "ReconnectCustomer"])
async def test_who_reconnects_shows_his_token(event: str) -> None:
    async with members() as shop:
        async with shop.chat(secured=False) as before:
            token = await signed_in(before)
        async with shop.chat(secured=False, identity="") as robin:
            answer = await robin.ask(event, proof(token))
            assert answer["postback"]["eventType"] == "ConsumerReconnected"
            assert answer["authorizationStatus"] == "authorized"
            assert "error" not in await robin.say("Hello", **proof(token))
        assert shop.customer(before.customer).threads


async def test_a_reconnection_by_a_token_that_has_ended_is_refused() -> None:
    """The SDK then authorizes anew."""
    async with members() as shop, shop.chat(secured=False) as robin:
        token = await signed_in(robin)
        await shop.advance(3601)
        refused = await robin.refusal("ReconnectConsumer", proof(token))
        assert refused.code == "ConsumerReconnectionFailed"
        refused = await robin.refusal("ReconnectCustomer", proof(token))
        assert refused.code == "CustomerReconnectionFailed"
        assert await signed_in(robin)


async def test_the_token_is_refreshed_until_it_has_ended() -> None:
    async with members(access_token_life="20m") as shop, shop.chat(secured=False) as robin:
        first = await signed_in(robin)
        await shop.advance(1080)
        answer = await robin.ask("RefreshToken", proof(first))
        assert answer["postback"]["eventType"] == "TokenRefreshed"
        told = answer["postback"]["data"]["accessToken"]
        assert told["expiresIn"] == 1200
        await shop.advance(1000)
        refused = await robin.refusal("SendMessage", message("Hello", **proof(first)))
        assert refused == Refused("SendingMessageFailed", refused.message)
        assert "error" not in await robin.say("Hello", **proof(told["token"]))
        refused = await robin.refusal("RefreshToken", proof(first))
        assert refused.code == "TokenRefreshingFailed"


async def test_a_refresh_whose_answer_was_lost_can_be_asked_again() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        first = await signed_in(robin)
        await robin.do("RefreshToken", proof(first))
        await shop.advance(600)
        told = await robin.do("RefreshToken", proof(first))
        assert "error" not in await robin.say("Hello", **proof(told["accessToken"]["token"]))


async def test_a_token_that_was_revoked_is_good_for_nothing() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        token = await signed_in(robin)
        url = f"{shop.server.url}/t/{shop.id}/__admin/tokens/revoke"
        async with shop.server.http.post(url, json={"userId": robin.customer}) as answer:
            assert answer.status == 200
        for event, code in (
            ("RefreshToken", "TokenRefreshingFailed"),
            ("ReconnectConsumer", "ConsumerReconnectionFailed"),
        ):
            assert (await robin.refusal(event, proof(token))).code == code
        refused = await robin.refusal("SendMessage", message("Hello", **proof(token)))
        assert refused.code == "SendingMessageFailed"
        again = await authorize(robin, "abc")
        assert again["error"]["errorCode"] == "ConsumerAuthorizationFailed"


async def test_the_lease_of_a_third_party_ends_in_the_middle_of_a_conversation() -> None:
    """The socket outlives it; what is said then is refused until it is refreshed."""
    async with members() as shop:
        told = await asked(shop, coded("abc"))
        token = told.body["thirdParty"]["access_token"]
        async with shop.chat(token=told.body["accessToken"], customer=told.customer) as robin:
            assert "error" not in await robin.say("Hello", **proof(token))
            await shop.advance(3601)
            refused = await robin.refusal("SendMessage", message("There?", **proof(token)))
            assert refused.code == "SendingMessageFailed"
            assert "expired" in refused.message


async def test_where_no_authorization_is_nobody_looks_at_tokens() -> None:
    async with brand() as shop, shop.chat() as robin:
        assert "error" not in await robin.say("Hello", **proof("x"))


async def test_a_secured_connection_speaks_for_its_token_whatever_frames_say() -> None:
    """The SDK with a token from its cache makes a name up for each page."""
    async with brand() as shop:
        async with shop.chat() as robin:
            robin.customer = "made-up"
            assert "error" not in await robin.say("Hello")
            told = data_of(await authorize(robin))
            assert told["consumerIdentity"]["idOnExternalPlatform"] == "c-1"
        assert shop.customer("c-1").threads
        assert len(shop.tenant.customers) == 1


async def test_a_secured_connection_is_nobody_elses_by_a_code() -> None:
    async with members() as shop:
        told = await asked(shop, coded("abc"))
        async with shop.chat(token=told.body["accessToken"], customer=told.customer) as robin:
            assert data_of(await authorize(robin, "abc"))
            refused = await authorize(robin, "xyz")
            assert refused["error"]["errorCode"] == "ConsumerAuthorizationFailed"


async def test_who_authorizes_as_another_is_told_of_that_one_only() -> None:
    async with brand() as shop, shop.chat(secured=False) as robin:
        await robin.say("Hello")
        await robin.push("MessageCreated")
        robin.customer = "c-2"
        assert data_of(await authorize(robin))
        async with shop.chat(customer="c-1") as first:
            await first.say("Again")
            await first.push("MessageCreated")
        assert (await robin.told()).count("MessageCreated") == 1
        await robin.say("I am another", thread="t-2")
        await robin.push("MessageCreated", lambda one: one["thread"]["threadName"] == "")


async def test_a_refused_token_is_in_the_journal() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        token = await signed_in(robin)
        await shop.advance(3601)
        await robin.refusal("SendMessage", message("Hello", **proof(token)))
        (refused,) = (one for one in shop.tenant.journal.select(since=0) if one.kind == "auth")
        assert refused.detail[0] == "edge refused: token.expired"
        assert refused.subject == robin.customer


async def test_faults_of_the_phase_token_meet_the_token_of_a_message() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        token = await signed_in(robin)
        where, what = {"phase": "token"}, {"status": 503, "code": "TokenServiceDown"}
        when = {"times": 1}
        prefix = f"/t/{shop.id}"
        await set_fault(shop.server, "status", prefix, where=where, what=what, when=when)
        refused = await robin.refusal("SendMessage", message("Hello", **proof(token)))
        assert refused.code == "TokenServiceDown"
        assert "error" not in await robin.say("Hello", **proof(token))


async def test_a_fault_can_have_a_token_end_before_its_time() -> None:
    async with members() as shop, shop.chat(secured=False) as robin:
        token = await signed_in(robin)
        prefix = f"/t/{shop.id}"
        where, when = {"phase": "token"}, {"times": 1}
        await set_fault(shop.server, "expire_token", prefix, where=where, when=when)
        refused = await robin.refusal("SendMessage", message("Hello", **proof(token)))
        assert (refused.code, "expired" in refused.message) == ("SendingMessageFailed", True)
