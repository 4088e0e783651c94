"""Owns the balance of a soak: each anomaly that a client saw against the journal's faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.clients.api import Api
from tests.soak.customer import Customer
from tests.soak.plan import DROP, LATENCY, LOSE_ACK, LOSE_MESSAGE, ORDER, RESET, STATUS, TWICE
from tests.soak.seen import ABORTED, GOODBYES, Seen, Socket

ENTRIES_AT_ONCE = 10_000
ON_CALLS = (STATUS, LATENCY, RESET)


class Books:
    """The journal's firings, and what clients saw of them.

    Attributes:
        fired: How often each fault fired.
        seen: How often clients saw what each fault does.
        wrong: Where the two do not agree.
    """

    def __init__(self, entries: Iterable[dict[str, Any]]) -> None:
        self.fired: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._by_call: Counter[tuple[str, str]] = Counter()
        self._acks: Counter[tuple[str, str]] = Counter()
        for entry in entries:
            id_, call = entry["faultId"], entry.get("correlationId", "")
            self.fired[id_] += 1
            self._by_call[id_, call] += 1
            if id_ == LOSE_ACK:
                self._acks[call, entry.get("clientMessageId", "")] += 1

    def balance_calls(self, seen: Iterable[Seen]) -> None:
        """Compare calls: what clients saw and what fired are the same, call by call."""
        told: Counter[tuple[str, str]] = Counter()
        for one in seen:
            if one.what == "error":
                self.wrong.append(f"{one.correlation_id}: {one.about}")
                continue
            self.seen[one.what] += 1
            told[one.what, one.correlation_id] += 1
            if one.what == RESET and self._by_call[LATENCY, one.correlation_id]:
                told[LATENCY, one.correlation_id] += 1  # late as well, but nobody could say so
        fired = Counter({key: n for key, n in self._by_call.items() if key[0] in ON_CALLS})
        self.wrong += [f"{call}: {what} was seen, none fired" for what, call in told - fired]
        self.wrong += [f"{call}: {what} fired, none was seen" for what, call in fired - told]

    def balance_socket(self, socket: Socket) -> None:
        """Compare a socket: nothing was seen on it that no fault did."""
        code = socket.line.close_code
        if code == ABORTED:
            self._explain(socket, DROP, 1)
        elif code not in GOODBYES:
            self.wrong.append(f"{socket.correlation_id}: ended with {code}")
        self._explain(socket, TWICE, socket.twice)
        self._explain(socket, ORDER, socket.overtaken)
        # One that is held while its socket ends is a gap as well.
        self._explain(socket, LOSE_MESSAGE, socket.missing, ORDER)
        if socket.is_whole:
            self._balance_acks(socket)

    def _explain(self, socket: Socket, what: str, count: int, *others: str) -> None:
        self.seen[what] += count
        reasons = sum(self._by_call[one, socket.correlation_id] for one in (what, *others))
        if count > reasons:
            self.wrong.append(
                f"{socket.correlation_id}: {what} was seen {count} times, {reasons} fired"
            )

    def _balance_acks(self, socket: Socket) -> None:
        """Compare acknowledgements: those that never came are those that were lost."""
        lost = socket.unanswered
        self.seen[LOSE_ACK] += lost.total()
        for id_ in socket.asked:
            fired = self._acks[socket.correlation_id, id_]
            if lost[id_] != fired:
                self.wrong.append(
                    f"{socket.correlation_id}: {lost[id_]} acks of {id_} missing, {fired} lost"
                )


def balance(entries: Iterable[dict[str, Any]], customers: Iterable[Customer]) -> Books:
    """Return the books of a round: the journal's firings against what its customers saw."""
    customers = tuple(customers)
    books = Books(entries)
    books.balance_calls(seen for one in customers for seen in one.seen)
    for customer in customers:
        for socket in customer.sockets:
            books.balance_socket(socket)
    return books


async def read(admin: Api, query: str) -> tuple[list[dict[str, Any]], int]:
    """Return all entries of a query, and how many the ring has dropped."""
    entries: list[dict[str, Any]] = []
    since = 0
    while True:
        path = f"/journal?{query}&since={since}&limit={ENTRIES_AT_ONCE}"
        page = await admin.must("GET", path)
        entries += page["entries"]
        if len(page["entries"]) < ENTRIES_AT_ONCE:
            return entries, page["evicted"]
        since = entries[-1]["id"]
