"""More routing data than the platform takes is found by what the platform made of it."""

from __future__ import annotations

import pytest

from mockplatform.findings.deeds import Stored
from mockplatform.findings.routing_facts import routing_written, written
from mockplatform.findings.rules.oversized_routing_data import OversizedRoutingData
from mockplatform.limits import LIMITS
from tests.findings.writing import TAB_2, Writing, refused

TOO_LARGE = "routing.data.too.large"
HEAVY = {"intent": "x" * LIMITS.routing_data_bytes_max}
FITS = {"intent": "x" * (LIMITS.routing_data_bytes_max - len('{"intent":""}'))}


def story(book: Writing) -> list[str]:
    """Return what the last evidence says."""
    return [one.says for one in book.findings[0].last.evidence]


@pytest.mark.parametrize("code", [TOO_LARGE, "custom.attributes.too.large"])
def test_a_request_that_is_refused_is_found(code: str) -> None:
    """By its code, each time."""
    book = Writing(OversizedRoutingData)
    book.says(HEAVY, status=413, error=code)
    assert book.found == [("ann/tab-1", 1)]
    assert story(book) == [
        "routing data of 16,397 bytes came, 16,384 at most are taken, and was refused"
    ]
    book.says(HEAVY, TAB_2, status=413, error=code)
    book.says(HEAVY, status=413, error=code)
    assert book.found == [("ann/tab-1", 2), ("ann/tab-2", 1)]


def test_of_several_writings_that_of_routing_data_is_told() -> None:
    """A call may write other data as well; or nobody knows what it wrote."""
    book = Writing(OversizedRoutingData)
    other = written("conversation", "c1", {"a": "x"}, "tab-1", is_merge=False)
    routing = routing_written("c1", HEAVY, "tab-1", is_merge=False)
    book.did(Stored("routing", "c1"), other, routing, status=413, error=TOO_LARGE)
    assert story(book)[0].startswith("routing data of 16,397 bytes came")
    book.did(status=413, error=TOO_LARGE)
    assert story(book) == ["routing data that is too large came, and was refused"]
    book.says(FITS, is_merge=True, status=413, error=TOO_LARGE)
    assert story(book)[0].startswith("a merge of 16,384 bytes came")
    book.says({"a": "x"}, status=413, error=TOO_LARGE)
    assert story(book) == ["routing data that is too large came, and was refused"]


def test_a_refusal_of_a_frame_that_nobody_saw_is_found() -> None:
    """It stands for itself."""
    book = Writing(OversizedRoutingData)
    book.answers(refused(TOO_LARGE))
    assert story(book) == ["it was refused as too large"]


def test_of_a_merge_the_whole_counts() -> None:
    """Which is why the platform is asked, and not the size of what came."""
    book = Writing(OversizedRoutingData)
    book.says({"tier": "gold"}, is_merge=True, status=413, error=TOO_LARGE)
    assert story(book) == [
        "a merge of 15 bytes came, which made all of it more than can be taken, and was refused"
    ]


def test_what_fits_is_no_sin() -> None:
    """Nor what was refused for another reason, by a fault, or not answered."""
    book = Writing(OversizedRoutingData)
    book.says(FITS)
    book.says(HEAVY, status=401, error="token.expired")
    book.says(HEAVY, status=413, error=TOO_LARGE, is_injected=True)
    book.says(HEAVY, status=0)
    book.says({"tier": "gold"}, status=400, error="routing.data.not.flat")
    assert not book.found


def test_a_frame_that_is_refused_is_found_with_its_refusal() -> None:
    """The story has both; the answers are told apart in the order of the frames."""
    book = Writing(OversizedRoutingData)
    book.frame({"tier": "gold"})
    book.frame(HEAVY)
    book.answers(Stored("routing", "c1"))
    book.answers(refused(TOO_LARGE))
    assert book.found == [("ann/tab-1", 1)]
    assert story(book) == [
        "routing data of 16,397 bytes came, 16,384 at most are taken",
        "it was refused as too large",
    ]


def test_frames_of_two_sockets_are_kept_apart() -> None:
    """Each answer is that of its own socket's frame."""
    book = Writing(OversizedRoutingData)
    book.frame(HEAVY, channel="w1")
    book.frame({"tier": "gold"}, channel="w2")
    book.answers(refused(TOO_LARGE), channel="w2")
    assert story(book)[0].startswith("a merge of 15 bytes")


def test_a_refusal_of_another_kind_of_frame_is_another_matter() -> None:
    """And takes nobody's place; nor does one that a fault made."""
    book = Writing(OversizedRoutingData)
    book.frame(HEAVY)
    book.answers(refused("conversation.closed")._replace(op="message.send"))
    book.answers(refused(TOO_LARGE, is_injected=True))
    book.frame(HEAVY)
    book.answers(refused("too.many.requests"))
    assert not book.found


def test_values_that_the_limit_took_are_found() -> None:
    """By request and by frame; and which they were."""
    book = Writing(OversizedRoutingData)
    book.frame(HEAVY)
    book.answers(Stored("routing", "c1", ("intent", "tier", "language", "vip")))
    assert story(book) == [
        "routing data of 16,397 bytes came, 16,384 at most are taken",
        (
            "to make it fit, the platform took the values of `intent`, `tier`, `language` and 1 "
            "more away"
        ),
    ]
    book.answers(Stored("routing", "c1", ("intent",)))
    assert [one.says for one in book.findings[0].last.evidence] == [
        "to make it fit, the platform took the values of `intent` away"
    ]


def test_what_stands_whole_is_no_sin() -> None:
    """Nor what was cut where a fault made the answer."""
    book = Writing(OversizedRoutingData)
    book.frame(FITS)
    book.answers(Stored("routing", "c1"))
    book.did(Stored("routing", "c1", ("intent",)), is_injected=True)
    assert not book.found
