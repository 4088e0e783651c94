"""What agents say and see of a conversation: fixtures played to the real server and found in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.dialects.genesys.likeness import Book
from tests.dialects.genesys.wire_gaps import check
from tests.support.duty import Desk, desk
from tests.support.files import PNG, send, upload
from tests.support.guests import Guest, guest

FILES = ("conversations-messages", "conversations", "conversation-calls")
CALLS, VIEW_1, VIEW_2 = "conversation-calls: ", "conversations-messages: ", "conversations: "
QUEUE = "71c0e9a4-5d28-4b36-a7f3-8e2d0b6c1954"
USER = "3f8a6d12-b0e7-49c5-8d31-f5a2c7e90b64"
CODE = "c5a0f2e9-84d7-4b13-9e60-d3b8f7162c4a"
FILE = "e81f3b5c-0d64-47a2-b9e7-6c2a1f8d4095"
MESSAGE, CONVERSATION = (
    "a4e2f7c6-1b08-4d93-85ce-7f3b6d9021e8",
    "0c9f6b1e-3a7d-4e58-92b4-d1e6a8f03c27",
)


class Case:
    """A guest's conversation and those who serve it, by fixtures."""

    def __init__(self, book: Book, it: Desk, visitor: Guest) -> None:
        self.book, self.it, self.visitor = book, it, visitor
        self.id = ""

    async def begin(self) -> None:
        """Have the guest come in and say all that the fixtures' guest says."""
        await self.visitor.configure()
        attributes = {"customAttributes": {"tier": "gold", "orderId": "NW-4711"}}
        await self.visitor.event("Join", channel={"metadata": attributes})
        await self.visitor.hear()
        await upload(self.it.server, self.visitor, attachmentId="file")
        await send(self.visitor, "file", text="My receipt")
        await self.visitor.hear()
        await self.it.server.advance(2, self.it.tenant)
        await self.visitor.text("Where is my order?")
        (self.id,) = self.it.tenant.conversations

    async def look(self, name: str, *, generic: bool = True) -> None:
        """Lay both views beside fixtures."""
        ids = {CODE: "solved"}
        self.book.told(VIEW_1 + name, await self.it.view(self.id), **ids)
        if generic:
            view = await self.it.client.get(f"/conversations/{self.id}")
            self.book.told(VIEW_2 + name, view, **ids)

    async def do(self, verb: str, name: str, by: str = "ana", **ids: str) -> Any:
        """Play a body; `verb` is a method and a path. Return what is answered."""
        method, _, path = verb.partition(" ")
        body = self.book.play(CALLS + name, **ids)
        status, told, _ = await self.it.of(by).call(method, path, body)
        assert status < 300, (name, told)
        return told

    async def line(self) -> str:
        """Return the path of the agent's messages."""
        line = (await self.it.line(self.id))["id"]
        return f"/conversations/messages/{self.id}/communications/{line}"


@asynccontextmanager
async def case(book: Book, **settings: Any) -> AsyncIterator[Case]:
    async with desk(**settings) as it, guest(it.server, prefix="/t/desk") as visitor:
        found = Case(book, it, visitor)
        await found.begin()
        yield found


async def views(book: Book) -> None:
    """From waiting to the end."""
    async with case(book, messagingInactivity="30m") as one:
        it = one.it
        await one.look("waiting for an agent", generic=False)
        await it.offer(one.id)
        await one.look("an agent is alerted", generic=False)
        await one.do(f"PATCH {await it.path(one.id)}", "pick up")
        sent = await one.do(f"POST {await one.line()}/messages", "an agent's text")
        assert (await one.visitor.hear())["body"]["text"] == sent["textBody"]
        book.told(CALLS + "what an agent sent", sent)
        await one.do(f"POST {await one.line()}/typing", "an agent types, for 5000 milliseconds")
        typing = (await one.visitor.hear())["body"]["events"][0]["typing"]
        assert typing == {"type": "On", "duration": 5000}
        await one.look("an agent talks")
        for view, path in ((VIEW_1, "/conversations/messages"), (VIEW_2, "/conversations")):
            name = "the user's active ones" + (", over all media" if view == VIEW_2 else "")
            book.told(view + name, await it.ana.get(path))
        before = len((await it.last(one.id, "customer"))["messages"])
        assert before == 3
        await said(one, sent["id"])
        await one.do(f"PUT /conversations/{one.id}/tags", "a tag")
        await over(one)


async def said(one: Case, sent: str) -> None:
    """What is told of messages."""
    customer = await one.it.last(one.id, "customer")
    ids = [message["messageId"] for message in customer["messages"]]
    of_file = await one.it.client.get(f"/conversations/messages/{ids[1]}/details")
    one.book.told(CALLS + "what a guest sent", of_file)
    verb = f"POST /conversations/messages/{one.id}/messages/bulk"
    found = await one.do(verb, "ids in bulk", **{MESSAGE: sent, CONVERSATION: ids[1]})
    assert {message["id"] for message in found["entities"]} == {sent, ids[1]}
    one.book.told(CALLS + "messages in bulk", found)


async def over(one: Case) -> None:
    """The agent puts down and sums up."""
    it, path = one.it, await one.it.path(one.id)
    line = f"{path}/communications/{(await it.line(one.id))['id']}"
    ids = {CODE: "solved"}
    await one.do(f"PATCH {path}", "put down and sum up", **ids)
    wrapup = (await it.last(one.id))["wrapup"]
    wanted = one.book.fixtures[CALLS + "put down and sum up"].frame["wrapup"]
    for name in ("notes", "tags", "durationSeconds"):
        assert wrapup[name] == wanted[name]
    await one.look("all is over")
    told = await it.ana.get(f"{line}/wrapup")
    one.book.told(CALLS + "the wrap-up of a participant", told, **ids)


async def attributes(book: Book) -> None:
    """What is written beside a conversation."""
    async with case(book) as one:
        it = one.it
        path = f"{await it.path(one.id, 'customer')}/attributes"
        told = await one.do(f"PATCH {path}", "attributes to merge")
        book.told(CALLS + "attributes, merged", told)
        wanted = book.fixtures[CALLS + "attributes, merged"].frame
        assert told == wanted
        assert (await it.last(one.id, "customer"))["attributes"] == wanted["attributes"]
        path = f"/conversations/{one.id}/secureattributes"
        for pin in ("1", "2"):
            await it.client.call("PATCH", path, {"attributes": {"pin": pin}})
        await one.do(f"PUT {path}", "secure attributes", by="client")
        assert (await it.client.get(path))["attributes"] == {"pin": "verified"}
        await schemas(one)


async def schemas(one: Case) -> None:
    path = f"/conversations/{one.id}/customattributes"
    told = await one.do(f"PUT {path}", "custom attributes of a schema", by="client")
    one.book.told(CALLS + "which custom attributes were written", told)
    ids = {"ca-1": told["id"]}
    status, _, _ = await one.it.client.call(
        "PATCH", path, {"id": told["id"], "customAttributes": {"case_number": 9}}
    )
    assert status == 204
    await one.do(f"PATCH {path}", "custom attributes to be merged", by="client", **ids)
    found = await one.it.client.get(path)
    one.book.told(CALLS + "all custom attributes", found)
    (whole,) = found["results"]
    one.book.told(CALLS + "custom attributes", whole)
    assert whole["customAttributes"] == {"case_number": 9, "vip": True}
    await one.do(f"PUT {path}", "set custom attributes", by="client")


async def handing_over(book: Book) -> None:
    """The ways in which an agent gives a conversation away, or ends it."""
    ids = {QUEUE: "general", USER: "ben", "Care": "General questions"}
    names = {"ann@example.com": "ben@desk.example", "Ann Lee": "Ben Okafor"}
    for name in ("hand over to a queue", "hand over to a queue, with its name"):
        async with case(book) as one:
            await one.it.offer(one.id)
            await one.it.patch(one.id, {"state": "connected"})
            await one.do(f"POST {await one.it.path(one.id)}/replace", name, **ids)
            assert (await one.it.last(one.id))["disconnectType"] == "transfer"
            assert (await one.it.last(one.id, "acd"))["queue"]["id"] == "general"
    async with case(book) as one:
        it = one.it
        await it.offer(one.id)
        await it.patch(one.id, {"state": "connected"})
        name = "hand over to a user"
        await one.do(f"POST {await it.path(one.id)}/replace", name, **ids, **names)
        assert (await it.last(one.id))["user"]["id"] == "ben"
        await it.patch(one.id, {"state": "connected"}, by="ben")
        path = await it.path(one.id)
        await one.do(f"PATCH {path}", "all else that may be patched", by="ben")
        assert (await it.last(one.id))["held"] is True
        line = f"{path}/communications/{(await it.line(one.id))['id']}"
        await one.do(f"PATCH /conversations/messages/{one.id}", "end it for all", by="ben")
        assert not it.tenant.conversations[one.id].is_live
        await one.do(f"POST {line}/wrapup", "a wrap-up to be set", by="ben", **{CODE: "solved"})
        assert (await it.last(one.id))["wrapup"]["notes"] == "Sent again."


async def skipping(book: Book) -> None:
    async with case(book) as one:
        it = one.it
        await it.offer(one.id)
        await it.patch(one.id, {"state": "connected"})
        await it.ana.call("POST", f"{await it.path(one.id)}/replace", {"queueId": "billing"})
        await it.offer(one.id, "ben")
        await it.patch(one.id, {"state": "connected"}, by="ben")
        path = await it.path(one.id)
        await one.do(f"PATCH {path}", "put down without summing up", by="ben")
        assert (await it.last(one.id))["wrapupSkipped"] is True


async def media(book: Book) -> None:
    async with case(book) as one:
        it = one.it
        await it.offer(one.id)
        await it.patch(one.id, {"state": "connected"})
        path = await one.line() + "/messages"
        body = book.play(CALLS + "a file that an agent announces")
        body |= {"contentLengthBytes": len(PNG), "contentMd5": None}
        status, offered, _ = await it.ana.call("POST", path + "/media/uploads", body)
        assert status == 200, offered
        book.told(CALLS + "where its bytes go", offered)
        known = f"{path}/media/{offered['id']}"
        book.told(CALLS + "the file before its bytes came", await it.ana.get(known))
        put = it.server.http.put(offered["uploadUrl"], data=PNG, headers=offered["uploadHeaders"])
        async with put as answer:
            assert answer.ok
        book.told(CALLS + "the file", await it.ana.get(known))
        await one.do(f"POST {path}", "an agent's files", **{FILE: offered["id"]})
        frame = await one.visitor.hear_class("StructuredMessage")
        assert frame["body"]["content"][0]["attachment"]["id"] == offered["id"]


SCENES = (views, attributes, handing_over, skipping, media)


async def test_what_agents_say_and_see_of_conversations_is_as_the_fixtures_have_it() -> None:
    book = Book(*FILES)
    for scene in SCENES:
        await scene(book)
    check(book)
