"""What all rules together remember stays within bounds, however long clients go on."""

from __future__ import annotations

import gc
import sys
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

import pytest

from mockplatform.findings import Reviewer
from mockplatform.findings.deeds import (
    Acked,
    Began,
    Connected,
    Deed,
    Ended,
    Fetched,
    Joined,
    Kept,
    Knocked,
    Looked,
    Missing,
    Opened,
    Refused,
    Renewed,
    Rotated,
    Saw,
    Sent,
    Severed,
    SignedIn,
    Stored,
    Swapped,
    Typed,
    WentOn,
    Who,
)
from mockplatform.findings.routing_facts import routing_written, written
from mockplatform.findings.rule import FrameIn, FrameOut, Recent, Trouble
from mockplatform.findings.rules import RULES
from mockplatform.journal import Journal
from mockplatform.limits import LIMITS
from mockplatform.settings import DEFAULTS
from tests.findings.book import Book, Ground
from tests.findings.sending import SEND
from tests.findings.writing import config

CLIENTS = 6_000
"""More than are remembered."""
ROUNDS = 400
"""Twice as much as is remembered of anything that one client has or does."""
DEEDS_MIN = 200_000
OF_A_CLIENT_MAX = 200
"""What `duplicate-send` remembers of acknowledged ids, which is the most."""
AT_ONCE = 100
BYTES_MAX = 100_000_000
"""Well over what they hold; keeping every deed of this crowd takes more."""
STEP_S = 0.7
STATUSES = (200, 201, 401, 404, 409, 429, 500, 503, 0, 200, 200)
CODES = (1000, 1006, 4401, 4404, 4410, 4429)
_NOT_OURS = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, Book, Ground, Journal)
_CONTAINERS = (dict, list, set, deque, Recent)


class Place(NamedTuple):
    """Who acts where; `number` tells this round from all others."""

    number: int
    who: Who
    conversation: str

    @property
    def channel(self) -> str:
        """A socket of this round."""
        return f"ws-{self.number}"


def _places() -> Iterator[Place]:
    """Yield a crowd, then one in many places, one who stays, and one with many tabs."""
    ann = Who("ann", "tab-1")
    for number in range(1, CLIENTS + 1):
        yield Place(number, Who(f"user-{number}", f"tab-{number}"), f"conv-{number}")
    for number in range(CLIENTS + 1, CLIENTS + 3 * ROUNDS, 3):
        yield Place(number, ann, f"conv-{number}")
        yield Place(number + 1, ann, "conv")
        yield Place(number + 2, Who("ann", f"tab-{number}"), "conv")


def _calls(at: Place) -> list[tuple[str, tuple[Any, ...]]]:
    """Return what a client asks for in a round, each with what it comes to."""
    number, (user, instance), id_ = at
    family, now = f"family-{number % 3}-{at.who.key}-{number}", number * STEP_S
    members = {"tier": f"{number}", f"key-{number}": "x", "mail": f"a{number}@example.com"}
    routing = routing_written(id_, members, instance, is_merge=number % 2 == 0)
    document = written("context", f"ctx_{user}_{id_}", members, instance, is_merge=False)
    return [
        ("POST /api/v2/widget/auth/token", (SignedIn(family, instance, now + 60, 60.0),)),
        ("POST /conversations", (Opened(id_, (f"conv-{number - 1}",), instance), routing)),
        ("GET /state", (Looked(id_, "OPEN" if number % 3 else "CLOSED"), Saw("routing", id_))),
        ("GET /messages", (Fetched(id_, number % 4, number, number),)),
        ("GET /gone", (Missing(id_),)),
        (SEND, (Sent(id_, f"m-{number}", number),)),
        (SEND, (Sent(id_, "" if number % 2 else None, number, is_kept_once=False),)),
        ("PATCH /routing-data", (routing, Stored("routing", id_, ("tier",)))),
        ("PUT /context", (document, Stored("context", document.key))),
        ("GET /ws", (Knocked(id_),)),
        ("POST /refresh", (Renewed(family, now + 30, 60.0, "renewed", now + 90, instance, user),)),
        ("POST /refresh", (Renewed(family, now + 30, 60.0, "reused", 0.0, instance, user),)),
        ("POST /rotate", (Rotated(family, "renewed"), Began(f"session-{number}", id_))),
        ("POST /typing", (Ended(id_), WentOn(id_), Typed(id_))),
    ]


def _others(at: Place) -> list[tuple[str, tuple[Any, ...], Any]]:
    """Return the entries of other kinds in a round, each with its detail and its act."""
    number, (_, instance), id_ = at
    line, merge = at.channel, "routingData.merge"
    routing = routing_written(id_, {f"key-{number}": "y"}, instance, is_merge=True)
    return [
        ("socket", ("open", line, None, ""), Connected(line, id_, number % 5, number)),
        ("frame", ("in", line, "message.send", 9, None), Sent(id_, f"f-{number}", number)),
        ("event", ("conversation", number, "MessageSent"), _kept(at)),
        ("frame", ("out", line, "message", 9, number), None),
        ("frame", ("out", line, "ack", 9, None), Acked(id_, f"f-{number}", known=False)),
        ("frame", ("in", line, merge, 9, None), routing),
        ("frame", ("out", line, "error", 9, None), Refused(merge, "invalid.value")),
        ("frame", ("in", line, merge, 9, None), routing),
        ("event", ("conversation", number, "RoutingDataChanged"), None),
        ("frame", ("in", line, "typing", 9, None), None),
        ("signal", ("typing", "customer", "on", number), None),
        ("frame", ("out", line, "auth", 9, None), Swapped(line, id_)),
        ("frame", ("in", line, "more", 9, None), Joined(f"conv-{number - 1}", number)),
        ("clock", ("advance", number * STEP_S, 0), None),
        ("fault", (f"fault-{number}", "status", "edge", 1, 1, "", ""), None),
        ("socket", ("close", line, CODES[number % len(CODES)], ""), _end(at)),
    ]


def _kept(at: Place) -> Kept:
    number = at.number
    return Kept(at.conversation, f"f-{number}", number, "customer", number)


def _end(at: Place) -> Any:
    is_severed = at.number % 2
    return Severed(at.channel, at.conversation, 1.0) if is_severed else Ended(at.conversation)


def _lives(at: Place, book: Book) -> Iterator[None]:
    """Write what is done in a round; yield after each deed."""
    number = at.number
    for place, (op, acts) in enumerate(_calls(at)):
        book.now += STEP_S
        status = STATUSES[(number + place) % len(STATUSES)]
        book.did(
            *acts,
            who=at.who,
            op=op,
            id_=at.conversation,
            status=status,
            is_injected=number % 7 == 0,
            retry_after_s=5.0 if status in {429, 503} else None,
            token_expires_at=book.now + 60.0,
        )
        yield
    for kind, detail, act in _others(at):
        book.now += STEP_S / 10
        book.wrote(kind, *detail, who=at.who, id_=at.conversation, act=act)
        yield


def _held(roots: Iterable[Any]) -> Iterator[tuple[bool, Any]]:
    """Yield all that is held, each with whether it is what is remembered of one client."""
    known: set[int] = set()
    todo = [(False, root) for root in roots]
    while todo:
        is_ones, one = todo.pop()
        if id(one) in known or isinstance(one, _NOT_OURS):
            continue
        known.add(id(one))
        yield is_ones, one
        held = gc.get_referents(one)
        if isinstance(one, Recent):
            (inside,) = (part for part in held if isinstance(part, OrderedDict))
            known.add(id(inside))
            is_ones, held = True, gc.get_referents(inside)
        todo += [(is_ones, part) for part in held]


@pytest.fixture(scope="module")
def reviewer() -> Reviewer:
    """Return who has reviewed all of it."""
    book = Book(RULES[0])
    book.journal = Journal(10 * AT_ONCE, lambda: book.now, lambda: book.now)
    reviewer = Reviewer(Ground(book, DEFAULTS, config()), book.journal, RULES)
    deeds = (None for at in _places() for _ in _lives(at, book))
    while sum(1 for _ in islice(deeds, AT_ONCE)):
        reviewer.review()
    reviewer.settle()
    assert book.journal.last_id > DEEDS_MIN
    assert (reviewer.missed, reviewer.broken) == (0, {})
    return reviewer


def test_what_rules_remember_is_bounded(reviewer: Reviewer) -> None:
    """Of each client, of all of them, and in bytes."""
    of_one, of_all, bytes_ = 0, 0, 0
    for is_ones, one in _held([reviewer.working, reviewer.findings]):
        bytes_ += sys.getsizeof(one)
        if not isinstance(one, _CONTAINERS):
            continue
        of_one = max(of_one, len(one) if is_ones else 0)
        of_all = max(of_all, 0 if is_ones else len(one))
    assert of_one == OF_A_CLIENT_MAX
    assert of_all == LIMITS.findings_memory_max
    assert bytes_ < BYTES_MAX


def test_all_that_rules_hear_of_was_done() -> None:
    """Else nothing is shown of what they remember of it."""
    (at,) = islice(_places(), 1)
    done: set[type | str] = {Deed, Trouble, FrameIn, FrameOut}
    for _, acts in _calls(at):
        done.update(map(type, acts))
    for kind, _, act in _others(at):
        done.update((kind, type(act)))
    heard = {
        what
        for rule in RULES
        for what in rule(Ground(Book(rule), DEFAULTS, config()), lambda *_: None).hears()
    }
    assert heard <= done | {Severed}
