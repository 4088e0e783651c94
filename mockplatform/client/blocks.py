"""Owns what is in force for the length of a `with` or `async with` block, and no longer.

What is to be sent stands in a `Staging`, which does no I/O; a block sends it. Leaving a block
ends what it began, also when an exception leaves it; that it is over already is fine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from mockplatform.client.errors import AdminError, ClientError
from mockplatform.client.request import Request

T = TypeVar("T")

_GONE = 404


@dataclass(frozen=True, slots=True)
class Staging(Generic[T]):
    """The calls of a block; `T` is how what is in force is shown.

    Attributes:
        begin: Puts it in force.
        look: Shows it, as it was last seen, anew.
        end: Ends it.
    """

    begin: Request[T]
    look: Callable[[T], Request[T]]
    end: Callable[[T], Request[Any]]


class Sends(Protocol):
    """Sends a call and blocks until its answer is there."""

    def call(self, request: Request[T], /) -> T:
        """Send a call and return its answer."""
        ...


class Awaits(Protocol):
    """Sends a call, to be awaited."""

    async def call(self, request: Request[T], /) -> T:
        """Send a call and return its answer."""
        ...


class NotEntered(ClientError):
    """A block is asked for what there is only in it, or is entered while it is open."""


class _Course(Generic[T]):
    """Where a block stands, whoever sends."""

    def __init__(self, staging: Staging[T]) -> None:
        self._staging = staging
        self._is_open = False
        self._seen: T | None = None

    @property
    def seen(self) -> T:
        """What is in force as it was last seen; after the block, as it was at its end.

        Raises:
            NotEntered: The block was never entered.
        """
        if self._seen is None:
            raise NotEntered("Enter the block first: `with …:`")
        return self._seen

    def _begin(self) -> Request[T]:
        if self._is_open:
            raise NotEntered("This block is open; make another one")
        return self._staging.begin

    def _begun(self, seen: T) -> Self:
        self._seen, self._is_open = seen, True
        return self

    def _ended(self, failed: ClientError, error: BaseException | None) -> None:
        """Raise what kept it from being ended, unless it is over or there is worse to tell."""
        is_over = isinstance(failed, AdminError) and failed.status == _GONE
        if not is_over and error is None:
            raise failed


class Block(_Course[T]):
    """Something that is in force within `with`."""

    def __init__(self, staging: Staging[T], sender: Sends) -> None:
        super().__init__(staging)
        self._sender = sender

    def look(self) -> T:
        """Return what is in force as it is now; after the block, as it was at its end."""
        if self._is_open:
            self._seen = self._sender.call(self._staging.look(self.seen))
        return self.seen

    def __enter__(self) -> Self:
        return self._begun(self._sender.call(self._begin()))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(ClientError):
            self.look()
        self._is_open = False
        try:
            self._sender.call(self._staging.end(self.seen))
        except ClientError as failed:
            self._ended(failed, error)


class AsyncBlock(_Course[T]):
    """Something that is in force within `async with`."""

    def __init__(self, staging: Staging[T], sender: Awaits) -> None:
        super().__init__(staging)
        self._sender = sender

    async def look(self) -> T:
        """Return what is in force as it is now; after the block, as it was at its end."""
        if self._is_open:
            self._seen = await self._sender.call(self._staging.look(self.seen))
        return self.seen

    async def __aenter__(self) -> Self:
        return self._begun(await self._sender.call(self._begin()))

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(ClientError):
            await self.look()
        self._is_open = False
        try:
            await self._sender.call(self._staging.end(self.seen))
        except ClientError as failed:
            self._ended(failed, error)
