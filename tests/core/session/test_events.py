"""The events of a guest session, as a store keeps them."""

from __future__ import annotations

import pytest

from mockplatform.core import files
from mockplatform.core import session as s
from mockplatform.core.aggregate import Event
from mockplatform.core.devices import Device, DeviceNoted
from mockplatform.core.events import Person
from mockplatform.core.kinds import decode, encode
from tests.core.builders import NOW

EVENTS: list[Event] = [
    s.SessionStarted(at=NOW, deployment_id="shop", customer=Person(purpose="customer", id="g")),
    s.SessionRenewed(at=NOW),
    s.SignedIn(at=NOW, customer=Person(purpose="customer", id="ann", name="Ann")),
    s.ConversationBegun(at=NOW, conversation_id="c1", is_auto=True),
    files.FileOffered(
        at=NOW, file=files.File(id="f", name="a.png", mime="image/png", size=1, offered_at=NOW)
    ),
    files.FileUploaded(at=NOW, file_id="f", size=2),
    files.FileDeleted(at=NOW, file_id="f"),
    DeviceNoted(at=NOW, device=Device(token="t", language="en", kind="ios", provider="APNS")),
    DeviceNoted(at=NOW),
    s.SessionEnded(at=NOW, reason="signedIn"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_it_comes_out_of_a_store_as_it_went_in(event: Event) -> None:
    assert decode(encode(event)) == event


def test_every_event_of_a_session_is_shown_here() -> None:
    assert {type(event) for event in EVENTS} == set(s.SessionEvent.__args__)
