"""Owns how long lists are read: a part at a time, each from where the last one has ended.

Source: the vendor's OpenAPI operations (`scrollToken`). Invented: that the newest come first, how
many there are in a part, and what the token is: the place of the last item, so that what comes or
changes meanwhile moves no other.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from heapq import nsmallest
from typing import Any, TypeVar

import msgspec

from mockplatform.dialects.cxone.shapes.agent_api import Scrolled
from mockplatform.edge.call import Call
from mockplatform.errors import InvalidValue
from mockplatform.limits import LIMITS

ItemT = TypeVar("ItemT")
Place = tuple[float, str, int]
"""What lists go by: a time, turned round where the newest come first, a name, a number."""
PARAMETER = "scrollToken"
HELP = "Where the part before has ended; the beginning if left out"
SIZE = LIMITS.page_size_default
NO_MORE = ""


def after(call: Call) -> Place | None:
    """Return the place behind which a call wants to read on; None: the beginning.

    Raises:
        InvalidValue: The token is none.
    """
    text = call.request.query.get(PARAMETER, "")
    if not text:
        return None
    try:
        data = base64.b64decode(text, altchars=b"-_", validate=True)
        place: Place = msgspec.json.decode(data, type=Place)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        hint = "Take the `scrollToken` of the part before, as it is."
        raise InvalidValue(PARAMETER, "is none that a list has given", hint=hint) from None
    return place


def token(place: Place) -> str:
    """Return a place as a token."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def part(
    call: Call,
    items: Iterable[ItemT],
    place: Callable[[ItemT], Place],
    view: Callable[[ItemT], Any],
) -> Scrolled[Any]:
    """Return the part of a list that a call wants; only what is in it is rendered.

    Raises:
        InvalidValue: The token is none.
    """
    start = after(call)
    left = items if start is None else (one for one in items if place(one) > start)
    found = nsmallest(SIZE + 1, left, key=place)
    shown = found[:SIZE]
    end = token(place(shown[-1])) if len(found) > SIZE else NO_MORE
    return Scrolled[Any](data=[view(one) for one in shown], scroll_token=end)
