"""The events of a channel's customer, as a store keeps them."""

from __future__ import annotations

import pytest

from mockplatform.core import customer as c
from mockplatform.core import files
from mockplatform.core.aggregate import Event
from mockplatform.core.kinds import decode, encode
from tests.core.builders import NOW

EVENTS: list[Event] = [
    c.CustomerMet(at=NOW, deployment_id="chat", external_id="e", first_name="Ann", image="i"),
    c.FieldsSet(at=NOW, fields={"tier": "gold"}),
    c.ThreadBegun(at=NOW, id="t", external_id="x"),
    c.ThreadNamed(at=NOW, external_id="x", name="Orders"),
    c.CaseBegun(at=NOW, external_id="x", conversation_id="c1", number="17"),
    c.ThreadArchived(at=NOW, external_id="x"),
    c.GroupJoined(at=NOW, conversation_id="c2", seq=7),
    c.GroupLeft(at=NOW, conversation_id="c2"),
    files.FileOffered(
        at=NOW, file=files.File(id="f", name="a.png", mime="image/png", size=1, offered_at=NOW)
    ),
    files.FileUploaded(at=NOW, file_id="f", size=2),
    files.FileDeleted(at=NOW, file_id="f"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_it_comes_out_of_a_store_as_it_went_in(event: Event) -> None:
    assert decode(encode(event)) == event


def test_every_event_of_a_customer_is_shown_here() -> None:
    assert {type(event) for event in EVENTS} == set(c.CustomerEvent.__args__)
