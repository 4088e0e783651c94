"""Owns a call as a value: what to send, and how to read what comes back. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import NoneType
from typing import Any, Generic, TypeVar, cast
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from mockplatform.client.errors import AdminError

T = TypeVar("T")

DEFAULT_TENANT = "default"
TIMEOUT_S = 30.0
ERROR_FROM = 400


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """One call of the admin API.

    Attributes:
        method: GET, POST …
        path: Below the tenant's base URL, or the server's where `of_server`.
        answer: The type that the answer's JSON has; NoneType where there is no answer, bytes
            where it is taken as it stands.
        body: What becomes the JSON body; members that are None are left out.
        query: Parameters of the query; those that are None are left out.
        of_server: Whether the call is about the server and not about one tenant.
        timeout_s: How long to wait for the answer.
    """

    method: str
    path: str
    answer: type[T]
    body: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    of_server: bool = False
    timeout_s: float = TIMEOUT_S

    def patient(self, by_s: float) -> Request[T]:
        """Return the call with more time for its answer: the platform may wait that long."""
        return replace(self, timeout_s=self.timeout_s + by_s) if by_s else self

    def data(self) -> bytes | None:
        """Return the body's bytes; None stands for no body."""
        if self.body is None:
            return None
        if isinstance(self.body, dict):
            return msgspec.json.encode({k: v for k, v in self.body.items() if v is not None})
        return msgspec.json.encode(self.body)

    def headers(self, token: str) -> dict[str, str]:
        """Return the headers."""
        headers = {"Accept": "application/json"}
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return headers

    @staticmethod
    def check(status: int, body: bytes) -> None:
        """Let an answer by that is none of an error.

        Raises:
            AdminError: The platform refused.
        """
        if status >= ERROR_FROM:
            raise AdminError.read(status, body)

    def read(self, status: int, body: bytes) -> T:
        """Return the answer.

        Raises:
            AdminError: The platform refused.
        """
        self.check(status, body)
        if self.answer is NoneType:
            return cast("T", None)
        if self.answer is bytes:
            return cast("T", body)
        return msgspec.json.decode(body, type=self.answer)


@dataclass(frozen=True, slots=True)
class Target:
    """Where calls go: a server, one tenant of it, and what lets us in."""

    root: str
    tenant: str = DEFAULT_TENANT
    token: str = ""
    ca_file: str = ""

    @classmethod
    def of(cls, url: str, *, tenant: str, token: str, ca_file: str) -> Target:
        """Return the target for a base URL, which may be a tenant's own (`…/t/{tenant}`)."""
        parts = urlsplit(url if "://" in url else f"http://{url}")
        path, _, named = parts.path.rstrip("/").partition("/t/")
        path = path.removesuffix("/__admin")
        tenant = named.partition("/")[0] if named and tenant == DEFAULT_TENANT else tenant
        return cls(f"{parts.scheme}://{parts.netloc}{path}", tenant, token, ca_file)

    @property
    def base(self) -> str:
        """The tenant's base URL."""
        return self.root if self.tenant == DEFAULT_TENANT else f"{self.root}/t/{self.tenant}"

    def url(self, request: Request[Any]) -> str:
        """Return the whole URL of a call."""
        url = (self.root if request.of_server else self.base) + request.path
        query = {name: _text(value) for name, value in request.query.items() if value is not None}
        return f"{url}?{urlencode(query)}" if query else url


nothing: type[None] = NoneType
"""The type of an answer without a body."""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def segment(value: str) -> str:
    """Return a value as one segment of a path."""
    return quote(value, safe="-._~")
