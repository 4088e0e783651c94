"""Who takes part: stays in order, one queue at a time, everybody gone at the end."""

from __future__ import annotations

from mockplatform.core import participants as p
from mockplatform.core.events import Person, Placed
from mockplatform.core.routing import Placement
from tests.core.builders import ANN, BEA, NOW


def placed(queue: str, at: float = NOW) -> Placed:
    return Placed(
        at=at, placement=Placement(queue=queue), queue_name=queue, participant_id=f"p-{queue}"
    )


CUSTOMER = (p.connected("p1", ANN, NOW),)


def test_a_queue_takes_part_while_it_holds_the_conversation() -> None:
    """Widget API, section 3: participants with purpose acd."""
    (_, queue) = p.queued(CUSTOMER, placed("help"))
    assert (queue.person, queue.state) == (
        Person(purpose="acd", id="help", name="help"),
        "connected",
    )


def test_the_same_queue_again_is_no_new_stay() -> None:
    """Routing data that changes nothing changes nobody."""
    once = p.queued(CUSTOMER, placed("help"))
    assert p.queued(once, placed("help", NOW + 5)) == once


def test_another_queue_ends_the_stay_of_the_first() -> None:
    """A conversation waits in one queue at a time."""
    moved = p.queued(p.queued(CUSTOMER, placed("help")), placed("vip", NOW + 5))
    assert [(one.person.id, one.state, one.left_at) for one in moved] == [
        ("ann", "connected", None),
        ("help", "disconnected", NOW + 5),
        ("vip", "connected", None),
    ]


def test_an_agent_who_comes_ends_the_wait_in_the_queue() -> None:
    """The queue's part is over when somebody has answered."""
    bea = p.connected("p3", BEA, NOW + 9)
    answered = p.joined(p.queued(CUSTOMER, placed("help")), bea)
    assert [one.left_at for one in answered] == [None, NOW + 9, None]
    assert answered[-1] == p.Participant(id="p3", person=BEA, state="connected", joined_at=NOW + 9)


def test_leaving_concerns_one_and_the_end_concerns_all() -> None:
    """A stay that is over keeps the time at which it ended."""
    both = p.joined(CUSTOMER, p.connected("p3", BEA, NOW + 1))
    gone = p.left(both, "p3", NOW + 2)
    assert [one.left_at for one in gone] == [None, NOW + 2]
    assert [one.left_at for one in p.all_left(gone, NOW + 3, "close:agent")] == [NOW + 3, NOW + 2]
    assert {one.state for one in p.all_left(gone, NOW + 3, "close:agent")} == {"disconnected"}
