"""Owns single calls, one after another, for what is set up and for what is timed alone."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import Any

import msgspec

TIMEOUT_S = 30.0


class Http:
    """A blocking client of one server, over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)

    def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return status and body of an answer."""
        sent = dict(headers or {})
        data = None if body is None else msgspec.json.encode(body)
        if data is not None:
            sent["Content-Type"] = "application/json"
        self._connection.request(method, path, data, sent)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Return what a good answer holds."""
        status, data = self.call(method, path, body, headers)
        assert status < 300, f"{method} {path}: {status} {data[:300]!r}"
        return msgspec.json.decode(data) if data else None

    def status(self, method: str, path: str, headers: Mapping[str, str]) -> int:
        """Return the status of an answer whose body is left unread."""
        self._connection.request(method, path, headers=dict(headers))
        return self._connection.getresponse().status

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
