"""The platform's faults on a chat channel of CXone: each of docs/cxone.md, "Break it"."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.support.chats_cxone import PONG, Chat, chat, fresh, message, transaction_token
from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.server import Server, serving

CXONE = {"dialect": "cxone"}
TOKEN = "/oauth/token?brandId=1001&channelId=chat_livechat&visitorId="
INFO = "/chat/1.0/brand/1001/channel/chat_livechat"
ANN = {"customerIdentity": {"idOnExternalPlatform": "c-1"}}
ORIGIN = "https://shop.example"


async def ask_token(server: Server) -> tuple[int, Any, str | None]:
    """Ask for a transaction token as a page does; return status, body, and who may read it."""
    headers = {"Origin": ORIGIN}
    async with server.http.post(server.url + TOKEN, json=ANN, headers=headers) as answer:
        return answer.status, await answer.json(), answer.headers["Access-Control-Allow-Origin"]


async def texts(customer: Chat, thread: str = "t-1") -> list[str]:
    """Return what the customer has said, as a recover tells it, oldest first."""
    named = {"thread": {"idOnExternalPlatform": thread}}
    found = await customer.do("RecoverLivechat", named)
    told = found["messages"][::-1]
    return [
        one["messageContent"]["payload"]["text"] for one in told if one["direction"] == "inbound"
    ]


async def test_the_token_service_refuses_in_the_dialects_shape_and_pages_can_read_it() -> None:
    async with serving() as server:
        where = {**CXONE, "phase": "edge", "path": "/oauth/token", "subject": "c-1"}
        async with fault(server, "status", where=where):
            status, told, readers = await ask_token(server)
        assert status == 503
        assert told["errorCode"] == "service_unavailable"
        assert readers == ORIGIN
        assert (await ask_token(server))[0] == 200


async def test_an_address_is_blocked_by_the_code_that_the_sdk_reads() -> None:
    async with serving() as server:
        what = {"status": 403, "code": "ip_blocked"}
        async with fault(server, "status", where={"path": "/oauth/token"}, what=what):
            status, told, _ = await ask_token(server)
        assert (status, told["errorCode"]) == (403, "ip_blocked")


async def test_an_sdk_is_told_that_it_is_too_old_over_http_and_on_its_socket() -> None:
    async with serving() as server, chat(server) as customer:
        what = {"status": 400, "code": "SdkVersionNotSupported"}
        async with (
            fault(server, "status", where={"path": "/chat/1.0/*"}, what=what),
            server.http.get(server.url + INFO) as answer,
        ):
            told = await answer.json()
        assert told["error"]["errorCode"] == "SdkVersionNotSupported"
        where = {**CXONE, "phase": "frame.in", "frame": "Recover*"}
        async with fault(server, "status", where=where, what=what):
            refusal = await customer.refusal("RecoverLivechat", {})
        assert refusal.code == "SdkVersionNotSupported"


@pytest.mark.parametrize("status", [401, 403, 503])
async def test_a_handshake_is_refused_with_a_status(status: int) -> None:
    async with serving() as server:
        where = {**CXONE, "phase": "handshake", "subject": "c-1"}
        async with fault(server, "refuse", where=where, what={"status": status}):
            with pytest.raises(InvalidStatus) as refused:
                async with chat(server):
                    pass
        assert refused.value.response.status_code == status
        async with chat(server) as customer:
            await customer.beat()


async def test_a_handshake_waits_for_as_long_as_a_fault_says() -> None:
    async with serving() as server:
        token = await transaction_token(server, "chat_livechat", "c-1")
        id_ = await set_fault(server, "never_open", where={"dialect": "cxone"})

        async def beat() -> None:
            async with chat(server, token=token) as customer:
                await customer.beat()

        opening = asyncio.create_task(beat())
        await fired(server, id_)
        assert not opening.done()
        await take_away(server, id_)
        await opening


@pytest.mark.parametrize("code", [1000, 1001, 1012, 4000])
async def test_a_socket_is_closed_with_any_code(code: int) -> None:
    async with serving() as server, chat(server) as customer:
        what = {"code": code, "reason": "by a fault", "atOnce": True}
        await customer.beat()
        async with fault(server, "close", where={**CXONE, "phase": "frame.out"}, what=what):
            assert await customer.end() == (code, "by a fault")


async def test_a_socket_is_reset() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.beat()
        where = {**CXONE, "phase": "frame.out"}
        async with fault(server, "drop", where=where, what={"atOnce": True}):
            assert (await customer.end()).code == 1006


async def test_a_socket_breaks_behind_a_message_and_before_its_acknowledgement() -> None:
    async with serving() as server:
        where = {**CXONE, "phase": "frame.out", "frame": "acknowledged"}
        await set_fault(server, "drop", where=where, when={"times": 1})
        async with chat(server) as customer:
            payload = customer.payload("SendMessage", message("Hello"))
            await customer.send({"action": "chatWindowEvent", "eventId": "e", "payload": payload})
            assert (await customer.end()).code == 1006
        async with chat(server) as customer:
            assert await texts(customer) == ["Hello"]


async def test_an_acknowledgement_is_swallowed_and_nothing_else() -> None:
    async with serving() as server, chat(server) as customer:
        where = {**CXONE, "phase": "frame.out", "frame": "acknowledged", "subject": "c-1"}
        id_ = await set_fault(server, "lose", where=where, when={"times": 1})
        said = message("Hello")
        payload = customer.payload("SendMessage", said)
        await customer.send({"action": "chatWindowEvent", "eventId": "e-1", "payload": payload})
        echo = await customer.push("MessageCreated")
        assert echo["message"]["idOnExternalPlatform"] == said["idOnExternalPlatform"]
        await customer.beat()
        assert "e-1" not in [one["eventId"] for one in customer.frames if isinstance(one, dict)]
        assert "error" not in await customer.say("Again")
        (told,) = [one for one in shown(server, "fault") if one["faultId"] == id_]
        assert told["what"] == "acknowledged"


async def test_an_answer_is_named_by_its_postback() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.say("Hello")
        where = {**CXONE, "phase": "frame.out", "frame": "LivechatRecovered"}
        await set_fault(server, "duplicate", where=where, what={"times": 2})
        await texts(customer)
        await customer.beat()
        told = [one for one in customer.frames if isinstance(one, dict) and "postback" in one]
        assert len(told) == 2
        assert told[0] == told[1]


async def test_an_acknowledgement_is_late_and_what_is_behind_it_waits() -> None:
    async with serving() as server, chat(server) as customer:
        where = {**CXONE, "phase": "frame.out", "frame": "acknowledged"}
        id_ = await set_fault(server, "delay", where=where, what={"delay": "1h"})
        payload = customer.payload("SendMessage", message("Hello"))
        await customer.send({"action": "chatWindowEvent", "eventId": "e-1", "payload": payload})
        await customer.push("MessageCreated")
        await fired(server, id_)
        await take_away(server, id_)
        assert "error" not in await customer.reply("e-1")


async def test_a_push_overtakes_an_acknowledgement() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.say("Hello")
        where = {**CXONE, "phase": "frame.out", "frame": "acknowledged"}
        what = {"window": 1, "within": "1h"}
        async with fault(server, "reorder", where=where, what=what, when={"times": 1}):
            payload = customer.payload("SendMessage", message("Again"))
            await customer.send({"action": "chatWindowEvent", "eventId": "e-1", "payload": payload})
            await customer.push("MessageCreated", lambda one: _text(one) == "Again")
            assert "error" not in await customer.say("And again")
            ids = [one["eventId"] for one in customer.frames if isinstance(one, dict)]
            last = next(one for one in customer.seen if _text(one["data"]) == "And again")
            assert ids.index("e-1") == ids.index(last["eventId"]) + 1


def _text(data: Any) -> str:
    text: str = data.get("message", {}).get("messageContent", {}).get("text", "")
    return text


async def test_a_transaction_token_has_ended_before_its_time() -> None:
    async with serving() as server:
        token = await transaction_token(server, "chat_livechat", "c-1")
        where = {**CXONE, "phase": "token", "path": "/chat-gateway"}
        async with fault(server, "expire_token", where=where):
            with pytest.raises(InvalidStatus) as refused:
                async with chat(server, token=token):
                    pass
        assert refused.value.response.status_code == 401
        async with chat(server, token=token) as customer:
            await customer.beat()


async def test_a_push_comes_twice_with_the_same_event_id() -> None:
    async with serving() as server, chat(server) as customer:
        where = {**CXONE, "phase": "frame.out", "frame": "MessageCreated"}
        async with fault(server, "duplicate", where=where, what={"times": 2}):
            await customer.say("Hello")
            await customer.beat()
        told = [one["eventId"] for one in customer.seen if one["eventType"] == "MessageCreated"]
        assert len(told) == 2
        assert told[0] == told[1]


async def test_a_sign_of_life_stays_without_an_answer() -> None:
    async with serving() as server, chat(server) as customer:
        id_ = await set_fault(server, "no_pong", where=CXONE)
        await customer.send({"action": "heartbeat"})
        await customer.say("Hello")
        assert PONG not in customer.frames
        await take_away(server, id_)
        await customer.beat()


async def test_a_sign_of_life_is_not_refused() -> None:
    """It names no request, so that no error frame could be told apart."""
    async with serving() as server, chat(server) as customer:
        async with fault(server, "status", where={**CXONE, "phase": "frame.in"}):
            await customer.beat()
            assert (
                await customer.refusal("RecoverLivechat", {})
            ).code == "RecoveringLivechatFailed"
        assert [one["what"] for one in shown(server, "fault")] == ["RecoverLivechat"]


async def test_a_frame_is_malformed_and_the_socket_stays() -> None:
    """The support client reads JSON, so the frame is read here."""
    async with serving() as server:
        token = await transaction_token(server, "chat_livechat", "c-1")
        url = f"{server.ws_url}/chat-gateway?brandId=1001&channelId=chat_livechat"
        async with connect(f"{url}&transactionToken={token}", proxy=None) as socket:
            where = {**CXONE, "phase": "frame.out", "frame": "pong"}
            times = {"times": 1}
            await set_fault(server, "corrupt", where=where, what={"into": "json"}, when=times)
            await socket.send('{"action": "heartbeat"}')
            with pytest.raises(json.JSONDecodeError):
                json.loads(await socket.recv())
            await socket.send('{"action": "heartbeat"}')
            assert json.loads(await socket.recv()) == PONG


async def test_a_message_is_refused_as_the_dialect_refuses_and_is_not_kept() -> None:
    async with serving() as server, chat(server) as customer:
        where = {**CXONE, "phase": "frame.in", "frame": "SendMessage"}
        async with fault(server, "status", where=where, what={"status": 500}):
            refusal = await customer.refusal("SendMessage", message("Hello"))
        assert refusal.code == "SendingMessageFailed"
        assert not server.tenant.conversations
        (told,) = shown(server, "fault")
        assert told["what"] == "SendMessage"


async def test_a_fault_names_the_message_that_was_at_stake() -> None:
    async with serving() as server, chat(server) as customer:
        where = {**CXONE, "phase": "frame.in", "frame": "SendMessage"}
        said = message("Hello")
        async with fault(server, "status", where=where):
            await customer.refusal("SendMessage", said)
        (told,) = shown(server, "fault")
        assert told["clientMessageId"] == said["idOnExternalPlatform"]


async def test_a_message_is_acknowledged_and_lost() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.say("Hello")
        where = {**CXONE, "phase": "frame.in", "frame": "SendMessage"}
        async with fault(server, "lost_write", where=where):
            assert "error" not in await customer.say("Lost")
        assert await texts(customer) == ["Hello"]


async def test_a_first_message_is_acknowledged_and_lost() -> None:
    """No case begins, and no thread either."""
    async with serving() as server, chat(server) as customer:
        where = {**CXONE, "phase": "frame.in", "frame": "SendMessage"}
        async with fault(server, "lost_write", where=where):
            assert "error" not in await customer.say("Lost")
        assert not server.tenant.conversations
        assert "error" not in await customer.say("Hello")
        assert await texts(customer) == ["Hello"]


async def test_a_conversation_is_closed_right_before_a_message_comes() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.say("Hello")
        first = await customer.push("CaseCreated")
        where = {**CXONE, "phase": "frame.in", "frame": "SendMessage"}
        await set_fault(server, "close_conversation", where=where, when={"times": 1})
        await customer.say("Still there?")
        closed = await customer.push(
            "CaseStatusChanged", lambda one: one["case"]["status"] == "closed"
        )
        assert closed["case"]["id"] == first["case"]["id"]


async def test_a_scope_leaves_other_dialects_and_other_customers_alone() -> None:
    async with (
        serving() as server,
        chat(server, customer="c-1") as ann,
        chat(server, customer="c-2") as bob,
    ):
        await set_fault(server, "lose", where={"phase": "frame.out", "dialect": "genesys"})
        await set_fault(server, "lose", where={"phase": "frame.out", "subject": "c-3"})
        for one in (ann, bob):
            await one.say("Hello", thread=f"t-{one.customer}", idOnExternalPlatform=fresh())
        assert not shown(server, "fault")


LOST_FIRST = {
    "SendMessage": message("Lost"),
    "SetConsumerCustomFields": {"customFields": [{"ident": "tier", "value": "gold"}]},
}


@pytest.mark.parametrize("name", LOST_FIRST)
async def test_a_lost_first_write_of_a_socket_without_a_token_is_acknowledged(name: str) -> None:
    """Who speaks is known from then on, as by a handshake; nothing that he says is kept."""
    async with (
        serving(settings={"agentsAct": False}) as server,
        chat(server, secured=False) as page,
    ):
        who = {"idOnExternalPlatform": "c-1", "firstName": "Robin"}
        async with fault(server, "lost_write", where={"phase": "frame.in", "frame": name}) as id_:
            await page.do(name, LOST_FIRST[name], consumerIdentity=who)
            await fired(server, id_)
        assert not server.tenant.conversations
        (customer,) = server.tenant.customers.values()
        assert (customer.external_id, customer.name, dict(customer.fields)) == ("c-1", "", {})
        await page.do("SendMessage", message("Kept"))
        assert await texts(page) == ["Kept"]
        assert (await page.told()).count("MessageCreated") == 1
