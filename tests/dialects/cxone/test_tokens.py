"""Transaction tokens: for whom, by which mode, and what is refused.

Source: [C] nice-cxone-chat-web-sdk 2.2.0; the vendor's mobile SDKs. Invented: how it is refused.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from mockplatform.customers import find_channel, meet
from mockplatform.edge.codes import challenge_of
from mockplatform.guests.standing import Cause
from mockplatform.signing import sign, verify
from tests.support.brands import CHANNEL, Brand, brand
from tests.support.faulty import set_fault, take_away
from tests.support.server import serving
from tests.support.tokens_cxone import (
    COOKIE,
    Told,
    asked,
    code_for,
    coded,
    named,
    renewing,
)

VERIFIER = "a-verifier-of-forty-three-characters-or-more"
PKCE = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}


def why(told: Told) -> tuple[int, str]:
    """Return how a call was refused; the body is flat, as 2.2.0 looks for `errorCode` there."""
    assert set(told.body) == {"errorCode", "errorMessage", "transactionId"}
    return told.status, told.body["errorCode"]


async def test_an_anonymous_customer_is_whom_his_client_names() -> None:
    """The iOS SDK says the type, too."""
    async with brand() as shop:
        told = await asked(shop, {"type": "anonymous", **named("c-1")})
        assert (told.status, told.customer) == (200, "c-1")
        assert told.body["expiresIn"] == 600
        assert told.body["createdAt"].endswith("+00:00")
        assert told.body["contact"] == {"customFields": []}
        assert "thirdParty" not in told.body
        assert told.cookie == ""
        assert told.headers["Cache-Control"] == "no-store"


async def test_a_token_lives_as_long_as_its_channel_says() -> None:
    async with brand(transaction_token_life="90s") as shop:
        token = await asked(shop, named("c-1"))
        assert token.body["expiresIn"] == 90


async def test_who_returns_is_told_what_is_known_of_him() -> None:
    async with brand() as shop:
        async with shop.chat() as robin:
            identity = {"idOnExternalPlatform": "c-1", "firstName": "Robin", "lastName": "Meyer"}
            fields = {"customFields": [{"ident": "tier", "value": "gold"}]}
            mine = {"customFields": [{"ident": "age", "value": "40"}]}
            members: dict[str, Any] = {"consumerContact": fields, "consumer": mine}
            payload = robin.payload("SendMessage", {**_said(), **members})
            payload["consumerIdentity"] = identity
            await robin.send({"action": "chatWindowEvent", "eventId": "e", "payload": payload})
            assert "error" not in await robin.reply("e")
        told = await asked(shop, named("c-1"))
        known = told.body["customerIdentity"]
        assert (known["firstName"], known["lastName"]) == ("Robin", "Meyer")
        assert [one["value"] for one in known["customFields"]] == ["40"]
        assert [one["value"] for one in told.body["contact"]["customFields"]] == ["gold"]
        await shop.close()
        assert (await asked(shop, named("c-1"))).body["contact"] == {"customFields": []}


def _said() -> dict[str, Any]:
    return {
        "thread": {"idOnExternalPlatform": "t-1"},
        "messageContent": {"type": "TEXT", "payload": {"text": "Hello"}},
        "idOnExternalPlatform": "m-1",
    }


async def test_a_cookie_makes_the_same_customer_of_the_same_browser() -> None:
    async with brand() as shop:
        first = await asked(shop, {})
        assert first.headers["Set-Cookie"].startswith(f"{COOKIE}=")
        assert first.headers["Set-Cookie"].endswith("HttpOnly; SameSite=Lax")
        again = await asked(shop, {}, cookie=first.cookie)
        another = await asked(shop, {})
        assert first.customer == again.customer != another.customer
        async with shop.chat(token=again.body["accessToken"], identity="") as robin:
            assert "error" not in await robin.say("Hello")
        assert shop.customer(first.customer).threads


async def test_after_a_reset_nobody_is_taken_for_whom_there_is_already() -> None:
    """The same ids are drawn again, and a browser of before may be back by its cookie."""
    async with brand() as shop:
        first = await asked(shop, {})
        await shop.server.platform.reset(shop.id)
        service, channel = shop.server.platform.service, find_channel(shop.tenant, CHANNEL)
        await meet(service, shop.tenant, channel, first.customer, cause=Cause())
        assert (await asked(shop, {})).customer != first.customer


async def test_over_https_the_cookie_goes_to_other_sites_too() -> None:
    async with brand(server={"public_url": "https://mock.example"}) as shop:
        assert (await asked(shop, {})).headers["Set-Cookie"].endswith("Secure; SameSite=None")


async def test_a_cookie_that_was_made_up_or_is_another_brands_counts_for_nothing() -> None:
    async with brand() as shop:
        mine = await asked(shop, {})
        await shop.server.add_tenant("other")
        other = Brand(shop.server, "other")
        theirs = await asked(other, {}, "chat_livechat")
        assert theirs.status == 200
        for cookie in (f"{COOKIE}=x", f"{COOKIE}={mine.body['accessToken']}", theirs.cookie):
            told = await asked(shop, {}, cookie=cookie)
            assert (told.status, told.customer == mine.customer) == (200, False)


async def test_a_cookie_of_another_tenant_with_the_same_keys_counts_for_nothing() -> None:
    """As where a tenant is a copy of another one."""
    async with brand() as shop:
        first = await asked(shop, {})
        key = await shop.server.platform.tokens.signing_key(shop.tenant)
        claims = verify(first.cookie.partition("=")[2], shop.tenant.keys, "wi+jwt")
        for tenant, is_known in ((shop.id, True), ("other", False)):
            cookie = f"{COOKIE}={sign({**claims, 'tenant': tenant}, key, 'wi+jwt')}"
            told = await asked(shop, {}, cookie=cookie)
            assert (told.status, told.customer == first.customer) == (200, is_known)


async def visited(browser: ClientSession, shop: Brand, *, at_root: bool) -> str:
    """Return as whom a browser is known; the vendor's SDK asks at the root of its origin."""
    query = {"brandId": str(shop.tenant.brand_id), "channelId": "chat_livechat"}
    url = f"{shop.server.url}{'' if at_root else f'/t/{shop.id}'}/oauth/token"
    async with browser.post(url, params=query, json={}) as answer:
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["customerIdentity"]["idOnExternalPlatform"])


async def test_tenants_of_one_server_do_not_take_each_others_cookie_away() -> None:
    async with serving() as server, ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        for id_ in ("one", "two"):
            await server.add_tenant(id_)
        shops = [Brand(server, id_) for id_ in ("default", "one", "two")]
        places = [(shops[0], True)]
        places += [(shop, at_root) for shop in shops[1:] for at_root in (False, True)]
        known = [await visited(browser, shop, at_root=at_root) for shop, at_root in places]
        again = [await visited(browser, shop, at_root=at_root) for shop, at_root in places]
        assert known == again
        assert len(set(known)) == len(known)


async def test_of_several_cookies_the_tenants_own_counts() -> None:
    """A browser shows below a tenant's path also the one of the root."""
    async with brand() as shop:
        mine = await asked(shop, {})
        assert f"; Path=/t/{shop.id};" in mine.headers["Set-Cookie"]
        await shop.server.add_tenant("other")
        theirs = await asked(Brand(shop.server, "other"), {}, "chat_livechat")
        for cookies in ((mine.cookie, theirs.cookie), (theirs.cookie, mine.cookie)):
            assert (await asked(shop, {}, cookie="; ".join(cookies))).customer == mine.customer


async def test_on_each_channel_a_browser_is_another_customer() -> None:
    async with brand() as shop:
        await shop.server.add_tenant("other")
        other = Brand(shop.server, "other")
        live = await asked(other, {}, "chat_livechat")
        messaging = await asked(other, {}, "chat_messaging", cookie=live.cookie)
        again = await asked(other, {}, "chat_livechat", cookie=messaging.cookie)
        assert live.customer == again.customer != messaging.customer


async def test_a_browser_that_keeps_no_cookie_is_known_by_its_identity_token() -> None:
    """Source: [C] nice-cxone-chat-web-sdk 3.3.0."""
    async with brand() as shop:
        first = await asked(shop, {}, query={"storageFallback": "1"})
        bearer = f"Bearer {first.body['identityToken']}"
        again = await asked(shop, {}, Authorization=bearer)
        assert first.customer == again.customer
        assert "identityToken" not in again.body
        wrong = await asked(shop, {}, Authorization="Bearer x")
        assert (wrong.status, wrong.customer == first.customer) == (200, False)


async def test_any_code_stands_for_a_customer_of_its_own() -> None:
    """The web SDK sends the same code again with each reconnect."""
    async with brand(authorization=True) as shop:
        first = await asked(shop, coded("abc"))
        again = await asked(shop, coded("abc"))
        another = await asked(shop, coded("xyz"))
        assert first.customer == again.customer != another.customer
        given = first.body["thirdParty"]
        assert set(given) == {"access_token", "refresh_token", "expires_in"}
        assert given["expires_in"] == 3600
        assert given["access_token"] != again.body["thirdParty"]["access_token"]


async def test_a_code_of_the_platforms_login_stands_for_its_user() -> None:
    async with brand(authorization=True) as shop:
        told = await asked(shop, coded(await code_for(shop)))
        assert told.customer == "user-7"
        assert told.body["customerIdentity"]["firstName"] == "Robin"
        assert told.body["customerIdentity"]["lastName"] == "Meyer"


async def test_a_code_with_a_challenge_needs_its_verifier() -> None:
    async with brand(authorization=True) as shop:
        code = await code_for(shop, **PKCE)
        assert why(await asked(shop, coded(code))) == (400, "invalid_grant")
        other = coded(code, code_verifier=VERIFIER[::-1])
        assert why(await asked(shop, other)) == (400, "invalid_grant")
        assert (await asked(shop, coded(code, code_verifier=VERIFIER))).customer == "user-7"


async def test_a_code_ends_with_its_time_but_not_for_who_came_with_it_before() -> None:
    async with brand(authorization=True) as shop:
        late, early = await code_for(shop), await code_for(shop)
        assert (await asked(shop, coded(early))).status == 200
        await shop.advance(600)
        assert why(await asked(shop, coded(late))) == (400, "invalid_grant")
        assert (await asked(shop, coded(early))).customer == "user-7"


async def test_where_only_issued_codes_are_good_no_others_are() -> None:
    async with brand(authorization=True, codes="issued") as shop:
        assert why(await asked(shop, coded("abc"))) == (400, "invalid_grant")
        assert (await asked(shop, coded(await code_for(shop)))).status == 200


@pytest.mark.parametrize("is_issued", [True, False])
async def test_a_code_that_is_good_once_gives_nothing_twice(is_issued: bool) -> None:
    """What it gave is taken back, too: RFC 6749, section 4.1.2."""
    async with brand(authorization=True, single_use_codes=True) as shop:
        code = await code_for(shop) if is_issued else "abc"
        first = await asked(shop, coded(code))
        refresh = renewing(first.body["thirdParty"]["refresh_token"])
        assert why(await asked(shop, coded(code))) == (400, "invalid_grant")
        assert why(await asked(shop, refresh)) == (400, "invalid_grant")


@pytest.mark.parametrize("store", ["memory", "sql"])
@pytest.mark.parametrize("is_once", [True, False])
async def test_a_code_that_comes_several_times_at_once(
    store: str, is_once: bool, tmp_path: Path
) -> None:
    at = {} if store == "memory" else {"store": f"sqlite:///{tmp_path}/file.db"}
    async with brand(server=at, authorization=True, single_use_codes=is_once) as shop:
        told = await asyncio.gather(*(asked(shop, coded("abc")) for _ in range(4)))
        good = [one for one in told if one.status == 200]
        assert len(good) == (1 if is_once else 4)
        assert len({one.customer for one in good}) == 1
        assert all(why(one) == (400, "invalid_grant") for one in told if one not in good)


async def test_a_refresh_token_gives_the_next_one_and_a_token_for_the_socket() -> None:
    async with brand(authorization=True, access_token_life="20m") as shop:
        first = await asked(shop, coded("abc"))
        second = await asked(shop, renewing(first.body["thirdParty"]["refresh_token"]))
        assert second.customer == first.customer
        assert second.body["thirdParty"]["expires_in"] == 1200
        third = await asked(shop, renewing(second.body["thirdParty"]["refresh_token"]))
        assert third.status == 200
        async with shop.chat(token=third.body["accessToken"], identity="") as robin:
            assert await robin.told() == []


async def test_a_refresh_token_that_was_spent_ends_its_family() -> None:
    async with brand({"refreshGrace": "10s"}, authorization=True) as shop:
        first = (await asked(shop, coded("abc"))).body["thirdParty"]["refresh_token"]
        second = (await asked(shop, renewing(first))).body["thirdParty"]["refresh_token"]
        await shop.advance(60)
        assert why(await asked(shop, renewing(first))) == (400, "invalid_grant")
        assert why(await asked(shop, renewing(second))) == (400, "invalid_grant")


async def test_a_refresh_token_ends_by_the_tenants_clock() -> None:
    async with brand(authorization=True) as shop:
        first = (await asked(shop, coded("abc"))).body["thirdParty"]["refresh_token"]
        await shop.advance(90_000_000)
        assert why(await asked(shop, renewing(first))) == (400, "invalid_grant")


async def test_what_was_revoked_by_hand_stays_so_with_the_same_code() -> None:
    async with brand(authorization=True) as shop:
        first = await asked(shop, coded("abc"))
        body = {"userId": first.customer}
        url = f"{shop.server.url}/t/{shop.id}/__admin/tokens/revoke"
        async with shop.server.http.post(url, json=body) as answer:
            assert answer.status == 200, await answer.text()
        refresh = renewing(first.body["thirdParty"]["refresh_token"])
        assert why(await asked(shop, refresh)) == (400, "invalid_grant")
        assert why(await asked(shop, coded("abc"))) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("digital", "body", "status", "code"),
    [
        ({"authorization": True}, {}, 400, "invalid_request"),
        ({"authorization": True}, named("c-1"), 400, "invalid_request"),
        ({"authorization": True}, {"thirdParty": {}}, 400, "unsupported_grant_type"),
        ({"authorization": True}, coded(""), 400, "invalid_request"),
        ({"authorization": True}, renewing(""), 400, "invalid_request"),
        ({"authorization": True}, renewing("x"), 400, "invalid_grant"),
        ({"authorization": True}, coded("x" * 9000), 400, "invalid_grant"),
        ({}, coded("abc"), 403, "forbidden"),
        ({"secured_cookies": False}, {}, 403, "forbidden"),
        ({"secured_sessions": False}, named("c-1"), 403, "forbidden"),
        ({}, named("c" * 5000), 400, "invalid_value"),
        ({}, {"customerIdentity": {"idOnExternalPlatform": 7}}, 400, "invalid_value"),
        ({}, {"thirdParty": "x"}, 400, "invalid_value"),
        ({}, "[1", 400, "invalid_json"),
    ],
)
async def test_what_a_channel_does_not_take_is_refused_and_changes_nothing(
    digital: dict[str, Any], body: Any, status: int, code: str
) -> None:
    async with brand(**digital) as shop:
        assert why(await asked(shop, body)) == (status, code)
        assert not shop.tenant.customers
        assert not shop.tenant.families


async def test_a_wrong_brand_or_channel_is_refused() -> None:
    async with brand() as shop:
        assert why(await asked(shop, named("c"), brand=7)) == (403, "forbidden")
        assert why(await asked(shop, named("c"), brand="x")) == (403, "forbidden")
        assert why(await asked(shop, named("c"), "chat_x")) == (403, "forbidden")


async def test_a_refresh_token_of_something_else_is_refused() -> None:
    async with brand(authorization=True) as shop:
        pair = await shop.server.token("user-7", tenant=shop.tenant)
        assert why(await asked(shop, renewing(pair))) == (400, "invalid_grant")
        other = await asked(shop, coded("abc"))
        access = other.body["thirdParty"]["access_token"]
        assert why(await asked(shop, renewing(access))) == (400, "invalid_grant")


async def test_the_tokens_are_listed_with_their_customer() -> None:
    async with brand(authorization=True) as shop:
        await asked(shop, coded(await code_for(shop)))
        url = f"{shop.server.url}/t/{shop.id}/__admin/tokens"
        async with shop.server.http.get(url) as answer:
            listed = (await answer.json())["tokens"]
        assert {(one["userId"], one["deploymentId"], one["scope"]) for one in listed} == {
            ("user-7", CHANNEL, "digital:connect"),
            ("user-7", CHANNEL, "digital:speak"),
        }


async def test_a_fault_meets_the_customer_and_the_channel_that_a_call_names() -> None:
    async with brand(authorization=True) as shop:
        code = await code_for(shop)
        first = await asked(shop, coded(code))
        for where in ({"subject": "user-7"}, {"deploymentId": CHANNEL}):
            here = {"phase": "token", **where}
            prefix, what = f"/t/{shop.id}", {"status": 503}
            id_ = await set_fault(shop.server, "status", prefix, where=here, what=what)
            refresh = renewing(first.body["thirdParty"]["refresh_token"])
            assert (await asked(shop, refresh)).status == 503
            assert (await asked(shop, coded(code))).status == 503
            other = await asked(shop, coded("abc"))
            assert other.status == (200 if "subject" in where else 503)
            await take_away(shop.server, id_, prefix)


@pytest.mark.parametrize("phase", ["edge", "token", "service"])
async def test_a_fault_can_say_that_an_address_is_blocked(phase: str) -> None:
    """Source: [C] nice-cxone-chat-web-sdk 2.2.0 makes an `IpAddressBlockedError` of it."""
    async with brand() as shop:
        what = {"status": 403, "code": "ip_blocked"}
        await set_fault(shop.server, "status", f"/t/{shop.id}", what=what, where={"phase": phase})
        assert why(await asked(shop, named("c-1"))) == (403, "ip_blocked")
