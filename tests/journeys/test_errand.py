"""What the sample clients are judged by: their errand's verdict names what was lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients import errand

SAID = [errand.text_of(number) for number in range(1, errand.SAYS + 1)]


def conversation(texts: list[str], **more: Any) -> dict[str, Any]:
    """Return a conversation with these messages of the customer's."""
    transcript = [{"direction": "inbound", "text": text} for text in texts]
    return {"transcript": transcript, "routingData": {"tier": errand.TIER}, **more}


def test_nothing_is_wrong_when_all_is_there_once_and_in_order() -> None:
    assert errand.judge([conversation(SAID)], SAID) == []


@pytest.mark.parametrize(
    ("kept", "pane", "wrong"),
    [
        (SAID[1:], SAID[1:], "not kept: 1"),
        ([*SAID, "3"], [*SAID, "3"], "kept twice: 3"),
        ([*SAID[1:], "1"], [*SAID[1:], "1"], "kept out of order"),
        (SAID, SAID[:-1], "not seen: 16"),
        (SAID, [*SAID, "16"], "seen twice: 16"),
        (SAID, [*SAID[1:], "1"], "seen out of order"),
    ],
)
def test_it_names_what_is_wrong(kept: list[str], pane: list[str], wrong: str) -> None:
    (found,) = errand.judge([conversation(kept)], pane)
    assert found.startswith(wrong)


def test_a_second_conversation_is_a_split_transcript() -> None:
    two = [conversation(SAID), conversation([])]
    assert errand.judge(two, SAID) == ["2 conversations instead of one"]


def test_routing_that_was_not_told_is_named() -> None:
    assert errand.judge([conversation(SAID, routingData={})], SAID) == ["routing was not told"]
