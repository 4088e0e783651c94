"""The device of a guest session that wants notices."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mockplatform.core import devices as d
from mockplatform.core.events import Person
from mockplatform.core.session import AGGREGATE, Configure, Session
from mockplatform.errors import DeviceKnown, DeviceUnknown
from tests.core.builders import Story

PHONE = d.Device(token="t-1", language="en-us", kind="ios", provider="APNS")
TABLET = d.Device(token="t-2", language="de", kind="android", provider="FCM")


def begun() -> Story[Session]:
    """Return a session that has begun."""
    story = Story(AGGREGATE)
    story.do(Configure(deployment_id="shop", guest=Person(purpose="customer", id="guest-1")))
    return story


def test_a_session_has_one_device() -> None:
    story = begun()
    story.do(d.Register(device=PHONE))
    assert story.do(d.Register(device=PHONE)) == []
    with pytest.raises(DeviceKnown):
        story.do(d.Register(device=TABLET))
    story.do(d.Deregister())
    story.do(d.Register(device=TABLET))
    assert story.state.device == TABLET


def test_what_is_not_told_anew_stays() -> None:
    story = begun()
    story.do(d.Register(device=PHONE))
    story.do(d.Amend(token="t-9"))
    assert story.do(d.Amend(language="en-us")) == []
    assert story.state.device == replace(PHONE, token="t-9")


def test_without_a_device_there_is_nothing_to_change() -> None:
    story = begun()
    for command in (d.Amend(token="t-9"), d.Deregister()):
        with pytest.raises(DeviceUnknown):
            story.do(command)
