"""Owns the shapes of the admin API's answers, as a client reads them.

They stand here a second time because reading them should cost a client no server library; a
test holds them to the shapes that the server writes. What a newer server adds is ignored.
"""

from __future__ import annotations

from msgspec import Struct


class Answer(Struct, frozen=True, kw_only=True, rename="camel"):
    """What all answers have: camelCase names on the wire."""


class Status(Answer, frozen=True, kw_only=True):
    """How the server is."""

    status: str


class Version(Answer, frozen=True, kw_only=True):
    """What the server is."""

    name: str
    version: str
    python: str
    store: str
    seed: int


class Client(Answer, frozen=True, kw_only=True):
    """An OAuth client, with its secret."""

    id: str
    secret: str


class Tenant(Answer, frozen=True, kw_only=True):
    """A tenant: all that a test needs to point a widget at it."""

    id: str
    url: str
    ws_url: str
    admin_url: str
    deployment_id: str
    client: Client
    seed: int
    fixture: str = ""
    created_at: str
    now: str
    conversations: int = 0
    channels: int = 0
    ttl: str | None = None


class TenantList(Answer, frozen=True, kw_only=True):
    """All tenants, the oldest first."""

    tenants: list[Tenant]


class Fired(Answer, frozen=True, kw_only=True):
    """Something that time did or will do: when, what, and to whom."""

    at: str
    what: str
    subject: str


class Clock(Answer, frozen=True, kw_only=True):
    """A tenant's clock.

    Attributes:
        mode: ``running`` or ``paused``.
        rate: Tenant seconds in a second of real time, while it runs.
        offset: Seconds by which it is ahead of real time.
        next_deadlines: What falls due next, in order of time.
    """

    now: str
    mode: str
    rate: float
    offset: float = 0.0
    next_deadlines: list[Fired] = []


class Advanced(Answer, frozen=True, kw_only=True):
    """What an advance did: all that fell due on the way, in order of time."""

    now: str
    fired: list[Fired] = []
    fired_count: int = 0


class Paused(Advanced, frozen=True, kw_only=True):
    """Where the clock stands still, and what fell due on the way there."""
