"""Known users on the guest's socket: signed in, stepped up, logged out."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from mockplatform.edge.codes import challenge_of
from mockplatform.signing import REFRESH_TYPE, sign
from tests.support.guests import DEPLOYMENT, Guest, Shop, shop

CALLBACK = "http://localhost:8080/callback"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"
EXCHANGE = "oauthcodegrantjwtexchange"
Json = dict[str, Any]


async def post(place: Shop, path: str, body: Any, **headers: str) -> tuple[int, Json]:
    """Call the sign-in's REST."""
    url = f"{place.server.url}/t/{place.id}/api/v2/webdeployments/token/{path}"
    async with place.server.http.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def revoke(place: Shop, jwt: str) -> int:
    url = f"{place.server.url}/t/{place.id}/api/v2/webdeployments/token/revoke"
    headers = {"Authorization": f"Bearer {jwt}"}
    async with place.server.http.delete(url, headers=headers) as answer:
        return answer.status


async def code_for(place: Shop, user_id: str = "user-7", **more: str) -> str:
    """Return a code that the platform's own login gives."""
    query = {
        "response_type": "code",
        "client_id": "widget",
        "redirect_uri": CALLBACK,
        "login_hint": user_id,
        **more,
    }
    url = f"{place.server.url}/t/{place.id}/oauth/authorize"
    async with place.server.http.get(url, params=query, allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def asked(code: str, **more: str) -> Json:
    """Return the body of an exchange."""
    oauth = {"code": code, "redirectUri": CALLBACK, **more}
    return {"deploymentId": DEPLOYMENT, "oauth": oauth}


async def signed_in(place: Shop, user_id: str = "user-7") -> Json:
    """Return the tokens of a user."""
    status, tokens = await post(place, EXCHANGE, asked(await code_for(place, user_id)))
    assert status == 200, tokens
    return tokens


async def configure(visitor: Guest, jwt: str, **more: Any) -> None:
    members = {"deploymentId": DEPLOYMENT, "data": {"code": jwt}, **more}
    await visitor.say("configureAuthenticatedSession", **members)


async def test_a_code_gives_a_jwt_once_and_a_refresh_token_gives_the_next() -> None:
    async with shop() as place:
        code = await code_for(place)
        status, first = await post(place, EXCHANGE, asked(code))
        assert (status, set(first)) == (200, {"jwt", "refreshToken"})
        again = {"refreshToken": first["refreshToken"], "deploymentId": DEPLOYMENT}
        foreign = {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30.x"}
        status, second = await post(place, "refresh", again, **foreign)
        assert status == 200
        assert second["jwt"] != first["jwt"]
        status, refused = await post(place, EXCHANGE, asked(code))
        assert (status, refused["status"]) == (400, 400)


async def test_a_code_with_a_challenge_needs_its_verifier() -> None:
    pkce = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
    async with shop() as place:
        code = await code_for(place, **pkce)
        assert (await post(place, EXCHANGE, asked(code)))[0] == 400
        assert (await post(place, EXCHANGE, asked(code, codeVerifier="wrong")))[0] == 400
        assert (await post(place, EXCHANGE, asked(code, redirectUri="http://x/")))[0] == 400
        assert (await post(place, EXCHANGE, asked(code, codeVerifier=VERIFIER)))[0] == 200


async def test_an_identity_token_gives_a_jwt_without_a_refresh_token() -> None:
    async with shop() as place:
        key = await place.server.platform.tokens.signing_key(place.tenant)
        claims = {"sub": "user-7", "exp": int(place.tenant.clock.now()) + 60, "nonce": "n"}
        oauth = {"idToken": sign(claims, key, REFRESH_TYPE)}
        body = {"deploymentId": DEPLOYMENT, "oauth": oauth}
        assert (await post(place, EXCHANGE, body))[0] == 400
        oauth["nonce"] = "n"
        status, tokens = await post(place, EXCHANGE, body)
        assert (status, set(tokens)) == (200, {"jwt"})
        await place.advance(61)
        assert (await post(place, EXCHANGE, body))[0] == 401
        assert (await post(place, EXCHANGE, {"deploymentId": DEPLOYMENT, "oauth": {}}))[0] == 400


async def test_a_known_user_has_a_session_and_his_messages_say_so() -> None:
    async with shop() as place, place.guest() as visitor:
        tokens = await signed_in(place)
        await configure(visitor, tokens["jwt"], tracingId="t")
        frame = await visitor.hear_class("SessionResponse")
        assert (frame["body"]["newSession"], frame["tracingId"]) == (True, "t")
        told = await visitor.text("Hello")
        assert told["metadata"]["authenticated"] == "true"
        assert told["channel"]["from"]["firstName"] == "Robin"
        assert place.conversation.customer.id == "user-7"


async def test_a_guest_cannot_call_himself_authenticated() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        metadata = {"authenticated": "true", "correlationId": "mine", "customMessageId": "c"}
        await visitor.say(
            "onMessage", message={"type": "Text", "text": "Hello", "metadata": metadata}
        )
        told = (await visitor.hear_class("StructuredMessage"))["body"]["metadata"]
        assert "authenticated" not in told
        assert told["customMessageId"] == "c"
        assert told["correlationId"] != "mine"


async def test_stepping_up_tells_of_the_sign_in_before_it_answers() -> None:
    async with shop() as place, place.guest() as first, place.guest() as second:
        await first.configure()
        await second.configure()
        await first.text("Hello")
        await second.hear()
        tokens = await signed_in(place)
        await configure(first, tokens["jwt"])
        for visitor in (first, second):
            body = await visitor.presence()
            assert (body["direction"], body["events"][0]["presence"]) == (
                "Inbound",
                {"type": "SignIn"},
            )
            name = {"firstName": "Robin", "lastName": "Meyer", "nickname": "Robin Meyer"}
            assert body["channel"]["from"] == name
        response = (await first.hear_class("SessionResponse"))["body"]
        assert response["newSession"] is False
        assert "clearedExistingSession" not in response
        assert (await second.text("Still me"))["metadata"]["authenticated"] == "true"
        assert place.conversation.message_count == 2


async def test_a_socket_that_steps_up_at_its_first_word_hears_of_the_sign_in_too() -> None:
    async with shop() as place:
        async with place.guest() as before:
            await before.configure()
        async with place.guest() as visitor:
            await configure(visitor, (await signed_in(place))["jwt"])
            assert (await visitor.presence())["events"][0]["presence"]["type"] == "SignIn"
            await visitor.hear_class("SessionResponse")


async def test_stepping_up_ends_the_user_s_other_session() -> None:
    async with shop() as place, place.guest("old") as old, place.guest("new") as new:
        tokens = await signed_in(place)
        await configure(old, tokens["jwt"])
        await old.hear_class("SessionResponse")
        await old.text("Hello")
        before = place.conversation.id
        await new.configure()
        await configure(new, tokens["jwt"])
        closed = (await old.hear_class("ConnectionClosedEvent"))["body"]
        assert closed == {"reason": "signedIn", "reasonCode": "signedIn"}
        assert await old.end() == 1000
        await new.presence()
        response = (await new.hear_class("SessionResponse"))["body"]
        assert response["clearedExistingSession"] is True
        assert not place.tenant.conversations[before].is_live


async def test_a_bad_or_ended_jwt_is_401_and_changes_nothing() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        before = place.session()
        tokens = await signed_in(place)
        await configure(visitor, "no.jwt.atall")
        assert (await visitor.refusal())[0] == 401
        await visitor.say("getJwt")
        history = (await visitor.hear_class("JwtResponse"))["body"]["jwt"]
        await configure(visitor, history)
        assert (await visitor.refusal())[0] == 401
        await place.advance(31 * 60)
        await configure(visitor, tokens["jwt"])
        assert (await visitor.refusal())[0] == 401
        assert place.session() == before


async def test_where_no_guest_may_step_up_the_text_says_so() -> None:
    async with shop(step_up=False) as place, place.guest() as visitor:
        await visitor.configure()
        await configure(visitor, (await signed_in(place))["jwt"])
        code, text = await visitor.refusal()
        assert (code, text.startswith("Session authentication failed")) == (403, True)


async def test_a_step_up_that_is_refused_ends_no_other_session() -> None:
    async with shop(step_up=False) as place, place.guest("old") as old, place.guest("new") as new:
        tokens = await signed_in(place)
        await configure(old, tokens["jwt"])
        await old.hear_class("SessionResponse")
        await new.configure()
        await configure(new, tokens["jwt"])
        assert (await new.refusal())[0] == 403
        await old.text("Still here")


async def test_a_refresh_token_is_of_its_deployment() -> None:
    async with shop() as place:
        body = {"refreshToken": (await signed_in(place))["refreshToken"]}
        assert (await post(place, "refresh", {**body, "deploymentId": "other"}))[0] == 400
        assert (await post(place, "refresh", body))[0] == 200


async def test_another_user_s_session_asks_for_another_sign_in() -> None:
    async with shop() as place, place.guest() as visitor:
        await configure(visitor, (await signed_in(place, "user-7"))["jwt"])
        await visitor.hear_class("SessionResponse")
        await configure(visitor, (await signed_in(place, "user-8"))["jwt"])
        code, text = await visitor.refusal()
        assert (code, text.startswith("Try to authenticate again")) == (403, True)


async def test_without_sign_in_neither_a_code_nor_a_session_is_taken() -> None:
    async with shop(sign_in=False) as place, place.guest() as visitor:
        assert (await post(place, EXCHANGE, asked(await code_for(place))))[0] == 403
        await configure(visitor, "any")
        code, text = await visitor.refusal()
        assert (code, text.startswith("Session authentication failed")) == (403, True)


async def test_a_known_user_s_session_is_never_a_guest_s_again() -> None:
    async with shop() as place, place.guest() as visitor:
        await configure(visitor, (await signed_in(place))["jwt"])
        await visitor.hear_class("SessionResponse")
        await visitor.say("configureSession", deploymentId=DEPLOYMENT)
        assert (await visitor.refusal())[0] == 4017


async def test_a_log_out_is_told_to_every_socket_and_ends_the_jwt() -> None:
    async with shop() as place, place.guest() as first, place.guest() as second:
        tokens = await signed_in(place)
        for visitor in (first, second):
            await configure(visitor, tokens["jwt"])
            await visitor.hear_class("SessionResponse")
        assert await revoke(place, tokens["jwt"]) == 204
        for visitor in (first, second):
            frame = await visitor.hear_class("LogoutEvent")
            assert (frame["type"], frame["body"]) == ("message", {})
            assert await visitor.end() == 1000
        assert await revoke(place, tokens["jwt"]) == 401
        async with place.guest("another") as later:
            await configure(later, tokens["jwt"])
            assert (await later.refusal())[0] == 401
        body = {"refreshToken": tokens["refreshToken"]}
        assert (await post(place, "refresh", body))[0] == 400


async def test_other_tokens_than_a_signed_in_guest_s_log_nobody_out() -> None:
    async with shop() as place:
        widget = await place.server.token(tenant=place.tenant)
        assert await revoke(place, widget) == 401


async def test_a_widget_s_refresh_token_gives_no_jwt_here() -> None:
    async with shop() as place:
        url = f"{place.server.url}/t/shop/api/v2/widget/auth/token"
        async with place.server.http.post(url, json={"deploymentId": DEPLOYMENT}) as answer:
            token = (await answer.json())["refresh_token"]
        assert (await post(place, "refresh", {"refreshToken": token}))[0] == 400


async def test_no_jwt_of_a_guest_opens_the_widget_api() -> None:
    async with shop() as place:
        jwt = (await signed_in(place))["jwt"]
        url = f"{place.server.url}/t/shop/api/v2/conversations/messaging"
        headers = {"Authorization": f"Bearer {jwt}"}
        async with place.server.http.post(url, json={}, headers=headers) as answer:
            assert answer.status == 403


async def test_a_sign_in_has_a_time_of_its_own_amid_the_messages() -> None:
    async with shop(messages_per_second=100) as place, place.guest() as visitor:
        await visitor.configure()
        told = [await visitor.text(text) for text in ("one", "two")]
        await configure(visitor, (await signed_in(place))["jwt"])
        told.append(await visitor.presence())
        await visitor.hear_class("SessionResponse")
        told += [await visitor.text(text) for text in ("three", "four")]
        times = [one["channel"]["time"] for one in told]
        assert times == sorted(set(times))
        await visitor.say("getJwt")
        token = (await visitor.hear_class("JwtResponse"))["body"]["jwt"]
        url = f"{place.server.url}/t/{place.id}/api/v2/webmessaging/messages"
        headers = {"Authorization": f"Bearer {token}"}
        async with place.server.http.get(url, headers=headers) as answer:
            newest_first = (await answer.json())["entities"]
        assert newest_first == told[::-1]
