"""Owns the addresses: sockets are bound first, so that the real port is known to all that follows.

A bound socket does not listen yet: who comes too early is refused, not kept waiting.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from mockplatform.errors import PortInUse, StartRefused

LOOPBACK = ("127.0.0.1", "::1")
ANY_PORT_TRIES = 16
_LISTENING = "0A"
"""How /proc/net/tcp writes the state of a socket that listens."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bind(host: str, port: int) -> list[socket.socket]:
    """Return bound sockets; `localhost` is both loopback addresses, on one port.

    Raises:
        PortInUse: Another process listens there.
        StartRefused: The host is none of this machine's, or the port is not allowed.
    """
    tries = ANY_PORT_TRIES if port == 0 and host == "localhost" else 1
    for left in reversed(range(tries)):
        try:
            return _bind_all(host, port)
        except PortInUse:
            # A port that was free under IPv4 may be taken under IPv6.
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


def _bind_all(host: str, port: int) -> list[socket.socket]:
    with ExitStack() as undo:
        bound: list[socket.socket] = []
        for address in LOOPBACK if host == "localhost" else (host,):
            real = bound[0].getsockname()[1] if bound else port
            sock = _bind(address, real, optional=bool(bound))
            if sock is not None:
                undo.push(sock)
                bound.append(sock)
        undo.pop_all()
        return bound


def _bind(host: str, port: int, *, optional: bool) -> socket.socket | None:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        if optional:
            return None
        raise StartRefused(
            f"The host {host!r} is not known: {error.strerror}", hint="Try --host 127.0.0.1."
        ) from None
    with ExitStack() as undo:
        undo.push(sock)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            sock.bind(address)
        except OSError as error:
            if optional and error.errno == errno.EADDRNOTAVAIL:
                return None  # This machine has no IPv6.
            raise _refusal(error, host, port) from None
        sock.setblocking(False)  # noqa: FBT003 - the standard library takes it by position
        undo.pop_all()
    return sock


def _refusal(error: OSError, host: str, port: int) -> StartRefused:
    if error.errno == errno.EADDRINUSE:
        return PortInUse(host, port, who=who_listens(port))
    if error.errno == errno.EACCES:
        hint = "Ports below 1024 are the system's; take another, or --port 0."
        return StartRefused(f"Port {port} is not allowed", hint=hint)
    return StartRefused(
        f"Cannot listen on {host} port {port}: {error.strerror}",
        hint="Take an address of this machine: --host 127.0.0.1, or 0.0.0.0 for all.",
    )


def who_listens(port: int) -> str:
    """Return who listens on a port, as far as this system tells; ``""`` if it does not."""
    wanted = {f"socket:[{inode}]" for inode in _inodes(port)}
    if not wanted:
        return ""
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) in wanted:
                pid = link.parts[2]
                name = Path("/proc", pid, "comm").read_text(encoding="utf-8").strip()
                return f"{name} (process {pid})"
        except OSError:
            continue  # It is gone, or not ours to look into.
    return ""


def _inodes(port: int) -> Iterable[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            _, local, _, state, *rest = line.split()
            if state == _LISTENING and int(local.rpartition(":")[2], 16) == port:
                yield rest[5]


def url_host(host: str) -> str:
    """Return how a client on this machine writes the host of what is bound to `host`."""
    if host in {"0.0.0.0", ""}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def url_of(sock: socket.socket, scheme: str) -> str:
    """Return the base URL of a bound socket's real address, for a client on this machine."""
    host, port = sock.getsockname()[:2]
    return f"{scheme}://{url_host(host)}:{port}"
