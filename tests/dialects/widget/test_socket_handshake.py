"""Where a socket's token may stand, and how a handshake is refused (section 4 of the API).

Source: RFC 6455 section 4.2, RFC 7230 section 6.7; the guide's bearer tokens.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from multidict import CIMultiDict
from websockets.exceptions import InvalidStatus

from mockplatform.core.commands import Close, Delete
from tests.support.server import ALL, Server, serving
from tests.support.talk import End, offers, path_of, talking

QUIET = {"agentsAct": False}
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


async def refused(
    server: Server, token: str | None, conversation_id: str, query: str = "", **options: Any
) -> tuple[int, dict[str, Any], Any]:
    """Return status, body and headers of a handshake that must be refused."""
    with pytest.raises(InvalidStatus) as refusal:
        async with talking(server, token, conversation_id, query, **options):
            pass
    response = refusal.value.response
    return response.status_code, json.loads(response.body or b"{}"), response.headers


async def test_the_token_may_be_a_subprotocol_and_is_not_echoed() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            assert talk.connection.subprotocol == "mockplatform.v1"
            assert (await talk.frame())["type"] == "hello"
            response = talk.connection.response
            assert response is not None
            assert token not in str(response.headers)
            assert "Sec-WebSocket-Extensions" not in response.headers


@pytest.mark.parametrize("place", ["query", "header"])
async def test_the_token_may_be_in_the_query_or_in_the_header(place: str) -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        query = f"?access_token={token}" if place == "query" else ""
        headers = {"Authorization": f"Bearer {token}"} if place == "header" else {}
        async with talking(server, None, id_, query, additional_headers=headers) as talk:
            assert (await talk.frame())["type"] == "hello"
            assert talk.connection.subprotocol is None


async def test_the_token_may_come_in_the_first_frame() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, None, id_, subprotocols=offers()) as talk:
            await talk.say("auth", token=token)
            hello = await talk.frame()
            assert (hello["type"], hello["conversation"]["id"]) == ("hello", id_)


async def test_two_tokens_at_once_are_refused() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        status, body, _ = await refused(server, token, id_, f"?access_token={token}")
        assert (status, body["code"]) == (400, "ambiguous.credentials")


async def test_subprotocols_without_ours_are_refused_with_the_way_out() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        only_token = offers(f"bearer.{token}")[1:]
        status, body, headers = await refused(server, None, id_, subprotocols=only_token)
        assert (status, body["code"]) == (400, "invalid.value")
        assert "mockplatform.v1" in headers["X-Mockplatform-Hint"]
        assert token not in str(headers)


async def test_subprotocols_in_two_lines_never_reach_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        lines = [
            *UPGRADE.items(),
            ("Sec-WebSocket-Protocol", f"bearer.{token}"),
            ("Sec-WebSocket-Protocol", "mockplatform.v1"),
        ]
        headers = CIMultiDict(lines)
        async with server.http.get(server.url + path_of(id_), headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, "invalid.value")
        assert token not in caplog.text


async def test_an_expired_token_is_refused_and_the_conversation_never_hears_of_it() -> None:
    """Guide, section 2: the edge judges expiry before anything else."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        short = await server.token(expires_in=60)
        id_ = await server.conversation(token)
        await server.advance(60)
        status, body, headers = await refused(server, short, id_)
        assert (status, body["code"]) == (401, "token.expired")
        assert 'error="invalid_token"' in headers["WWW-Authenticate"]
        assert not server.tenant.channels


async def test_garbage_is_no_token() -> None:
    async with serving(settings=QUIET) as server:
        id_ = await server.conversation(await server.token())
        status, body, _ = await refused(server, "not.a.token", id_)
        assert (status, body["code"]) == (401, "invalid.token")


async def test_another_users_conversation_is_forbidden() -> None:
    async with serving(settings=QUIET) as server:
        id_ = await server.conversation(await server.token())
        status, body, _ = await refused(server, await server.token("user-8"), id_)
        assert (status, body["code"]) == (403, "not.authorized")


async def test_a_token_that_may_not_read_is_forbidden() -> None:
    async with serving(settings=QUIET) as server:
        id_ = await server.conversation(await server.token())
        writer = await server.token(scope=["conversation:write"])
        status, body, _ = await refused(server, writer, id_)
        assert (status, body["code"]) == (403, "missing.permissions")


async def test_an_unknown_conversation_and_another_tenants_look_alike() -> None:
    async with serving(settings=QUIET) as server:
        other = await server.add_tenant("other", agentsAct=False)
        id_ = await server.conversation(await server.token())
        foreign = await server.token(tenant=other)
        unknown = await refused(server, foreign, "00000000-0000-4000-8000-000000000000")
        hidden = await refused(server, foreign, id_)
        assert unknown[0] == hidden[0] == 404
        assert unknown[1]["code"] == hidden[1]["code"]


@pytest.mark.parametrize("end", ["closed", "deleted"])
async def test_a_dead_conversation_is_a_conflict(end: str) -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        command = Close(by="customer") if end == "closed" else Delete()
        await server.platform.service.execute(server.tenant, "conversation", id_, command)
        status, body, headers = await refused(server, token, id_)
        assert (status, body["code"]) == (409, "conversation.closed")
        assert "create a new conversation" in headers["X-Mockplatform-Hint"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 426),
        (UPGRADE | {"Sec-WebSocket-Version": "8"}, 426),
        (UPGRADE | {"Sec-WebSocket-Version": "7"}, 426),
        (UPGRADE | {"Upgrade": "h2c"}, 426),
        (UPGRADE | {"Sec-WebSocket-Key": "short"}, 400),
        (UPGRADE | {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAA==="}, 400),
        (UPGRADE | {"Sec-WebSocket-Key": "!" * 24}, 400),
    ],
)
async def test_what_is_no_handshake_is_told_what_one_is(
    headers: dict[str, str], status: int
) -> None:
    """RFC 6455, section 4.2.2: another version is answered with the one that is spoken."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        sent = headers | {"Authorization": f"Bearer {token}", "Origin": "http://shop.example"}
        async with server.http.get(server.url + path_of(id_), headers=sent) as answer:
            assert answer.status == status
            assert (await answer.json())["contextId"] == answer.headers["X-Correlation-Id"]
            assert answer.headers["Access-Control-Allow-Origin"] == "http://shop.example"
            if status == 426:
                assert answer.headers["Sec-WebSocket-Version"] == "13"
                assert answer.headers["Upgrade"] == "websocket"


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "", "٣", "99999999999999999999"])
async def test_a_cursor_that_is_no_seq_is_refused(after: str) -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        status, body, _ = await refused(server, token, id_, f"?after={after}")
        assert (status, body["details"][0]["fieldName"]) == (400, "after")


async def test_the_answer_carries_correlation_and_cors_and_names_no_library() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        sent = {"X-Correlation-Id": "mine-1", "Origin": "http://shop.example"}
        async with talking(server, token, id_, additional_headers=sent) as talk:
            response = talk.connection.response
            assert response is not None
            assert response.headers["X-Correlation-Id"] == "mine-1"
            assert response.headers["Access-Control-Allow-Origin"] == "http://shop.example"
            assert response.headers["Server"] == "mockplatform"


async def test_the_tenant_follows_from_the_token_wherever_it_is() -> None:
    async with serving(settings=QUIET) as server:
        other = await server.add_tenant("other", agentsAct=False)
        token = await server.token(tenant=other)
        id_ = await server.conversation(token)
        header = {"Authorization": f"Bearer {token}"}
        for opened in (
            talking(server, token, id_),
            talking(server, None, id_, f"?access_token={token}"),
            talking(server, None, id_, additional_headers=header),
            talking(server, token, id_, prefix="/t/other"),
        ):
            async with opened as talk:
                assert (await talk.frame())["conversation"]["id"] == id_
        async with talking(server, None, id_) as talk:
            await talk.say("auth", token=token)
            assert (await talk.frame())["conversation"]["id"] == id_
        assert other.reconnects == {id_: 4}


async def test_a_prefix_wins_over_the_token() -> None:
    async with serving(settings=QUIET) as server:
        other = await server.add_tenant("other", agentsAct=False)
        token = await server.token(tenant=other)
        id_ = await server.conversation(token)
        status, body, _ = await refused(server, token, id_, prefix="/t/default")
        assert (status, body["code"]) == (401, "invalid.token")
        async with talking(server, None, id_, prefix="/t/default") as talk:
            await talk.say("auth", token=token)
            assert (await talk.end()).code == 4401


@pytest.mark.parametrize(
    ("whose", "conversation", "end"),
    [
        ("garbage", "mine", End(4401, "invalid.token")),
        ("expired", "mine", End(4401, "token.expired")),
        ("user-8", "mine", End(4403, "not.authorized")),
        ("writer", "mine", End(4403, "missing.permissions")),
        ("user-7", "unknown", End(4404, "not.found")),
        ("user-7", "dead", End(4410, "conversation.closed")),
    ],
)
async def test_a_first_frame_that_opens_nothing_is_answered_and_ends_the_socket(
    whose: str, conversation: str, end: End
) -> None:
    """Nothing of the conversation is told to somebody who has not shown a good token."""
    async with serving(settings=QUIET) as server:
        mine = await server.token()
        tokens = {
            "garbage": "a.b.c",
            "expired": await server.token(expires_in=1),
            "user-8": await server.token("user-8"),
            "writer": await server.token(scope=["conversation:write"]),
            "user-7": mine,
        }
        ids = {"mine": await server.conversation(mine), "unknown": "nowhere"}
        ids["dead"] = await server.conversation(mine)
        url = f"{server.url}/api/v2/conversations/messaging/{ids['dead']}"
        await server.http.delete(url, headers={"Authorization": f"Bearer {mine}"})
        await server.advance(1)
        async with talking(server, None, ids[conversation]) as talk:
            await talk.say("auth", token=tokens[whose], id=1)
            frames, ended = await talk.rest()
        assert [(frame["type"], frame["code"]) for frame in frames] == [("error", end.reason)]
        assert ended == end


async def test_a_first_frame_that_brings_no_token_ends_the_socket() -> None:
    async with serving(settings=QUIET) as server:
        id_ = await server.conversation(await server.token())
        async with talking(server, None, id_) as talk:
            await talk.say("message.send", text="let me in")
            frames, end = await talk.rest()
        assert [frame["code"] for frame in frames] == ["authentication.required"]
        assert end.code == 4401
        assert server.tenant.conversations[id_].version == 2


async def test_who_brings_no_token_in_time_is_shown_out() -> None:
    """Real time, so the sweeper is told what it is."""
    async with serving(settings=QUIET) as server:
        id_ = await server.conversation(await server.token())
        async with talking(server, None, id_) as talk:
            now = server.platform.around.stopwatch()
            server.sockets.sweep(now + 4.9)
            assert not talk.connection.close_code
            server.sockets.sweep(now + 5.2)
            assert await talk.end() == End(4401, "no token within 5 s")


async def test_the_journal_tells_of_handshakes_and_never_of_a_whole_token() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        await refused(server, token[:-4] + "AAAA", id_)
        async with talking(server, None, id_, f"?access_token={token}"):
            pass
        journal = server.tenant.journal
        closed = await journal.wait_for(lambda entry: entry.detail[0] == "close")
        shown = [entry.render() for entry in journal.select()]
        acts = [one["act"] for one in shown if one["kind"] == "socket"]
        assert acts == ["refused", "open", "close"]
        assert (closed.detail[2], closed.detail[3]) == (1000, "by the client")
        lines = [one["status"] for one in shown if one["kind"] == "http" and "ws" in one["path"]]
        assert lines == [401, 101]
        assert token not in str(shown)


async def test_a_cursor_beyond_the_end_is_taken_as_the_end_with_a_hint() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token(scope=ALL)
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=77") as talk:
            hello = await talk.frame()
            assert (hello["resumedAfter"], hello["latestSeq"]) == (2, 2)
            response = talk.connection.response
            assert response is not None
            assert "after=77" in response.headers["X-Mockplatform-Hint"]
