"""Owns the calls about signing keys."""

from __future__ import annotations

from mockplatform.client.calls.verbs import get, post
from mockplatform.client.request import Request
from mockplatform.client.token_answers import KeyList


def list(*, private: bool | None = None) -> Request[KeyList]:  # noqa: A001 - as the API calls it
    """Show the keys that verify now; with `private`, all of them, to sign whatever you like."""
    return get("/keys", KeyList, {"private": private})


def rotate(keep_old: str | float | None = None) -> Request[KeyList]:
    """Sign with a new key from now on; the old ones verify for `keep_old` more."""
    return post("/keys/rotate", KeyList, {"keepOld": keep_old})
