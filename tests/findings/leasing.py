"""Owns a client in a book with a token that ends, for the rules about renewals."""

from __future__ import annotations

from typing import Any

from mockplatform.findings import Rule
from mockplatform.findings.deeds import Connected, Renewed, Severed, SignedIn, Who
from tests.findings.book import ANN, Book

LIFE_S = 1800
REFRESH = "POST /api/v2/widget/auth/refresh"
TOKEN = "POST /api/v2/widget/auth/token"
EXPIRED: dict[str, Any] = {"status": 401, "error": "token.expired"}


class Leasing(Book):
    """A book whose first client has a token; times are said as what is left of its life.

    Attributes:
        ends_at: When that token ends.
    """

    def __init__(self, rule: type[Rule], life_s: float = LIFE_S, who: Who = ANN) -> None:
        super().__init__(rule)
        self.now = 1000.0
        self.life_s = life_s
        self.who = who
        self.signs_in()

    def signs_in(self, who: Who | None = None) -> None:
        """Begin a family."""
        self.ends_at = self.now + self.life_s
        act = SignedIn("f", "tab-1", self.ends_at, self.life_s)
        self.did(act, who=who or self.who, op=TOKEN)

    def left(self, left_s: float) -> None:
        """Live on until so much of the token is left."""
        self.now = self.ends_at - left_s

    def skip_to(self, left_s: float) -> None:
        """Have the clock moved until so much of the token is left."""
        self.skip(self.ends_at - left_s - self.now)

    def is_there(self, *left_s: float) -> None:
        """Have the clock moved until so much is left, and a call made; again and again."""
        for each_s in left_s:
            self.skip_to(each_s)
            self.calls()

    def calls(self, who: Who | None = None, op: str = "GET /x", **deed: Any) -> None:
        """Make a call with the token."""
        self.did(who=who or self.who, op=op, token_expires_at=self.ends_at, **deed)

    def renews(self, outcome: str = "renewed", who: Who | None = None, **deed: Any) -> None:
        """Spend the refresh token; go on with the next token, if one came of it."""
        before = self.ends_at
        after = self.now + self.life_s if outcome == "renewed" else before
        act = Renewed("f", before, self.life_s, outcome, after, "tab-1")
        self.did(act, who=who or self.who, op=REFRESH, token_expires_at=before, **deed)
        self.ends_at = after

    def connects(self, channel: str = "c1", who: Who | None = None) -> None:
        """Open a socket."""
        act = Connected(channel, "conv", 0, 1)
        self.wrote("socket", "open", channel, None, "", who=who or self.who, act=act)

    def is_severed(self, channel: str = "c1", who: Who | None = None) -> None:
        """End a socket with its token."""
        act = Severed(channel, "conv", self.ends_at)
        self.wrote("socket", "close", channel, 4401, "", who=who or self.who, act=act)
