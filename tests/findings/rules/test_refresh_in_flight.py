"""A message that was under way when the token was renewed is neither doubled nor lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mockplatform.findings.deeds import Ended, Looked, Who
from mockplatform.findings.rules.refresh_in_flight import RefreshInFlight
from tests.findings.book import ANN
from tests.findings.sending import CALL_MS, SEND, Sending

REFRESH = "POST /api/v2/widget/auth/refresh"
BOB = Who("bob", "tab-1")
OTHER_TAB = Who("ann", "tab-2")
SOMEBODY = Who("ann")
DOUBLED = [("ann/tab-1", 1)]


def _book() -> Sending:
    return Sending(RefreshInFlight)


def _renewed() -> Sending:
    """Return a client that renewed its token while a message was under way."""
    book = _book()
    book.sends()
    book.renews()
    return book


@pytest.mark.parametrize("name", ["m2", "", None])
def test_the_same_text_as_another_message_is_found(name: str | None) -> None:
    """Under another name, or under none; and once."""
    book = _renewed()
    book.sends(name=name)
    assert book.found == DOUBLED
    assert [(one.entry.id, one.says) for one in book.findings[0].first.evidence] == [
        (1, "a message came, and its answer was awaited"),
        (2, "the token was renewed meanwhile"),
        (3, "the same text came again, as another message"),
    ]
    book.sends(name="m3")
    assert book.found == DOUBLED


def test_a_message_without_a_name_has_just_its_text() -> None:
    """Nothing tells that it is the same one."""
    for name in ("", None):
        book = _book()
        book.sends(name=name)
        book.renews()
        book.sends(name=name)
        assert book.found == DOUBLED


def test_the_same_message_once_more_is_what_names_are_for() -> None:
    """It is under way again, and not since before the renewal."""
    book = _renewed()
    book.sends()
    book.sends(name="m2")
    assert not book.found


@pytest.mark.parametrize(("after_s", "count"), [(59.9, 1), (60, 0)])
def test_a_minute_later_it_is_the_customer_who_repeats_himself(after_s: float, count: int) -> None:
    """By then it is said anew."""
    book = _renewed()
    book.now += after_s
    book.sends(name="m2")
    assert len(book.found) == count


@pytest.mark.parametrize(("after_s", "count"), [(60, 1), (59.9, 0)])
def test_a_message_that_is_not_there_and_does_not_come_again_is_lost(
    after_s: float, count: int
) -> None:
    """If its client went on for a minute."""
    book = _renewed()
    book.now += after_s
    book.sends("bye", "m2")
    assert len(book.found) == count
    if count:
        (*_, last) = book.findings[0].first.evidence
        assert last.says == "it went on, and the message never came again"
        book.sends("bye bye", "m3")
        assert book.found == [("ann/tab-1", 1)]


def test_time_counts_from_the_last_trouble() -> None:
    """A client whose calls fail may well be waiting."""
    book = _renewed()
    book.now += 50
    book.did(status=503)
    book.now += 59
    book.sends("bye", "m2")
    assert not book.found
    book.now += 1
    book.did(status=400)
    book.sends("bye bye", "m3")
    assert book.found


def test_trouble_before_the_renewal_does_not_make_it_earlier() -> None:
    """The later of both counts."""
    book = _book()
    book.sends()
    book.did(status=503)
    book.now += 59
    book.renews()
    book.now += 1
    book.sends("bye", "m2")
    assert not book.found


def _acked(book: Sending) -> None:
    book.acks()


def _refused(book: Sending) -> None:
    book.refuses()


def _kept(book: Sending) -> None:
    book.keeps()


@pytest.mark.parametrize("ends", [_acked, _refused])
@pytest.mark.parametrize("is_before", [True, False])
def test_one_that_was_answered_is_not_under_way(
    ends: Callable[[Sending], None], *, is_before: bool
) -> None:
    """Neither doubled nor lost, whatever comes."""
    for text in ("hi", "bye"):
        book = _book()
        book.sends()
        if is_before:
            ends(book)
        book.renews()
        if not is_before:
            ends(book)
        book.now += 60 if text == "bye" else 0
        book.sends(text, "m2")
        assert not book.found


def test_one_in_the_transcript_is_not_lost() -> None:
    """Though nobody told its client; said again, it is doubled."""
    for name in ("m1", ""):
        book = _book()
        book.sends(name=name)
        book.keeps(name=name)
        book.renews()
        book.now += 60
        book.sends("bye", "m2")
        assert not book.found
    book = _renewed()
    _kept(book)
    book.sends(name="m2")
    assert book.found


def test_answers_to_others_are_no_answers() -> None:
    """Another name, socket, conversation, kind of frame, or user."""
    book = _book()
    book.sends()
    book.acks("m2")
    book.acks("")
    book.acks(conv="other")
    book.refuses("typing")
    book.refuses(channel="c2")
    book.keeps(name="m2")
    book.keeps(name="", text="bye")
    book.keeps(who=BOB)
    book.renews()
    book.now += 60
    book.sends("bye", "m2")
    assert book.found


def test_an_answer_without_a_name_is_for_the_oldest_without() -> None:
    """On its socket; one with a name is for nobody else."""
    book = _book()
    book.sends("one", None)
    book.sends("two", None)
    book.acks("m3")
    book.acks(None, channel="c2")
    book.acks(None)
    book.renews()
    book.sends("one", None)
    assert not book.found
    book.sends("two", None)
    assert book.found


def test_an_answer_on_another_socket_is_for_nobody_on_this_one() -> None:
    """Though neither has a name."""
    for channel, is_found in (("c2", True), ("c1", False)):
        book = _book()
        book.sends("one", None)
        book.acks(None, channel=channel)
        book.renews()
        book.sends("one", None)
        assert bool(book.found) is is_found


def test_a_refusal_is_for_the_oldest() -> None:
    """Frames are answered in their order."""
    book = _book()
    book.sends("one", "m1")
    book.sends("two", "m2")
    book.refuses()
    book.renews()
    book.sends("one", "m3")
    assert not book.found
    book.sends("two", "m4")
    assert book.found == DOUBLED


@pytest.mark.parametrize("outcome", ["again", "refused", "reused"])
def test_nothing_but_a_renewal_is_one(outcome: str) -> None:
    """The same pair once more, or a refusal."""
    book = _book()
    book.sends()
    book.renews(outcome)
    book.sends(name="m2")
    book.posts("bye", status=0)
    book.posts("bye", name="m3")
    assert not book.found


def test_a_socket_that_ended_before_is_another_rules() -> None:
    """One that ends behind the renewal is not: the client has torn it down, perhaps."""
    for closes_first, count in [(True, 0), (False, 1)]:
        book = _book()
        book.sends()
        if closes_first:
            book.closes()
        book.renews()
        if not closes_first:
            book.closes()
        book.closes("c2")
        book.sends(name="m2", channel="c2")
        assert len(book.found) == count


def test_a_call_that_lasted_over_the_renewal_was_under_way() -> None:
    """It is written down when it is over."""
    for since_s in (0, CALL_MS / 1000):  # at the latest, it came with the renewal
        book = _book()
        book.renews()
        book.now += since_s
        book.posts(status=0)
        book.posts(name="m2")
        assert book.found == DOUBLED
        assert [one.entry.id for one in book.findings[0].first.evidence] == [1, 2, 3]


def test_a_call_that_began_behind_it_or_was_answered_was_not() -> None:
    """Nor is one behind which the token was renewed."""
    book = _book()
    book.renews()
    book.now += 0.002
    book.posts(status=0)
    book.posts(name="m2", text="other")
    book.renews()
    book.posts(name="m3", text="other")
    book.posts(name="m4")
    assert not book.found


def test_clients_are_kept_apart() -> None:
    """Other users and tabs; one that does not say which tab it is may be this one."""
    for who, count in [(BOB, 0), (OTHER_TAB, 0), (SOMEBODY, 1)]:
        for one, other in [(ANN, who), (who, ANN)]:
            book = _book()
            book.sends(who=one)
            book.renews(who=other)
            book.sends(name="m2", who=other)
            assert len(book.found) == count


def test_conversations_are_kept_apart() -> None:
    """The same text there is another message, and to go on there is not to go on here."""
    book = _renewed()
    book.sends(name="m2", conv="other")
    book.now += 60
    book.sends("bye", "m3", conv="other")
    assert not book.found


def test_of_many_messages_the_oldest_is_forgotten() -> None:
    """A client that is never answered costs no more than that."""
    for more, count in [(31, 1), (32, 0)]:
        book = _book()
        book.sends()
        for number in range(more):
            book.sends(f"text {number}", f"n{number}")
        book.renews()
        book.sends(name="m2")
        assert len(book.found) == count


@pytest.mark.parametrize(("after_s", "count"), [(60, 1), (59.9, 0)])
def test_one_that_is_not_there_is_lost_when_the_client_goes_on_without_it(
    after_s: float, count: int
) -> None:
    """Its calls succeed, and nothing else is said; it is told once."""
    book = _renewed()
    book.now += after_s
    book.did(op="GET /x")
    assert len(book.found) == count
    if count:
        assert [one.says for one in book.findings[0].first.evidence] == [
            "a message came, and its answer was awaited",
            "the token was renewed meanwhile",
            "it went on without the message: GET /x",
        ]
        book.did(op="GET /x")
        assert book.found == [("ann/tab-1", 1)]


@pytest.mark.parametrize(
    "call",
    [
        {"status": 101},
        {"status": 400},
        {"status": 503},
        {"op": REFRESH},
        {"op": SEND},
        {"who": BOB},
        {"who": OTHER_TAB},
        {"acts": (Looked("conv", "CLOSED"),)},
    ],
)
def test_not_every_call_is_to_go_on(call: dict[str, Any]) -> None:
    """A new socket, a refusal, one more renewal, somebody else's, or the news that it is over."""
    book = _renewed()
    book.now += 60
    acts = call.get("acts", ())
    book.did(*acts, **{"op": "GET /x", **{k: v for k, v in call.items() if k != "acts"}})
    assert not book.found


def test_calls_before_a_renewal_are_not_to_go_on() -> None:
    """Nobody renewed anything: its client waits for an answer."""
    book = _book()
    book.sends()
    book.now += 60
    book.did(op="GET /x")
    assert not book.found


@pytest.mark.parametrize("ends", [Sending.acks, Sending.keeps, Sending.refuses])
def test_what_was_answered_or_is_there_is_not_left_behind(ends: Callable[[Sending], None]) -> None:
    """Whatever the client does."""
    book = _renewed()
    ends(book)
    book.now += 60
    book.did(op="GET /x")
    assert not book.found


def test_where_nobody_can_write_any_more_nothing_is_lost_by_the_client() -> None:
    """The state, a refusal or a socket told that."""
    book = _renewed()
    book.did(Looked("conv", "CLOSED"), op="GET /x")
    other = _renewed()
    other.wrote("socket", "close", "c2", 4410, "", act=Ended("conv"))
    third = _renewed()
    third.did(op="GET /x", status=404)
    for one in (book, other, third):
        one.now += 60
        one.did(op="GET /x")
        assert not one.found


@pytest.mark.parametrize(("calls", "count"), [(3, 0), (4, 1)])
def test_a_clock_that_is_moved_leaves_time_to_send_it(calls: int, count: int) -> None:
    """The client may look at how things are first, by three calls; a fourth is to go on."""
    book = _renewed()
    book.skip(3600)
    for _ in range(calls):
        book.did(op="GET /x")
    book.sends()
    assert len(book.found) == count


def test_nor_does_another_message_that_waited_first() -> None:
    """Behind a step of the clock its place in the queue is no matter."""
    book = _renewed()
    book.skip(3600)
    book.sends("second", "m2")
    book.sends()
    assert not book.found
