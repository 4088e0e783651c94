"""Owns the table of the admin API's routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from mockplatform.admin import (
    acts,
    agents,
    channels,
    clock,
    conversations,
    echo,
    journal,
    keys,
    metrics,
    server,
    settings,
    tenants,
    tokens,
)
from mockplatform.admin.bodies import Nothing, read
from mockplatform.admin.context import record
from mockplatform.admin.conversation_views import (
    ConversationPage,
    ConversationView,
    EventPage,
    MessageView,
)
from mockplatform.admin.problems import ADMIN, HEALTH
from mockplatform.core.configuration import Agent
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.errors import UnknownMember

PREFIX = "/__admin"
Handler = Callable[[Call], Awaitable[Answer | web.StreamResponse]]


def _route(
    verb: str,
    handler: Handler,
    summary: str,
    gives: Mapping[int, Any],
    *,
    takes: Any = None,
    query: Mapping[str, str] | None = None,
    noted: bool = False,
    dialect: Dialect = ADMIN,
    prefix: str = PREFIX,
    hidden: bool = True,
) -> Route:
    """Return one route; `noted`: the handler itself tells the journal what was done."""
    method, _, path = verb.partition(" ")
    known = query or {}
    body = takes or (Nothing if method == "POST" else None)

    async def answer(call: Call) -> Answer | web.StreamResponse:
        for name in call.request.query:
            if name not in known:
                raise UnknownMember("query", name, known)
        if body is Nothing:
            read(call, Nothing)
        answered = await handler(call)
        if method != "GET" and not noted:
            record(call, "admin", (summary, f"{method} {call.path}"))
        return answered

    return Route(
        method=method,
        path=prefix + path,
        handler=answer,
        dialect=dialect,
        summary=summary,
        auth=Auth.OWN,
        takes=body,
        gives=gives,
        query=known,
        # Not as a request: who looks at the journal is not to fill it. Acts are told above.
        hidden=hidden,
    )


SERVER = (
    _route("GET /live", server.live, "Is it alive?", {200: server.StatusView}, dialect=HEALTH),
    _route("GET /ready", server.ready, "Is it ready?", {200: server.StatusView}, dialect=HEALTH),
    _route("GET /version", server.version, "What is it?", {200: server.VersionView}),
    _route("GET /openapi.json", server.openapi, "Describe the HTTP API", {200: dict[str, Any]}),
    _route("GET /asyncapi.json", server.asyncapi, "Describe the socket", {200: dict[str, Any]}),
    _route("POST /shutdown", server.shutdown, "End the server", {202: server.StatusView}),
    _route("GET /echo", echo.connect, "A socket that echoes", {101: None}, hidden=False),
)

TENANTS = (
    _route(
        "POST /tenants",
        tenants.create,
        "Make a tenant",
        {201: tenants.TenantView},
        takes=tenants.TenantBody,
    ),
    _route("GET /tenants", tenants.listing, "List the tenants", {200: tenants.TenantList}),
    _route("GET /tenants/{id}", tenants.get, "Show a tenant", {200: tenants.TenantView}),
    _route("DELETE /tenants/{id}", tenants.delete, "Take a tenant away", {204: None}),
    *(
        _route(
            f"POST {of}/reset{part}",
            tenants.reset,
            summary,
            {200: tenants.TenantView},
            noted=True,
        )
        for of in ("", "/tenants/{id}")
        for part, summary in (("", "Put a tenant back"), ("/{part}", "Put a part of it back"))
    ),
)

CLOCK = (
    _route("GET /clock", clock.get, "Show the clock", {200: clock.ClockView}),
    _route(
        "POST /clock/advance",
        clock.advance,
        "Move the clock forward, and do what falls due",
        {200: clock.AdvanceView},
        takes=clock.AdvanceBody,
        noted=True,
    ),
    _route(
        "POST /clock/pause",
        clock.pause,
        "Stop the clock, now or at an instant",
        {200: clock.ClockView},
        takes=clock.PauseBody,
        noted=True,
    ),
    _route(
        "POST /clock/resume",
        clock.resume,
        "Let the clock run",
        {200: clock.ClockView},
        takes=clock.ResumeBody,
        noted=True,
    ),
    _route(
        "POST /clock/reset", clock.reset, "Return to real time", {200: clock.ClockView}, noted=True
    ),
)

AGENTS = (
    _route("GET /agents", agents.listing, "List the agents", {200: agents.AgentList}),
    _route("POST /agents", agents.create, "Make an agent", {201: agents.AgentView}, takes=Agent),
    _route("GET /agents/{id}", agents.get, "Show an agent", {200: agents.AgentView}),
    _route(
        "PUT /agents/{id}",
        agents.put,
        "Make or replace an agent",
        {200: agents.AgentView, 201: agents.AgentView},
        takes=agents.AgentAtPath,
    ),
    _route("DELETE /agents/{id}", agents.delete, "Take an agent away", {204: None}),
)

CONVERSATIONS = (
    _route(
        "GET /conversations",
        conversations.listing,
        "List conversations, newest first",
        {200: ConversationPage},
        query={
            "state": "States to list, with commas between",
            "queue": "The queue's id",
            "userId": "The customer's id",
            "limit": "Entries in a page",
            "cursor": "Where the next page begins: `nextCursor` of the one before",
        },
    ),
    _route(
        "GET /conversations/{id}",
        conversations.get,
        "Show all there is to a conversation",
        {200: ConversationView},
    ),
    _route(
        "GET /conversations/{id}/events",
        conversations.events,
        "Show a conversation's events",
        {200: EventPage},
        query={"after": "The last seq already known", "limit": "Entries in a page"},
    ),
    _route("DELETE /conversations/{id}", conversations.delete, "Delete it", {204: None}),
)

ACTS = tuple(
    _route(
        f"POST /conversations/{{id}}/agent/{act}", handler, summary, gives, takes=takes, noted=True
    )
    for act, handler, summary, takes, gives in (
        ("offer", acts.offer, "Alert an agent", acts.AgentBody, {200: ConversationView}),
        ("accept", acts.accept, "Take the offer", acts.AgentBody, {200: ConversationView}),
        ("decline", acts.decline, "Refuse the offer", acts.AgentBody, {200: ConversationView}),
        (
            "message",
            acts.message,
            "Say something as the agent",
            acts.MessageBody,
            {201: MessageView, 200: MessageView},
        ),
        ("typing", acts.typing, "Show that the agent types", acts.TypingBody, {204: None}),
        ("transfer", acts.transfer, "Hand over", acts.TransferBody, {200: ConversationView}),
        ("leave", acts.leave, "Leave", None, {200: ConversationView}),
        ("close", acts.close, "End the conversation", acts.CloseBody, {200: ConversationView}),
    )
)

CHANNELS = (
    _route("GET /channels", channels.listing, "List the sockets", {200: channels.ChannelList}),
    _route(
        "POST /channels/{id}/drop",
        channels.drop,
        "Drop a socket",
        {204: None},
        takes=channels.DropBody,
    ),
)

TOKENS = (
    _route(
        "POST /tokens",
        tokens.mint,
        "Mint a token, good or flawed",
        {201: tokens.TokenView},
        takes=tokens.TokenBody,
    ),
    _route(
        "GET /tokens",
        tokens.listing,
        "List the live access tokens",
        {200: tokens.LeaseList},
        query={"userId": "Only this user's", "limit": "Entries in a page"},
    ),
    _route(
        "POST /tokens/revoke",
        tokens.revoke,
        "Revoke a token, a user's, or all",
        {200: tokens.RevokeView},
        takes=tokens.RevokeBody,
    ),
    _route(
        "GET /keys",
        keys.listing,
        "Show the signing keys",
        {200: keys.KeyList},
        query={"private": "Whether the private keys are to be shown: true or false"},
    ),
    _route(
        "POST /keys/rotate",
        keys.rotate,
        "Sign with a new key",
        {200: keys.KeyList},
        takes=keys.RotateBody,
    ),
)

SETTINGS = (
    _route("GET /settings", settings.get, "Show the settings", {200: settings.SettingsView}),
    _route(
        "PATCH /settings",
        settings.patch,
        "Change settings",
        {200: settings.SettingsView},
        takes=settings.SettingsBody,
    ),
    _route(
        "GET /settings/schema",
        settings.schema,
        "Explain the settings",
        {200: settings.SettingsSchema},
    ),
)

JOURNAL = (
    _route(
        "GET /journal",
        journal.get,
        "Read the journal",
        {200: journal.JournalView},
        query={
            "kind": "Only entries of this kind",
            "conversationId": "Only those of this conversation",
            "subject": "Only those about this user or stream",
            "since": "Only those behind this id",
            "limit": "Entries at most",
        },
    ),
    _route("DELETE /journal", journal.clear, "Empty the journal", {204: None}, noted=True),
)

METRICS = (_route("GET /metrics", metrics.get, "Figures for a scraper", {200: bytes}, prefix=""),)

ROUTES = (
    *SERVER,
    *TENANTS,
    *CLOCK,
    *AGENTS,
    *CONVERSATIONS,
    *ACTS,
    *CHANNELS,
    *TOKENS,
    *SETTINGS,
    *JOURNAL,
    *METRICS,
)
