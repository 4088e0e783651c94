"""How a channel's customer changes by what happens."""

from __future__ import annotations

from mockplatform.core import customer as c
from mockplatform.core.aggregate import fold
from mockplatform.core.events import Person
from mockplatform.limits import LIMITS
from mockplatform.settings import DEFAULTS
from tests.core.builders import NOW

MET = c.CustomerMet(at=NOW, deployment_id="chat", external_id="e", first_name="Ann", last_name="B")
BEGUN = c.ThreadBegun(at=NOW, id="t", external_id="x")


def case(number: int) -> c.CaseBegun:
    """Return the beginning of a case."""
    id_ = f"c{number}"
    return c.CaseBegun(at=NOW + number, external_id="x", conversation_id=id_, number=str(number))


def test_a_customer_speaks_by_the_id_that_his_client_made() -> None:
    state = fold(c.AGGREGATE, "s", [MET])
    assert state.person == Person(purpose="customer", id="e", name="Ann B")
    assert state.met_at == NOW


def test_a_new_name_does_not_make_him_new() -> None:
    again = c.CustomerMet(at=NOW + 5, deployment_id="chat", external_id="e", first_name="Bea")
    state = fold(c.AGGREGATE, "s", [MET, again])
    assert (state.name, state.met_at, state.version) == ("Bea", NOW, 2)


def test_a_field_has_its_newest_value_and_when_it_was_set() -> None:
    fields = [
        c.FieldsSet(at=NOW + at, fields={"tier": value}) for at, value in ((1, "a"), (2, "b"))
    ]
    assert fold(c.AGGREGATE, "s", [MET, *fields]).fields["tier"] == c.Field("b", NOW + 2)


def test_a_thread_has_its_cases_in_order_and_when_it_was_last_touched() -> None:
    state = fold(c.AGGREGATE, "s", [MET, BEGUN, case(1), case(2)])
    thread = state.threads["x"]
    assert thread.cases == (c.Case("c1", "1"), c.Case("c2", "2"))
    assert (thread.created_at, thread.updated_at) == (NOW, NOW + 2)


def test_a_thread_remembers_its_latest_cases_only() -> None:
    most = LIMITS.thread_cases_max
    state = fold(c.AGGREGATE, "s", [MET, BEGUN, *(case(number) for number in range(most + 3))])
    numbers = [one.number for one in state.threads["x"].cases]
    assert numbers == [str(number) for number in range(3, most + 3)]


def test_a_name_and_an_end_stay_with_their_thread() -> None:
    named = c.ThreadNamed(at=NOW + 1, external_id="x", name="Orders")
    archived = c.ThreadArchived(at=NOW + 2, external_id="x")
    other = c.ThreadBegun(at=NOW, id="u", external_id="y")
    state = fold(c.AGGREGATE, "s", [MET, BEGUN, other, named, archived])
    assert (state.threads["x"].name, state.threads["x"].is_archived) == ("Orders", True)
    assert (state.threads["y"].name, state.threads["y"].is_archived) == ("", False)


def test_nothing_falls_due_with_a_customer() -> None:
    assert c.AGGREGATE.next_deadline(fold(c.AGGREGATE, "s", [MET, BEGUN]), DEFAULTS) is None


def test_a_thread_has_a_name_of_its_own_in_the_tenant() -> None:
    """Two customers may call theirs alike."""
    assert c.place_of("c-1", "t-1") == c.place_of("c-1", "t-1")
    assert len({c.place_of("c-1", "t-1"), c.place_of("c-1", "t-2"), c.place_of("c-2", "t-1")}) == 3


def test_what_he_has_joined_is_known_until_he_leaves_the_latest_last() -> None:
    joined = [c.GroupJoined(at=NOW, conversation_id=id_, seq=1) for id_ in ("a", "b", "a")]
    assert fold(c.AGGREGATE, "s", [MET, *joined]).groups == ("b", "a")
    left = c.GroupLeft(at=NOW, conversation_id="b")
    assert fold(c.AGGREGATE, "s", [MET, *joined, left]).groups == ("a",)
