"""Owns the load: connections that each ask again as soon as they are answered.

It reads of an answer only where it ends. A client library would be the bottleneck: it
costs more CPU than the server that it asks.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol, cast

_END = b"\r\n\r\n"
_LENGTH = b"Content-Length: "
DRAIN_S_MAX = 10.0


@dataclass(slots=True)
class Slice:
    """What came of some load: how many answers, in what time, and each one's latency."""

    elapsed_s: float = 0.0
    latencies_s: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies_s) / self.elapsed_s if self.elapsed_s else 0.0

    def percentile_s(self, percent: float) -> float:
        """Return the latency that `percent` of the answers do not exceed."""
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


class Reader(Protocol):
    """Finds in what has come where an answer ends."""

    def take(self, data: bytes) -> tuple[bool, bytes]:
        """Return whether an answer is complete, and what is left over behind it."""


class HttpReader:
    """Reads HTTP answers of one status."""

    def __init__(self, status: int) -> None:
        self._start = b"HTTP/1.1 %d " % status

    def take(self, data: bytes) -> tuple[bool, bytes]:
        """Return whether the answer is complete, and what is left over."""
        head = data.find(_END)
        if head < 0:
            return False, data
        assert data.startswith(self._start), data[:500]
        place = data.find(_LENGTH, 0, head) + len(_LENGTH)
        size = head + len(_END) + int(data[place : data.find(b"\r", place)])
        return len(data) >= size, data[size:] if len(data) >= size else data


class Connection(asyncio.Protocol):
    """One connection that asks until a moment has come."""

    def __init__(self, make: Callable[[], bytes], reader: Reader) -> None:
        self.make = make
        self.reader = reader
        self.done: asyncio.Future[None]
        self._transport: asyncio.Transport
        self._rest = b""
        self._latencies: list[float] = []
        self._until = self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast("asyncio.Transport", transport)

    def begin(self, until: float, latencies: list[float]) -> asyncio.Future[None]:
        """Ask and ask again until `until`; what is returned is done with the last answer."""
        self.done = asyncio.get_running_loop().create_future()
        self._until, self._latencies = until, latencies
        self._began = perf_counter()
        self._transport.write(self.make())
        return self.done

    def data_received(self, data: bytes) -> None:
        """Ask again when the answer is complete."""
        now = perf_counter()
        try:
            complete, self._rest = self.reader.take(self._rest + data if self._rest else data)
        except AssertionError as error:
            self._fail(error)
            return
        if not complete:
            return
        self._latencies.append(now - self._began)
        if now < self._until:
            self._began = now
            self._transport.write(self.make())
        else:
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what waits for an answer."""
        self._fail(exc or ConnectionResetError("the server hung up"))

    def _fail(self, error: BaseException) -> None:
        if hasattr(self, "done") and not self.done.done():
            self.done.set_exception(error)

    def close(self) -> None:
        """Hang up."""
        self._transport.abort()


@dataclass(frozen=True, slots=True)
class Load:
    """Connections to one server."""

    connections: Sequence[Connection]

    async def run(self, seconds: float) -> Slice:
        """Keep every connection busy for some seconds."""
        came = Slice()
        gc.disable()
        try:
            began = perf_counter()
            waiting = [one.begin(began + seconds, came.latencies_s) for one in self.connections]
            async with asyncio.timeout(seconds + DRAIN_S_MAX):
                await asyncio.gather(*waiting)
            came.elapsed_s = perf_counter() - began
        finally:
            gc.enable()
        return came

    def close(self) -> None:
        """Hang up everywhere."""
        for one in self.connections:
            one.close()


async def http_load(port: int, makers: Sequence[Callable[[], bytes]], status: int) -> Load:
    """Return a load of one connection for each maker of requests."""
    loop = asyncio.get_running_loop()
    opened: list[Connection] = []
    for make in makers:
        _, connection = await loop.create_connection(
            lambda make=make: Connection(make, HttpReader(status)),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        opened.append(connection)
    return Load(opened)


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a request's bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + _END + body
