"""Owns which calls are known to be beyond what is emulated, though another's path would take them.

`GET /api/v2/conversations/calls` is no conversation with the id "calls": it answers 501, as all
does that is not emulated. Source: [M] the paths in PureCloudPlatformClientV2 269.
"""

from __future__ import annotations

from mockplatform.edge.either import AMONG_CUSTOMERS

_SWALLOWED = {
    "/api/v2/conversations": (
        "callbacks",
        "calls",
        "chats",
        "cobrowsesessions",
        "emails",
        "faxes",
        "internalmessages",
        "keyconfigurations",
        "settings",
    ),
    "/api/v2/conversations/messages": ("cachedmedia",),
    "/api/v2/routing/queues": ("divisionviews",),
    "/api/v2/routing/wrapupcodes": ("divisionviews",),
    "/api/v2/users": ("bulk", "query", "rules", "search"),
}
PATHS = {
    **{f"{base}/{name}": base for base, names in _SWALLOWED.items() for name in names},
    **dict.fromkeys(AMONG_CUSTOMERS, "/api/v2/conversations/messages"),
}
"""Each such path, and the emulated one that is nearest."""
