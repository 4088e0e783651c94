"""Owns entity tags: versions as `ETag`, and what `If-Match` and `If-None-Match` ask for.

Source: RFC 9110 sections 8.8.3, 13.1.
"""

from __future__ import annotations

import re

from aiohttp import web

from mockplatform.errors import InvalidValue, PreconditionFailed

ANY = 0
"""What `If-Match: *` asks for: that there be a version, whichever."""
_TAG = re.compile(r'(?:W/)?"([1-9]\d{0,14})"', re.ASCII)


def etag(version: int) -> dict[str, str]:
    """Return the header that tells a version."""
    return {"ETag": f'"{version}"'}


def expected_version(request: web.Request) -> int | None:
    """Return the version that `If-Match` asks for; None where it asks for nothing.

    Raises:
        PreconditionFailed: The tag is none of ours, so that it cannot match.
        InvalidValue: Several tags: a version is one.
    """
    value = request.headers.get("If-Match")
    if value is None:
        return None
    if value.strip() == "*":
        return ANY
    if "," in value:
        raise InvalidValue("If-Match", "must be one tag", hint="Send the ETag of the last GET.")
    found = _TAG.fullmatch(value.strip())
    if found is None or value.strip().startswith("W/"):
        raise PreconditionFailed(
            f"If-Match {value[:64]!r} is no ETag of this platform",
            hint='Send the ETag of the last GET as it came, with its quotes: "7".',
        )
    return int(found[1])


def is_known(request: web.Request, version: int) -> bool:
    """Whether `If-None-Match` says that the caller has this version (answer 304)."""
    value = request.headers.get("If-None-Match")
    if value is None:
        return False
    return value.strip() == "*" or str(version) in _TAG.findall(value)
