"""Owns how calls are begun: each verb with what it always has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from mockplatform.client.request import Request, nothing

T = TypeVar("T")
PREFIX = "/__admin"


def get(
    path: str, answer: type[T], query: Mapping[str, Any] | None = None, *, of_server: bool = False
) -> Request[T]:
    """Return a call that reads."""
    return Request("GET", PREFIX + path, answer, query=query or {}, of_server=of_server)


def post(
    path: str, answer: type[T], body: Any = None, *, of_server: bool = False, timeout_s: float = 0
) -> Request[T]:
    """Return a call that acts; its body is an object, empty where none is given."""
    made = Request("POST", PREFIX + path, answer, body=body or {}, of_server=of_server)
    return made.patient(timeout_s)


def put(path: str, answer: type[T], body: Any) -> Request[T]:
    """Return a call that replaces."""
    return Request("PUT", PREFIX + path, answer, body=body)


def patch(path: str, answer: type[T], body: Any) -> Request[T]:
    """Return a call that changes a part."""
    return Request("PATCH", PREFIX + path, answer, body=body)


def delete(path: str, *, of_server: bool = False) -> Request[None]:
    """Return a call that takes away."""
    return Request("DELETE", PREFIX + path, nothing, of_server=of_server)
