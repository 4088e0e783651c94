"""Owns the table of the platform API's routes about queues, users, tokens and the organization."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.genesys.platform import duty, routing, tokens, users
from mockplatform.dialects.genesys.platform.table import route
from mockplatform.dialects.genesys.shapes import platform as shapes

LISTING: dict[int, Any] = {200: shapes.Listing[Any]}
PAGE = {"pageSize": "Entities in a page", "pageNumber": "Which page, from 1"}
SORTED = {**PAGE, "sortOrder": "`asc` or `desc`, by name"}
NAMED = {
    "id": "Only these, with commas between",
    "name": "Only what is called so; stars stand for anything",
}
EXPAND = {"expand": "`presence`, `routingStatus`, `organization`, with commas between"}
JOINED = {"joined": "`false`: only what was not joined, which is nothing"}
MEMBERS = {
    **SORTED,
    **JOINED,
    "name": "A part of the name",
    "routingStatus": "Only who stands so to his queues, with commas between",
    "presence": "Only who is seen as that, by name or id, with commas between",
}
QUEUE, USER = "/api/v2/routing/queues", "/api/v2/users"
CODE = "/api/v2/routing/wrapupcodes"

QUEUES = (
    route("GET", QUEUE, routing.listing, "List queues", gives=LISTING, query={**SORTED, **NAMED}),
    route("GET", f"{QUEUE}/{{id}}", routing.get, "Read a queue", gives={200: shapes.Queue}),
    *(
        route(
            "GET",
            f"{QUEUE}/{{id}}/{noun}",
            routing.members,
            "List a queue's people" + (", as older clients ask" if noun == "users" else ""),
            gives=LISTING,
            query=MEMBERS,
        )
        for noun in ("members", "users")
    ),
    route(
        "PATCH",
        f"{QUEUE}/{{id}}/members/{{member}}",
        routing.patch_member,
        "Let a user join or leave a queue",
        takes=shapes.QueueJoin,
        gives={204: None},
        does="write",
    ),
    route(
        "GET",
        f"{QUEUE}/{{id}}/wrapupcodes",
        routing.queue_codes,
        "List a queue's codes",
        gives=LISTING,
        query={**PAGE, **NAMED},
    ),
    route(
        "GET",
        f"{QUEUE}/me",
        routing.mine,
        "List the queues of the token's user",
        gives=LISTING,
        query={**SORTED, **JOINED},
    ),
    route("GET", CODE, routing.all_codes, "List codes", gives=LISTING, query={**PAGE, **NAMED}),
    route("GET", f"{CODE}/{{id}}", routing.code, "Read a code", gives={200: shapes.WrapupCode}),
)

USERS = (
    route(
        "GET",
        USER,
        users.listing,
        "List users",
        gives=LISTING,
        query={
            **SORTED,
            **EXPAND,
            "id": NAMED["id"],
            "state": "`active`, `inactive`, `deleted` or `any`; all users are active",
        },
    ),
    route(
        "GET",
        f"{USER}/me",
        users.me,
        "Read the token's user",
        gives={200: shapes.User},
        query=EXPAND,
    ),
    route(
        "GET", f"{USER}/{{id}}", users.get, "Read a user", gives={200: shapes.User}, query=EXPAND
    ),
    route(
        "GET",
        f"{USER}/{{id}}/state",
        users.state,
        "Read whether a user is active",
        gives={200: shapes.UserState},
    ),
    route(
        "GET",
        f"{USER}/{{id}}/queues",
        routing.of_user,
        "List a user's queues",
        gives=LISTING,
        query={**SORTED, **JOINED},
    ),
    route(
        "PATCH",
        f"{USER}/{{id}}/queues",
        routing.patch_of_user,
        "Let a user join or leave queues",
        takes=list[shapes.QueueJoin],
        gives=LISTING,
        does="write",
    ),
    route(
        "PATCH",
        f"{USER}/{{id}}/queues/{{queue}}",
        routing.patch_one_of_user,
        "Let a user join or leave one queue",
        takes=shapes.QueueJoin,
        gives={200: shapes.UserQueue},
        does="write",
    ),
)

_STATUS, _PRESENCE = {200: shapes.RoutingStatus}, {200: shapes.UserPresence}
DUTY = (
    route(
        "GET",
        f"{USER}/{{id}}/routingstatus",
        duty.read_status,
        "Read how a user stands to his queues",
        gives=_STATUS,
    ),
    route(
        "PUT",
        f"{USER}/{{id}}/routingstatus",
        duty.put_status,
        "Set a user IDLE or OFF_QUEUE",
        takes=shapes.RoutingStatus,
        gives=_STATUS,
        does="write",
    ),
    *(
        verb
        for source in ("purecloud", "{source}")
        for verb in (
            route(
                "GET",
                f"{USER}/{{id}}/presences/{source}",
                duty.read_presence,
                "Read what a user is seen as",
                gives=_PRESENCE,
            ),
            route(
                "PATCH",
                f"{USER}/{{id}}/presences/{source}",
                duty.patch_presence,
                "Let a user take a presence",
                takes=shapes.UserPresence,
                gives=_PRESENCE,
                does="write",
            ),
        )
    ),
    route(
        "GET",
        "/api/v2/presence/definitions",
        duty.definitions,
        "List presences",
        gives={200: shapes.Definitions},
    ),
    route(
        "GET",
        "/api/v2/presence/definitions/{id}",
        duty.definition,
        "Read a presence",
        gives={200: shapes.PresenceDefinition},
    ),
    route(
        "GET",
        "/api/v2/presencedefinitions",
        duty.older_definitions,
        "List presences, a page at a time",
        gives=LISTING,
        query=PAGE,
    ),
    route(
        "GET",
        "/api/v2/presencedefinitions/{id}",
        duty.older_definition,
        "Read a presence, as older clients ask",
        gives={200: shapes.PresenceDefinition},
    ),
    route(
        "GET",
        "/api/v2/systempresences",
        duty.system_presences,
        "List presences by their names alone",
        gives={200: list[shapes.SystemPresence]},
    ),
)

TOKENS = (
    route(
        "GET",
        "/api/v2/tokens/me",
        tokens.me,
        "Read what the token is good for",
        gives={200: shapes.TokenInfo},
    ),
    route("DELETE", "/api/v2/tokens/me", tokens.revoke, "End the token", gives={204: None}),
    route(
        "GET",
        "/api/v2/organizations/me",
        tokens.read_organization,
        "Read the organization",
        gives={200: shapes.Organization},
    ),
)

ROUTES = (*QUEUES, *USERS, *DUTY, *TOKENS)
