"""Under load and with customers who keep dropping out: each message once, in one order for all.

Source: design, "What it owes its users", 1; guide, section 4 (no duplicates, no gaps).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mockplatform.core.events import MessageSent
from tests.clients.line import Line
from tests.clients.widget import Widget
from tests.support.server import Server, serving
from tests.support.widgets import site_of

CONVERSATIONS = 6
TABS = 3
MESSAGES = 25
STORES = ("memory", "sqlite")


class Tab:
    """One of the places from which a customer talks; drops out whenever the dice say so."""

    def __init__(self, widget: Widget, name: str, seed: str) -> None:
        self.widget = widget
        self.name = name
        self.acknowledged: list[tuple[str, int]] = []
        self.lines: list[Line] = []
        self._draw = Random(seed)  # noqa: S311 - the same moments in each run

    async def talk(self) -> None:
        """Send all messages, some of them twice, through any number of drops."""
        for number in range(MESSAGES):
            id_ = self.widget.write(f"{self.name}.{number}")
            await self._send(id_)

    async def _send(self, id_: str) -> None:
        text = self.widget.session["outbox"][id_]
        dice = self._draw.random()
        if dice < 0.1:
            await self._lose_the_answer(id_, text)
        if not self.widget.is_connected or dice < 0.3:
            await self._by_http(id_, text)
            if dice < 0.2:
                await self._come_back()
            return
        frame = await self.widget.wire.ask("message.send", clientMessageId=id_, text=text)
        self.acknowledged.append((text, frame["seq"]))
        self.widget.session["outbox"].pop(id_, None)

    async def _lose_the_answer(self, id_: str, text: str) -> None:
        """Send and hang up: before the platform has looked, or after it has answered."""
        if not self.widget.is_connected:
            return
        line = self.widget.wire
        await line.tell("message.send", clientMessageId=id_, text=text)
        if self._draw.random() < 0.5:
            await self.widget.api.call("GET", self.widget.path, token=self.widget.token)
        await line.abort()

    async def _by_http(self, id_: str, text: str) -> None:
        body = {"clientMessageId": id_, "text": text}
        widget = self.widget
        path = f"{widget.path}/messages"
        message = await widget.api.must("POST", path, token=widget.token, json=body)
        self.acknowledged.append((text, message["seq"]))
        widget.session["outbox"].pop(id_, None)

    async def _come_back(self) -> None:
        if self.widget.is_connected:
            await self.widget.close()
        await self.connect()

    async def connect(self) -> None:
        """Attach a socket behind what this tab has seen."""
        await self.widget.connect()
        self.lines.append(self.widget.wire)


@asynccontextmanager
async def load(store: str, folder: Path) -> AsyncIterator[tuple[Server, list[list[Tab]]]]:
    """Run a server with three tabs in each of six conversations, all of them connected."""
    where = "memory" if store == "memory" else f"sqlite:///{folder}/load.db"
    settings = {"agentsAct": False, "framesPerSecond": 10_000}
    async with serving(store=where, settings=settings) as server:
        conversations = []
        for number in range(CONVERSATIONS):
            tabs = [
                Tab(
                    Widget(site=site_of(server), identity={"userId": f"user-{number}"}),
                    name=f"{number}.{place}",
                    seed=f"{store} {number} {place}",
                )
                for place in range(TABS)
            ]
            await open_tabs(tabs)
            conversations.append(tabs)
        yield server, conversations
        for tabs in conversations:
            await asyncio.gather(*(tab.widget.close() for tab in tabs))


async def open_tabs(tabs: list[Tab]) -> None:
    first, *others = tabs
    await first.widget.log_in()
    await first.widget.start()
    first.lines.append(first.widget.wire)
    for tab in others:
        await tab.widget.log_in()
        tab.widget.session["conversationId"] = first.widget.conversation_id
        await tab.connect()


async def talk(conversations: list[list[Tab]]) -> None:
    await asyncio.gather(*(tab.talk() for tabs in conversations for tab in tabs))


@pytest.mark.parametrize("store", STORES)
async def test_what_was_acknowledged_is_there_once_at_its_seq_in_each_senders_order(
    store: str, tmp_path: Path
) -> None:
    """Design: acknowledged means in the transcript, exactly once, in order."""
    async with load(store, tmp_path) as (server, conversations):
        await talk(conversations)

        for tabs in conversations:
            id_ = tabs[0].widget.conversation_id
            events = await server.platform.service.events(server.tenant, "conversation", id_)
            seq_of = {
                event.text: seq
                for seq, event in enumerate(events, 1)
                if isinstance(event, MessageSent)
            }
            texts = Counter(event.text for event in events if isinstance(event, MessageSent))
            assert set(texts.values()) == {1}
            assert len(texts) == TABS * MESSAGES
            for tab in tabs:
                assert len(tab.acknowledged) == MESSAGES
                assert all(seq_of[text] == seq for text, seq in tab.acknowledged)
                seqs = [seq for _, seq in tab.acknowledged]
                assert seqs == sorted(seqs)


@pytest.mark.parametrize("store", STORES)
async def test_every_socket_hears_every_event_once_without_a_gap(
    store: str, tmp_path: Path
) -> None:
    """Design: live push, resume and replay are one path, in order, each once."""
    async with load(store, tmp_path) as (server, conversations):
        await talk(conversations)

        for tabs in conversations:
            state = server.tenant.conversations[tabs[0].widget.conversation_id]
            for tab in tabs:
                await see_all(tab, state)
                assert tab.widget.misheard == []
                heard = [seq for line in tab.lines for seq in line.seqs]
                assert heard == list(range(1, state.version + 1))
            assert tabs[0].widget.texts == tabs[1].widget.texts == tabs[2].widget.texts


async def see_all(tab: Tab, state: Any) -> None:
    if not tab.widget.is_connected:
        await tab.connect()
    await tab.widget.until(lambda: tab.widget.session["seq"] == state.version)


async def test_the_transcript_read_in_pages_is_the_transcript_heard() -> None:
    """Guide, section 4: the diff and the socket tell the same story."""
    async with load("memory", Path()) as (_, conversations):
        await talk(conversations)

        for tabs in conversations:
            widget, draw = tabs[0].widget, Random(tabs[0].name)  # noqa: S311 - page sizes
            read: list[dict[str, Any]] = []
            more = True
            while more:
                after = read[-1]["seq"] if read else 0
                page = await widget.api.must(
                    "GET",
                    f"{widget.path}/messages?after={after}&limit={draw.randint(1, 30)}",
                    token=widget.token,
                )
                read += page["entities"]
                more = page["hasMore"]
            assert len(read) == TABS * MESSAGES
            assert [one["seq"] for one in read] == sorted({one["seq"] for one in read})
            assert {one["seq"]: one["text"] for one in read}.items() >= {
                seq: one["text"] for seq, one in widget.session["transcript"].items()
            }.items()


async def test_one_id_sent_by_many_at_once_is_one_message() -> None:
    """Design: idempotent by (sender, clientMessageId), whatever races."""
    async with load("memory", Path()) as (server, conversations):
        tabs = conversations[0]
        frame = {"clientMessageId": "race", "text": "Who was first?"}
        path, token = f"{tabs[0].widget.path}/messages", tabs[0].widget.token
        by_http = [tabs[0].widget.api.call("POST", path, token=token, json=frame) for _ in range(9)]
        by_socket = [tab.widget.wire.ask("message.send", **frame) for tab in tabs]

        replies, acks = await asyncio.gather(asyncio.gather(*by_http), asyncio.gather(*by_socket))

        fresh = [reply for reply in replies if reply.status == 201]
        fresh_acks = [ack for ack in acks if not ack.get("duplicate")]
        assert len(fresh) + len(fresh_acks) == 1
        seqs = {reply.body["seq"] for reply in replies} | {ack["seq"] for ack in acks}
        assert len(seqs) == 1
        assert server.tenant.conversations[tabs[0].widget.conversation_id].message_count == 1
