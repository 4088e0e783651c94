"""The journal as it grows, over Server-Sent Events. Source: docs/journal.md, Streams."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from mockplatform.clock import ManualWall
from mockplatform.limits import LIMITS
from tests.admin.api import Alarms, Api
from tests.support.server import MESSAGING, serving

BIG = "x" * 8000


class Reader:
    """Reads a stream, event by event."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.beats = 0

    async def next(self) -> dict[str, Any] | None:
        """Return the next event's fields with its data read; None at the end."""
        fields: dict[str, Any] = {}
        while line := (await self.answer.content.readline()).decode():
            name, _, value = line.rstrip("\n").partition(":")
            if name:
                fields[name] = value.removeprefix(" ")
            elif line.startswith(":"):
                self.beats += 1
            elif fields:
                return {**fields, "data": json.loads(fields["data"])}
        return None

    async def beat(self) -> None:
        """Return when a comment comes."""
        while await self.answer.content.readline() != b":\n":
            pass

    async def rest(self) -> list[dict[str, Any]]:
        """Return all events up to the end."""
        found = []
        while event := await self.next():
            found.append(event)
        return found


@asynccontextmanager
async def streaming(api: Api, query: str = "", **headers: str) -> AsyncIterator[Reader]:
    """Open a stream, and wait until it stands."""
    url = f"{api.server.url}{api.prefix}/__admin/journal/stream{query}"
    async with api.server.http.get(url, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        assert await answer.content.readline() == b":\n"
        yield Reader(answer)


def note(api: Api, text: str = BIG) -> int:
    """Put a note into the journal."""
    return api.server.tenant.journal.record("note", ("test", text))


async def test_entries_are_told_as_they_come(people: Api) -> None:
    await people.conversation()
    async with streaming(people) as reader:
        assert reader.answer.headers["Content-Type"] == "text/event-stream"
        assert reader.answer.headers["X-Correlation-Id"]
        id_ = note(people, "one")
        event = await reader.next()
    assert event is not None
    assert (event["id"], event["data"]["evicted"]) == (str(id_), 0)
    (shown,) = (await people.get(f"/journal?since={id_ - 1}"))["entries"]
    assert event["data"]["entry"] == shown


async def test_filters_hold_and_a_limit_ends_it(people: Api) -> None:
    token = await people.token()
    async with streaming(people, "?kind=event&limit=2") as reader:
        id_ = (await people.widget("POST", MESSAGING, token, {}))["id"]
        told = await reader.rest()
    assert [one["data"]["entry"]["type"] for one in told] == ["ConversationCreated", "Placed"]
    assert {one["data"]["entry"]["conversationId"] for one in told} == {id_}


@pytest.mark.parametrize("by", ["since", "Last-Event-ID"])
async def test_who_comes_again_gets_what_was_missed(people: Api, by: str) -> None:
    first, second, third = (note(people, text) for text in "abc")
    asked = (f"?since={first}&limit=2", {}) if by == "since" else ("?limit=2", {by: str(first)})
    async with streaming(people, asked[0], **asked[1]) as reader:
        assert [one["id"] for one in await reader.rest()] == [str(second), str(third)]


async def test_an_id_that_is_still_to_come_is_from_before_a_reset(people: Api) -> None:
    async with streaming(people, "?limit=1", **{"Last-Event-ID": "999999"}) as reader:
        (event,) = await reader.rest()
    assert event["id"] == "1"


async def test_what_was_dropped_before_it_was_read_is_counted(people: Api) -> None:
    await people.patch("/settings", {"journalEntries": 100})
    journal = people.server.tenant.journal
    before = journal.last_id
    for n in range(250):
        note(people, str(n))
    async with streaming(people, f"?since={before}&limit=100") as reader:
        first, *others = await reader.rest()
    assert first["event"] == "evicted"
    assert first["data"] == {"missed": 150, "evicted": journal.evicted}
    assert first["id"] == str(before + 150)
    assert [one["data"]["entry"]["text"] for one in others] == [str(n) for n in range(150, 250)]


async def test_a_slow_reader_misses_what_the_ring_dropped_and_holds_nobody_up(people: Api) -> None:
    await people.patch("/settings", {"journalEntries": 100})
    journal = people.server.tenant.journal
    async with streaming(people, "?kind=note") as reader:
        before = journal.last_id
        for n in range(2000):
            note(people)
            if n % 50 == 0:
                await people.get("/live")  # others are served meanwhile
        note(people, "last")
        seen = missed = 0
        while event := await reader.next():
            missed += event["data"].get("missed", 0)
            seen += "entry" in event["data"]
            if event["data"].get("entry", {}).get("text") == "last":
                break
    assert seen + missed == journal.last_id - before == 2001
    assert missed > 0


async def test_a_journal_that_is_emptied_leaves_nothing_to_tell(people: Api) -> None:
    async with streaming(people) as reader:
        note(people, "gone")
        await people.delete("/journal")
        kept = note(people, "kept")
        while (event := await reader.next()) is not None and event["id"] != str(kept):
            assert event["data"]["entry"]["text"] == "gone"


@pytest.mark.parametrize("how", ["reset", "delete", "stop"])
async def test_a_stream_ends_with_its_tenant_or_the_server(people: Api, how: str) -> None:
    await people.post("/tenants", {"id": "other"})
    async with streaming(people.of("other"), "?kind=note") as reader:
        if how == "reset":
            await people.of("other").post("/reset")
        elif how == "delete":
            await people.delete("/tenants/other")
        else:
            people.server.platform.say_goodbye()
        (last,) = await reader.rest()
    assert last["event"] == "end"
    assert "tenant" in last["data"]["reason"] or how == "stop"


async def test_who_takes_nothing_is_cut() -> None:
    wall = ManualWall()
    alarms = Alarms(wall)
    async with serving(wall=wall, alarm=alarms) as server:
        api, journal = Api(server), server.tenant.journal
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"GET /__admin/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while not journal.watchers:
                await api.get("/live")
            while journal.watchers:
                for _ in range(100):
                    note(api)
                await api.get("/live")
                alarms.pass_time(LIMITS.journal_stream_send_s_max)


async def test_a_line_that_is_quiet_is_kept_alive() -> None:
    wall = ManualWall()
    alarms = Alarms(wall)
    async with serving(wall=wall, alarm=alarms) as server:
        api = Api(server)
        async with streaming(api, "?kind=note&limit=1") as reader:
            for _ in range(3):
                alarms.pass_time(LIMITS.journal_stream_beat_s)
                await api.get("/live")
            note(api, "one")
            assert len(await reader.rest()) == 1
            assert reader.beats == 3


async def test_a_line_that_is_told_nothing_of_much_traffic_is_kept_alive() -> None:
    wall = ManualWall()
    alarms = Alarms(wall)
    async with serving(wall=wall, alarm=alarms) as server:
        api = Api(server)
        async with streaming(api, "?kind=agent") as reader:
            for _ in range(6):
                note(api)
                await api.get("/live")
                alarms.pass_time(LIMITS.journal_stream_beat_s / 3)
                await api.get("/live")
            for _ in range(2):
                await asyncio.wait_for(reader.beat(), 30)


@pytest.mark.parametrize("is_busy", [False, True])
async def test_a_reader_who_left_is_noticed_without_a_word_to_him(is_busy: bool) -> None:
    wall = ManualWall()
    alarms = Alarms(wall)
    async with serving(wall=wall, alarm=alarms) as server:
        api = Api(server)
        async with streaming(api, "?kind=agent") as reader:
            reader.answer.close()
        for _ in range(30):  # he is gone long before the next beat would tell
            await api.get("/live")
            if is_busy:
                note(api)
            alarms.pass_time(LIMITS.waiting_look_s / 4)
        await api.get("/live")
        assert server.tenant.journal.watchers == 0
        assert 30 * LIMITS.waiting_look_s / 4 < LIMITS.journal_stream_beat_s


async def test_what_a_filter_passed_over_was_not_missed(people: Api) -> None:
    """Nor by who waits while the ring drops it, nor at the end."""
    await people.patch("/settings", {"journalEntries": 100})
    async with streaming(people, "?kind=agent") as reader:
        for n in range(500):
            note(people, "other")
            if n % 50 == 0:
                await people.get("/live")
        await people.get("/live")
        wanted = people.server.tenant.journal.record("agent", ("say", "bot"))
        event = await reader.next()
        assert event is not None
        assert (event["id"], event["data"]["entry"]["act"]) == (str(wanted), "say")
        for n in range(300):
            note(people, "other")
            if n % 50 == 0:
                await people.get("/live")
        await people.post("/reset")
        assert [one.get("event") for one in await reader.rest()] == ["end"]


async def test_what_came_while_he_read_is_told_once(people: Api) -> None:
    ids = [note(people) for _ in range(150)]
    async with streaming(people, "?kind=note&since=0") as reader:
        told = [await reader.next()]
        ids += [note(people) for _ in range(150)]
        while told[-1] is not None and told[-1]["id"] != str(ids[-1]):
            told.append(await reader.next())
        ids.append(note(people, "last"))
        told.append(await reader.next())
    assert [one and one["id"] for one in told] == [str(one) for one in ids]


async def test_a_journal_that_is_emptied_while_it_is_read_lets_the_reader_rest() -> None:
    wall = ManualWall()
    alarms = Alarms(wall)
    async with serving(wall=wall, alarm=alarms) as server:
        api, journal = Api(server), server.tenant.journal
        for _ in range(2000):  # more than a line holds, so that he is in the midst of it
            note(api)
        async with streaming(api, "?kind=note&since=0") as reader:
            first = await reader.next()
            assert first is not None
            journal.clear()
            beating = asyncio.ensure_future(reader.beat())
            for _ in range(200):
                if beating.done():
                    break
                await api.get("/live")
                alarms.pass_time(LIMITS.journal_stream_beat_s / 30)
            # Who still looks for what is gone rests no more, and lets nobody hear so.
            assert beating.done()


async def test_a_reader_who_leaves_is_forgotten(people: Api) -> None:
    async with streaming(people) as reader:
        assert people.server.tenant.journal.watchers == 1
        reader.answer.close()
    while people.server.tenant.journal.watchers:
        note(people)
        await people.get("/live")


async def test_a_head_is_answered_and_over(people: Api) -> None:
    reply = await asyncio.wait_for(people.call("HEAD", "/__admin/journal/stream"), 30)
    assert (reply.status, reply.body) == (200, "")


@pytest.mark.parametrize(
    ("query", "headers"),
    [("?kind=htp", {}), ("?since=x", {}), ("", {"Last-Event-ID": "x"}), ("?limit=-1", {})],
)
async def test_a_stream_that_cannot_be_is_refused(
    api: Api, query: str, headers: dict[str, str]
) -> None:
    reply = await api.get(f"/journal/stream{query}", headers=headers)
    assert reply.refusal == (400, "invalid.value")
