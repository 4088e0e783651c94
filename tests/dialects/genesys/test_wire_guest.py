"""A guest's frames of the fixtures are played to the real server, which speaks as theirs do."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from mockplatform.core.commands import SendMessage
from mockplatform.core.events import Person
from tests.dialects.genesys.likeness import Book
from tests.dialects.genesys.test_agent_media import line_of
from tests.dialects.genesys.test_guest_sign_in import revoke, signed_in
from tests.dialects.genesys.wire_gaps import check
from tests.support.duty import desk
from tests.support.files import PNG, fetch, put
from tests.support.guests import DEPLOYMENT, TOKEN, Guest, Shop, guest, shop

FILES = (
    "guest-actions",
    "guest-messages",
    "guest-sessions",
    "guest-attachments",
    "guest-structured",
)
IDS = {
    "6f0d8a3e-52c1-4b7e-9a64-0c7be1d2f358": TOKEN,
    "b3d5c2a1-7e46-4f0b-8d19-5a2c9e0f7613": DEPLOYMENT,
}
FILE = "e81f3b5c-0d64-47a2-b9e7-6c2a1f8d4095"
RICH = {
    "quick replies",
    "quick replies of the second kind",
    "a card",
    "a carousel",
    "a date picker",
    "a list picker",
    "a form",
    "a text among content",
    "a generic template",
    "a notification",
    "the rarer kinds of content",
}
PICKS = {
    "the answer to a quick reply": "a quick reply comes back",
    "the answer to a card's button": "",
    "the answer to a date picker": "",
}


BOT = Person(purpose="bot", id="sam", name="Sam Lee")
PARTS = ("a location", "the answers to a form")
"""What no client of ours sends: played back, it comes back."""


class Stage:
    """A shop whose guest speaks by fixtures."""

    def __init__(self, book: Book, place: Shop, visitor: Guest) -> None:
        self.book, self.place, self.visitor = book, place, visitor

    async def send(self, name: str, **ids: str) -> Any:
        """Play a fixture, "action: …" or "message: …"; return the frame."""
        frame = self.book.play(f"guest-{name}", **{**IDS, **ids})
        await self.visitor.socket.send(json.dumps(frame))
        return frame

    async def act(self, name: str, *told: str, **ids: str) -> Any:
        """Play an action; what is told then is as these fixtures have it. Return the last."""
        frame = await self.send(f"actions: {name}", **ids)
        return await self.hear(frame, *told)

    async def say(self, name: str, *told: str, **ids: str) -> Any:
        """Play a message, as `act` does; it comes back with all that was in it."""
        frame = await self.send(f"messages: {name}", **ids)
        echo = (await self.hear(frame, *told))["body"]
        sent = frame["message"]
        assert echo.get("text", "") == sent.get("text", "") or "buttonResponse" in str(sent)
        assert echo.get("metadata", {}).items() >= sent.get("metadata", {}).items()
        for part, there in zip(sent.get("content", []), echo.get("content", []), strict=True):
            for key, members in part.items():
                same = members if isinstance(members, str) else there[key] | members
                assert there[key] == same, name
        return echo

    async def hear(self, frame: Any, *told: str) -> Any:
        """Return the answer to a frame; it and what comes before it are like the fixtures."""
        for name in (*told[:-1],):
            self.book.told(name, await self.visitor.hear())
        answer = await self.visitor.hear()
        assert answer.get("tracingId") == frame.get("tracingId"), answer
        assert answer["code"] == 200, answer
        for name in told[-1:]:
            self.book.told(name, answer)
        return answer

    async def told(self, name: str) -> Any:
        """Hear what is like a fixture."""
        frame = await self.visitor.hear()
        self.book.told(name, frame)
        return frame


async def sessions(book: Book) -> None:
    fine: Any = {"file_types": ("image/png", "image/jpeg", "application/pdf")}
    async with (
        shop(session_life="72h", disconnect="readOnly", **fine) as place,
        place.guest() as it,
        place.guest() as other,
    ):
        stage = Stage(book, place, it)
        await stage.act("getConfiguration", "guest-sessions: the answer to getConfiguration")
        await stage.act("configureSession, first", "guest-sessions: a new session")
        await stage.act("echo", "guest-structured: the answer to echo")
        await stage.act("echo with a custom message id")
        await stage.act("getJwt", "guest-sessions: the answer to getJwt, its exp in seconds")
        told = "guest-sessions: the answer to resumeToken"
        given = (await stage.act("resumeToken", told))["body"]["resumeToken"]
        resume = {"rt-51d0c9": given}
        await stage.act("configureSession with a resume token", **resume)
        short = "guest-sessions: a session taken up again"
        assert not (await stage.act("configureSession, as short as it gets"))["body"]["newSession"]
        await other.configure()
        await stage.say("autostart: Join with custom attributes")
        await other.hear()
        assert place.conversation.routing_data.values == {"tier": "gold", "orderId": "NW-4711"}
        await place.join()
        await place.close()
        await stage.told("guest-structured: the conversation ended and is read-only")
        await other.hear()
        told = "guest-sessions: a session that may only be read"
        await stage.act("configureSession, first", told)
        await stage.act("closeSession", "guest-sessions: the answer to closeSession")
        await other.hear_class("ConnectionClosedEvent")
        new = await stage.act("configureSession, a new chat after read-only")
        assert new["body"]["newSession"]
        assert short


async def unlimited(book: Book) -> None:
    small: Any = {"custom_data_bytes_max": 16_384, "blocked_extensions": (), "sockets_max": 2}
    async with shop(**small) as place, place.guest() as it, place.guest() as second:
        stage = Stage(book, place, it)
        told = "guest-sessions: any file type may be sent"
        await stage.act("configureSession, as short as it gets", told)
        told = "guest-sessions: a session taken up again"
        await Stage(book, place, second).act("configureSession, first", told)
        async with place.guest() as third:
            await third.configure()
            await stage.told("guest-sessions: shut because there are too many sockets")
            await third.event("Clear")
            for visitor in (third, second):
                if (frame := await visitor.hear())["class"] == "StructuredMessage":
                    frame = await visitor.hear()
                book.told("guest-sessions: the conversation was cleared", frame)


async def ends(book: Book) -> None:
    async with shop(session_life="10m") as place, place.guest() as it:
        stage = Stage(book, place, it)
        await it.configure()
        await place.advance(600)
        frame = await stage.told("guest-sessions: the session ended, unasked")
        book.told("guest-sessions: the session ended, as an answer", frame)
    fast: Any = {"messages_per_second": 99}
    async with shop(disconnect="send", **fast) as place, place.guest() as it:
        stage = Stage(book, place, it)
        await it.configure()
        await stage.say(
            "a text", "guest-structured: a guest's text comes back, with the client's tracing id"
        )
        await place.join()
        await place.close()
        await stage.told("guest-structured: the conversation ended and may go on")
        await it.text("Again")
        await stage.send("actions: disconnectCustomer")
        await it.hear()
        assert not place.conversation.is_live


async def signing_in(book: Book) -> None:
    fast: Any = {"messages_per_second": 99}
    async with shop(**fast) as place, place.guest() as it, place.guest("old") as old:
        stage = Stage(book, place, it)
        jwt = (await signed_in(place))["jwt"]
        ids = {"eyJhbGciOiJSUzI1NiJ9.e30.c2ln": jwt}
        await old.say("configureAuthenticatedSession", deploymentId=DEPLOYMENT, data={"code": jwt})
        await old.hear()
        await it.configure()
        name = "configureAuthenticatedSession"
        told = "guest-sessions: a sign-in that cleared another session"
        await stage.act(name, "guest-structured: the guest signed in", told, **ids)
        await Stage(book, place, old).told("guest-sessions: shut in favour of a sign-in")
        await stage.say("a text")
        given = await stage.act("resumeToken")
        again = {**ids, "rt-51d0c9": given["body"]["resumeToken"]}
        await stage.act("configureAuthenticatedSession with a resume token", **again)
        echo = await stage.send("messages: a text with its own id in metadata")
        assert echo
        book.told("guest-structured: a text of a known user", await it.hear())
        assert await revoke(place, jwt) == 204
        await stage.told("guest-sessions: the user signed out")


async def words(book: Book) -> None:
    async with shop(messages_per_second=99) as place, place.guest() as it, place.guest() as other:
        stage = Stage(book, place, it)
        await it.configure()
        await other.configure()
        await stage.say("a text")
        book.told("guest-structured: a text of another device: no tracing id", await other.hear())
        for name in (
            "custom attributes inside the message",
            "custom attributes beside the message",
            "custom attributes beside the message, without a tracing id",
        ):
            await stage.say(name)
            assert place.conversation.routing_data.values["orderId"] == "NW-4711"
        await stage.say("a text in several scripts, with emoji")
        told = "guest-structured: a guest's own metadata comes back too"
        await stage.say("a text with its own id in metadata", told)
        for name in PARTS:
            whole = book.fixtures[f"guest-structured: {name}"].frame["body"]
            await it.say("onMessage", message={"type": whole["type"], "content": whole["content"]})
            echo = await it.hear_class("StructuredMessage")
            book.told(f"guest-structured: {name}", echo)
            assert echo["body"]["content"] == whole["content"]
        for name in (
            "messages: the guest takes a co-browse offer",
            "actions: an action's head, of a kind nobody knows",
        ):
            await stage.send(name)
            assert (await it.hear_class("string"))["code"] in {400, 4000}, name
        for name, told in PICKS.items():
            await stage.say(name, *([f"guest-structured: {told}"] if told else []))
        for name in (
            "the guest types",
            "the guest types, with a duration",
            "the guest no longer types",
        ):
            version = place.conversation.version
            await stage.send(f"messages: {name}")
            await it.nothing()
            assert place.conversation.version == version
        await stage.say("the guest leaves")
        assert not place.conversation.is_live
        await stage.say(
            "autostart: Join with custom attributes", "guest-structured: Join comes back"
        )
        await stage.send("messages: clear the conversation")
        await it.hear_class("SessionClearedEvent")


async def files(book: Book) -> None:
    async with shop() as place, place.guest() as it:
        stage = Stage(book, place, it)
        await it.configure()
        told = "guest-attachments: where to upload"
        where = (await stage.act("onAttachment", told))["body"]
        await stage.act("deleteAttachment", "guest-attachments: the file was dropped")
        await stage.act("onAttachment without an id and a hash")
        frame = book.play("guest-actions: onAttachment", **IDS)
        frame |= {"fileSize": len(PNG), "fileMd5": None}
        await it.socket.send(json.dumps(frame))
        where = (await it.hear())["body"]
        assert await put(place.server, where, PNG + b"x") == 400
        await stage.told("guest-attachments: the upload failed")
        assert await put(place.server, where, PNG) == 200
        await stage.told("guest-attachments: the upload is done")
        told = "guest-attachments: where to download: no headers, and a size"
        found = (await stage.act("getAttachment", told))["body"]
        assert (await fetch(place.server, found["url"]))[1] == PNG
        told = "guest-structured: a text with an attachment comes back"
        await stage.say("a text with an attachment", told)
    async with shop(file_size_kb_max=1) as place, place.guest() as it:
        await it.configure()
        await it.socket.send(json.dumps(book.play("guest-actions: onAttachment", **IDS)))
        book.told("guest-attachments: a file that is too large, in short", await it.hear())
    async with shop(file_types=("application/pdf",)) as place, place.guest() as it:
        await it.configure()
        await it.socket.send(json.dumps(book.play("guest-actions: onAttachment", **IDS)))
        book.told("guest-attachments: a file of a kind that may not be sent", await it.hear())


async def answers(book: Book) -> None:
    async with shop() as place, place.guest() as it:
        stage = Stage(book, place, it)
        await it.configure()
        await it.text("Hello")
        await place.join()
        await place.say("It left our house yesterday.")
        await stage.told("guest-structured: an agent's text")
        await place.do(SendMessage(message_id="m-bot", sender=BOT, text="Hi, I am Sam."))
        await stage.told("guest-structured: a bot's text")
        for name in sorted(RICH):
            whole = book.fixtures[f"guest-structured: {name}"].frame["body"]
            said = SendMessage(
                message_id=place.tenant.ids.uuid(),
                sender=BOT if whole["originatingEntity"] == "Bot" else place.agent,
                type="structured",
                text=whole.get("text", ""),
                content=tuple(whole["content"]),
            )
            await place.do(said)
            frame = await stage.told(f"guest-structured: {name}")
            assert frame["body"]["content"] == whole["content"]


async def agents(book: Book) -> None:
    async with desk() as it, guest(it.server, prefix="/t/desk") as visitor:
        _, path = await line_of(it, visitor)
        await it.ana.call(
            "POST", path.removesuffix("/messages") + "/typing", {"typing": {"type": "On"}}
        )
        frame = await visitor.hear()
        book.told("guest-structured: an agent types, for 5000 milliseconds", frame)
        about = {"fileName": "label.png", "contentLengthBytes": len(PNG)}
        _, offered, _ = await it.ana.call("POST", path + "/media/uploads", about)
        where = {"url": offered["uploadUrl"], "headers": offered["uploadHeaders"]}
        assert await put(it.server, where, PNG) == 200
        await it.ana.call("POST", path, {"mediaIds": [offered["id"]]})
        book.told("guest-structured: an agent's file", await visitor.hear())


SCENES: tuple[Callable[[Book], Awaitable[None]], ...] = (
    sessions,
    unlimited,
    ends,
    signing_in,
    words,
    files,
    answers,
    agents,
)


async def test_a_guest_s_fixtures_are_played_and_the_server_speaks_like_theirs() -> None:
    book = Book(*FILES)
    for scene in SCENES:
        await scene(book)
    check(book)
