"""Owns what faults may say of headers: names that are some, values of one line, bounded both."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_letters, digits

from mockplatform.limits import LIMITS

_TOKEN = frozenset(ascii_letters + digits + "!#$%&'*+-.^_`|~")


def is_token(text: str) -> bool:
    """Whether a text can name a method or a header (RFC 9110 section 5.6.2)."""
    return bool(text) and _TOKEN.issuperset(text)


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse names that are none, and too much of them.

    Raises:
        ValueError: A sentence that names the member `headers`.
    """
    if len(headers) > LIMITS.fault_headers_max:
        raise ValueError(f"headers: are at most {LIMITS.fault_headers_max}")
    if (
        sum(len(name) + len(value) for name, value in headers.items())
        > LIMITS.fault_headers_chars_max
    ):
        raise ValueError(
            f"headers: have at most {LIMITS.fault_headers_chars_max} characters in all"
        )
    for name in headers:
        if not is_token(name):
            raise ValueError(f"headers: {name[:40]!r} is no header's name")
