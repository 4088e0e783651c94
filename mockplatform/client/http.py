"""Owns blocking HTTP with the standard library alone: one connection a call, none left behind."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from mockplatform.client.errors import Unreachable


class HttpAnswer(NamedTuple):
    """Status, headers (names in lower case) and body."""

    status: int
    headers: dict[str, str]
    body: bytes


@lru_cache(maxsize=8)
def trusting(ca_file: str) -> ssl.SSLContext:
    """Return a context that trusts the file's authorities, or the system's where it is ``""``."""
    return ssl.create_default_context(cafile=ca_file or None)


def connect(url: str, ca_file: str, timeout_s: float) -> HTTPConnection:
    """Return a connection, not opened yet, to the URL's server."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "https":
        context = trusting(ca_file)
        return HTTPSConnection(host, parts.port, timeout=timeout_s, context=context)
    return HTTPConnection(host, parts.port, timeout=timeout_s)


def send(
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: bytes | None,
    ca_file: str = "",
    timeout_s: float,
) -> HttpAnswer:
    """Send one request and return its answer, whatever its status.

    Raises:
        Unreachable: No server answers there.
    """
    parts = urlsplit(url)
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    try:
        connection = connect(url, ca_file, timeout_s)
    except OSError as error:
        raise Unreachable(url, f"{ca_file}: {error.strerror or error}") from None
    try:
        connection.request(method, target, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return HttpAnswer(answer.status, names, answer.read())
    except (OSError, HTTPException) as error:
        raise Unreachable(f"{parts.scheme}://{parts.netloc}", reason(error)) from None
    finally:
        connection.close()


def reason(error: Exception) -> str:
    """Return what went wrong in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{error.verify_message}; name the authority's file by --ca or MOCKPLATFORM_CA"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    text = getattr(error, "strerror", None) or str(error)
    return text or type(error).__name__


def lines(
    method: str, url: str, *, headers: dict[str, str], ca_file: str = "", timeout_s: float
) -> Iterator[HttpAnswer | bytes]:
    """Send one request; yield its answer's head, then line by line the body as it comes.

    The body of a refusal is in its head. `timeout_s` is how long nothing may come.

    Raises:
        Unreachable: No server answers there, or it went away.
    """
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}"
    connection = connect(url, ca_file, timeout_s)
    try:
        connection.request(method, target, None, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        is_refused = answer.status != HTTPStatus.OK
        yield HttpAnswer(answer.status, names, answer.read() if is_refused else b"")
        while not is_refused and (line := answer.readline()):
            yield line
    except (OSError, HTTPException) as error:
        raise Unreachable(f"{parts.scheme}://{parts.netloc}", reason(error)) from None
    finally:
        connection.close()
