"""What a guest's socket does at its edges: begun anew, closed, too quick, too clever."""

from __future__ import annotations

from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from mockplatform.edge.codes import challenge_of
from mockplatform.limits import LIMITS
from tests.dialects.genesys.test_guest_sign_in import EXCHANGE, asked, code_for, post
from tests.support.files import presigned
from tests.support.guests import Guest, shop

SHORT: dict[str, Any] = {"session_life": "60s", "settings": {"deletedKept": "60s"}}


async def test_a_socket_hears_all_of_a_session_that_was_forgotten_and_begins_anew() -> None:
    async with shop(**SHORT) as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("before")
        await place.advance(61)
        await visitor.hear_class("SessionExpiredEvent")
        await place.advance(3600)
        assert place.tenant.sessions == {}
        assert (await visitor.configure())["newSession"] is True
        assert (await visitor.text("after"))["text"] == "after"


async def _flood(visitor: Guest) -> None:
    for _ in range(1_000):
        await visitor.say("echo", message={"type": "Text", "text": "ping"})
    while True:
        await visitor.hear()


async def test_a_guest_who_floods_is_closed_with_a_code_that_its_clients_know() -> None:
    settings = {"framesPerSecond": 1}
    async with shop(settings=settings) as place, place.guest() as visitor:
        with pytest.raises(ConnectionClosed) as closed:
            await _flood(visitor)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_an_attachment_stands_in_content_of_its_own_type_alone() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        id_ = (await presigned(visitor))["attachmentId"]
        part = {"contentType": "Text", "attachment": {"id": id_}}
        message = {"type": "Text", "text": "x", "content": [part]}
        await visitor.say("onMessage", message=message)
        code, text = await visitor.refusal()
        assert (code, "content[0].attachment" in text) == (400, True)
        assert dict(place.tenant.conversations) == {}


async def test_to_want_a_new_conversation_again_and_again_adds_nothing() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("one")
        assert (await visitor.configure(startNew=True))["newSession"] is True
        version = place.session().version
        assert (await visitor.configure(startNew=True))["newSession"] is True
        assert place.session().version == version
        await visitor.text("two")
        assert len(place.session().conversations) == 2


async def test_who_has_closed_his_session_configures_it_before_he_writes_on() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("one")
        await visitor.say("closeSession")
        await visitor.hear_class("SessionResponse")
        await visitor.send_text("two")
        assert (await visitor.refusal())[0] == 403
        await visitor.configure(startNew=True)
        assert (await visitor.text("three"))["text"] == "three"
        assert len(place.session().conversations) == 2


async def test_a_verifier_is_as_long_as_the_rfc_has_it() -> None:
    async with shop() as place:
        for verifier in ("a" * 42, "a" * 129, "ä" * 50):
            challenge = challenge_of(verifier)
            code = await code_for(place, code_challenge=challenge, code_challenge_method="S256")
            status, _ = await post(place, EXCHANGE, asked(code, codeVerifier=verifier))
            assert status == 400


async def test_what_a_session_asks_for_in_a_minute_is_bounded() -> None:
    async with shop(settings={"framesPerSecond": 1000}) as place, place.guest() as visitor:
        await visitor.configure()
        asks = LIMITS.session_asks_per_minute_max
        for _ in range(asks):
            await visitor.configure(startNew=True)
        await visitor.say("getJwt")
        refused = await visitor.hear_class("TooManyRequestsErrorMessage")
        assert refused["code"] == 429
        await place.advance(61)
        await visitor.say("getJwt")
        await visitor.hear_class("JwtResponse")
