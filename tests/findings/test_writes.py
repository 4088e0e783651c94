"""An answer is paired with the writing that it is about."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Deed, Refused, Stored, Wrote
from mockplatform.findings.routing_facts import written
from mockplatform.findings.rule import Seen
from mockplatform.findings.writes import Writes
from mockplatform.journal import Journal
from tests.findings.book import ANN

WAITING_MAX, SOCKETS_MAX = 8, 500
MERGE = "routingData.merge"


def _wrote(kind: str = "routing", key: str = "c1") -> Wrote:
    return written(kind, key, {}, "tab-1", is_merge=True)


class _Heard:
    """What has come on the socket `w1`, or in one call."""

    def __init__(self) -> None:
        self.journal = Journal(100, lambda: 0.0, lambda: 0.0)
        self.writes = Writes()

    def seen(self, kind: str, detail: tuple[Any, ...], act: Any, *acts: Any) -> Seen:
        deed = Deed(ANN, "", acts=(act, *acts))
        id_ = self.journal.record(kind, detail, deed=deed)
        (entry,) = self.journal.behind(id_ - 1)
        return Seen(entry, deed, act)

    def frame(self, act: Any, channel: str = "w1") -> Seen:
        return self.seen("frame", ("in", channel, MERGE, 9, None), act)


def test_a_call_answers_what_it_wrote_itself() -> None:
    """Of several the one of that kind, wherever it stands."""
    heard = _Heard()
    routing, data = _wrote(), _wrote("conversation")
    stored = Stored("conversation", "c1")
    call = heard.seen("http", ("POST", "/", 201, 1.0), stored, routing, data)
    answered = heard.writes.answered(call)
    assert answered is not None
    assert answered.act is data
    nothing = heard.seen("http", ("POST", "/", 201, 1.0), stored, routing)
    assert heard.writes.answered(nothing) is None


def test_a_frame_is_answered_once_and_in_order() -> None:
    """By what stores it, or by what refuses such a frame."""
    heard = _Heard()
    acts = _wrote(key="one"), _wrote(key="two")
    for act in acts:
        heard.writes.wrote(heard.frame(act))
    for answer, act in zip((Stored("routing", "c1"), Refused(MERGE, "x")), acts, strict=True):
        answered = heard.writes.answered(heard.frame(answer))
        assert answered is not None
        assert answered.act is act
    assert heard.writes.answered(heard.frame(Stored("routing", "c1"))) is None


@pytest.mark.parametrize(("more", "first"), [(WAITING_MAX - 1, "one"), (WAITING_MAX, "two")])
def test_only_so_many_wait(more: int, first: str) -> None:
    """Of more the oldest are forgotten."""
    heard = _Heard()
    for key in ("one", *["two"] * more):
        heard.writes.wrote(heard.frame(_wrote(key=key)))
    answered = heard.writes.answered(heard.frame(Stored("routing", "c1")))
    assert answered is not None
    assert answered.act.key == first


@pytest.mark.parametrize(("others", "is_known"), [(SOCKETS_MAX - 1, True), (SOCKETS_MAX, False)])
def test_only_so_many_sockets_wait(others: int, *, is_known: bool) -> None:
    """What was written may be large."""
    heard = _Heard()
    heard.writes.wrote(heard.frame(_wrote()))
    for number in range(others):
        heard.writes.wrote(heard.frame(_wrote(), f"other-{number}"))
    answered = heard.writes.answered(heard.frame(Stored("routing", "c1")))
    assert (answered is not None) is is_known


def test_a_socket_with_all_its_answers_takes_no_others_place() -> None:
    """However many of them there are."""
    heard = _Heard()
    heard.writes.wrote(heard.frame(_wrote()))
    for number in range(SOCKETS_MAX):
        heard.writes.wrote(heard.frame(_wrote(), f"other-{number}"))
        heard.writes.answered(heard.frame(Stored("routing", "c1"), f"other-{number}"))
    assert heard.writes.answered(heard.frame(Stored("routing", "c1"))) is not None
