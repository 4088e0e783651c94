"""Owns what is said below all layers: to bytes that are no HTTP, and to our own crashes.

The server library answers these by itself, in plain text that quotes the request (and so the
first bytes of an Authorization header), names itself and its version, and writes the same
bytes to the log. Here they get the API's shape, and nobody is quoted.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from itertools import count
from typing import cast

import msgspec
from aiohttp import web
from aiohttp.hdrs import EXPECT, UPGRADE
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

from mockplatform.edge import correlation
from mockplatform.edge.dispatch import ADMIN_PREFIX
from mockplatform.edge.heartbeat import GOING_AWAY, SOCKETS
from mockplatform.limits import LIMITS

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
_CLOSE_S_MAX = LIMITS.socket_close_s_max + LIMITS.sweep_s_max
_log = logging.getLogger("mockplatform.edge")
_numbers = count(1)


class Protocol(RequestHandler):
    """One connection of a client."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what no layer could; the connection ends with it."""
        del message  # it quotes what came
        id_ = f"00000000-0000-4000-8000-{next(_numbers):012x}"
        if isinstance(exc, HttpProcessingError):
            about = {"reason": type(exc).__name__, "correlation_id": id_}
            _log.info("refused what is no HTTP", extra=about)
        else:
            _log.error("internal error", extra={"correlation_id": id_}, exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("part of another answer was sent")
        response = web.Response(
            status=status,
            body=_body(status, id_, exc),
            content_type="application/json",
            headers={correlation.HEADER: id_, "Server": "mockplatform"},
        )
        response.force_close()
        return response


def _body(status: int, id_: str, exc: BaseException | None) -> bytes:
    if isinstance(exc, HttpProcessingError):
        code, text = "bad.request", f"The request is no HTTP: {type(exc).__name__}"
    else:
        code, text = "internal.error", HTTPStatus(status).phrase
    shape = {"message": text, "code": code, "status": status, "contextId": id_}
    return msgspec.json.encode({**shape, "details": [], "errors": []})


class Runner(web.AppRunner):
    """Runs an application over connections that keep secrets."""

    async def cleanup(self) -> None:
        """Stop, sockets first: when the library stops, it reads from no connection any more.

        A socket whose client answers the goodbye would then wait for that answer in vain.
        """
        sockets = self.app.get(SOCKETS)
        if sockets is not None:
            await sockets.close_all(GOING_AWAY, "server going away", _CLOSE_S_MAX)
        await super().cleanup()

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(
            _past_the_router(self.app, made.request_handler),
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            loop=made._loop,  # noqa: SLF001 - the library hands its own factory on nowhere else
            **made._kwargs,  # noqa: SLF001 - as above
        )


def _past_the_router(app: web.Application, by_router: Handler) -> Handler:
    """Return a handler that spares most requests the library's router.

    The application has one route, which takes everything, and to find it there costs an eighth
    of a call. Sockets and the admin API need what the router leaves on a request: its
    application. An expectation is answered there too.
    """
    (route,) = app.router.routes()
    enter = cast("Handler", route.handler)

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        headers = request.headers
        if UPGRADE in headers or EXPECT in headers or ADMIN_PREFIX in request.raw_path:
            return await by_router(request)
        return await enter(request)

    return handle


class _Server(web.Server):
    def __call__(self) -> Protocol:
        """Return what serves a new connection."""
        return Protocol(self, loop=self._loop, **self._kwargs)
