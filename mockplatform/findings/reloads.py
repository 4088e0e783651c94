"""Owns widgets that go, and new ones of the same user that come right behind: pages loaded anew."""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.findings.lines import Line
from mockplatform.findings.passing import passed_s
from mockplatform.findings.rule import Recent, Seen
from mockplatform.journal import Entry

RELOAD_S = 10.0
"""A new widget that signs in so soon after another one has closed its socket is, if it happens
more than once, the same page: nobody closes a tab and opens the next so fast each time."""
_BY_CLIENT = "by the client"


class Gone(NamedTuple):
    """A widget that has closed its socket."""

    line: Line
    entry: Entry


class Reload(NamedTuple):
    """A widget that came where another one went."""

    client: str
    gone: Gone
    signed_in: Entry


class Reloads:
    """Which of each user's widgets has gone last, and which came where it went."""

    def __init__(self) -> None:
        self._gone: Recent[str, Gone | None] = Recent(lambda: None)
        self._came: Recent[str, Reload | None] = Recent(lambda: None)
        self._open: Recent[str, int] = Recent(int)

    def __len__(self) -> int:
        """Of how many users something is remembered."""
        return max(len(self._gone), len(self._came), len(self._open))

    def opened(self, line: Line) -> None:
        """Note that a socket opens."""
        self._open[line.client] += 1

    def closed(self, seen: Seen, line: Line) -> None:
        """Note that a socket has ended; to close the last one oneself is to go."""
        left = self._open[line.client] - 1
        if left > 0:
            self._open[line.client] = left
            return
        self._open.pop(line.client)
        if seen.entry.detail[3] == _BY_CLIENT:
            self._gone[seen.entry.subject] = Gone(line, seen.entry)

    def signed_in(self, seen: Seen) -> None:
        """Note that a widget comes of which nothing was known."""
        who = seen.deed.who
        gone = self._gone.pop(who.user)
        if gone is None or not who.instance or gone.line.client == who.user:
            return
        if passed_s(gone.entry, seen.entry) <= RELOAD_S:
            self._came[who.user] = Reload(who.key, gone, seen.entry)

    def heard(self, seen: Seen) -> None:
        """Note that a widget does something: one that had gone has not."""
        who = seen.deed.who
        gone, came = self._gone.get(who.user), self._came.get(who.user)
        if gone is not None and gone.line.client == who.key:
            self._gone.pop(who.user)
        if came is not None and came.gone.line.client == who.key:
            self._came.pop(who.user)

    def excuse(self, user: str) -> None:
        """Forget a reload whose client was refused what it needs to go on."""
        self._came.pop(user)

    def of(self, seen: Seen) -> Reload | None:
        """Return where a widget came from that begins a conversation; once for each."""
        who = seen.deed.who
        came = self._came.get(who.user)
        if came is None or came.client != who.key:
            return None
        return self._came.pop(who.user)
