"""What a guest session allows, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core import session as s
from mockplatform.core.events import Person
from mockplatform.errors import (
    CannotDowngrade,
    FileExpired,
    FileNotUploaded,
    FileUnknown,
    SessionExpired,
    SessionUnknown,
    SignInRefused,
    TooManyRequests,
)
from mockplatform.limits import LIMITS
from tests.core.builders import ANN, NOW, Story

GUEST = Person(purpose="customer", id="guest-1")
FILE = s.File(id="f1", name="a.png", mime="image/png", size=3, offered_at=NOW)


def configure(**more: Any) -> s.Configure:
    """Return a guest's configuring."""
    return s.Configure(**{"deployment_id": "shop", "guest": GUEST, **more})


def begun(**more: Any) -> Story[s.Session]:
    """Return a session that has begun."""
    story = Story(s.AGGREGATE)
    story.do(configure(**more))
    return story


def test_an_unknown_token_begins_a_session_and_a_known_one_comes_back() -> None:
    story = begun()
    assert (story.state.customer, story.state.is_live) == (GUEST, True)
    assert story.do(configure()) == []


def test_a_new_conversation_is_wanted_until_it_has_begun() -> None:
    story = begun()
    story.do(s.Begin(conversation_id="c1"))
    assert story.state.conversation_id == "c1"
    story.do(configure(start_new=True))
    assert story.state.conversation_id == ""
    story.do(s.Begin(conversation_id="c2"))
    assert (story.state.conversation_id, story.state.conversations) == ("c2", ("c1", "c2"))


def test_a_guest_steps_up_and_never_down_again() -> None:
    story = begun()
    with pytest.raises(SignInRefused):
        story.do(configure(user=ANN, may_step_up=False))
    story.do(configure(user=ANN))
    assert (story.state.customer, story.state.is_signed_in) == (ANN, True)
    assert story.do(configure(user=ANN)) == []
    with pytest.raises(CannotDowngrade):
        story.do(configure())
    with pytest.raises(SignInRefused):
        story.do(configure(user=Person(purpose="customer", id="bob")))


def test_a_session_is_of_one_deployment() -> None:
    with pytest.raises(SessionUnknown):
        begun().do(configure(deployment_id="other"))


def test_silence_ends_it_for_good_and_it_is_forgotten_later() -> None:
    story = begun(life_s=60.0)
    due = story.due()
    assert due is not None
    assert (due.at, due.what) == (NOW + 60, s.EXPIRED)
    story.do(s.End(reason="expired"))
    with pytest.raises(SessionExpired):
        story.do(configure())
    forgotten = story.due()
    assert forgotten is not None
    assert (forgotten.at, forgotten.what) == (NOW + LIMITS.conversation_deleted_s, s.FORGOTTEN)


def test_what_was_cleared_begins_afresh_and_knows_nothing_of_before() -> None:
    story = begun()
    story.do(s.Begin(conversation_id="c1"))
    story.do(s.End(reason="cleared"))
    with pytest.raises(SessionUnknown):
        story.do(s.Begin(conversation_id="c2"))
    story.do(configure())
    assert (story.state.conversations, story.state.is_live) == ((), True)
    assert story.state.version == len(story.events)


def test_a_file_is_announced_then_uploaded_in_time_and_may_be_deleted() -> None:
    story = begun()
    with pytest.raises(FileUnknown):
        s.file_of(story.state, "f1")
    story.do(s.OfferFile(file=FILE))
    with pytest.raises(FileNotUploaded):
        s.uploaded(story.state, "f1")
    story.do(s.TakeFile(file_id="f1", size=4))
    assert s.uploaded(story.state, "f1").size == 4
    assert story.do(s.TakeFile(file_id="f1", size=9)) == []
    story.do(s.DeleteFile(file_id="f1"))
    with pytest.raises(FileUnknown):
        s.file_of(story.state, "f1")


def test_a_file_that_comes_too_late_is_refused() -> None:
    story = begun()
    story.do(s.OfferFile(file=FILE))
    story.now += LIMITS.file_upload_s_max + 1
    with pytest.raises(FileExpired):
        story.do(s.TakeFile(file_id="f1", size=3))


def test_a_session_has_only_so_many_files() -> None:
    story = begun()
    for number in range(LIMITS.session_files_max):
        story.do(
            s.OfferFile(file=s.File(id=f"{number}", name="a", mime="b/c", size=1, offered_at=NOW))
        )
    with pytest.raises(TooManyRequests):
        story.do(s.OfferFile(file=FILE))
