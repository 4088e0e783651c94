"""The page of CXone's calls and frames has all of them, and explains what it says of them."""

from __future__ import annotations

from msgspec.structs import fields

from mockplatform.core.digital import Digital
from tests.dialects.cxone.evidence import CALLS, EVENTS, FRAMES, SECTIONS
from tests.docs.cxone_wire import TAGS, UNSURE, cases, defaults, render


def test_every_call_event_and_frame_is_on_the_page_with_a_case() -> None:
    """Issue 7: every call, event, reply and push with how it is known."""
    text, counted = render().text, cases()
    assert [one for one in (*EVENTS, *FRAMES) if f"| `{one}` |" not in text] == []
    assert [one for one in EVENTS if ("client", one) not in counted] == []
    assert [one for one in FRAMES if ("server", one) not in counted] == []
    assert [one for one in CALLS if ("client", one) not in counted] == []


def test_tags_and_sections_are_those_that_are_explained() -> None:
    rows = [*CALLS.values(), *EVENTS.values(), *FRAMES.values()]
    assert {one.tag for one in rows} <= TAGS.keys()
    assert {one.section for one in rows} == SECTIONS.keys()


def test_what_nobody_says_is_decided_by_members_that_there_are() -> None:
    known = {one.encode_name for one in fields(Digital)}
    assert {name for _, name in UNSURE} <= known
    assert defaults()["pageSize"] == str(Digital().page_size)
