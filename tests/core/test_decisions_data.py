"""What a conversation allows of its data: routing data, conversation data, versions."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core import events as e
from mockplatform.core.aggregate import Command
from mockplatform.core.commands import (
    Answer,
    SetConversationData,
    SetRoutingData,
)
from mockplatform.core.states import Verb
from mockplatform.errors import (
    ConversationDataTooDeep,
    PayloadTooLarge,
    PreconditionFailed,
    RoutingDataTooLarge,
)
from tests.core.builders import (
    BEA,
    Chat,
    connected,
    opened,
)


def routing(data: dict[str, Any], **more: Any) -> SetRoutingData:
    """Return the command that merges routing data."""
    return SetRoutingData(**{"data": data, "merge": True, **more})


def test_routing_data_is_merged_and_places_anew_while_it_waits() -> None:
    """Guide, section 3: push delta routing data; the queue follows."""
    chat = opened(lang="en-US", tier="silver")
    changed, placed = chat.do(routing({"tier": "gold", "lang": None}))
    assert isinstance(changed, e.RoutingDataChanged)
    assert isinstance(placed, e.Placed)
    assert changed.routing_data.values == {"tier": "gold"}
    assert placed.placement.queue == "vip"


def test_routing_data_written_during_a_ring_places_anew_when_nobody_takes_it() -> None:
    """Invented: who is alerted keeps the offer; what was written meanwhile counts afterwards."""
    chat = opened()
    chat.ring(BEA)
    chat.do(routing({"tier": "gold"}))
    assert chat.state.placement is not None
    assert chat.state.placement.queue == "help"
    chat.do(Answer(verb=Verb.DECLINE))
    assert chat.state.placement.queue == "vip"


def test_what_did_not_change_during_a_ring_stays_where_it_waits() -> None:
    """A decline alone is one event: the queue is the same."""
    chat = opened()
    chat.ring(BEA)
    assert len(chat.do(Answer(verb=Verb.DECLINE))) == 1


def test_an_agents_transfer_outlives_the_rules() -> None:
    """Invented: rules do not take back what an agent decided."""
    chat = connected()
    chat.transfer("english")
    chat.do(routing({"tier": "gold"}))
    assert chat.state.placement is not None
    assert chat.state.placement.queue == "english"


def test_routing_data_is_replaced_whole_by_a_put() -> None:
    """Widget API, section 3: PUT replaces."""
    chat = opened(lang="en-US", tier="gold")
    chat.do(routing({"lang": "de"}, merge=False))
    assert chat.state.routing_data.values == {"lang": "de"}


def test_routing_data_of_an_answered_conversation_moves_nobody() -> None:
    """Placement is over once somebody is alerted."""
    chat = connected()
    assert [type(event) for event in chat.do(routing({"tier": "gold"}))] == [e.RoutingDataChanged]
    assert chat.state.queue_name == "Help"


def test_a_value_that_truncation_took_is_no_value_to_merge_into() -> None:
    """The null of the truncate policy is not what somebody wrote."""
    chat = Chat()
    chat.set(routing_policy="truncate")
    chat.create(big="b" * 16_000, more="m" * 1000)
    assert chat.state.routing_data.values["more"] is None
    chat.do(routing({"big": "small"}))
    assert chat.state.routing_data.values == {"big": "small"}


def test_routing_data_that_does_not_fit_changes_nothing() -> None:
    """Widget API, section 3: reject: 413, nothing is changed."""
    chat = opened(tier="gold")
    before = chat.state
    with pytest.raises(RoutingDataTooLarge):
        chat.do(routing({"big": "x" * 17_000}))
    assert chat.state == before


@pytest.mark.parametrize("kind", ["routing", "conversation"])
def test_an_old_version_is_refused_and_the_present_one_taken(kind: str) -> None:
    """Widget API, section 3: `If-Match` is honoured, 412 when stale."""

    def write(expected: int) -> Command:
        if kind == "routing":
            return routing({"a": "1"}, expected=expected)
        return SetConversationData(data={"a": "1"}, merge=True, expected=expected)

    chat = opened()
    with pytest.raises(PreconditionFailed, match="at version 2, not 1"):
        chat.do(write(1))
    assert chat.do(write(2))


@pytest.mark.parametrize(
    ("instance", "expected", "overwrote"),
    [("tab-2", None, "tab-1"), ("tab-1", None, ""), ("tab-2", 2, ""), ("", None, "tab-1")],
)
def test_an_overwrite_without_if_match_names_whom_it_overwrote(
    instance: str, expected: int | None, overwrote: str
) -> None:
    """Guide, edge case 3: the journal notes the overwrite, with both instances."""
    chat = opened()
    changed, *_ = chat.do(routing({"a": "1"}, instance_id=instance, expected=expected))
    assert isinstance(changed, e.RoutingDataChanged)
    assert changed.overwrote == overwrote
    (data,) = opened().do(
        SetConversationData(data={}, merge=True, instance_id=instance, expected=expected)
    )
    assert isinstance(data, e.ConversationDataChanged)
    assert data.overwrote == overwrote


def test_conversation_data_is_merged_or_replaced() -> None:
    """Widget API, section 3: PATCH is RFC 7386, PUT replaces."""
    chat = opened()
    chat.do(SetConversationData(data={"a": {"b": 1, "c": 2}}, merge=False))
    chat.do(SetConversationData(data={"a": {"b": None}, "d": [1]}, merge=True))
    assert chat.state.conversation_data == {"a": {"c": 2}, "d": [1]}
    chat.do(SetConversationData(data={"e": 1}, merge=False))
    assert chat.state.conversation_data == {"e": 1}


def test_conversation_data_ends_at_64_kib() -> None:
    """Widget API, section 3: any object up to 64 KiB."""
    chat = opened()
    room = 64 * 1024 - len('{"a":""}')
    chat.do(SetConversationData(data={"a": "x" * room}, merge=False))
    with pytest.raises(PayloadTooLarge, match="has 65537 bytes"):
        chat.do(SetConversationData(data={"a": "x" * (room + 1)}, merge=False))


def test_conversation_data_ends_at_16_levels() -> None:
    """Widget API, section 3: and 16 levels."""

    def levels(count: int) -> dict[str, Any]:
        return {"a": levels(count - 1)} if count > 1 else {}

    chat = opened()
    chat.do(SetConversationData(data=levels(16), merge=False))
    with pytest.raises(ConversationDataTooDeep, match="17 levels"):
        chat.do(SetConversationData(data=levels(17), merge=False))
