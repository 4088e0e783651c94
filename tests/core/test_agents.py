"""Who gets a waiting conversation: by queue, presence, capacity, load and turn."""

from __future__ import annotations

from mockplatform.core.agents import choose, everybody_declined, person, serves
from mockplatform.core.configuration import Agent
from mockplatform.core.events import Person

BEA = Agent(id="bea", name="Bea", queues=("help",), capacity=2)
CAL = Agent(id="cal", capacity=2)
BOT = Agent(id="bot", kind="bot", queues=("vip",))
AWAY = Agent(id="away", present=False)


def test_an_agent_is_named_as_the_conversation_names_him() -> None:
    """Widget API, section 3: participants have a purpose: agent or bot."""
    assert person(BEA) == Person(purpose="agent", id="bea", name="Bea")
    assert person(CAL).name == "cal", "who has no name goes by the id"
    assert person(BOT).purpose == "bot"


def test_an_agent_serves_the_queues_named_or_all_while_present() -> None:
    """No queues named: all of them."""
    assert serves(BEA, "help")
    assert not serves(BEA, "vip")
    assert serves(CAL, "whatever")
    assert not serves(AWAY, "help")


def test_the_least_loaded_goes_first_then_the_order_of_configuration() -> None:
    """Invented: load, then turn."""
    assert choose([BEA, CAL], {}, "help", ()) is BEA
    assert choose([BEA, CAL], {"bea": ["c1"]}, "help", ()) is CAL
    assert choose([BEA, CAL], {"bea": ["c1"], "cal": ["c2"]}, "help", ()) is BEA


def test_nobody_gets_more_than_his_capacity() -> None:
    """Offers count too: the loads have them."""
    assert choose([BEA], {"bea": ["c1", "c2"]}, "help", ()) is None
    assert choose([Agent(id="off", capacity=0)], {}, "help", ()) is None


def test_nobody_gets_what_he_has_declined_or_does_not_serve() -> None:
    """Widget API, section 3: offered to the next agent."""
    assert choose([BEA, CAL], {}, "help", ("bea",)) is CAL
    assert choose([BEA, CAL], {}, "help", ("bea", "cal")) is None
    assert choose([BEA, BOT, AWAY], {}, "sales", ()) is None


def test_a_new_round_is_due_when_all_who_serve_have_declined() -> None:
    """Where nobody serves, nobody has declined."""
    assert everybody_declined([BEA, CAL, AWAY], "help", ("cal", "bea"))
    assert not everybody_declined([BEA, CAL], "help", ("bea",))
    assert not everybody_declined([BEA, AWAY], "sales", ("bea",))
