"""The history of a guest's session: newest first, and the same as it was told on the socket."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from mockplatform.core.commands import Close
from mockplatform.core.events import Person
from mockplatform.core.session import Configure
from tests.sdk.node import node
from tests.sdk.python_sdk import python_sdk
from tests.support.guests import DEPLOYMENT, PATIENCE_S, Guest, guest
from tests.support.server import Server, serving

HISTORY = "/api/v2/webmessaging/messages"
JOIN = {"type": "Event", "events": [{"eventType": "Presence", "presence": {"type": "Join"}}]}
CLEAR = {"type": "Event", "events": [{"eventType": "Presence", "presence": {"type": "Clear"}}]}
Json = dict[str, Any]


class Frame(msgspec.Struct, rename={"class_": "class", "tracing_id": "tracingId"}):
    """A frame whose body is left as it came."""

    class_: str
    body: msgspec.Raw
    tracing_id: str = ""


class Page(msgspec.Struct, rename="camel"):
    """A page whose entities are left as they came."""

    entities: list[msgspec.Raw]
    page_size: int
    page_number: int
    total: int
    page_count: int


async def jwt(visitor: Guest) -> str:
    """Ask for the token of the history."""
    await visitor.say("getJwt")
    token: str = (await visitor.hear_class("JwtResponse"))["body"]["jwt"]
    return token


async def page(server: Server, token: str, query: str = "") -> Page:
    """Return a page of the history."""
    headers = {"Authorization": f"bearer {token}"}
    async with server.http.get(server.url + HISTORY + query, headers=headers) as answer:
        data = await answer.read()
        assert answer.status == 200, data
        return msgspec.json.decode(data, type=Page)


async def refused(server: Server, token: str) -> int:
    """Return the status with which the history is refused."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with server.http.get(server.url + HISTORY, headers=headers) as answer:
        await answer.read()
        return answer.status


async def until(visitor: Guest, wanted: str, told: list[bytes]) -> Frame:
    """Read frames until one has that class or tracing id; note what messages tell but typing."""
    while True:
        async with asyncio.timeout(PATIENCE_S):
            frame = msgspec.json.decode(await visitor.socket.recv(), type=Frame)
        body = bytes(frame.body)
        if frame.class_ == "StructuredMessage" and b'"Typing"' not in body:
            told.append(body)
        if wanted in (frame.class_, frame.tracing_id):
            return frame


async def close(server: Server, by: str = "agent") -> None:
    """End the latest conversation."""
    id_ = list(server.tenant.conversations)[-1]
    await server.platform.service.execute(server.tenant, "conversation", id_, Close(by=by))


async def test_the_history_is_what_the_socket_told_byte_for_byte_and_newest_first() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        told: list[bytes] = []
        await visitor.say("onMessage", message=JOIN, tracingId="join")
        await until(visitor, "join", told)
        for number in range(3):
            await server.advance(1)
            await visitor.send_text(f"text {number} ü", f"t-{number}")
            await until(visitor, f"t-{number}", told)
        await server.advance(5)
        await close(server)
        await visitor.say("getJwt")
        token = msgspec.json.decode((await until(visitor, "JwtResponse", told)).body)["jwt"]
        found = await page(server, token)
        assert [bytes(one) for one in found.entities] == told[::-1]
        assert (found.page_size, found.page_number, found.total, found.page_count) == (
            25,
            1,
            len(told),
            1,
        )
        assert (len(told) > 5, b'"Join"' in told[0], b'"Disconnect"' in told[-1]) == (True,) * 3
        times = [msgspec.json.decode(one)["channel"]["time"] for one in told]
        assert times == sorted(times)


async def test_pages_are_as_large_as_asked_and_one_past_the_end_is_empty() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        token = await jwt(visitor)
        empty = await page(server, token)
        assert (empty.entities, empty.total, empty.page_count) == ([], 0, 0)
        for number in range(5):
            await visitor.text(f"{number}")
            await server.advance(0.6)
        texts = [
            [msgspec.json.decode(one).get("text") for one in found.entities]
            for found in [await page(server, token, f"?pageSize=2&pageNumber={n}") for n in (1, 2)]
        ]
        total = (await page(server, token)).total
        assert len(texts[0]) == len(texts[1]) == 2
        last = await page(server, token, f"?pageSize=2&pageNumber={-(-total // 2)}")
        assert msgspec.json.decode(last.entities[-1])["text"] == "0"
        beyond = await page(server, token, "?pageSize=2&pageNumber=99")
        assert (beyond.entities, beyond.total, beyond.page_number) == ([], total, 99)


async def test_a_new_conversation_comes_before_the_one_of_earlier_and_clearing_ends_all() -> None:
    async with serving(settings={"agentsAct": False}) as server:
        async with guest(server) as visitor:
            await visitor.configure()
            await visitor.text("first")
            await visitor.configure(startNew=True)
            await server.advance(1)
            await visitor.text("second")
            token = await jwt(visitor)
            found = [msgspec.json.decode(one) for one in (await page(server, token)).entities]
            assert [one["text"] for one in found] == ["second", "first"]
            await visitor.say("onMessage", message=CLEAR)
            await visitor.hear_class("SessionClearedEvent")
        assert await refused(server, token) == 401
        async with guest(server) as visitor:
            await visitor.configure()
            assert (await page(server, await jwt(visitor))).total == 0


async def test_a_sign_in_stands_where_it_happened() -> None:
    async with serving(settings={"agentsAct": False}) as server, guest(server) as visitor:
        await visitor.configure()
        await visitor.text("before")
        await server.advance(1)
        (state,) = server.tenant.sessions.values()
        ann = Person(purpose="customer", id="user-7", name="Ann Lee")
        command = Configure(deployment_id=DEPLOYMENT, guest=state.customer, user=ann)
        await server.platform.service.execute(server.tenant, "session", state.id, command)
        told = await visitor.hear_class("StructuredMessage")
        await server.advance(1)
        await visitor.text("after")
        entities = (await page(server, await jwt(visitor))).entities
        found = [msgspec.json.decode(one) for one in entities]
        assert found[1] == told["body"]
        assert [one.get("text") for one in found] == ["after", None, "before"]
        only = await page(server, await jwt(visitor), "?pageSize=1&pageNumber=2")
        assert msgspec.json.decode(only.entities[0]) == told["body"]


async def test_only_the_session_s_own_token_opens_it() -> None:
    async with serving() as server, guest(server) as visitor, guest(server, "other") as other:
        await visitor.configure()
        await other.configure()
        await visitor.text("Hello")
        assert (await page(server, await jwt(other))).total == 0
        await visitor.say("resumeToken")
        resumes = (await visitor.hear_class("ResumeTokenResponse"))["body"]["resumeToken"]
        for token in ("", await server.token(), "nonsense", resumes):
            assert await refused(server, token) == 401
        token = await jwt(visitor)
        for path in ("/api/v2/users/me", "/api/v2/routing/queues"):
            headers = {"Authorization": f"Bearer {token}"}
            async with server.http.get(server.url + path, headers=headers) as answer:
                assert answer.status in {401, 403}
        await server.advance(601)
        assert await refused(server, token) == 401


async def test_the_platform_s_own_sdks_read_it() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        echo = await visitor.text("Hello")
        token = await jwt(visitor)
        async with python_sdk(server.url) as sdk:
            sdk.client.set_default_header("Authorization", f"Bearer {token}")
            found = await sdk.call("WebMessagingApi.get_webmessaging_messages", page_size=5)
            assert (found.total, found.page_count, found.page_size) == (1, 1, 5)
            assert (found.entities[0].id, found.entities[0].text) == (echo["id"], "Hello")
        async with node() as js:
            client = await js.platform(server.url, token)
            listed = await client.call("WebMessagingApi.getWebmessagingMessages", {"pageSize": 5})
            assert listed["entities"] == [echo]
            beyond = await client.call("WebMessagingApi.getWebmessagingMessages", {"pageNumber": 2})
            assert beyond["entities"] == []
            staff = await js.platform(server.url, await server.token())
            refusal = await staff.refusal("WebMessagingApi.getWebmessagingMessages", {})
            assert refusal.status == 401
