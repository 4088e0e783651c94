"""Owns what clients tell of visits.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (the events); the vendor's mobile SDKs (`ExecuteTrigger`,
`StoreVisitorEvents` and the types of its events). Invented: the members of a page view in
`SendPageViews`, which are those that mobile clients have.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, field

from mockplatform.dialects.cxone.shapes.base import Heard, Ref
from mockplatform.limits import LIMITS

PAGE_VIEW = "PageView"
VISITS = frozenset({PAGE_VIEW, "VisitorVisit"})
"""The types of a visitor's events by which he is somewhere, and not: was shown an action."""


class ExecuteTrigger(Heard):
    """`ExecuteTrigger`."""

    trigger: Ref = field(default_factory=Ref)


class PageHeard(Heard):
    """A page that is looked at."""

    url: str | None = None
    title: str | None = None


class SendPageViews(Heard):
    """`SendPageViews`."""

    page_views: Annotated[list[PageHeard], Meta(max_length=LIMITS.visitor_events_max)] = field(
        default_factory=list
    )


class VisitorEventHeard(Heard):
    """An event of a visitor: of a page view the data are the page, else anything."""

    type: str = ""
    data: Any = None


class StoreVisitorEvents(Heard):
    """`StoreVisitorEvents`."""

    visitor_events: Annotated[
        list[VisitorEventHeard], Meta(max_length=LIMITS.visitor_events_max)
    ] = field(default_factory=list)
