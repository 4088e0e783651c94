"""Owns Server-Sent Events as a client reads them: from lines to answers. No I/O here."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from mockplatform.client.request import Request

T = TypeVar("T")

END = "end"
"""The name of the event that says that no more will come."""
QUIET_S_MAX = 45.0
"""A server writes at least a comment every 15 s; who is silent for so long is gone."""


class Events(Generic[T]):
    """Reads a stream line by line.

    Attributes:
        is_over: Whether the server said that no more will come.
    """

    def __init__(self, request: Request[T]) -> None:
        self._decode = msgspec.json.Decoder(request.answer).decode
        self._name = ""
        self._data = b""
        self.is_over = False

    def line(self, line: bytes) -> T | None:
        """Take a line; return an answer where one is complete with it."""
        name, _, value = line.rstrip(b"\r\n").partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._name = value.decode()
        elif name == b"data":
            self._data = value
        elif not line.strip():
            return self._whole()
        return None

    def _whole(self) -> T | None:
        name, data = self._name, self._data
        self._name, self._data = "", b""
        self.is_over = self.is_over or name == END
        return self._decode(data) if data and not self.is_over else None
