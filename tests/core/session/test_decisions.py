"""What a guest session allows, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from mockplatform.core import session as s
from mockplatform.core.devices import Amend, Deregister, Device, Register
from mockplatform.core.events import Person
from mockplatform.core.files import DeleteFile, File, OfferFile, TakeFile
from mockplatform.errors import (
    CannotDowngrade,
    SessionExpired,
    SessionUnknown,
    SignInRefused,
)
from mockplatform.limits import LIMITS
from tests.core.builders import ANN, NOW, Story

GUEST = Person(purpose="customer", id="guest-1")


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


def test_files_and_devices_need_a_session_that_goes_on() -> None:
    file = File(id="f1", name="a.png", mime="image/png", size=3, offered_at=NOW)
    device = Device(token="t", language="en", kind="ios", provider="APNS")
    story = Story(s.AGGREGATE)
    for command in (OfferFile(file=file), Register(device=device)):
        with pytest.raises(SessionUnknown):
            story.do(command)
    story.do(configure())
    story.do(OfferFile(file=file))
    story.do(TakeFile(file_id="f1", size=3))
    story.do(Register(device=device))
    story.do(Amend(language="de"))
    assert (list(story.state.files), story.state.device) == (["f1"], replace(device, language="de"))
    story.do(DeleteFile(file_id="f1"))
    story.do(Deregister())
    assert (list(story.state.files), story.state.device) == ([], None)
