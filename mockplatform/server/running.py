"""Owns a running server on the present event loop: bound, started, stopped."""

from __future__ import annotations

import os
import secrets
import socket
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from aiohttp import http_parser, web

from mockplatform.app import PLATFORM, RUNNER_SETTINGS, Options, create_app
from mockplatform.edge.protocol import Runner
from mockplatform.errors import StartRefused
from mockplatform.platform import DEFAULT_TENANT, Platform
from mockplatform.server import domains, kept, listening, logs, tls
from mockplatform.server.ready import ClientFacts, Ready
from mockplatform.version import __version__

STOP_S_MAX = 5.0
"""How long calls under way may take when the server stops."""

BACKLOG = 1024
"""Connections that wait to be accepted: a thousand widgets that reconnect at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server is to be.

    Attributes:
        host: A name or address of this machine; `localhost` is both loopback addresses.
        port: 0 for any that is free.
        public_url: How clients reach it, if that is not host and port.
        tls: The name in its certificate; None for plain HTTP, unless there are domains.
        tls_domains: The regions' domains whose names it answers by as well, with a certificate.
        ca_folder: Where the authority's certificate is put.
    """

    host: str = "localhost"
    port: int = 0
    public_url: str | None = None
    tls: str | None = None
    tls_domains: Sequence[str] = ()
    ca_folder: Path | None = None

    @property
    def tls_name(self) -> str | None:
        """The first name in its certificate; None for plain HTTP."""
        return self.tls or ("localhost" if self.tls_domains else None)


@dataclass(slots=True, kw_only=True)
class Server:
    """A server that runs. Make it with `Server.start`, and stop it."""

    ready: Ready
    platform: Platform
    _runner: web.AppRunner = field(repr=False)

    @classmethod
    async def start(cls, options: Options, place: Place) -> Server:
        """Bind, open the platform, then listen.

        Raises:
            PortInUse: Another process has the port.
            StartRefused: The place cannot be served.
            PlatformError: The store, the fixture or a setting is wrong.
        """
        assert_c_parser()
        logs.keep_secrets()
        sockets = listening.bind(place.host, place.port)
        try:
            return await cls._start(options, place, sockets)
        except BaseException:
            for sock in sockets:
                sock.close()
            raise

    @classmethod
    async def _start(cls, options: Options, place: Place, sockets: list[socket.socket]) -> Server:
        region = domains.names_of(place.tls_domains)
        names = certificate_names(place, region)
        secured = tls.make(names, place.ca_folder) if place.tls_name else None
        options = settle(options, place, sockets[0].getsockname()[1])
        listen = [listening.url_of(sock, "https" if secured else "http") for sock in sockets]
        app = create_app(options)
        runner = Runner(app, shutdown_timeout=STOP_S_MAX, **RUNNER_SETTINGS)
        try:
            await runner.setup()
            for sock in sockets:
                await _listen(runner, sock, secured.context if secured else None)
        except BaseException:
            await runner.cleanup()
            raise
        ca_file = str(secured.ca_file) if secured else ""
        ready = tell(app[PLATFORM], options, listen=listen, ca_file=ca_file)
        if region:
            address = listening.url_host(sockets[0].getsockname()[0]).strip("[]")
            line = domains.hosts_line(region, address)
            ready = msgspec.structs.replace(ready, tls_names=region, hosts_line=line)
        return cls(ready=ready, platform=app[PLATFORM], _runner=runner)

    async def stop(self) -> None:
        """Close sockets with 1001, let calls under way end, keep what was answered."""
        await self._runner.cleanup()


async def _listen(
    runner: web.AppRunner, sock: socket.socket, context: ssl.SSLContext | None
) -> None:
    await web.SockSite(runner, sock, ssl_context=context, backlog=BACKLOG).start()


def assert_c_parser() -> None:
    """Refuse to serve with aiohttp's parser in Python, which lets malformed requests by.

    Raises:
        StartRefused: aiohttp runs without its C extension.
    """
    if http_parser.HttpRequestParser is http_parser.HttpRequestParserPy:
        hint = "Install a wheel: pip install --force-reinstall --only-binary :all: aiohttp"
        if "AIOHTTP_NO_EXTENSIONS" in os.environ:
            hint = "Unset AIOHTTP_NO_EXTENSIONS."
        raise StartRefused("aiohttp runs without its C parser", hint=hint)


def certificate_names(place: Place, region: Iterable[str]) -> Iterable[str]:
    """Return the names a certificate is made for: those asked for, and this machine's."""
    first = place.tls_name or "localhost"
    return dict.fromkeys([first, "localhost", *listening.LOOPBACK, *region])


def settle(options: Options, place: Place, port: int) -> Options:
    """Return the options with what follows from the real port: URL, token, host names."""
    scheme = "https" if place.tls_name else "http"
    host = listening.url_host(place.host)
    if place.tls and place.tls != "localhost":
        host = place.tls
    told = place.public_url or options.public_url
    local_url = f"{scheme}://{host}:{port}"
    names = {host.strip("[]"), place.host, urlsplit(told or local_url).hostname or host}
    token = options.admin_token
    if token is None and not listening.is_loopback(place.host):
        token = secrets.token_urlsafe(24)
    return replace(
        options,
        public_url=told.rstrip("/") if told else None,
        local_url=local_url,
        admin_token=token,
        hosts=options.hosts | names,
    )


def tell(platform: Platform, options: Options, *, listen: list[str], ca_file: str) -> Ready:
    """Return what the server tells of itself."""
    url = platform.around.public_url
    config = platform.tenant(DEFAULT_TENANT).config
    client = config.clients[0]
    seed, seed_kept = kept.seed_of(platform)
    return Ready(
        url=url,
        ws_url="ws" + url.removeprefix("http"),
        admin_url=f"{url}/__admin",
        listen=listen,
        tenant=DEFAULT_TENANT,
        deployment_id=config.deployments[0].id,
        client=ClientFacts(id=client.id, secret=client.secret),
        seed=seed,
        seed_kept=seed_kept,
        pid=os.getpid(),
        version=__version__,
        admin_token=options.admin_token or "",
        ca_file=ca_file,
        notes=kept.notes(platform, options),
    )
