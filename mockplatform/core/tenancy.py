"""Owns what a tenant is: its configuration, settings, keys, revocations and clock, as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from mockplatform.clock import ClockState
from mockplatform.core import duty
from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Deadline, Event
from mockplatform.core.configuration import Agent, Deployment, Presence, Step, TenantConfig
from mockplatform.errors import InvalidValue, TooManyRequests, UnknownThing, nearest
from mockplatform.limits import LIMITS
from mockplatform.settings import DEFAULTS, Settings

STREAM_ID = "tenant"


class TenantCreated(Event, frozen=True, kw_only=True):
    """A tenant began with a configuration; its clock at real time, unless `clock` says where."""

    config: TenantConfig
    settings: Settings
    seed: int
    issuer: str
    ttl_s: float | None = None
    fixture: str = ""
    clock: ClockState | None = None


class TenantOpened(Event, frozen=True, kw_only=True):
    """The tenant was brought back from a store: its ids go on in a stream of their own.

    `issuer` is its base URL now; tokens of earlier ones stay good.
    """

    issuer: str


class SettingsChanged(Event, frozen=True, kw_only=True):
    """The tenant's settings are these now."""

    settings: Settings


class AgentPut(Event, frozen=True, kw_only=True):
    """An agent is new or changed."""

    agent: Agent


class AgentRemoved(Event, frozen=True, kw_only=True):
    """An agent is gone."""

    agent_id: str


class DeploymentConfigured(Event, frozen=True, kw_only=True):
    """A deployment has a new configuration."""

    deployment_id: str
    config: dict[str, Any]


class KeyAdded(Event, frozen=True, kw_only=True):
    """A signing key is in use; `pem` is the private key (this is a test double)."""

    key_id: str
    pem: str


class KeyRetired(Event, frozen=True, kw_only=True):
    """A key verifies until `until` and then no more."""

    key_id: str
    until: float


class TokensRevoked(Event, frozen=True, kw_only=True):
    """Tokens are refused from now on: one by its id, or all of a user, or all."""

    access_id: str = ""
    user_id: str = ""
    everybody: bool = False


class ClockSet(Event, frozen=True, kw_only=True):
    """The tenant's clock was steered."""

    clock: ClockState


TenantEvent = (
    TenantCreated
    | TenantOpened
    | SettingsChanged
    | AgentPut
    | AgentRemoved
    | DeploymentConfigured
    | KeyAdded
    | KeyRetired
    | TokensRevoked
    | ClockSet
)


class Key(Struct, frozen=True, kw_only=True):
    """A signing key; `until` is when it stops to verify, None while it signs."""

    id: str
    pem: str
    until: float | None = None


class Tenancy(Struct, frozen=True, kw_only=True):
    """The state of a tenant. `version` 0 means that it does not exist."""

    id: str
    version: int = 0
    created_at: float = 0.0
    config: TenantConfig | None = None
    settings: Settings = DEFAULTS
    seed: int = 0
    issuers: tuple[str, ...] = ()
    ttl_s: float | None = None
    fixture: str = ""
    epoch: int = 0
    agents: Map[str, Agent] = Map()
    agent_order: tuple[str, ...] = ()
    presence_at: Map[str, float] = Map()
    deployments: Map[str, Deployment] = Map()
    keys: tuple[Key, ...] = ()
    revoked_ids: frozenset[str] = frozenset()
    revoked_users: Map[str, float] = Map()
    revoked_before: float = 0.0
    clock: ClockState | None = None


class Record(Command, frozen=True, kw_only=True):
    """Note what has been decided elsewhere (a key made, a clock steered, a start)."""

    event: Event


class PutAgent(Command, frozen=True, kw_only=True):
    """Make or change an agent."""

    agent: Agent


class ChangeDuty(Command, frozen=True, kw_only=True):
    """Let an agent take a presence, have a status, or join and leave queues (id, whether in)."""

    agent_id: str
    presence: Presence | duty.OnQueue | None = None
    status: duty.Wanted | None = None
    queues: tuple[tuple[str, bool], ...] = ()


class RemoveAgent(Command, frozen=True, kw_only=True):
    """Take an agent away."""

    agent_id: str


class ConfigureDeployment(Command, frozen=True, kw_only=True):
    """Give a deployment another configuration."""

    deployment_id: str
    config: dict[str, Any]


def initial(id_: str) -> Tenancy:
    """Return the tenant that does not exist yet."""
    return Tenancy(id=id_)


def decide(state: Tenancy, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what happens to the tenant.

    Raises:
        UnknownThing: No such agent or deployment.
        Conflict: An agent's duty does not allow the change.
        InvalidValue: An agent serves, or a bot transfers to, a queue that does not exist.
        TooManyRequests: There are as many agents, or revoked tokens, as a tenant may have.
    """
    match command:
        case Record(event=event):
            if isinstance(event, TokensRevoked):
                return _revoke(state, event)
            return [event]
        case PutAgent(agent=agent):
            _check_agent(state, agent)
            return [AgentPut(at=at.now, agent=agent)]
        case ChangeDuty(agent_id=agent_id):
            agent = _changed(state, command)
            return [] if agent == state.agents[agent_id] else [AgentPut(at=at.now, agent=agent)]
        case RemoveAgent(agent_id=agent_id):
            if agent_id not in state.agents:
                raise UnknownThing("agent", agent_id, hint=nearest(agent_id, state.agents))
            return [AgentRemoved(at=at.now, agent_id=agent_id)]
        case ConfigureDeployment(deployment_id=deployment_id, config=config):
            if deployment_id not in state.deployments:
                raise UnknownThing(
                    "deployment", deployment_id, hint=nearest(deployment_id, state.deployments)
                )
            return [DeploymentConfigured(at=at.now, deployment_id=deployment_id, config=config)]
    raise TypeError(type(command))


def _changed(state: Tenancy, command: ChangeDuty) -> Agent:
    assert state.config is not None  # there are agents only in tenants that exist
    if command.agent_id not in state.agents:
        id_ = command.agent_id
        raise UnknownThing("agent", id_, hint=nearest(id_, state.agents))
    agent = state.agents[command.agent_id]
    if command.presence is not None:
        agent = duty.with_presence(agent, command.presence)
    if command.status is not None:
        agent = duty.with_status(agent, command.status)
    known = tuple(queue.id for queue in state.config.queues)
    for queue, joined in command.queues:
        if queue not in known:
            raise UnknownThing("queue", queue, hint=nearest(queue, known))
        agent = duty.with_queue(agent, queue, known, joined=joined)
    return agent


def _revoke(state: Tenancy, event: TokensRevoked) -> Sequence[Event]:
    """Return the revocation, or nothing where just that token was revoked before."""
    if event.access_id in state.revoked_ids:
        return []
    known = len(state.revoked_ids) + len(state.revoked_users)
    is_more = bool(event.access_id) or (
        bool(event.user_id) and event.user_id not in state.revoked_users
    )
    if is_more and known >= LIMITS.revoked_tokens_max:
        raise TooManyRequests(
            f"A tenant remembers at most {LIMITS.revoked_tokens_max} tokens and users revoked",
            hint="Revoke everybody's at once, or reset the tenant.",
        )
    return [event]


def _check_agent(state: Tenancy, agent: Agent) -> None:
    assert state.config is not None  # agents are put into tenants that exist
    known = {queue.id for queue in state.config.queues}
    for queue in agent.queues:
        if queue not in known:
            raise InvalidValue("queues", f"no queue {queue!r}", hint=nearest(queue, known))
    for queue in _transfers(agent.script.steps if agent.script else ()):
        if queue not in known:
            raise InvalidValue("script", f"no queue {queue!r}", hint=nearest(queue, known))
    if agent.id not in state.agents and len(state.agents) >= LIMITS.agents_per_tenant_max:
        raise TooManyRequests(f"A tenant has at most {LIMITS.agents_per_tenant_max} agents")


def _transfers(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        if step.transfer is not None:
            yield step.transfer
        yield from _transfers(step.steps)


def evolve(state: Tenancy, event: Event) -> Tenancy:
    """Return the tenant after `event`."""
    changes: dict[str, Any] = {}
    match event:
        case TenantCreated(config=config):
            changes = {
                "created_at": event.at,
                "config": config,
                "settings": event.settings,
                "seed": event.seed,
                "issuers": (event.issuer,),
                "ttl_s": event.ttl_s,
                "fixture": event.fixture,
                "clock": event.clock,
                "agents": Map({agent.id: agent for agent in config.agents}),
                "agent_order": tuple(agent.id for agent in config.agents),
                "presence_at": Map({agent.id: event.at for agent in config.agents}),
                "deployments": Map({one.id: one for one in config.deployments}),
            }
        case TenantOpened(issuer=issuer):
            others = tuple(one for one in state.issuers if one != issuer)
            changes = {"epoch": state.epoch + 1, "issuers": (*others, issuer)}
        case SettingsChanged(settings=settings):
            changes = {"settings": settings}
        case AgentPut(agent=agent):
            before = state.agents.get(agent.id)
            order = state.agent_order
            changes = {
                "agents": state.agents.set(agent.id, agent),
                "agent_order": (*order, agent.id) if before is None else order,
            }
            if before is None or duty.presence_of(before) != duty.presence_of(agent):
                changes["presence_at"] = state.presence_at.set(agent.id, event.at)
        case AgentRemoved(agent_id=gone):
            changes = {
                "agents": state.agents.delete(gone),
                "presence_at": state.presence_at.delete(gone),
                "agent_order": tuple(id_ for id_ in state.agent_order if id_ != gone),
            }
        case DeploymentConfigured(deployment_id=id_, config=data):
            changed = replace(state.deployments[id_], config=data)
            changes = {"deployments": state.deployments.set(id_, changed)}
        case _:
            changes = _evolve_security(state, event)
    return replace(state, version=state.version + 1, **changes)


def _evolve_security(state: Tenancy, event: Event) -> dict[str, Any]:
    match event:
        case KeyAdded(key_id=key_id, pem=pem):
            return {"keys": (*state.keys, Key(id=key_id, pem=pem))}
        case KeyRetired(key_id=key_id, until=until):
            keys = tuple(
                replace(key, until=until) if key.id == key_id else key for key in state.keys
            )
            alive = [key for key in keys if key.until is None or key.until > event.at]
            return {"keys": tuple(alive)}
        case TokensRevoked(access_id=access_id, user_id=user_id, everybody=everybody):
            if everybody:
                return {"revoked_before": event.at}
            if user_id:
                return {"revoked_users": state.revoked_users.set(user_id, event.at)}
            return {"revoked_ids": state.revoked_ids | {access_id}}
        case ClockSet(clock=clock):
            return {"clock": clock}
    raise TypeError(type(event))


def next_deadline(state: Tenancy, settings: Settings) -> Deadline | None:
    """Return None: a tenant's own end is judged by its last use, which is no event."""
    del state, settings
    return None


AGGREGATE = Aggregate(
    kind="tenant", initial=initial, decide=decide, evolve=evolve, next_deadline=next_deadline
)
