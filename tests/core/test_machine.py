"""Whatever is done to a conversation, in whatever order and at whatever time, its rules hold.

Source: design, section 5; widget API, sections 2 and 3.
"""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mockplatform.core import commands as c
from mockplatform.core import decisions
from mockplatform.core import events as e
from mockplatform.core.aggregate import Command, fold
from mockplatform.core.kinds import decode, encode
from mockplatform.core.states import TRANSITIONS, State, Verb
from mockplatform.errors import PlatformError
from tests.core.builders import ANN, BEA, BOT, CAL, Chat, creation, message

PEOPLE = st.sampled_from([ANN, BEA, CAL, BOT])
AGENTS = st.sampled_from([BEA, CAL, BOT])
IDS = st.sampled_from(["", "bea", "cal"])
DATA = st.dictionaries(
    st.sampled_from(["tier", "lang", "note"]),
    st.sampled_from(["gold", "en-US", None, True, 7, "x" * 9000]),
)
VERSIONS = st.none() | st.integers(0, 12)

COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(message, st.sampled_from(["hi", "ho"]), PEOPLE, st.sampled_from(["", "k1", "k2"])),
    st.builds(c.Offer, agent=AGENTS),
    st.builds(c.Answer, verb=st.sampled_from([Verb.ACCEPT, Verb.DECLINE]), agent_id=IDS),
    st.builds(c.Depart, verb=st.just(Verb.LEAVE), agent_id=IDS),
    st.just(c.Depart(verb=Verb.TRANSFER, queue="vip")),
    st.just(c.Requeue(queue="vip")),
    st.builds(c.Close, by=st.sampled_from(["customer", "agent", "supervisor"])),
    st.builds(
        c.SetRoutingData,
        data=DATA,
        merge=st.booleans(),
        expected=VERSIONS,
    ),
    st.builds(c.SetConversationData, data=DATA, merge=st.booleans(), expected=VERSIONS),
    st.just(creation(tier="gold")),
    st.just(c.Expire()),
)
TIMES = st.sampled_from([0.0, 0.5, 29.5, 30.0, 45.0, 880.0, 899.75, 900.0, 4000.0])


class Machine(RuleBasedStateMachine):
    """Random commands and moves of time; what must always hold is an invariant."""

    def __init__(self) -> None:
        super().__init__()
        self.chat = Chat()
        self.chat.create(lang="en-US")

    @rule(command=COMMANDS)
    def command(self, command: Command) -> None:
        """Somebody wants something; a refusal changes nothing."""
        before = self.chat.state
        try:
            self.chat.do(command)
        except PlatformError:
            assert self.chat.state == before

    @rule()
    @precondition(lambda self: self.chat.state.state is State.RINGING)
    def accept(self) -> None:
        """An offer is answered, so that the later states are visited often."""
        self.chat.do(c.Answer(verb=Verb.ACCEPT))

    @rule(by_s=TIMES)
    def advance(self, by_s: float) -> None:
        """Time passes; deadlines fire in order on the way."""
        fired = self.chat.advance(by_s)
        assert [one.at for one in fired] == sorted(one.at for one in fired)

    @rule()
    @precondition(lambda self: not self.chat.state.is_live)
    def delete(self) -> None:
        """The dead are taken away."""
        with suppress(PlatformError):
            self.chat.do(c.Delete())

    @invariant()
    def moves_along_the_table(self) -> None:
        """No illegal state; from CLOSED only DELETED, from DELETED nothing."""
        state = State.OPEN
        for event in self.chat.events:
            if isinstance(event, e.StateChanged):
                assert event.before is state
                assert TRANSITIONS[state][event.verb] is event.after
                state = event.after
        assert self.chat.state.state is state

    @invariant()
    def is_dead_after_its_deadline(self) -> None:
        """Nothing is alive past its deadline, and nothing happens to the dead."""
        due = self.chat.due()
        assert due is None or due.at > self.chat.now or due.what == "conversation.forgotten"
        dead = False
        for event in self.chat.events:
            assert not dead or (isinstance(event, e.StateChanged) and event.verb is Verb.DELETE)
            dead = dead or (isinstance(event, e.StateChanged) and event.after is State.CLOSED)

    @invariant()
    def numbers_its_events_without_gaps(self) -> None:
        """The n-th event has seq n; times never run backwards."""
        assert self.chat.state.version == len(self.chat.events)
        times = [event.at for event in self.chat.events]
        assert times == sorted(times)

    @invariant()
    def has_each_client_message_once(self) -> None:
        """Widget API, section 3: idempotent sends."""
        keys = [key for event in self.chat.events if (key := event.once_key())]
        assert len(keys) == len(set(keys))
        assert len(self.chat.state.sent) == len(keys)
        assert self.chat.state.message_count == len(self.chat.texts())

    @invariant()
    def has_one_partner_at_most(self) -> None:
        """A customer speaks with one agent, or waits in one queue, or it is over."""
        state = self.chat.state
        present = [one.person for one in state.participants if one.left_at is None]
        partners = [one for one in present if one.purpose in {"agent", "bot"}]
        queues = [one for one in present if one.purpose == "acd"]
        assert partners == ([state.agent] if state.state is State.ACTIVE else [])
        assert len(queues) == (1 if state.state in {State.OPEN, State.RINGING} else 0)
        assert len({one.id for one in state.participants}) == len(state.participants)

    def teardown(self) -> None:
        """Replay equals live, also through a store's form of the events."""
        replayed = fold(decisions.AGGREGATE, "s1", self.chat.events)
        stored = [decode(encode(event)) for event in self.chat.events]
        assert replayed == self.chat.state
        assert stored == self.chat.events
        assert fold(decisions.AGGREGATE, "s1", stored) == self.chat.state


Machine.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestAConversationKeepsItsRules = Machine.TestCase


def run(commands: list[Command]) -> Chat:
    """Return a conversation to which commands were given, each half a minute after the other."""
    chat = Chat()
    chat.create()
    for command in commands:
        with suppress(PlatformError):
            chat.do(command)
        chat.advance(20)
    return chat


@given(st.lists(COMMANDS, max_size=6), TIMES, TIMES)
def test_time_in_two_steps_is_time_in_one(commands: list[Command], a: float, b: float) -> None:
    """Issue: advance(a) and advance(b) equals advance(a+b)."""
    twice, once = run(commands), run(commands)
    twice.advance(a)
    twice.advance(b)
    once.advance(a + b)
    assert (twice.events, twice.state, twice.now) == (once.events, once.state, once.now)
