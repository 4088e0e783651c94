"""Whether people are on duty: one switch, seen as presence, status and queues."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mockplatform.core.configuration import Agent
from mockplatform.core.duty import (
    ON_QUEUE,
    is_member,
    presence_of,
    status_of,
    with_presence,
    with_queue,
    with_status,
)
from mockplatform.errors import Conflict

ON = Agent(id="ann")
OFF = Agent(id="ann", present=False)
SILENT = Agent(id="ann", responding=False)
QUEUES = ("help", "sales", "vip")


def test_who_is_present_is_on_queue_whatever_he_said_before() -> None:
    assert presence_of(ON) == presence_of(replace(ON, presence="Busy")) == ON_QUEUE
    assert presence_of(replace(OFF, presence="Busy")) == "Busy"
    assert presence_of(OFF) == "Offline"


def test_every_other_presence_takes_him_off_queue() -> None:
    """Genesys help, "Change an agent's status"."""
    meal = with_presence(SILENT, "Meal")
    assert (meal.present, meal.presence, meal.responding) == (False, "Meal", True)
    back = with_presence(meal, ON_QUEUE)
    assert (back.present, status_of(back, is_talking=False)) == (True, "IDLE")


def test_on_queue_again_is_no_answer_to_the_offer_that_lapsed() -> None:
    assert with_presence(SILENT, ON_QUEUE) == SILENT
    away = replace(SILENT, present=False)
    assert with_presence(away, ON_QUEUE).responding


@pytest.mark.parametrize(
    ("agent", "is_talking", "status"),
    [
        (OFF, False, "OFF_QUEUE"),
        (OFF, True, "OFF_QUEUE"),
        (ON, False, "IDLE"),
        (ON, True, "INTERACTING"),
        (SILENT, False, "NOT_RESPONDING"),
        (SILENT, True, "NOT_RESPONDING"),
    ],
)
def test_the_status_follows_from_what_he_does(agent: Agent, is_talking: bool, status: str) -> None:
    """Genesys help, "Agent status": who does not respond may still be handling others."""
    assert status_of(agent, is_talking=is_talking) == status


def test_idle_lets_him_be_asked_again_and_off_queue_makes_him_available() -> None:
    assert with_status(SILENT, "IDLE").responding
    off = with_status(ON, "OFF_QUEUE")
    assert (off.present, presence_of(off)) == (False, "Available")
    busy = replace(OFF, presence="Busy")
    assert with_status(busy, "OFF_QUEUE") == busy


def test_nobody_off_queue_is_idle() -> None:
    with pytest.raises(Conflict, match="off queue"):
        with_status(OFF, "IDLE")


def test_people_are_members_of_the_queues_they_name_or_of_all_and_bots_of_none() -> None:
    assert is_member(ON, "help")
    assert is_member(OFF, "help"), "who is away is a member all the same"
    assert not is_member(Agent(id="ann", queues=("vip",)), "help")
    assert not is_member(Agent(id="sam", kind="bot"), "help")


def test_queues_are_joined_and_left() -> None:
    one = with_queue(ON, "sales", QUEUES, joined=False)
    assert one.queues == ("help", "vip"), "who named none had joined all"
    assert with_queue(one, "sales", QUEUES, joined=True).queues == QUEUES
    assert with_queue(one, "vip", QUEUES, joined=True) is one
    assert with_queue(one, "sales", QUEUES, joined=False) is one


def test_the_last_queue_cannot_be_left() -> None:
    """None would mean all of them."""
    with pytest.raises(Conflict, match="last queue"):
        with_queue(Agent(id="ann", queues=("vip",)), "vip", QUEUES, joined=False)
