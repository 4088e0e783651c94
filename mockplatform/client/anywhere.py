"""Owns blocks that go both ways, `with` and `async with`, and where they go if nobody says it.

That is what the environment tells, as `mockplatform exec` sets it: `MOCKPLATFORM_URL`,
`MOCKPLATFORM_TENANT`, `MOCKPLATFORM_ADMIN_TOKEN`, `MOCKPLATFORM_CA`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Generic, ParamSpec, TypeVar

from mockplatform.client import asynchronous, blocking, faulting, outaging
from mockplatform.client.blocks import AsyncBlock, Awaits, Block, Sends, Staging
from mockplatform.client.fault_answers import Fault
from mockplatform.client.outage_answers import Outage
from mockplatform.client.request import DEFAULT_TENANT, Target

P = ParamSpec("P")
T = TypeVar("T")
EitherT = TypeVar("EitherT")
BlockT = TypeVar("BlockT", bound=Block)  # type: ignore[type-arg]  # of whatever it shows
AsyncBlockT = TypeVar("AsyncBlockT", bound=AsyncBlock)  # type: ignore[type-arg]  # as above

DEFAULT_URL = "http://localhost:7070"


def here() -> Target:
    """Return where the environment says that the platform is."""
    told = os.environ.get
    return Target.of(
        told("MOCKPLATFORM_URL") or DEFAULT_URL,
        tenant=told("MOCKPLATFORM_TENANT") or DEFAULT_TENANT,
        token=told("MOCKPLATFORM_ADMIN_TOKEN", ""),
        ca_file=told("MOCKPLATFORM_CA", ""),
    )


class EitherBlock(Generic[BlockT, AsyncBlockT]):
    """Something that is in force within `with`, or within `async with`."""

    def __init__(self, block: Callable[[], BlockT], on_loop: Callable[[], AsyncBlockT]) -> None:
        self._make, self._make_on_loop = block, on_loop
        self._block: BlockT | None = None
        self._on_loop: AsyncBlockT | None = None

    def __enter__(self) -> BlockT:
        self._block = self._block or self._make()
        entered: BlockT = self._block.__enter__()
        return entered

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._block is not None  # it was entered
        self._block.__exit__(kind, error, trace)

    async def __aenter__(self) -> AsyncBlockT:
        self._on_loop = self._on_loop or self._make_on_loop()
        entered: AsyncBlockT = await self._on_loop.__aenter__()
        return entered

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._on_loop is not None  # it was entered
        await self._on_loop.__aexit__(kind, error, trace)


def either(
    staging: Staging[T],
    target: Target,
    block: Callable[[Staging[T], Sends], BlockT],
    on_loop: Callable[[Staging[T], Awaits], AsyncBlockT],
) -> EitherBlock[BlockT, AsyncBlockT]:
    """Return a block for a target that may be entered in both ways."""
    return EitherBlock(
        lambda: block(staging, blocking.Noun(target)),
        lambda: on_loop(staging, asynchronous.Noun(asynchronous.Line(target))),
    )


EitherFault = EitherBlock[faulting.FaultBlock, faulting.AsyncFaultBlock]
EitherOutage = EitherBlock[outaging.OutageBlock, outaging.AsyncOutageBlock]


def fault_at(target: Target, staging: Staging[Fault]) -> EitherFault:
    """Return a fault for a block at a target."""
    return either(staging, target, faulting.FaultBlock, faulting.AsyncFaultBlock)


def outage_at(target: Target, staging: Staging[Outage]) -> EitherOutage:
    """Return an outage for a block at a target."""
    return either(staging, target, outaging.OutageBlock, outaging.AsyncOutageBlock)


def _anywhere(
    build: Callable[P, Staging[T]], at: Callable[[Target, Staging[T]], EitherT]
) -> Callable[P, EitherT]:
    @wraps(build)
    def function(*args: P.args, **kwargs: P.kwargs) -> EitherT:
        return at(here(), build(*args, **kwargs))

    return function


outage = _anywhere(outaging.outage, outage_at)
"""Run an outage for the length of a block, at the platform that the environment names."""
fault = _anywhere(faulting.fault, fault_at)
"""Set a fault for the length of a block, at the platform that the environment names."""
