"""Bots follow their scripts by the clock, and a fold over events finds them where they stood."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mockplatform.core import bots
from mockplatform.core.aggregate import Command
from mockplatform.core.bots import BotRun
from mockplatform.core.commands import Answer, Close, Depart, Offer
from mockplatform.core.configuration import Script
from mockplatform.core.events import ConversationCreated, MessageSent
from mockplatform.core.states import State, Verb
from tests.core.builders import ANN, BEA, BOT, NOW, Chat, message


class Talk:
    """A chat with a bot, who acts when it is due. `log` has seconds and what was done."""

    def __init__(self, *steps: dict[str, Any], accept_after: str | float = 1) -> None:
        self.script = msgspec.convert({"acceptAfter": accept_after, "steps": list(steps)}, Script)
        self.chat = Chat()
        self.run: BotRun | None = None
        self.log: list[tuple[float, str]] = []
        self.chat.create()
        self.do(Offer(agent=BOT))

    def do(self, command: Command) -> None:
        """Run a command; the bot reads what happened."""
        for event in self.chat.do(command):
            self.run = bots.evolve(self.run, event, {"bot": self.script})

    def say(self, text: str, *, after: float = 0.0) -> None:
        """Ann says something after a while."""
        self.wait(after)
        self.do(message(text, id_=f"m{self.chat.state.version}"))

    def wait(self, by_s: float) -> Talk:
        """Let time pass; the bot acts when it is due."""
        until = self.chat.now + by_s
        while self.run and self.run.next_at is not None and self.run.next_at <= until:
            assert self.run.next_at >= self.chat.state.updated_at, "time runs forward"
            self.chat.now = max(self.chat.now, self.run.next_at)
            self._act(self.run)
        self.chat.now = until
        return self

    def _act(self, run: BotRun) -> None:
        if run.ringing:
            self._note("accept")
            self.do(Answer(verb=Verb.ACCEPT))
        elif run.due is None:
            self.run = bots.acted(run, self.chat.now)
        elif run.pending[0].typing is not None:
            self._note("typing")
            self.run = bots.acted(run, self.chat.now)
        elif (queue := run.pending[0].transfer) is not None:
            self._note(f"transfer {queue}")
            self.do(Depart(verb=Verb.TRANSFER, queue=queue))
        elif (reason := run.pending[0].close) is not None:
            self._note(f"close {reason}")
            self.do(Close(by="agent", reason=reason))
        else:
            text = bots.text_of(run.pending[0], run)
            self._note(text)
            self.do(message(text, by=BOT, id_=f"b{self.chat.state.version}"))

    def _note(self, what: str) -> None:
        self.log.append((round(self.chat.now - NOW, 3), what))

    def said(self) -> list[str]:
        """Return all that the bot did but accept, without the times."""
        return [what for _, what in self.log[1:]]

    def rebuilt(self) -> BotRun | None:
        """Return the run as a restart finds it: from the events alone."""
        run: BotRun | None = None
        for event in self.chat.events:
            run = bots.evolve(run, event, {"bot": self.script})
        return run


def test_a_bot_accepts_after_its_while_and_follows_its_steps() -> None:
    """Script: acceptAfter, then each step in turn; waiting and typing take their time."""
    talk = Talk({"say": "Hi"}, {"wait": "2s"}, {"typing": 3}, {"say": "How are you?"})
    talk.wait(0.9)
    assert talk.log == []
    talk.wait(10)
    assert talk.log == [(1, "accept"), (1, "Hi"), (3, "typing"), (6, "How are you?")]
    assert talk.run is not None
    assert talk.run.next_at is None, "it waits for the customer"


def test_a_bot_without_steps_accepts_and_is_silent() -> None:
    """An empty script is a script."""
    assert Talk().wait(60).log == [(1, "accept")]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("I want a REFUND please", "Refunds take a day."),
        ("Wo ist meine STRASSE", "Straße found."),
        ("something else", "You said something else"),
    ],
)
def test_the_first_on_that_matches_answers(text: str, answer: str) -> None:
    """Script: `on` is a glob in any case; the first match wins; {text} is what was said."""
    talk = Talk(
        {"say": "Hi"},
        {"on": "*refund*", "steps": [{"say": "Refunds take a day."}]},
        {"on": "*straße*", "steps": [{"say": "Straße found."}]},
        {"on": "*", "steps": [{"say": "You said {text}"}]},
    )
    talk.say(text, after=5)
    assert talk.wait(0).said() == ["Hi", answer]
    talk.say("thanks")
    assert talk.wait(0).said()[-1] == "You said thanks"


def test_what_matches_nothing_is_not_answered() -> None:
    """A bot may be asked what it does not know, and does not answer it later."""
    talk = Talk({"on": "yes", "steps": [{"say": "Good"}, {"on": "no", "steps": [{"say": "Oh"}]}]})
    talk.say("no", after=5)
    talk.say("yes", after=5)
    assert talk.wait(60).said() == ["Good"]
    talk.say("no")
    assert talk.wait(0).said() == ["Good", "Oh"]


def test_what_comes_while_it_is_busy_is_answered_after_that() -> None:
    """The script goes on first; the answer's steps come behind it."""
    talk = Talk(
        {"on": "*", "steps": [{"say": "You said {text}"}]},
        {"say": "One"},
        {"wait": 5},
        {"say": "Two"},
    )
    talk.wait(2)
    talk.say("hello")
    assert talk.wait(10).log[1:] == [(1, "One"), (6, "Two"), (6, "You said hello")]


@pytest.mark.parametrize("after", [0.5, 2])
def test_what_comes_before_it_listens_is_answered_when_it_does(after: float) -> None:
    """A customer who speaks while it rings, or during the greeting, is not ignored."""
    talk = Talk(
        {"typing": 3},
        {"say": "Hi"},
        {"on": "*refund*", "steps": [{"say": "Wait: {text}"}]},
        {"on": "*", "steps": [{"say": "Pardon?"}]},
    )
    talk.say("a refund!", after=after)
    assert talk.wait(10).said() == ["typing", "Hi", "Wait: a refund!"]


def test_an_on_inside_an_on_listens_once_it_is_met() -> None:
    """However often it is met, it answers once for each text."""
    talk = Talk(
        {
            "on": "menu",
            "steps": [{"say": "A or B?"}, {"on": "a", "steps": [{"say": "A it is"}]}],
        }
    )
    talk.wait(1)
    for text in ("a", "menu", "menu", "a"):
        talk.say(text, after=1)
    assert talk.wait(1).said() == ["A or B?", "A or B?", "A it is"]
    assert talk.run is not None
    assert len(talk.run.handlers) == 2


def test_silence_runs_the_idle_steps_once_until_the_customer_speaks() -> None:
    """Script: `idle` counts from the customer's last word; each silence is one."""
    talk = Talk({"say": "Hi"}, {"idle": "1m", "steps": [{"say": "Are you there?"}]})
    talk.wait(600)
    talk.say("yes")
    talk.wait(600)
    assert talk.log[1:] == [(1, "Hi"), (61, "Are you there?"), (660, "Are you there?")]


def test_an_idle_inside_an_idle_measures_the_same_silence() -> None:
    """First a question, then the end; whoever speaks is asked again the next time."""
    talk = Talk(
        {
            "idle": 60,
            "steps": [{"say": "There?"}, {"idle": 90, "steps": [{"close": "silence"}]}],
        }
    )
    talk.wait(70)
    talk.say("yes")
    talk.wait(200)
    assert talk.log[1:] == [(61, "There?"), (130, "There?"), (160, "close silence")]
    assert talk.chat.state.state is State.CLOSED
    assert talk.run is None


def test_a_bot_that_speaks_longer_than_the_silence_does_not_go_back_in_time() -> None:
    """A silence that is over before the steps are runs its steps behind them."""
    talk = Talk({"idle": 5, "steps": [{"say": "There?"}]}, {"wait": 20}, {"say": "Done"})
    assert talk.wait(60).log[1:] == [(21, "Done"), (21, "There?")]


@pytest.mark.parametrize(
    ("step", "what"),
    [({"transfer": "vip"}, "transfer vip"), ({"close": "solved"}, "close solved")],
)
def test_a_bot_that_transfers_or_closes_is_done(step: dict[str, Any], what: str) -> None:
    """Script: transfer, close; what stands behind them is never reached."""
    talk = Talk({"say": "Hi"}, step, {"say": "never"})
    assert talk.wait(60).said() == ["Hi", what]
    assert talk.run is None


@pytest.mark.parametrize("verb", [Verb.DECLINE, Verb.LAPSE])
def test_an_offer_that_is_over_is_no_run(verb: Verb) -> None:
    """A bot acts only where it takes part."""
    talk = Talk({"say": "Hi"}, accept_after="1m")
    if verb is Verb.LAPSE:
        talk.chat.now += 30
        talk.do(talk.chat.tick)
    else:
        talk.do(Answer(verb=verb))
    assert talk.run is None
    assert talk.wait(60).log == []


def test_a_person_has_no_run() -> None:
    """Only agents with a script are followed."""
    chat = Chat()
    chat.create()
    chat.accept(BEA)
    chat.say("hello")
    runs = [bots.evolve(None, event, {"bot": Script()}) for event in chat.events]
    assert runs == [None] * len(chat.events)


def test_an_accept_whose_offer_was_not_seen_begins_a_run() -> None:
    """The script may have come between the offer and its answer."""
    talk = Talk({"say": "Hi"})
    talk.run = None
    talk.do(Answer(verb=Verb.ACCEPT))
    assert talk.wait(0).log == [(0, "Hi")]


def test_a_customer_named_like_the_bot_is_a_customer() -> None:
    """User ids are free: nobody steps into the script by choosing the bot's."""
    talk = Talk({"on": "*", "steps": [{"say": "You said {text}"}]}).wait(2)
    sender = msgspec.structs.replace(ANN, id="bot")
    talk.do(message("hello", by=sender))
    assert talk.wait(1).said() == ["You said hello"]


def test_what_others_say_leaves_the_bot_where_it_is() -> None:
    """A message in the bot's name that is not in its script takes no step of it away."""
    talk = Talk({"say": "Hi"}, {"wait": 10}, {"say": "Bye"}).wait(2)
    before = talk.run
    talk.do(message("by hand", by=BOT))
    assert talk.run == before
    foreign = MessageSent(at=NOW, message_id="m", sender=BEA, text="Bye")
    assert bots.evolve(before, foreign, {}) == before
    assert talk.wait(60).said() == ["Hi", "Bye"]


def test_other_events_do_not_concern_a_bot() -> None:
    """Creation, placement and joining say nothing to it."""
    talk = Talk({"say": "Hi"})
    created = talk.chat.events[0]
    assert isinstance(created, ConversationCreated)
    assert bots.evolve(talk.run, created, {}) is talk.run


def test_a_restart_in_mid_silence_does_not_ask_again() -> None:
    """What the bot has said tells that its `idle` steps have begun."""
    talk = Talk(
        {"say": "Hi"},
        {
            "idle": 60,
            "steps": [{"typing": 1}, {"say": "There?"}, {"idle": 90, "steps": [{"close": "x"}]}],
        },
    ).wait(70)
    assert talk.said() == ["Hi", "typing", "There?"]
    assert talk.rebuilt() == talk.run


def test_a_restart_while_it_types_types_again_and_says_the_rest_once() -> None:
    """Typing leaves no event; what was said is not said twice."""
    talk = Talk({"say": "A"}, {"typing": 5}, {"on": "x", "steps": [{"say": "X"}]}, {"say": "B"})
    talk.wait(3)
    talk.run = talk.rebuilt()
    assert talk.wait(10).log[1:] == [(1, "A"), (1, "typing"), (3, "typing"), (8, "B")]
    talk.say("x")
    assert talk.wait(0).said()[-1] == "X"


SAYS = st.sampled_from([{"say": "one"}, {"say": "two"}, {"say": "said {text}"}])
PAUSES = st.sampled_from([{"wait": 2}, {"typing": 3}, {"wait": 0}])
ACTS = SAYS | PAUSES


def scripts() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return scripts whose silences say something, and say it in words of their own."""
    answers = st.builds(
        lambda glob, steps: {"on": glob, "steps": steps},
        st.sampled_from(["a*", "*b", "*"]),
        st.lists(ACTS, min_size=1, max_size=3),
    )
    silences = st.builds(
        lambda pause, after: {"idle": after, "steps": [*pause, {"say": f"silent {after}"}]},
        st.lists(PAUSES, max_size=1),
        st.sampled_from([4, 9]),
    )
    return st.lists(ACTS | answers | silences, max_size=6)


@given(scripts(), st.lists(st.tuples(st.sampled_from(["a", "ab", "cb", "d"]), st.integers(0, 12))))
def test_whenever_a_bot_rests_its_run_is_what_its_events_say(
    steps: list[dict[str, Any]], texts: list[tuple[str, int]]
) -> None:
    """A run comes back with its events; a bot in mid-act may repeat typing, nothing else."""
    talk = Talk(*steps)
    for text, after in texts:
        talk.say(text, after=after)
    talk.wait(100)
    rebuilt = talk.rebuilt()
    assert rebuilt is not None
    assert talk.run is not None
    spoken = talk.chat.texts()
    talk.run = rebuilt
    talk.wait(100)
    assert talk.chat.texts() == spoken, "nothing is said twice after a restart"


def test_what_was_said_before_the_offer_is_heard_by_who_is_alerted() -> None:
    """Invented: a bot answers the message with which the conversation began."""
    ringing = BotRun(bot_id="bot", script=Script(), ringing=True, due=1.0)
    heard = bots.overheard(ringing, "hi")
    assert heard is not None
    assert (heard.heard, heard.unanswered) == ("hi", True)


def test_nobody_overhears_where_nothing_was_said_or_nobody_is_alerted() -> None:
    """A person's offer is no run; a bot that talks already has heard by itself."""
    talking = BotRun(bot_id="bot", script=Script(), ringing=False, due=1.0)
    assert bots.overheard(None, "hi") is None
    assert bots.overheard(talking, "hi") is talking
    assert bots.overheard(replace(talking, ringing=True), "") == replace(talking, ringing=True)
