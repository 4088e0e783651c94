"""Context documents: versions, preconditions, and a life that each write begins anew."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core import context
from mockplatform.core.aggregate import Deadline, Tick, fold
from mockplatform.core.commands import Expire
from mockplatform.core.context import (
    Context,
    ContextRemoved,
    ContextWritten,
    RemoveContext,
    WriteContext,
)
from mockplatform.core.events import MessageSent
from mockplatform.errors import PayloadTooLarge, PreconditionFailed, UnknownThing
from tests.core.builders import ANN, NOW, Story

DAY = 86_400.0


def document() -> Story[Context]:
    """Return the story of a document that was never written."""
    return Story(context.AGGREGATE)


def write(data: dict[str, Any], **more: Any) -> WriteContext:
    """Return the command that replaces the document (or does what the keywords say)."""
    return WriteContext(**{"data": data, "merge": False, **more})


def written(**data: Any) -> Story[Context]:
    """Return the story of a document that was written once."""
    story = document()
    story.do(write(data))
    return story


def test_a_document_is_replaced_or_merged_and_counts_its_versions() -> None:
    """Widget API, section 3: PUT, PATCH (RFC 7386), ETag."""
    story = written(a=1, b={"c": 2})
    story.do(write({"b": {"c": None, "d": 3}}, merge=True))
    assert (story.state.data, story.state.version) == ({"a": 1, "b": {"d": 3}}, 2)
    story.do(write({"e": 4}))
    assert (story.state.data, story.state.version) == ({"e": 4}, 3)


def test_a_merge_into_nothing_makes_a_document() -> None:
    """RFC 7386: the patch of nothing is the patch without its nulls."""
    story = document()
    story.do(write({"a": 1, "b": None}, merge=True))
    assert story.state.data == {"a": 1}


@pytest.mark.parametrize("expected", [0, 1])
def test_if_match_takes_the_present_version_or_any_that_exists(expected: int) -> None:
    """Widget API, section 3: `If-Match`; 0 stands for `*`."""
    assert written(a=1).do(write({}, expected=expected))


@pytest.mark.parametrize("command", [write({}, expected=2), RemoveContext(expected=2)])
def test_another_version_is_refused(command: WriteContext | RemoveContext) -> None:
    """Widget API, section 3: 412."""
    with pytest.raises(PreconditionFailed, match="at version 1, not 2"):
        written(a=1).do(command)


@pytest.mark.parametrize("expected", [0, 1])
def test_if_match_on_nothing_is_refused(expected: int) -> None:
    """RFC 9110, section 13.1.1: there is nothing to match."""
    with pytest.raises(PreconditionFailed, match="is gone"):
        document().do(write({}, expected=expected))


def test_if_none_match_star_creates_only() -> None:
    """Widget API, section 3: `If-None-Match: *`; versions go on after a removal."""
    story = document()
    assert story.do(write({}, absent=True))
    with pytest.raises(PreconditionFailed, match="exists at version 1"):
        story.do(write({}, absent=True))
    story.do(RemoveContext(expected=1))
    assert story.do(write({"new": True}, absent=True))
    assert (story.state.version, story.state.data) == (3, {"new": True})


def test_what_is_not_there_cannot_be_removed() -> None:
    """Widget API, section 3: 404."""
    story = document()
    with pytest.raises(UnknownThing):
        story.do(RemoveContext())
    story = written(a=1)
    assert story.do(RemoveContext()) == [ContextRemoved(at=NOW, reason="deleted")]
    with pytest.raises(UnknownThing):
        story.do(RemoveContext(expected=1))


def test_a_document_ends_at_256_kib() -> None:
    """Widget API, section 3: any object up to 256 KiB; a merge counts as what it makes."""
    room = 256 * 1024 - len('{"a":""}')
    story = written(a="x" * room)
    with pytest.raises(PayloadTooLarge, match="would have 262152 bytes"):
        story.do(write({"b": 123}, merge=True))
    assert story.state.version == 1


def test_a_document_ends_24_h_after_its_last_write() -> None:
    """Widget API, section 3: default 24 h, sliding on write; gone after."""
    story = written(a=1)
    story.advance(DAY - 1)
    story.do(write({"a": 2}))
    assert story.due() == Deadline(NOW + 2 * DAY - 1, "context.expired")
    story.advance(DAY)
    assert story.state.data is None
    assert story.events[-1] == ContextRemoved(at=NOW + 2 * DAY - 1, reason="expired")
    assert story.due() is None


def test_a_time_to_live_is_kept_until_another_is_asked_for() -> None:
    """Widget API, section 3: `?ttl=`; what comes after the end begins with the default."""
    story = document()
    story.do(write({}, ttl_s=60.0))
    story.do(write({"a": 1}))
    assert story.state.expires_at == NOW + 60
    story.do(write({"a": 2}, ttl_s=5.0))
    story.advance(60)
    story.do(write({"a": 3}))
    assert story.state.ttl_s == DAY


def test_a_tick_before_the_end_or_after_it_is_nothing() -> None:
    """An alarm may come early, or twice."""
    assert written(a=1).do(Tick()) == []
    assert document().do(Tick()) == []


def test_a_document_whose_time_is_over_is_gone_before_the_alarm_says_so() -> None:
    """Design, section 2: a state is always judged as of now."""
    story = written(a=1)
    story.now += DAY
    with pytest.raises(UnknownThing):
        story.do(RemoveContext())
    with pytest.raises(PreconditionFailed, match="is gone"):
        story.do(write({}, expected=1))
    ended, _ = story.do(write({"b": 2}, merge=True, absent=True))
    assert ended == ContextRemoved(at=story.now, reason="expired")
    assert (story.state.data, story.state.version) == ({"b": 2}, 3)


def test_replayed_events_lead_to_the_same_document() -> None:
    """Design, section 2: state is a reading of its stream."""
    story = written(a=1)
    story.advance(2 * DAY)
    story.do(write({"b": 2}))
    assert fold(context.AGGREGATE, "s1", story.events) == story.state
    assert [type(event) for event in story.events] == [
        ContextWritten,
        ContextRemoved,
        ContextWritten,
    ]


def test_strange_events_and_commands_are_programmers_errors() -> None:
    """A stream of one kind holds nothing of another."""
    with pytest.raises(TypeError):
        document().do(Expire())
    with pytest.raises(TypeError):
        context.evolve(
            context.initial("k"), MessageSent(at=NOW, message_id="m", sender=ANN, text="hi")
        )
