"""Owns the calls about live sockets."""

from __future__ import annotations

from typing import Literal

from mockplatform.client.answers import ChannelList
from mockplatform.client.calls.verbs import get, post
from mockplatform.client.request import Request, nothing, segment


def list() -> Request[ChannelList]:  # noqa: A001 - as the API calls it
    """List the live sockets, the oldest first."""
    return get("/channels", ChannelList)


def drop(
    id: str,  # noqa: A002 - as the API calls it
    how: Literal["abort", "close"] | None = None,
    *,
    code: int | None = None,
) -> Request[None]:
    """End a socket: `abort` cuts it without a word, `close` sends a close frame with `code`."""
    return post(f"/channels/{segment(id)}/drop", nothing, {"how": how, "code": code})
