"""Owns how sure each call of Genesys' is: by what it is known, and which clients make it.

A key is a verb and a path in which each varying segment is `{}`. A test holds the rows against
the routes that there are, and what they say of clients against the clients' own code.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TAGS = {
    "D": "**documented**: said in Genesys' documentation, or by its staff",
    "R": "**observed**: measured by running that client",
    "C": "**observed**: read in a client's source or its tests",
    "M": "**observed**: in what ships inside the platform SDKs, which is made from Genesys' own "
    "description of the API",
    "?": "**invented**: nobody establishes it; a choice of this project",
}
"""What each tag says, from sure to unsure."""


class Row(NamedTuple):
    """What is known of a call: a tag, the installed clients that make it, and what is special."""

    tag: str
    clients: str = ""
    note: str = ""


_TABLE = """
# Guests
GET /v1 | C | |
GET /webdeployments/v1/deployments/{}/config.json | C | |
GET /webdeployments/v1/deployments/{}/domains.json | C | | second hand: a research note on the \
Messenger script
GET /api/v2/webmessaging/messages | M | PY JS | newest first and never an error past the end: [C]
POST /api/v2/webdeployments/token/oauthcodegrantjwtexchange | M | PY JS |
POST /api/v2/webdeployments/token/refresh | M | PY JS |
DELETE /api/v2/webdeployments/token/revoke | M | PY JS |
POST /api/v2/webmessaging/deployments/{}/pushdevices/{} | M | PY JS |
PATCH /api/v2/webmessaging/deployments/{}/pushdevices/{} | M | PY JS |
DELETE /api/v2/webmessaging/deployments/{}/pushdevices/{} | M | PY JS |
PUT /api/v2/uploads/{}/{} | ? | | where a presigned URL leads: our path; PUT and headers [C]
GET /api/v2/downloads/{}/{} | ? | | where a file's URL leads: our path

# The older guest chat
POST /api/v2/webchat/guest/conversations | C | GC |
GET /api/v2/webchat/guest/conversations/{}/members | C | GC |
GET /api/v2/webchat/guest/conversations/{}/members/{} | C | GC |
DELETE /api/v2/webchat/guest/conversations/{}/members/{} | C | GC |
POST /api/v2/webchat/guest/conversations/{}/members/{}/messages | C | GC |
POST /api/v2/webchat/guest/conversations/{}/members/{}/typing | C | GC |
GET /api/v2/webchat/guest/conversations/{}/messages | C | GC |
GET /api/v2/webchat/guest/conversations/{}/messages/{} | C | GC |
GET /api/v2/webchat/guest/conversations/{}/mediarequests | C | GC |
GET /api/v2/webchat/guest/conversations/{}/mediarequests/{} | C | GC |
PATCH /api/v2/webchat/guest/conversations/{}/mediarequests/{} | C | GC |
GET /api/v2/webchat/guest/conversations/{}/events | ? | | where `eventStreamUri` leads: our \
path, the frames [C]

# Sign-in
POST /oauth/token | C | PY JS |
GET /oauth/authorize | C | JS | asks nobody to log in; `login_hint` is invented
GET /logout | C | JS |

# Tokens, the organization, users
GET /api/v2/tokens/me | M | PY JS | HEAD too
DELETE /api/v2/tokens/me | M | PY JS |
GET /api/v2/organizations/me | M | PY JS |
GET /api/v2/users/me | M | PY JS | by a client's token 400: [?]
GET /api/v2/users | M | PY JS |
GET /api/v2/users/{} | M | PY JS |
GET /api/v2/users/{}/routingstatus | M | PY JS |
PUT /api/v2/users/{}/routingstatus | M | PY JS |
GET /api/v2/users/{}/state | M | PY JS |
GET /api/v2/users/{}/queues | M | PY JS |
PATCH /api/v2/users/{}/queues | M | PY JS |
PATCH /api/v2/users/{}/queues/{} | M | PY JS |
GET /api/v2/users/{}/presences/{} | M | PY JS |
PATCH /api/v2/users/{}/presences/{} | M | PY JS |
GET /api/v2/users/{}/presences/purecloud | M | PY JS |
PATCH /api/v2/users/{}/presences/purecloud | M | PY JS |
GET /api/v2/presencedefinitions | M | PY JS | the older of two
GET /api/v2/presencedefinitions/{} | M | PY JS |
GET /api/v2/presence/definitions | M | PY JS |
GET /api/v2/presence/definitions/{} | M | PY JS |
GET /api/v2/systempresences | M | PY JS |

# Conversations
GET /api/v2/conversations | M | PY JS |
GET /api/v2/conversations/messages | M | PY JS | by a client's token 400: [?]
GET /api/v2/conversations/{} | M | PY JS |
GET /api/v2/conversations/messages/{} | M | PY JS |
PATCH /api/v2/conversations/messages/{} | M | PY JS |
POST /api/v2/conversations/{}/disconnect | M | PY JS |
PATCH /api/v2/conversations/messages/{}/participants/{} | M | PY JS |
PATCH /api/v2/conversations/{}/participants/{} | M | PY JS |
PATCH /api/v2/conversations/messages/{}/participants/{}/communications/{} | M | PY JS |
PATCH /api/v2/conversations/messages/{}/participants/{}/attributes | M | PY JS |
PATCH /api/v2/conversations/{}/participants/{}/attributes | M | PY JS |
GET /api/v2/conversations/messages/{}/participants/{}/wrapupcodes | M | PY JS |
GET /api/v2/conversations/{}/participants/{}/wrapupcodes | M | PY JS |
GET /api/v2/conversations/messages/{}/participants/{}/communications/{}/wrapup | M | PY JS |
GET /api/v2/conversations/messages/{}/participants/{}/wrapup | M | PY JS |
GET /api/v2/conversations/{}/participants/{}/wrapup | M | PY JS |
POST /api/v2/conversations/messages/{}/participants/{}/communications/{}/wrapup | M | PY JS |
POST /api/v2/conversations/messages/{}/participants/{}/replace | M | PY JS |
POST /api/v2/conversations/{}/participants/{}/replace | M | PY JS |
POST /api/v2/conversations/{}/participants/{}/replace/queue | M | PY JS |
POST /api/v2/conversations/{}/participants/{}/replace/agent | M | PY JS |
POST /api/v2/conversations/messages/{}/communications/{}/messages | M | PY JS |
POST /api/v2/conversations/messages/{}/communications/{}/typing | M | PY JS |
POST /api/v2/conversations/messages/{}/communications/{}/messages/media/uploads | M | PY JS |
GET /api/v2/conversations/messages/{}/communications/{}/messages/media | M | PY JS |
GET /api/v2/conversations/messages/{}/communications/{}/messages/media/{} | M | PY JS |
GET /api/v2/conversations/messages/{}/messages/{} | M | PY JS |
GET /api/v2/conversations/messages/{}/details | M | PY JS | its 404 is exactly `not.found`: [R]
POST /api/v2/conversations/messages/{}/messages/bulk | M | PY JS |
PUT /api/v2/conversations/{}/tags | M | PY JS |
GET /api/v2/conversations/{}/secureattributes | M | PY JS |
PUT /api/v2/conversations/{}/secureattributes | M | PY JS |
PATCH /api/v2/conversations/{}/secureattributes | M | PY JS |
GET /api/v2/conversations/{}/customattributes | M | PY JS |
PUT /api/v2/conversations/{}/customattributes | M | PY JS |
PATCH /api/v2/conversations/{}/customattributes | M | PY JS |

# Open messaging
POST /api/v2/conversations/messages/{}/inbound/open/message | M | PY JS |
POST /api/v2/conversations/messages/{}/inbound/open/event | M | PY JS |
POST /api/v2/conversations/messages/{}/inbound/open/receipt | M | PY JS |
POST /api/v2/conversations/messages/{}/inbound/open/structured/response | M | PY JS |
POST /api/v2/conversations/messages/inbound/open | M | PY JS | the older form
POST /api/v2/conversations/messages/agentless | M | PY JS |

# Queues
GET /api/v2/routing/queues | M | PY JS |
GET /api/v2/routing/queues/{} | M | PY JS |
GET /api/v2/routing/queues/me | M | PY JS |
GET /api/v2/routing/queues/{}/members | M | PY JS |
PATCH /api/v2/routing/queues/{}/members/{} | M | PY JS |
GET /api/v2/routing/queues/{}/users | M | PY JS |
GET /api/v2/routing/queues/{}/wrapupcodes | M | PY JS |
GET /api/v2/routing/wrapupcodes | M | PY JS |
GET /api/v2/routing/wrapupcodes/{} | M | PY JS |

# Notifications
POST /api/v2/notifications/channels | M | PY JS |
GET /api/v2/notifications/channels | M | PY JS |
GET /api/v2/notifications/channels/{} | ? | | clients ask by HEAD, which is answered too: [M]
GET /api/v2/notifications/channels/{}/subscriptions | M | PY JS |
PUT /api/v2/notifications/channels/{}/subscriptions | M | PY JS |
POST /api/v2/notifications/channels/{}/subscriptions | M | PY JS |
DELETE /api/v2/notifications/channels/{}/subscriptions | M | PY JS |
GET /api/v2/notifications/availabletopics | M | PY JS |
GET /channels/{} | ? | | where `connectUri` leads; clients open whatever it says
"""

NAMES = {"PY": "PyPI", "JS": "npm", "GC": "chat"}


def key(method: str, path: str) -> str:
    """Return by which key a call stands in the table."""
    return f"{method} {re.sub(r'{[^}]*}', '{}', path)}"


def _read(table: str) -> dict[str, dict[str, Row]]:
    groups: dict[str, dict[str, Row]] = {}
    rows: dict[str, Row] = {}
    for line in filter(None, table.splitlines()):
        if line.startswith("# "):
            rows = groups[line[2:]] = {}
        else:
            call, *rest = (part.strip() for part in line.split("|"))
            assert call not in rows, f"{call} is there twice"
            rows[call] = Row(*rest)
    return groups


GROUPS = _read(_TABLE)
"""The rows by group, in the order of the page."""
ROWS = {call: row for rows in GROUPS.values() for call, row in rows.items()}
