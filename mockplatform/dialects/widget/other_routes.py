"""Owns the table of routes beside tokens and conversations: data, contexts, the rest."""

from __future__ import annotations

from mockplatform.dialects.widget import contexts, data, others, shapes
from mockplatform.dialects.widget.errors import WIDGET
from mockplatform.dialects.widget.translate import BASE
from mockplatform.edge.route import Auth, Route

READ = frozenset({"conversation:read"})
WRITE = frozenset({"conversation:write"})
ROUTING = frozenset({"conversation:write", "routing:write"})
CONTEXT = "/api/v2/widget-context/{key}"

DATA = tuple(
    Route(
        method=method,
        path=f"{BASE}/{{id}}/{noun}",
        handler=handler,
        does="write",
        inner="routing" if noun == "routing-data" else None,
        dialect=WIDGET,
        summary=f"{verb} {noun.replace('-', ' ')}",
        scope=scope,
        takes=takes,
        gives={200: shapes.ConversationView},
    )
    for method, verb, noun, handler, scope, takes in (
        ("PUT", "Replace", "routing-data", data.put_routing, ROUTING, dict[str, str | bool]),
        (
            "PATCH",
            "Merge",
            "routing-data",
            data.patch_routing,
            ROUTING,
            dict[str, str | bool | None],
        ),
        ("PUT", "Replace", "conversation-data", data.put_conversation, WRITE, shapes.JsonObject),
        ("PATCH", "Merge", "conversation-data", data.patch_conversation, WRITE, shapes.JsonObject),
    )
)

_TTL = {"ttl": "Seconds until the document ends, counted from each write"}

CONTEXTS = (
    Route(
        method="GET",
        path=CONTEXT,
        handler=contexts.read,
        does="read",
        inner="context",
        dialect=WIDGET,
        summary="Read a context document",
        scope=READ,
        gives={200: shapes.JsonObject},
    ),
    Route(
        method="PUT",
        path=CONTEXT,
        handler=contexts.put,
        does="write",
        inner="context",
        dialect=WIDGET,
        summary="Replace a context document",
        scope=WRITE,
        takes=shapes.JsonObject,
        gives={200: shapes.JsonObject, 201: shapes.JsonObject},
        query=_TTL,
    ),
    Route(
        method="PATCH",
        path=CONTEXT,
        handler=contexts.patch,
        does="write",
        inner="context",
        dialect=WIDGET,
        summary="Merge into a context document",
        scope=WRITE,
        takes=shapes.JsonObject,
        gives={200: shapes.JsonObject, 201: shapes.JsonObject},
        query=_TTL,
    ),
    Route(
        method="DELETE",
        path=CONTEXT,
        handler=contexts.remove,
        does="write",
        inner="context",
        dialect=WIDGET,
        summary="Remove a context document",
        scope=WRITE,
        gives={204: None},
    ),
)

OTHERS = (
    Route(
        method="GET",
        path="/api/v2/users/me",
        handler=others.me,
        dialect=WIDGET,
        summary="Read the caller's user",
        scope=frozenset({"user:read"}),
        gives={200: shapes.UserView},
    ),
    Route(
        method="GET",
        path="/api/v2/widget/deployments/{id}/config",
        handler=others.read_config,
        dialect=WIDGET,
        summary="Read what a deployment's widget is told",
        auth=Auth.PUBLIC,
        gives={200: dict},
        owner=others.tenant_of_deployment,
    ),
    Route(
        method="PUT",
        path="/api/v2/widget/deployments/{id}/config",
        handler=others.write_config,
        dialect=WIDGET,
        summary="Replace what a deployment's widget is told",
        scope=frozenset({"widget:configure"}),
        takes=shapes.JsonObject,
        gives={200: dict},
    ),
    Route(
        method="GET",
        path="/api/v2/oauth/clients/{id}",
        handler=others.client,
        dialect=WIDGET,
        summary="Read an OAuth client, never its secret",
        scope=frozenset({"oauth:client:read"}),
        gives={200: shapes.ClientView},
    ),
    Route(
        method="GET",
        path="/api/v2/analytics/conversations/{id}/details",
        handler=others.analytics,
        dialect=WIDGET,
        summary="Read a conversation's times and counts",
        scope=READ,
        gives={200: shapes.AnalyticsView},
    ),
    *(
        Route(
            method="GET",
            path=f"/cdn/widget/{{version}}/{name}",
            handler=others.bundle,
            dialect=WIDGET,
            summary=f"Read the widget's SDK as {what}",
            auth=Auth.PUBLIC,
            gives={200: bytes},
        )
        for name, what in (
            ("widget-sdk.js", "a classic script"),
            ("widget-sdk.mjs", "a module"),
            ("widget-sdk.d.ts", "types"),
        )
    ),
)

ROUTES = (*DATA, *CONTEXTS, *OTHERS)
