"""Owns a server inside another program: a thread and an event loop of its own.

Importing this costs next to nothing; the server's libraries come in when one is started.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from mockplatform.errors import AlreadyRunning, AlreadyStopped

if TYPE_CHECKING:
    from mockplatform.client import Admin, AsyncAdmin
    from mockplatform.server.ready import Ready
    from mockplatform.server.running import Server

P = ParamSpec("P")
T = TypeVar("T")


class _OfTheClass(Generic[P, T]):
    """A class method that a running object refuses, since it would start another one."""

    def __init__(self, function: Callable[Concatenate[Any, P], T]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: object, owner: type[object]) -> Callable[P, T]:
        if instance is not None:
            raise AlreadyRunning(
                "This platform runs already",
                hint="MockPlatform.start() starts another one, on a port of its own.",
            )
        return partial(self._function, owner)


class MockPlatform:
    """A platform that runs beside your code.

        with MockPlatform.start() as platform:
            widget = start_my_widget(platform.url, platform.deployment_id)
            platform.admin.clock.advance("31m")

    All that it needs is gone when it stops: thread, loop, sockets.
    """

    def __init__(self, thread: _LoopThread, server: Server) -> None:
        self._thread: _LoopThread | None = thread
        self._server = server
        self._entered = False
        self.ready: Ready = server.ready

    @_OfTheClass
    def start(
        cls: Any,  # noqa: N805 - the decorator makes it a method of the class
        /,
        fixture: str | None = None,
        *,
        settings: Mapping[str, Any] | None = None,
        seed: int | None = None,
        store: str = "memory",
        host: str = "127.0.0.1",
        port: int = 0,
        admin_token: str | None = None,
        tls: str | None = None,
        tls_domains: Sequence[str] = (),
        **options: Any,
    ) -> MockPlatform:
        """Start a platform, and return it when it is ready.

        Args:
            fixture: A shipped fixture's name, or a path; None for `default`.
            settings: Settings of the default tenant, over the fixture's.
            seed: From which all ids and draws derive; None draws one.
            store: ``memory`` or ``sqlite:///file.db``.
            host: Where to listen.
            port: 0 for any that is free.
            admin_token: What the admin API asks for; None asks for nothing.
            tls: The name in a throw-away certificate; None for plain HTTP.
            tls_domains: Domains for whose names (api, login, webmessaging …) it is good too.
            options: More of `mockplatform.app.Options`, such as `wall`.

        Raises:
            PortInUse: Another process has the port.
            StartRefused: The place cannot be served.
            PlatformError: The store, the fixture or a setting is wrong.
        """
        from mockplatform.app import Options
        from mockplatform.server.running import Place, Server

        chosen = Options(
            fixture=fixture,
            settings=settings or {},
            seed=seed,
            store=store,
            admin_token=admin_token,
            **options,
        )
        place = Place(host=host, port=port, tls=tls, tls_domains=tls_domains)
        thread = _LoopThread()
        try:
            server = thread.run(Server.start(chosen, place))
        except BaseException:
            thread.end()
            raise
        started: MockPlatform = cls(thread, server)
        return started

    def stop(self) -> None:
        """Close sockets with 1001, keep what was answered, end the thread.

        Raises:
            AlreadyStopped: It was stopped before.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            raise AlreadyStopped("This platform was stopped already", hint="Stop it once.")
        try:
            thread.run(self._server.stop())
        finally:
            thread.end()

    @property
    def is_running(self) -> bool:
        """Whether it was not stopped yet."""
        return self._thread is not None

    def __enter__(self) -> Self:
        if self._thread is None:
            raise AlreadyStopped("This platform was stopped", hint="MockPlatform.start() another.")
        if self._entered:
            raise AlreadyRunning("This platform is in a `with` block already")
        self._entered = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._entered = False
        if self.is_running:
            self.stop()

    @property
    def url(self) -> str:
        """The base URL of the default tenant."""
        return self.ready.url

    @property
    def ws_url(self) -> str:
        """The base URL for sockets."""
        return self.ready.ws_url

    @property
    def admin_url(self) -> str:
        """The base URL of the admin API."""
        return self.ready.admin_url

    @property
    def deployment_id(self) -> str:
        """The first deployment of the default tenant, with which a widget is built."""
        return self.ready.deployment_id

    @property
    def seed(self) -> int:
        """From which all ids and draws derive; the default tenant's own if a store kept it."""
        return self.ready.seed

    @property
    def admin(self) -> Admin:
        """A blocking client of the admin API, for the default tenant."""
        from mockplatform.client import Admin

        return Admin(self.url, token=self.ready.admin_token, ca_file=self.ready.ca_file)

    @property
    def async_admin(self) -> AsyncAdmin:
        """A client of the admin API for your own event loop, for the default tenant."""
        from mockplatform.client import AsyncAdmin

        return AsyncAdmin(self.url, token=self.ready.admin_token, ca_file=self.ready.ca_file)


class _LoopThread:
    """A thread that runs an event loop until it is told to end."""

    def __init__(self) -> None:
        started: Future[asyncio.AbstractEventLoop] = Future()
        self._ended = asyncio.Event()
        # A daemon, so that a program which forgot to stop the platform can end all the same.
        self._thread = threading.Thread(
            target=self._main, args=(started,), name="mockplatform", daemon=True
        )
        self._thread.start()
        self._loop = started.result()

    def _main(self, started: Future[asyncio.AbstractEventLoop]) -> None:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            started.set_result(runner.get_loop())
            runner.run(self._ended.wait())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the thread's loop and return what it returns."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def end(self) -> None:
        """End the loop and the thread."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's, where it is installed; None stands for asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
