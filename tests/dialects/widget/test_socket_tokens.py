"""A socket lives as long as its token: warned, renewed in band, severed at the instant.

Source: guide, section 2 and edge case 1 (rotation with messages in flight).
"""

from __future__ import annotations

import asyncio

import pytest

from mockplatform.expiry import expire_matching
from tests.support.server import serving
from tests.support.talk import End, talking

QUIET = {"agentsAct": False, "inactivity": "2h"}
NAMES = ("token.expiring", "socket.severed")
MINUTE = 60


async def test_a_socket_is_warned_twice_and_severed_at_its_tokens_end() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        exp = int(server.tenant.clock.now()) + 30 * MINUTE
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            assert await server.advance(25 * MINUTE - 1) == []
            fired = await server.advance(10 * MINUTE)
            frames, end = await talk.rest()
        assert [one for one in fired if one[0] in NAMES] == [
            ("token.expiring", "ws-1"),
            ("token.expiring", "ws-1"),
            ("socket.severed", "ws-1"),
        ]
        assert frames == [
            {"type": "token.expiring", "exp": exp, "inSeconds": 300},
            {"type": "token.expiring", "exp": exp, "inSeconds": 60},
        ]
        assert end == End(4401, "the access token has expired")
        closed = next(e for e in server.tenant.journal.select(kind="socket") if e.detail[2])
        assert closed.detail[2] == 4401


async def test_a_socket_lives_until_the_very_instant_of_its_tokens_end() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token(expires_in=100)
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await server.advance(99.9)
            assert (await talk.frame())["inSeconds"] == 60
            assert (await talk.ask("ping"))["type"] == "pong"
            await server.advance(0.1)
            assert (await talk.end()).code == 4401


async def test_what_happened_before_the_end_is_told_and_nothing_after_it() -> None:
    async with serving(settings={"inactivity": "2h"}) as server:
        token = await server.token(expires_in=2)
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await server.advance(5 * MINUTE)
            frames, end = await talk.rest()
        assert server.tenant.conversations[id_].message_count > 0
        times = [frame["at"] for frame in frames if "at" in frame]
        assert max(times) <= "2023-11-14T22:13:22.000Z"
        assert any(frame["type"] == "participant" for frame in frames)
        assert end.code == 4401


@pytest.mark.parametrize(("how", "code"), [("4401", 4401), ("1008", 1008), ("silent", 1006)])
async def test_how_an_ended_token_ends_a_socket_is_a_setting(how: str, code: int) -> None:
    async with serving(settings=QUIET | {"socketExpiry": how}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await server.advance(30 * MINUTE)
            assert (await talk.end()).code == code


async def test_warnings_may_be_off() -> None:
    async with serving(settings=QUIET | {"tokenExpiringWarnings": False}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            fired = await server.advance(30 * MINUTE)
            assert ("token.expiring", "ws-1") not in fired
            assert await talk.rest() == ([], End(4401, "the access token has expired"))


async def test_a_newer_token_keeps_the_socket_while_messages_flow() -> None:
    """Guide, edge case 1: rotation before expiry loses no message and asks for no reconnect."""
    async with serving(settings=QUIET | {"framesPerSecond": 10_000}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()

            async def chat(first: int) -> None:
                for number in range(first, first + 50):
                    await talk.say("message.send", clientMessageId=f"c{number}", text="Hi")

            await server.advance(26 * MINUTE)
            newer = await server.token()
            sending = asyncio.create_task(chat(0))
            await talk.say("token.update", id="renewal", token=newer)
            await sending
            seen = await talk.until("ack", clientMessageId="c49")
            if not any(frame.get("id") == "renewal" for frame in seen):
                seen += await talk.until("token.updated")
            await server.advance(10 * MINUTE)
            await chat(50)
            seen += await talk.until("ack", clientMessageId="c99")
        (updated,) = [frame for frame in seen if frame["type"] == "token.updated"]
        now = int(server.tenant.clock.now())
        assert updated == {
            "type": "token.updated",
            "id": "renewal",
            "exp": now + 20 * MINUTE,
        }
        acks = [frame["clientMessageId"] for frame in seen if frame["type"] == "ack"]
        assert acks == [f"c{number}" for number in range(100)]
        assert [f["seq"] for f in seen if f["type"] == "message"] == list(range(3, 103))


async def test_a_renewed_token_has_warnings_and_an_end_of_its_own() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token(expires_in=10 * MINUTE)
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await server.advance(6 * MINUTE)
            assert (await talk.frame())["inSeconds"] == 300
            newer = await server.token(expires_in=20 * MINUTE)
            assert (await talk.ask("token.update", token=newer))["type"] == "token.updated"
            await server.advance(30 * MINUTE)
            frames, end = await talk.rest()
        assert [frame["inSeconds"] for frame in frames] == [300, 60]
        assert end.code == 4401


@pytest.mark.parametrize(
    ("which", "code"),
    [
        ("garbage", "invalid.token"),
        ("expired", "token.expired"),
        ("revoked", "token.revoked"),
        ("another user's", "not.authorized"),
        ("another tenant's", "invalid.token"),
    ],
)
async def test_a_bad_token_changes_nothing(which: str, code: str) -> None:
    async with serving(settings=QUIET) as server:
        other = await server.add_tenant("other")
        mine = await server.token()
        id_ = await server.conversation(mine)
        tokens = {
            "garbage": "a.b.c",
            "expired": await server.token(expires_in=1),
            "revoked": await server.token(),
            "another user's": await server.token("user-8"),
            "another tenant's": await server.token(tenant=other),
        }
        await server.platform.tokens.revoke(server.tenant, tokens["revoked"])
        await server.advance(1)
        async with talking(server, mine, id_, "?after=2") as talk:
            await talk.frame()
            error = await talk.ask("token.update", token=tokens[which])
            assert (error["type"], error["code"]) == ("error", code)
            assert (await talk.ask("message.send", text="still here"))["type"] == "ack"
            await server.advance(30 * MINUTE)
            assert (await talk.end()).code == 4401


async def test_a_narrower_token_narrows_what_the_socket_may() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            narrow = await server.token(scope=["conversation:read"])
            await talk.ask("token.update", token=narrow)
            error = await talk.ask("message.send", text="Hi")
            assert error["code"] == "missing.permissions"


async def test_a_second_auth_is_pointed_to_token_update() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            error = await talk.ask("auth", token=token)
            assert error["code"] == "bad.request"
            assert "token.update" in error["hint"]


@pytest.mark.parametrize("what", ["user", "token", "everybody", "family"])
async def test_a_revoked_token_ends_its_socket_at_once(what: str) -> None:
    async with serving(settings=QUIET) as server:
        tokens = server.platform.tokens
        token = await server.token()
        stranger = await server.token("user-8")
        id_ = await server.conversation(token)
        theirs = await server.conversation(stranger)
        async with talking(server, token, id_) as talk, talking(server, stranger, theirs) as other:
            await talk.frames(3)
            await other.frames(3)
            match what:
                case "user":
                    await tokens.revoke_matching(server.tenant, user_id="user-7")
                case "token":
                    jti = tokens.recognise(server.tenant, token).claims.jti
                    await tokens.revoke_matching(server.tenant, access_id=jti)
                case "everybody":
                    await tokens.revoke_matching(server.tenant, everybody=True)
                case _:
                    await tokens.revoke(server.tenant, token)
            assert await talk.end() == End(4401, "The access token was revoked")
            if what == "everybody":
                assert (await other.end()).code == 4401
            else:
                assert (await other.ask("ping"))["type"] == "pong"


async def test_a_token_that_ends_early_ends_its_socket_as_at_its_exp() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await expire_matching(server.platform.service, server.tenant, user_id="user-7")
            assert await talk.end() == End(4401, "The access token has expired")


async def test_a_retired_key_ends_the_sockets_of_its_tokens_when_its_time_is_over() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await server.platform.tokens.rotate_keys(server.tenant, keep_old_s=60)
            await server.advance(59)
            assert (await talk.ask("ping"))["type"] == "pong"
            await server.advance(1)
            assert await talk.end() == End(4401, "The key that signed the access token is retired")


async def test_a_refresh_that_ends_the_old_token_ends_its_socket() -> None:
    """Setting `revokeOnRefresh`: the swap blocks, as some platforms' does."""
    async with serving(settings=QUIET | {"revokeOnRefresh": True}) as server:
        url = server.url + "/api/v2/widget/auth/token"
        deployment = server.tenant.config.deployments[0].id
        body = {"deploymentId": deployment, "userId": "user-7"}
        async with server.http.post(url, json=body) as answer:
            pair = await answer.json()
        id_ = await server.conversation(pair["access_token"])
        async with talking(server, pair["access_token"], id_) as talk:
            await talk.frames(3)
            await server.platform.tokens.refresh(server.tenant, pair["refresh_token"], None)
            assert (await talk.end()).code == 4401
