"""Owns how a stream of answers is read on an event loop. aiohttp is imported with the first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, TypeVar

from mockplatform.client import http
from mockplatform.client.errors import Unreachable
from mockplatform.client.events import QUIET_S_MAX, Events
from mockplatform.client.request import Request, Target

if TYPE_CHECKING:
    import aiohttp

T = TypeVar("T")


async def follow(
    session: aiohttp.ClientSession, target: Target, request: Request[T]
) -> AsyncIterator[T]:
    """Send a call and yield what comes in answer; the session is closed in the end.

    Raises:
        AdminError: The platform refused; the error has a hint.
        Unreachable: No server answers, or it went away.
    """
    import aiohttp

    events = Events(request)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(session)
        try:
            answer = await stack.enter_async_context(
                session.request(
                    request.method,
                    target.url(request),
                    headers=request.headers(target.token),
                    timeout=aiohttp.ClientTimeout(total=None, sock_read=QUIET_S_MAX),
                )
            )
            if not answer.ok:
                request.check(answer.status, await answer.read())
            while line := await answer.content.readline():
                if (told := events.line(line)) is not None:
                    yield told
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable(target.root, http.reason(error)) from None
