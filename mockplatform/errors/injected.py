"""Owns the errors that nothing but a fault causes: they look like the platform's own."""

from __future__ import annotations

import re
from http import HTTPStatus
from math import ceil

from mockplatform.errors.base import PlatformError

_WORD = re.compile(r"[a-z0-9]+")
FAULT = "X-Mockplatform-Fault"
"""The header that names the fault on each answer that one has changed."""


class InjectedFault(PlatformError):
    """A fault answers with a status; code and text are those of the status (RFC 9110).

    `chosen` is the code that the fault wants told instead; None for that of the status.
    """

    code = "injected.fault"

    def __init__(
        self,
        status: int,
        fault_id: str,
        retry_after_s: float | None = None,
        chosen: int | str | None = None,
    ) -> None:
        text = _phrase(status)
        super().__init__(text, headers={FAULT: fault_id})
        if retry_after_s is not None:
            self.headers["Retry-After"] = str(max(0, ceil(retry_after_s)))
        self.status = status  # type: ignore[misc]  # each of these has its own
        self.chosen = chosen
        words = ".".join(_WORD.findall(text.lower().replace("'", "")))
        self.code = words if chosen is None else str(chosen)  # type: ignore[misc]  # as above


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
