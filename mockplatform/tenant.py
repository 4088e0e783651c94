"""Owns what one tenant owns: clock, luck, states, deadlines, journal, sockets, indexes.

Everything here can be derived again from the tenant's streams, but for sockets and
typing. It decides nothing; `mockplatform.service` runs commands over it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from math import inf
from typing import Any, Protocol

from mockplatform.agenda import Agenda
from mockplatform.blobs import Blobs
from mockplatform.clock import TenantClock, Wall
from mockplatform.core import bots, placing, rates
from mockplatform.core.aggregate import Circumstances
from mockplatform.core.cases import Cases
from mockplatform.core.channels import brand_credential, brand_of
from mockplatform.core.configuration import Agent, Client, Script, TenantConfig
from mockplatform.core.context import PREFIX as CONTEXT_PREFIX
from mockplatform.core.context import Context
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer
from mockplatform.core.feed import Feed
from mockplatform.core.kinds import AGGREGATES
from mockplatform.core.lease import Family
from mockplatform.core.session import Session
from mockplatform.core.shelf import Shelf
from mockplatform.core.silence import silent_at
from mockplatform.core.tenancy import Tenancy
from mockplatform.core.threads import Threads
from mockplatform.durations import parse_duration
from mockplatform.faults.effects import Effect
from mockplatform.faults.plan import Plan
from mockplatform.faults.running import Running
from mockplatform.faults.where import Occasion
from mockplatform.findings import Reviewer
from mockplatform.hub import Hub
from mockplatform.ids import CallNumbers, IdStream
from mockplatform.journal import Journal
from mockplatform.limits import LIMITS
from mockplatform.overhearing import Overhearing
from mockplatform.settings import Settings
from mockplatform.signing import SigningKey

FREED_AT_ONCE = 500


class Channel(Protocol):
    """A live socket, as the tenant sees it; `group` is what it stands together with."""

    id: str
    conversation_id: str

    @property
    def group(self) -> str:
        """The conversation's id, or the guest session's: its sockets are numbered by it."""

    @property
    def ends_with(self) -> str:
        """The conversation with which it ends; empty where it goes on without."""

    def close(self, code: int, reason: str) -> None:
        """Begin to close; returns at once."""

    def abort(self) -> None:
        """Cut the connection without a word."""

    def occasion(self) -> Occasion:
        """Return the occasion on which a fault may end the socket."""

    def strike(self, effect: Effect) -> None:
        """Do at once what a fault wants done that has just opened."""

    def due_at(self) -> float | None:
        """Return when the channel wants to be asked again (token warnings, token end)."""

    def due(self, now: float) -> list[str]:
        """Do what is due by `now`; return what was done, as the clock reports it."""

    def describe(self) -> dict[str, Any]:
        """Return the channel as the admin API shows it."""


class Observer(Protocol):
    """Hears of what arrives at a tenant, and of who steers it."""

    async def arrived(self) -> bool:
        """Hear that a request or a frame has come; return whether it changed what is there."""
        ...

    def began(self) -> None:
        """Hear that a request waits for its answer."""

    def answered(self) -> None:
        """Hear that it waits no more."""

    async def acting(self, method: str, path: str, body: bytes) -> None:
        """Hear that somebody is about to steer by the admin API."""

    def acted(self, method: str, path: str, body: bytes) -> None:
        """Hear that somebody has steered by the admin API."""

    def moved(self, tenant: object) -> None:
        """Hear that another tenant object has taken this one's place."""


class Alarm(Protocol):
    """Calls back after a while of real time; only the edge has a real one."""

    def __call__(self, delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Arm; return what disarms."""


class Turn(asyncio.Lock):
    """The right to write one stream; it is kept for as long as somebody wants it."""

    wanted_by = 0


class Tenant:
    """One isolated platform. Nothing in it is shared with another tenant but the log."""

    def __init__(self, id_: str, *, wall: Wall, alarm: Alarm, log_locks: bool) -> None:
        self.id = id_
        self.wall = wall
        self.clock = TenantClock(wall)
        self.tenancy = Tenancy(id=id_)
        self.hub = Hub()
        self.ids = IdStream(0)
        self.numbers = CallNumbers()
        self.journal = Journal(LIMITS.journal_entries_default, self.clock_now, wall)
        self.hub.oversee("conversation", Overhearing(self.journal))
        self.agenda = Agenda(self._rearm)
        self.firing = asyncio.Lock()
        self.locks: dict[tuple[str, str], Turn] | None = {} if log_locks else None
        self.is_gone = False
        self.states: dict[str, dict[str, Any]] = {kind: {} for kind in AGGREGATES}
        self.touched: dict[str, float] = {}
        self.by_user: dict[str, list[str]] = {}
        self.families_of: dict[str, set[str]] = {}
        self.sessions_of: dict[str, set[str]] = {}
        self.feeds_of: dict[tuple[str, str], dict[str, None]] = {}  # by user and client
        self.listeners: dict[str, Channel] = {}  # the socket of each feed that has one
        self.cases, self.threads, self.shelf = Cases(), Threads(), Shelf()
        self.rates: OrderedDict[str, rates.Window] = OrderedDict()
        self.waiting: dict[str, dict[str, None]] = {}
        self.waits_in: dict[str, str] = {}
        self.held_by: dict[str, str] = {}
        self.loads: dict[str, set[str]] = {}
        self.runs: dict[str, bots.BotRun] = {}
        self.revoked_ids: set[str] = set()
        self.expired_ids: set[str] = set()  # tokens whose end came before their `exp`
        self.dead_families: set[str] = set()
        self.keys: dict[str, SigningKey] = {}
        self.spare_keys: list[SigningKey] = []  # what it had made before it was put back
        self.checkpoints: dict[str, Any] = {}
        self.run: Observer | None = None  # only while its run is recorded, or staged again
        self.record: Any = None  # what the admin API has begun to record last
        self.blobs = Blobs()
        self.channels: dict[str, Channel] = {}
        self.reconnects: dict[str, int] = {}
        self.faults = Plan()
        self.fired: Counter[str] = Counter()  # how often faults of each kind fired
        # Calls that a fault left without an answer: when, and their entry.
        self.unanswered: OrderedDict[bytes, tuple[float, int]] = OrderedDict()
        self.outages: dict[str, Running] = {}
        self.placements = placing.PlacementCache(self.clock_now)  # on its clock, to repeat runs
        self.reviewer = Reviewer(self, self.journal)
        self.used_at = wall()
        self.ring_alarm: Callable[[], None] = lambda: None
        self.overdue_s = 0.0  # how long the alarm waits with what is due: a while after a failure
        self._alarm = alarm
        self._disarm: Callable[[], None] | None = None

    def clock_now(self) -> float:
        """Return the tenant's time (also after its clock was replaced)."""
        return self.clock.now()

    @property
    def settings(self) -> Settings:
        """The tenant's settings now."""
        return self.tenancy.settings

    @property
    def config(self) -> TenantConfig:
        """What the tenant began with."""
        config = self.tenancy.config
        assert config is not None  # a tenant is handed out only after its first event
        return config

    @property
    def issuer(self) -> str:
        """The tenant's base URL, which its tokens name as their issuer."""
        return self.tenancy.issuers[-1]

    @property
    def credentials(self) -> list[str]:
        """By which a caller without a token names it: the ids of its deployments and clients.

        And its brand, which could be a client's id if it were not marked.
        """
        config = self.config
        named = [*(one.id for one in config.deployments), *(one.id for one in config.clients)]
        return [*named, brand_credential(self.brand_id)]

    @property
    def conversations(self) -> dict[str, Conversation]:
        """The conversations by id."""
        return self.states["conversation"]

    @property
    def families(self) -> dict[str, Family]:
        """The token families by id."""
        return self.states["family"]

    @property
    def contexts(self) -> dict[str, Context]:
        """The context documents by key."""
        return self.states["context"]

    @property
    def sessions(self) -> dict[str, Session]:
        """The guest sessions by id."""
        return self.states["session"]

    @property
    def customers(self) -> dict[str, Customer]:
        """The customers of chat channels by id."""
        return self.states["customer"]

    @property
    def brand_id(self) -> int:
        """The number by which CXone's clients name it."""
        return self.config.brand_id or brand_of(self.id)

    @property
    def feeds(self) -> dict[str, Feed]:
        """The notification channels by id."""
        return self.states["feed"]

    def uploads(self) -> dict[str, dict[str, int]]:
        """Return how many bytes each file has whose bytes have come, by whose it is and file."""
        owners: list[Session | Customer] = [*self.sessions.values(), *self.customers.values()]
        return {
            state.id: {
                one.id: one.size for one in state.files.values() if one.uploaded_at is not None
            }
            for state in owners
            if state.files
        }

    def take(self, key: str, limit: int, per_s: float) -> rates.Taken:
        """Let one more of what `key` names happen now, if it may; see `mockplatform.core.rates`."""
        taken = rates.take(self.rates.get(key), self.clock.now(), limit, per_s)
        self.rates[key] = taken.window
        self.rates.move_to_end(key)
        if len(self.rates) > LIMITS.rates_remembered_max:
            self.rates.popitem(last=False)
        return taken

    @property
    def scripts(self) -> dict[str, Script]:
        """What each bot does, by the bot's id."""
        return {
            agent.id: agent.script or Script()
            for agent in self.tenancy.agents.values()
            if agent.kind == "bot"
        }

    def agents(self) -> list[Agent]:
        """Return the agents in their order; bots only where the settings let them act."""
        known = self.tenancy.agents
        listed = [known[id_] for id_ in self.tenancy.agent_order]
        return [agent for agent in listed if agent.kind != "bot" or self.settings.bots_act]

    def client(self, id_: str) -> Client | None:
        """Return an OAuth client by its id."""
        return next((one for one in self.config.clients if one.id == id_), None)

    def token_life_s(self, client_id: str) -> float:
        """Return how long a client's access tokens live: its own time, else the setting."""
        client = self.client(client_id)
        if client is None or client.token_life is None:
            return self.settings.access_token_life
        return parse_duration(client.token_life)

    @cached_property
    def queue_names(self) -> Mapping[str, str]:
        """Each queue's name by its id."""
        return {queue.id: queue.name or queue.id for queue in self.config.queues}

    def circumstances(self, now: float | None = None) -> Circumstances:
        """Return what a decision may depend on at `now`, by default the clock's."""
        return Circumstances(
            now=self.clock.now() if now is None else now,
            settings=self.tenancy.settings,
            place=self.place,
            queue_names=self.queue_names if self.tenancy.config else {},
        )

    def place(self, data: placing.RoutingData) -> placing.Placement:
        """Place routing data by the tenant's rules, through the cache."""
        config = self.config
        return self.placements.place(config.routing, config.fallback, data)

    def name_call(self, *, steers: bool = False) -> str:
        """Return the correlation id of a call that brought none."""
        return self.numbers.next(self.tenancy.seed, steers=steers)

    def silent_at(self, state: Conversation, as_of: float | None = None) -> float | None:
        """Return when a live conversation closes if nobody speaks or types any more; None: never.

        As seen now, or at a time before: of typing since then nothing is known there.
        """
        touched_at = self.touched.get(state.id, 0.0)
        if as_of is not None and touched_at > as_of:
            touched_at = 0.0
        at = silent_at(state, self.settings, touched_at)
        return None if at == inf else at

    def context_owner(self, key: str) -> tuple[str, str]:
        """Return whose a context document is, and of which conversation; ``""``: of none."""
        owner = key.removeprefix(CONTEXT_PREFIX)
        state = self.conversations.get(owner)
        return (owner, "") if state is None else (state.customer.id, owner)

    def touch(self, conversation_id: str, now: float) -> None:
        """Note activity that leaves no event: a typing signal."""
        self.touched[conversation_id] = now

    def _rearm(self) -> None:
        """Arm the alarm for the earliest deadline; a paused clock needs none but for now."""
        if self._disarm is not None:
            self._disarm()
            self._disarm = None
        earliest = self.agenda.earliest
        if earliest == float("inf"):
            return
        delay = (
            self.overdue_s if earliest <= self.clock.now() else self.clock.wall_delay_s(earliest)
        )
        if delay is not None:
            self._disarm = self._alarm(delay, self._rung)

    rearm = _rearm

    def _rung(self) -> None:
        self._disarm = None
        self.ring_alarm()

    def disarm(self) -> None:
        """Stop the alarm for good: the tenant is gone, or the platform ends."""
        self.ring_alarm = lambda: None
        if self._disarm is not None:
            self._disarm()
            self._disarm = None

    @contextmanager
    def going(self) -> Iterator[None]:
        """Let nothing be written for it, as it goes; if it cannot go, it is as it was."""
        self.is_gone = True
        try:
            yield
        except BaseException:
            self.is_gone = False
            raise

    def go_on_from(self, old: Tenant) -> None:
        """Go on with what the one had whose place this takes: files, journal and findings."""
        self.blobs.inherit(old.blobs, self.uploads())
        self.journal = old.journal
        self.journal.go_on(self.clock_now, self.settings.journal_entries)
        self.reviewer = old.reviewer
        self.reviewer.begin(self)

    def free(self) -> None:
        """Free the states of a tenant that is gone, in slices: at once would hold all up."""
        self.blobs.end()
        states = next((states for states in self.states.values() if states), None)
        if states is None:
            return
        for id_ in tuple(islice(states, FREED_AT_ONCE)):
            del states[id_]
        asyncio.get_running_loop().call_soon(self.free)
