"""A customer who types while the token is renewed goes on typing, or stops; and it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mockplatform.findings.deeds import Connected, Who
from mockplatform.findings.rules.typing_stops_at_refresh import TypingStopsAtRefresh
from tests.findings.book import ANN
from tests.findings.sending import Sending

BOB = Who("bob", "tab-1")
OTHER_TAB = Who("ann", "tab-2")
HTTP = "POST /api/v2/conversations/messaging/{id}/typing"
LOST = [("ann/tab-1", 1)]


class Typing(Sending):
    """A book whose client has a socket, by which it has said once that its customer stopped."""

    def __init__(self, *, says_off: bool = True) -> None:
        super().__init__(TypingStopsAtRefresh)
        self.now = 1000.0
        self.connects()
        if says_off:
            self.types("off")

    def connects(self, channel: str = "c1", who: Who = ANN) -> None:
        """Open a socket."""
        act = Connected(channel, "conv", 0, 1)
        self.wrote("socket", "open", channel, None, "", who=who, act=act)

    def signals(
        self, state: str = "on", who: Who = ANN, type_: str = "typing", purpose: str = "customer"
    ) -> None:
        """Write the platform's line of a signal."""
        self.wrote("signal", type_, purpose, state, None, who=who, id_="conv")

    def types(self, state: str = "on", who: Who = ANN, channel: str = "c1") -> None:
        """Say by the socket that the customer types, or has stopped."""
        self.wrote("frame", "in", channel, "typing", 1, None, who=who)
        self.signals(state, who)

    def types_by_http(self, state: str = "on", status: int = 204) -> None:
        """The same by a call; one that is refused signals nothing."""
        if status == 204:
            self.signals(state)
        self.did(op=HTTP, status=status)

    def pings(self, channel: str = "c1", direction: str = "in") -> None:
        """Give a sign of life."""
        self.wrote("frame", direction, channel, "ping", 1, None)

    def waits(self, seconds: float = 180) -> list[tuple[str, int]]:
        """Be there for a while, in real time."""
        self.now += seconds
        self.pings()
        return self.found


def _renewed() -> Typing:
    """Return a client that renewed its token while its customer typed."""
    book = Typing()
    book.types()
    book.renews()
    return book


def test_a_client_that_tells_of_no_typing_any_more_is_found() -> None:
    """Once, after three minutes."""
    book = _renewed()
    assert not book.waits(179.9)
    assert book.waits(0.1) == LOST
    assert book.waits() == LOST
    assert [one.says for one in book.findings[0].first.evidence] == [
        "the customer was typing",
        "the token was renewed",
        "the client was there, and had neither typing nor its end to tell",
    ]


@pytest.mark.parametrize(
    "goes_on",
    [
        Typing.types,
        lambda book: book.types("off"),
        Typing.types_by_http,
        lambda book: book.types_by_http("off"),
        lambda book: book.types_by_http(status=503),
        lambda book: book.wrote("frame", "in", "c1", "typing", 1, None),  # refused
        Typing.sends,
        Typing.posts,
    ],
)
def test_a_sign_of_it_or_a_message_says_that_it_goes_on(goes_on: Callable[[Typing], None]) -> None:
    """By whatever way, whether it is taken or not."""
    book = _renewed()
    goes_on(book)
    assert not book.waits()


@pytest.mark.parametrize(("after_s", "is_found"), [(10, True), (10.5, False)])
def test_a_sign_of_typing_holds_for_ten_seconds(after_s: float, *, is_found: bool) -> None:
    """Then he may have stopped before the renewal."""
    book = Typing()
    book.types()
    book.now += after_s
    book.renews()
    assert bool(book.waits()) is is_found


def test_time_counts_from_the_renewal_behind_the_sign() -> None:
    """Not from one before it."""
    book = _renewed()
    assert not book.waits(179)
    book.types()
    book.renews()
    assert not book.waits(179)
    assert book.waits(1) == LOST


def test_a_customer_who_had_stopped_or_sent_it_was_not_typing() -> None:
    """Nor was one who never began."""
    for does in (lambda book: book.types("off"), Typing.sends):
        book = Typing()
        book.types()
        does(book)
        book.renews()
        assert not book.waits()
    book = Typing()
    book.renews()
    assert not book.waits()


def test_a_client_that_never_says_off_may_have_nothing_to_say() -> None:
    """Its customer stopped."""
    book = Typing(says_off=False)
    book.types()
    book.renews()
    assert not book.waits()


def test_typing_by_http_counts_as_well() -> None:
    """The call says whose it was."""
    book = Typing(says_off=False)
    book.types_by_http("off")
    book.types_by_http()
    book.renews()
    assert book.waits() == LOST


def test_a_moved_clock_counts_for_a_minute_between_two_deeds() -> None:
    """No timer of the client has fired meanwhile."""
    book = _renewed()
    for _ in range(2):
        book.skip(1000)
        book.pings()
        assert not book.found
    book.skip(59.9)
    book.pings()
    assert not book.found
    book.skip(0.1)
    book.pings()
    assert book.found == LOST


def test_calls_are_signs_of_life_too() -> None:
    """Those of that client."""
    book = _renewed()
    book.now += 180
    book.did(who=BOB, op="GET /x")
    book.did(who=OTHER_TAB, op="GET /x")
    book.pings("c2")
    book.pings(direction="out")
    assert not book.found
    book.did(op="GET /x")
    assert book.found == LOST
    book = _renewed()
    for _ in range(2):
        assert not book.found
        book.now += 90
        book.did(op="GET /x")
    assert book.found == LOST


@pytest.mark.parametrize("outcome", ["again", "refused", "reused"])
def test_nothing_but_a_renewal_is_one(outcome: str) -> None:
    """The same pair once more, or a refusal."""
    book = Typing()
    book.types()
    book.renews(outcome)
    assert not book.waits()


def test_another_tabs_renewal_is_not_its_own() -> None:
    """Nor another customer's."""
    for who in (BOB, OTHER_TAB):
        book = Typing()
        book.types()
        book.renews(who=who)
        assert not book.waits()


def test_other_signals_are_no_typing_of_the_customer() -> None:
    """What an agent types, what has been read."""
    for type_, purpose in [("typing", "agent"), ("seen", "customer")]:
        book = Typing()
        book.wrote("frame", "in", "c1", "typing", 1, None)
        book.signals(type_=type_, purpose=purpose)
        book.renews()
        assert not book.waits()


@pytest.mark.parametrize(
    ("code", "is_found"),
    [(1000, True), (1001, True), (1005, True), (1006, False), (4401, False), (1012, False)],
)
def test_a_socket_that_it_did_not_close_itself_excuses(code: int, *, is_found: bool) -> None:
    """The sign may have been lost with it."""
    book = _renewed()
    book.wrote("socket", "close", "c1", code, "")
    book.connects("c2")
    book.now += 180
    book.pings("c2")
    assert bool(book.found) is is_found


def test_a_sign_that_came_by_a_lost_socket_is_none_any_more() -> None:
    """Who renews behind it begins anew."""
    book = Typing()
    book.types()
    book.wrote("socket", "close", "c1", 1006, "")
    book.connects("c2")
    book.renews()
    book.now += 180
    book.pings("c2")
    assert not book.found


def test_a_socket_of_another_does_not() -> None:
    """Of another tab, say."""
    book = _renewed()
    book.connects("c2", OTHER_TAB)
    book.wrote("socket", "close", "c2", 1006, "")
    assert book.waits() == LOST


def test_a_fault_excuses_that_fired_meanwhile() -> None:
    """It may have taken the sign away; one from before did not."""
    book = _renewed()
    book.wrote("fault")
    assert not book.waits()
    book = Typing()
    book.wrote("fault")
    book.types()
    book.renews()
    assert book.waits() == LOST


def test_a_conversation_that_comes_into_another_state_excuses() -> None:
    """Perhaps it has ended; other events say nothing, nor do other conversations."""
    for event, id_, is_found in [
        ("StateChanged", "conv", False),
        ("MessageSent", "conv", True),
        ("StateChanged", "other", True),
    ]:
        book = _renewed()
        book.wrote("event", "conversation", 3, event, id_=id_)
        assert bool(book.waits()) is is_found
