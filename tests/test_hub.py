"""The news of a process: hints that streams grew, and signals that nobody keeps.

Source: `docs/architecture.md`, channels: a hub message is only a hint.
"""

from __future__ import annotations

from typing import Any

from mockplatform.core.aggregate import StreamId
from mockplatform.core.events import Person
from mockplatform.core.signals import Notice, Typing
from mockplatform.hub import Hub

ONE = StreamId("t", "conversation", "one")
TWO = StreamId("t", "conversation", "two")
TYPING = Typing(Person(purpose="customer", id="ann"), on=True)


class Listener:
    """Writes down what it hears; may do something at the first word."""

    def __init__(self) -> None:
        self.heard: list[StreamId | tuple[StreamId, Notice]] = []

    def grown(self, stream: StreamId) -> None:
        """Hear that a stream grew."""
        self.heard.append(stream)

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Hear a signal."""
        self.heard.append((stream, signal))


class Overseer(Listener):
    """Writes down also what was before."""

    def __init__(self) -> None:
        super().__init__()
        self.befores: list[Any] = []

    def grown_from(self, stream: StreamId, before: Any) -> None:
        """Hear that a stream grew."""
        self.befores.append(before)
        self.grown(stream)


def test_who_watches_a_stream_hears_of_it_and_of_no_other() -> None:
    """A channel follows one conversation."""
    hub, listener = Hub(), Listener()
    hub.watch(ONE, listener)
    hub.grown(TWO)
    hub.grown(ONE)
    hub.signal(ONE, TYPING)
    hub.signal(TWO, TYPING)
    assert listener.heard == [ONE, (ONE, TYPING)]


def test_signals_of_typing_are_counted_until_the_stream_grows() -> None:
    """Whoever tells of one names it by that, as all others do who tell of it."""
    hub = Hub()
    hub.signal(ONE, TYPING)
    hub.signal(ONE, TYPING)
    hub.signal(TWO, TYPING)
    assert (hub.typed(ONE), hub.typed(TWO)) == (2, 1)
    hub.grown(ONE)
    assert (hub.typed(ONE), hub.typed(TWO)) == (0, 1)


def test_who_oversees_a_kind_hears_of_all_its_streams_until_he_has_stopped() -> None:
    """A notification channel's socket, of all conversations; what was before comes along."""
    hub, overseer = Hub(), Overseer()
    stop = hub.oversee("conversation", overseer)
    hub.grown(ONE, "before")
    hub.signal(TWO, TYPING)
    hub.grown(StreamId("t", "tenant", "tenant"))
    stop()
    stop()
    hub.grown(ONE)
    hub.signal(ONE, TYPING)
    assert overseer.heard == [ONE, (TWO, TYPING)]
    assert overseer.befores == ["before"]


def test_all_who_watch_hear() -> None:
    """Two tabs of one conversation, and the agent's."""
    hub, first, second = Hub(), Listener(), Listener()
    hub.watch(ONE, first)
    hub.watch(ONE, second)
    hub.grown(ONE)
    assert first.heard == second.heard == [ONE]


def test_who_has_stopped_hears_no_more() -> None:
    """To stop twice is to have stopped."""
    hub, gone, stays = Hub(), Listener(), Listener()
    stop = hub.watch(ONE, gone)
    hub.watch(ONE, stays)
    stop()
    stop()
    hub.grown(ONE)
    assert gone.heard == []
    assert stays.heard == [ONE]


def test_a_listener_may_stop_while_it_is_told() -> None:
    """A socket that closes at the news does not hide it from the next one."""

    class Leaver(Listener):
        def grown(self, stream: StreamId) -> None:
            super().grown(stream)
            stop()

    hub, leaver, stays = Hub(), Leaver(), Listener()
    stop = hub.watch(ONE, leaver)
    hub.watch(ONE, stays)
    hub.grown(ONE)
    hub.grown(ONE)
    assert leaver.heard == [ONE]
    assert stays.heard == [ONE, ONE]


def test_news_that_nobody_watches_is_dropped() -> None:
    """Signals are not kept."""
    hub, late = Hub(), Listener()
    hub.signal(ONE, TYPING)
    hub.watch(ONE, late)
    assert late.heard == []
