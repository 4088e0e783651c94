"""Owns what the core's tests build with: people, circumstances, and the story of one stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from mockplatform.core import decisions
from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Deadline, Event, Tick
from mockplatform.core.commands import (
    Answer,
    CreateConversation,
    Depart,
    Expire,
    Offer,
    SendMessage,
)
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, Person
from mockplatform.core.routing import Placement, RoutingData, Rule, place
from mockplatform.core.states import Verb
from mockplatform.settings import DEFAULTS, Settings

StateT = TypeVar("StateT")

NOW = 1_700_000_000.0
ANN = Person(purpose="customer", id="ann", name="Ann")
BEA = Person(purpose="agent", id="bea", name="Bea")
CAL = Person(purpose="agent", id="cal", name="Cal")
BOT = Person(purpose="bot", id="bot", name="Bot")
RULES = (Rule(when={"tier": "gold"}, queue="vip"), Rule(when={"lang": "en-*"}, queue="english"))
FALLBACK = "help"
QUEUE_NAMES = {"vip": "Important people", "english": "English", "help": "Help"}


def place_by_rules(data: RoutingData) -> Placement:
    """Place routing data by the tests' own rules."""
    return replace(place(RULES, FALLBACK, data.values), hash=data.hash)


class Story(Generic[StateT]):
    """One stream through time: commands are run, deadlines fire in order, nothing is hidden.

    Attributes:
        now: The tenant's time; `advance` moves it.
        tick: What a deadline is answered with.
        events: All that has happened, oldest first.
    """

    def __init__(self, aggregate: Aggregate[StateT], *, settings: Settings = DEFAULTS) -> None:
        self.aggregate = aggregate
        self.state = aggregate.initial("s1")
        self.settings = settings
        self.now = NOW
        self.tick: Command = Tick()
        self.events: list[Event] = []
        self.fired: list[Deadline] = []

    def circumstances(self) -> Circumstances:
        """Return what a decision depends on now."""
        return Circumstances(
            now=self.now,
            settings=self.settings,
            place=place_by_rules,
            queue_names=QUEUE_NAMES,
        )

    def do(self, command: Command) -> Sequence[Event]:
        """Run a command; return what it made happen."""
        events = self.aggregate.decide(self.state, command, self.circumstances())
        for event in events:
            self.state = self.aggregate.evolve(self.state, event)
        self.events.extend(events)
        return events

    def set(self, **changes: Any) -> None:
        """Change settings."""
        self.settings = replace(self.settings, **changes)

    def due(self) -> Deadline | None:
        """Return the next deadline as the stream names it."""
        return self.aggregate.next_deadline(self.state, self.settings)

    def advance(self, by_s: float) -> list[Deadline]:
        """Let time pass, fire what falls due in order; return what fired."""
        return self.advance_to(self.now + by_s)

    def advance_to(self, until: float) -> list[Deadline]:
        """Let time pass until an instant; return what fired on the way."""
        before = len(self.fired)
        while (due := self.due()) is not None and due.at <= until:
            if due.what.endswith(".forgotten"):  # the owner of the stream takes it away
                break
            self.now = max(self.now, due.at)
            self.fired.append(due)
            assert self.do(self.tick), f"{due} was announced and nothing came of it"
        self.now = until
        return self.fired[before:]


class Chat(Story[Conversation]):
    """The story of a conversation, with short words for what people do."""

    def __init__(self, *, settings: Settings = DEFAULTS) -> None:
        super().__init__(decisions.AGGREGATE, settings=settings)
        self.tick = Expire()

    def create(self, **data: Any) -> Sequence[Event]:
        """Ann opens it; keywords are her routing data."""
        return self.do(creation(**data))

    def say(self, text: str, by: Person = ANN, key: str = "") -> Sequence[Event]:
        """Somebody sends a text."""
        return self.do(message(text, by, key, f"m{self.state.version}"))

    def ring(self, agent: Person = BEA) -> Sequence[Event]:
        """An agent is alerted."""
        return self.do(Offer(agent=agent))

    def accept(self, agent: Person = BEA) -> None:
        """An agent is alerted and accepts."""
        self.ring(agent)
        self.do(Answer(verb=Verb.ACCEPT))

    def transfer(self, queue: str = "vip") -> Sequence[Event]:
        """The connected agent passes it on."""
        return self.do(Depart(verb=Verb.TRANSFER, queue=queue))

    def texts(self) -> list[str]:
        """Return the transcript's texts."""
        return [event.text for event in self.events if isinstance(event, MessageSent)]


def creation(**data: Any) -> CreateConversation:
    """Return the command that opens Ann's conversation."""
    return CreateConversation(
        customer=ANN,
        deployment_id="shop",
        instance_id="tab-1",
        routing_data=data,
        conversation_data={},
    )


def message(text: str, by: Person = ANN, key: str = "", id_: str = "m") -> SendMessage:
    """Return the command that sends a text."""
    return SendMessage(message_id=id_, sender=by, text=text, client_message_id=key)


def opened(**data: Any) -> Chat:
    """Return a chat that Ann has opened."""
    chat = Chat()
    chat.create(**data)
    return chat


def connected(agent: Person = BEA) -> Chat:
    """Return a chat in which an agent has accepted."""
    chat = opened()
    chat.accept(agent)
    return chat
