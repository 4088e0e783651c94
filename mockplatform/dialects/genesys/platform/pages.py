"""Owns listings: one page of something, with the addresses of its neighbours.

Source: [M] …EntityListing; pages begin with 1 and have 25 entities unless asked otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from mockplatform.dialects.genesys.shapes.platform import Listing
from mockplatform.edge.call import Call
from mockplatform.limits import LIMITS

ItemT = TypeVar("ItemT")


def page(call: Call, items: Sequence[ItemT], view: Callable[[ItemT], Any]) -> Listing[Any]:
    """Return the page that the query asks for (`pageSize`, `pageNumber`); only it is rendered.

    Raises:
        InvalidValue: A number is none, or out of range.
    """
    size = _number(call, "pageSize", LIMITS.page_size_default, LIMITS.listing_page_size_max)
    number = _number(call, "pageNumber", 1, LIMITS.page_number_max)
    last = max(1, -(-len(items) // size))
    start = (number - 1) * size

    paged = {"pageSize", "pageNumber"}
    others = [one for one in call.request.query.items() if one[0] not in paged]

    def uri(to: int) -> str:
        return f"{call.path}?{urlencode([('pageSize', size), ('pageNumber', to), *others])}"

    return Listing[Any](
        entities=[view(one) for one in items[start : start + size]],
        page_size=size,
        page_number=number,
        total=len(items),
        page_count=-(-len(items) // size),
        self_uri=uri(number),
        first_uri=uri(1),
        last_uri=uri(last),
        next_uri=uri(number + 1) if number < last else None,
        previous_uri=uri(number - 1) if 1 < number <= last + 1 else None,
    )


def _number(call: Call, name: str, default: int, most: int) -> int:
    """Return a number of the query; one that is empty is left out."""
    return call.query_int(name, default, 1, most) if call.request.query.get(name) else default
