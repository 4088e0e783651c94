"""What a channel's customer may do."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core import customer as c
from mockplatform.core.files import DeleteFile, File, OfferFile, TakeFile
from mockplatform.errors import InvalidValue, ThreadIsArchived, TooManyRequests, UnknownThing
from mockplatform.limits import LIMITS
from tests.core.builders import NOW, Story


def met(**more: Any) -> Story[c.Customer]:
    """Return a customer who has come."""
    story = Story(c.AGGREGATE)
    story.do(c.Meet(**{"deployment_id": "chat", "external_id": "e", "first_name": "Ann", **more}))
    return story


def threaded() -> Story[c.Customer]:
    """Return a customer with a thread."""
    story = met()
    story.do(c.BeginThread(id="t", external_id="x"))
    return story


def test_nobody_does_anything_before_he_was_met() -> None:
    with pytest.raises(UnknownThing):
        Story(c.AGGREGATE).do(c.SetFields(fields={"a": "b"}))


def test_to_meet_him_again_is_nothing_new_unless_he_goes_by_another_name() -> None:
    story = met()
    assert story.do(c.Meet(deployment_id="chat", external_id="e")) == []
    story.do(c.Meet(deployment_id="chat", external_id="e", last_name="Berg"))
    assert story.state.name == "Ann Berg"


def test_fields_that_change_are_told_and_others_are_not() -> None:
    story = met()
    story.do(c.SetFields(fields={"tier": "gold", "lang": "en"}))
    assert story.do(c.SetFields(fields={"tier": "gold"})) == []
    (event,) = story.do(c.SetFields(fields={"tier": "gold", "lang": "de"}))
    assert event == c.FieldsSet(at=NOW, fields={"lang": "de"})


@pytest.mark.parametrize(
    "fields",
    [
        {"": "x"},
        {"k" * (LIMITS.routing_key_chars_max + 1): "x"},
        {"k": "v" * (LIMITS.customer_field_chars_max + 1)},
    ],
)
def test_fields_have_names_and_values_of_some_length(fields: dict[str, str]) -> None:
    story = met()
    with pytest.raises(InvalidValue):
        story.do(c.SetFields(fields=fields))
    assert dict(story.state.fields) == {}


def test_there_are_only_so_many_fields() -> None:
    story = met()
    most = LIMITS.customer_fields_max
    story.do(c.SetFields(fields={f"k{number}": "v" for number in range(most)}))
    with pytest.raises(TooManyRequests):
        story.do(c.SetFields(fields={"one more": "v"}))
    story.do(c.SetFields(fields={"k0": "another"}))


def test_a_thread_begins_once() -> None:
    story = threaded()
    assert story.do(c.BeginThread(id="u", external_id="x")) == []
    assert story.state.threads["x"].id == "t"


def test_there_are_only_so_many_threads() -> None:
    story = met()
    for number in range(LIMITS.customer_threads_max):
        story.do(c.BeginThread(id=f"t{number}", external_id=f"x{number}"))
    with pytest.raises(TooManyRequests):
        story.do(c.BeginThread(id="t", external_id="one more"))


def test_an_unknown_thread_is_told_with_the_nearest_known_one() -> None:
    story = threaded()
    story.do(c.BeginThread(id="t2", external_id="thread-17"))
    with pytest.raises(UnknownThing) as unknown:
        story.do(c.NameThread(external_id="thread-71", name="Orders"))
    assert "thread-17" in unknown.value.hint


def test_a_thread_has_a_name_until_it_gets_another() -> None:
    story = threaded()
    story.do(c.NameThread(external_id="x", name="Orders"))
    assert story.do(c.NameThread(external_id="x", name="Orders")) == []
    with pytest.raises(InvalidValue):
        story.do(c.NameThread(external_id="x", name="n" * (LIMITS.thread_name_chars_max + 1)))
    assert story.state.threads["x"].name == "Orders"


def test_an_archived_thread_takes_nothing_more() -> None:
    story = threaded()
    story.do(c.ArchiveThread(external_id="x"))
    assert story.do(c.ArchiveThread(external_id="x")) == []
    for command in (
        c.NameThread(external_id="x", name="Orders"),
        c.BeginCase(external_id="x", conversation_id="c", number="1"),
    ):
        with pytest.raises(ThreadIsArchived):
            story.do(command)


def test_a_thread_has_one_case_after_the_other() -> None:
    story = threaded()
    for number in ("1", "2"):
        story.do(c.BeginCase(external_id="x", conversation_id=f"c{number}", number=number))
    assert [one.number for one in story.state.threads["x"].cases] == ["1", "2"]


def test_he_has_files_as_a_session_has() -> None:
    story = met()
    story.do(OfferFile(file=File(id="f", name="a", mime="image/png", size=3, offered_at=NOW)))
    story.do(TakeFile(file_id="f", size=3))
    assert story.state.files["f"].uploaded_at == NOW
    story.do(DeleteFile(file_id="f"))
    assert dict(story.state.files) == {}


def test_a_group_chat_is_joined_and_left_once() -> None:
    story = met()
    assert story.do(c.LeaveGroup(conversation_id="c1")) == []
    story.do(c.JoinGroup(conversation_id="c1", seq=7))
    story.do(c.JoinGroup(conversation_id="c2", seq=3))
    story.do(c.LeaveGroup(conversation_id="c1"))
    assert story.state.groups == ("c2",)


def test_he_is_in_so_many_group_chats_at_once() -> None:
    story = met()
    for number in range(LIMITS.customer_groups_max):
        story.do(c.JoinGroup(conversation_id=f"c{number}", seq=1))
    with pytest.raises(TooManyRequests, match="group chats"):
        story.do(c.JoinGroup(conversation_id="one more", seq=1))
