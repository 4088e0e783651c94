"""Notification channels are opened and told of by fixtures, and speak as they do."""

from __future__ import annotations

import json
from typing import Any

from mockplatform.dialects.genesys.translate.presences import IDS as PRESENCES
from tests.dialects.genesys.likeness import Book
from tests.dialects.genesys.test_wire_conversations import CODE, QUEUE, USER, Case
from tests.dialects.genesys.wire_gaps import check
from tests.support.duty import desk
from tests.support.guests import guest
from tests.support.notified import Notified, notified
from tests.support.server import serving
from tests.support.staff import Staff

FILES = ("notifications",)
HEAD = "notifications: "
ID, MESSAGES = {USER: "ana", CODE: "solved"}, "v2.users.ana.conversations.messages"
TOPICS = {
    f"v2.users.{USER}.conversations.messages": MESSAGES,
    f"v2.routing.queues.{QUEUE}.conversations.messages": "v2.routing.queues.general"
    ".conversations.messages",
    f"v2.users.{USER}?presence&routingStatus": "v2.users.ana?presence&routingStatus",
}


async def last(listener: Notified, topic: str) -> Any:
    """Return the last frame of a topic among those that were told by now."""
    await listener.socket.send('{"message":"ping"}')
    found, frame = None, await listener.hear()
    while frame["eventBody"] != {"message": "pong"}:
        found = frame if frame["topicName"] == topic else found
        frame = await listener.hear()
    assert found is not None, topic
    return found


async def channels(book: Book) -> None:
    """A channel, what it is subscribed to, and people's presence on it."""
    async with desk() as it, notified(it.ana) as listener:
        book.told(HEAD + "a channel", listener.channel)
        book.told(HEAD + "the channels of a token", await it.ana.get("/notifications/channels"))
        path = f"/notifications/channels/{listener.channel['id']}/subscriptions"
        body = book.play(HEAD + "subscribe", **TOPICS)
        for one in body:
            one["id"] = TOPICS.get(one["id"], one["id"])
        status, told, _ = await it.ana.call("PUT", path, body)
        assert status == 200, told
        assert {one["id"] for one in told["entities"]} >= {MESSAGES}
        book.told(HEAD + "the subscriptions", told)
        wrong = [*body, {"id": "v2.users.nobody.presence"}]
        _, told, _ = await it.ana.call("PUT", f"{path}?ignoreErrors=true", wrong)
        book.told(HEAD + "subscriptions, one of them refused", told)
        topics = await it.ana.get("/notifications/availabletopics?expand=description")
        book.told(HEAD + "what may be subscribed to", topics)
        presence = {"presenceDefinition": {"id": PRESENCES["On Queue"]}}
        await it.ana.call("PATCH", "/users/ana/presences/PURECLOUD", presence)
        book.told(HEAD + "a presence", await listener.hear())
        book.told(HEAD + "a routing status", await listener.hear())
        await listener.socket.send(json.dumps(book.play(HEAD + "ping")))
        book.told(HEAD + "pong", await listener.hear())


async def ending(book: Book) -> None:
    async with serving() as server, notified(await Staff.of(server, "ana")) as listener:
        await server.platform.reset("default")
        book.told(HEAD + "the socket closes soon", await listener.hear())


async def beats(book: Book) -> None:
    async with serving() as server, notified(await Staff.of(server, "ana")) as listener:
        server.sockets.sweep(server.platform.around.stopwatch() + 31)
        book.told(HEAD + "a heartbeat", await listener.hear())


async def events(book: Book) -> None:
    """What is told of a conversation from its beginning to its end."""
    queue, typing = (
        TOPICS[f"v2.routing.queues.{QUEUE}.conversations.messages"],
        ("v2.users.ana.conversations.inbound.typing.event"),
    )
    generic = "v2.users.ana.conversations"
    async with (
        desk(messagingInactivity="30m") as it,
        guest(it.server, prefix="/t/desk") as visitor,
        notified(it.ana, MESSAGES, queue, generic, typing) as listener,
    ):
        one = Case(book, it, visitor)
        await one.begin()
        book.told(HEAD + "waiting for an agent", await last(listener, queue))
        await it.offer(one.id)
        book.told(HEAD + "an agent is alerted", await last(listener, MESSAGES))
        await it.patch(one.id, {"state": "connected"})
        await it.say(one.id)
        await visitor.hear()
        types = {"type": "Event", "events": [{"eventType": "Typing", "typing": {"type": "On"}}]}
        await visitor.say("onMessage", message=types)
        await visitor.nothing()
        book.told(HEAD + "the customer types", await last(listener, typing))
        wrapup = {"code": "solved", "notes": "Sent again.", "tags": ["returns"]}
        await it.patch(one.id, {"state": "disconnected", "wrapup": wrapup})
        await listener.socket.send('{"message":"ping"}')
        found, frame = {}, await listener.hear()
        while frame["eventBody"] != {"message": "pong"}:
            found[frame["topicName"]] = frame
            frame = await listener.hear()
        book.told(HEAD + "all is over", found[MESSAGES], **ID)
        book.told(HEAD + "the generic form: an agent talks", found[generic], **ID)


SCENES = (channels, beats, ending, events)


async def test_notifications_are_as_the_fixtures_have_them() -> None:
    book = Book(*FILES)
    for scene in SCENES:
        await scene(book)
    check(book)
