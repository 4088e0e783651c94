"""Owns the table of the admin API's routes."""

from __future__ import annotations

from typing import Any

from mockplatform.admin import (
    acts,
    agents,
    board,
    channels,
    clock,
    conversations,
    echo,
    fault_routes,
    finding_routes,
    journal_routes,
    keys,
    metrics,
    outage_routes,
    record_routes,
    server,
    sessions,
    settings,
    snapshot_routes,
    tenants,
    tokens,
)
from mockplatform.admin.conversation_views import (
    ConversationPage,
    ConversationView,
    EventPage,
    MessageView,
)
from mockplatform.admin.problems import HEALTH
from mockplatform.admin.table import route
from mockplatform.core.configuration import Agent

SERVER = (
    *(
        route(verb, tell, asked, {200: server.StatusView}, dialect=HEALTH, settles=False)
        for verb, tell, asked in (
            ("GET /live", server.live, "Is it alive?"),
            ("GET /ready", server.ready, "Is it ready?"),
        )
    ),
    route("GET /version", server.version, "What is it?", {200: server.VersionView}),
    route("GET /openapi.json", server.openapi, "Describe the HTTP API", {200: dict[str, Any]}),
    route("GET /asyncapi.json", server.asyncapi, "Describe the socket", {200: dict[str, Any]}),
    route(
        "POST /shutdown",
        server.shutdown,
        "End the server",
        {202: server.StatusView},
        settles=False,
    ),
    route("GET /echo", echo.connect, "A socket that echoes", {101: None}, hidden=False),
)

TENANTS = (
    route(
        "POST /tenants",
        tenants.create,
        "Make a tenant",
        {201: tenants.TenantView},
        takes=tenants.TenantBody,
    ),
    route("GET /tenants", tenants.listing, "List the tenants", {200: tenants.TenantList}),
    route("GET /tenants/{id}", tenants.get, "Show a tenant", {200: tenants.TenantView}),
    route("DELETE /tenants/{id}", tenants.delete, "Take a tenant away", {204: None}, settles=False),
    *(
        route(
            f"POST {of}/reset{part}",
            tenants.reset,
            summary,
            {200: tenants.TenantView},
            noted=True,
            settles=False,
        )
        for of in ("", "/tenants/{id}")
        for part, summary in (("", "Put a tenant back"), ("/{part}", "Put a part of it back"))
    ),
)

CLOCK = (
    route("GET /clock", clock.get, "Show the clock", {200: clock.ClockView}),
    route(
        "POST /clock/advance",
        clock.advance,
        "Move the clock forward, and do what falls due",
        {200: clock.AdvanceView},
        takes=clock.AdvanceBody,
        noted=True,
    ),
    route(
        "POST /clock/pause",
        clock.pause,
        "Stop the clock, now or at an instant",
        {200: clock.ClockView},
        takes=clock.PauseBody,
        noted=True,
    ),
    route(
        "POST /clock/resume",
        clock.resume,
        "Let the clock run",
        {200: clock.ClockView},
        takes=clock.ResumeBody,
        noted=True,
    ),
    route(
        "POST /clock/reset", clock.reset, "Return to real time", {200: clock.ClockView}, noted=True
    ),
)

AGENTS = (
    route("GET /agents", agents.listing, "List the agents", {200: agents.AgentList}),
    route("POST /agents", agents.create, "Make an agent", {201: agents.AgentView}, takes=Agent),
    route("GET /agents/{id}", agents.get, "Show an agent", {200: agents.AgentView}),
    route(
        "PUT /agents/{id}",
        agents.put,
        "Make or replace an agent",
        {200: agents.AgentView, 201: agents.AgentView},
        takes=agents.AgentAtPath,
    ),
    route("DELETE /agents/{id}", agents.delete, "Take an agent away", {204: None}),
    route("GET /queues", agents.queues, "List the queues", {200: agents.QueueList}),
)

CONVERSATIONS = (
    route(
        "GET /board",
        board.show,
        "Show conversations in a line each, newest first",
        {200: board.Board},
        query={
            "ids": "Only these, with commas between",
            "limit": "Lines in a page",
            "cursor": "Where the next page begins: `nextCursor` of the one before",
        },
    ),
    route(
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
    route(
        "GET /conversations/{id}",
        conversations.get,
        "Show all there is to a conversation",
        {200: ConversationView},
        query={"transcript": "`false` leaves the transcript out, which may be long"},
    ),
    route(
        "GET /conversations/{id}/events",
        conversations.events,
        "Show a conversation's events",
        {200: EventPage},
        query={"after": "The last seq already known", "limit": "Entries in a page"},
    ),
    route("DELETE /conversations/{id}", conversations.delete, "Delete it", {204: None}),
)

ACTS = tuple(
    route(
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

SESSIONS = (
    route(
        "GET /sessions",
        sessions.listing,
        "List guest sessions, newest first",
        {200: sessions.SessionPage},
        query={
            "userId": "Only this guest's or user's",
            "limit": "Entries in a page",
            "cursor": "Where the next page begins: `nextCursor` of the one before",
        },
    ),
    route("GET /sessions/{id}", sessions.get, "Show a guest session", {200: sessions.SessionView}),
    route("DELETE /sessions/{id}", sessions.delete, "End a guest session", {204: None}),
)

CHANNELS = (
    route("GET /channels", channels.listing, "List the sockets", {200: channels.ChannelList}),
    route(
        "POST /channels/{id}/drop",
        channels.drop,
        "Drop a socket",
        {204: None},
        takes=channels.DropBody,
    ),
)

TOKENS = (
    route(
        "POST /tokens",
        tokens.mint,
        "Mint a token, good or flawed",
        {201: tokens.TokenView},
        takes=tokens.TokenBody,
    ),
    route(
        "GET /tokens",
        tokens.listing,
        "List the live access tokens",
        {200: tokens.LeaseList},
        query={"userId": "Only this user's", "limit": "Entries in a page"},
    ),
    route(
        "POST /tokens/revoke",
        tokens.revoke,
        "Revoke a token, a user's, or all",
        {200: tokens.RevokeView},
        takes=tokens.WhichBody,
    ),
    route(
        "POST /tokens/expire",
        tokens.expire,
        "End a token before its time, a user's, or all",
        {200: tokens.ExpireView},
        takes=tokens.WhichBody,
    ),
    route(
        "GET /keys",
        keys.listing,
        "Show the signing keys",
        {200: keys.KeyList},
        query={"private": "Whether the private keys are to be shown: true or false"},
    ),
    route(
        "POST /keys/rotate",
        keys.rotate,
        "Sign with a new key",
        {200: keys.KeyList},
        takes=keys.RotateBody,
    ),
)

SETTINGS = (
    route("GET /settings", settings.get, "Show the settings", {200: settings.SettingsView}),
    route(
        "PATCH /settings",
        settings.patch,
        "Change settings",
        {200: settings.SettingsView},
        takes=settings.SettingsBody,
    ),
    route(
        "GET /settings/schema",
        settings.schema,
        "Explain the settings",
        {200: settings.SettingsSchema},
    ),
)

METRICS = (route("GET /metrics", metrics.get, "Figures for a scraper", {200: bytes}, prefix=""),)

ROUTES = (
    *SERVER,
    *TENANTS,
    *CLOCK,
    *AGENTS,
    *CONVERSATIONS,
    *ACTS,
    *SESSIONS,
    *CHANNELS,
    *TOKENS,
    *SETTINGS,
    *journal_routes.ROUTES,
    *finding_routes.ROUTES,
    *fault_routes.ROUTES,
    *snapshot_routes.ROUTES,
    *outage_routes.ROUTES,
    *record_routes.ROUTES,
    *METRICS,
)
