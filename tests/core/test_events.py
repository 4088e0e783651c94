"""Events say who, what and when; a client's message says how it is known again."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from mockplatform.core.events import CLIENT_NAME, Attachment, MessageSent, Person
from tests.core.builders import ANN, BEA, NOW


def sent(sender: Person, key: str) -> MessageSent:
    return MessageSent(at=NOW, message_id="m1", sender=sender, text="hi", client_message_id=key)


def test_a_message_with_a_client_id_is_stored_once_for_its_sender() -> None:
    """Widget API, section 3: idempotent sends; two people may choose the same id."""
    assert sent(ANN, "k1").once_key() == sent(ANN, "k1").once_key()
    assert sent(ANN, "k1").once_key() != sent(ANN, "k2").once_key()
    assert sent(ANN, "k1").once_key() != sent(BEA, "k1").once_key()


def test_a_message_without_a_client_id_may_come_twice() -> None:
    """Nobody can tell a repeat from a second message then."""
    assert sent(ANN, "").once_key() is None


def test_events_cannot_be_changed_afterwards() -> None:
    """What has happened has happened."""
    with pytest.raises(AttributeError):
        sent(ANN, "").text = "other"  # type: ignore[misc]  # this is what must fail


def test_what_is_left_out_is_not_stored() -> None:
    """Small events: defaults are not written."""
    assert msgspec.to_builtins(Attachment(url="https://x.test/a.png")) == {
        "url": "https://x.test/a.png"
    }


def test_a_client_names_its_message_by_what_stands_for_it_or_beside_that() -> None:
    named = replace(sent(ANN, "k1"), metadata={CLIENT_NAME: "beside"})
    beside = replace(named, client_message_id="")
    nameless = replace(beside, metadata={"other": "x"})
    assert [one.client_name for one in (named, beside, nameless)] == ["k1", "beside", ""]
