"""Owns what a client of the admin API may meet: a refusal with its hint, or nobody there."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec


class ClientError(Exception):
    """Whatever keeps a call from its answer."""


class AdminError(ClientError):
    """The platform refused; as RFC 9457's problem details say it.

    Attributes:
        status: The HTTP status.
        title: What kind of problem it is.
        detail: What was wrong this time.
        hint: The next step.
        errors: Each wrong thing with its place, where there are several.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        hint: str = "",
        errors: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.status = status
        self.title = title
        self.detail = detail
        self.hint = hint
        self.errors = tuple(errors)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return the problem for people, the hint last."""
        first = f"{self.status} {self.title}"
        lines = [f"{first}: {self.detail}" if self.detail else first]
        for error in self.errors:
            place, message = error.get("path", ""), error.get("message", "")
            if message and message not in self.detail:
                lines.append(f"  {place}: {message}" if place else f"  {message}")
        is_told = not self.hint or self.hint in self.detail
        return lines if is_told else [*lines, f"  {self.hint}"]

    @classmethod
    def read(cls, status: int, body: bytes) -> AdminError:
        """Return the error in an answer's body; a body in another shape is told as it is."""
        try:
            problem = msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.DecodeError:
            problem = {"detail": body[:500].decode("utf-8", "replace").strip()}
        title = problem.get("title") or problem.get("code") or _phrase(status)
        detail = problem.get("detail") or problem.get("message") or ""
        errors = [one for one in problem.get("errors") or () if isinstance(one, dict)]
        return cls(status, str(title), str(detail), str(problem.get("hint") or ""), errors)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Refused"


class Unreachable(ClientError):
    """No server answers there, or it went away before it answered.

    Attributes:
        url: Where the call went.
        reason: What the system says of it.
        hint: The next step; tracebacks tell it below the message.
    """

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        self.hint = "Start one with `mockplatform serve`, or name it by --url or MOCKPLATFORM_URL."
        super().__init__(f"No answer from {url}: {reason}")
        self.add_note(self.hint)  # a traceback is all that a test or a script shows
