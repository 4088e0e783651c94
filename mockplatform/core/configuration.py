"""Owns what a tenant is configured with: the types of fixtures and of the agents' API.

Written camelCase in YAML and JSON; a member that nobody reads is refused.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from mockplatform.core.digital import Digital
from mockplatform.core.messaging import Messaging
from mockplatform.core.routing import Rule
from mockplatform.durations import check_duration, format_duration, parse_duration
from mockplatform.limits import LIMITS

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$(?!\n)")]
"""An id that can stand in a path as it is.

`$` alone would let a line's end stand behind it (in Python; in JSON Schema's language it does not).
"""

Duration = str | float
"""A text such as "250ms" or "1h30m", or a number of seconds."""


class Deployment(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One widget on one site; `config` is what the widget is told (theme, texts).

    `messaging` is how guests of Genesys' dialect meet it. With `digital` it is a chat channel of
    CXone's dialect too, under the same id; None: it is none.
    """

    id: Id
    name: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    messaging: Messaging = Messaging()
    digital: Digital | None = None


class WrapUpCode(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What an agent may say of how a conversation went."""

    id: Id
    name: str = ""


class Queue(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A queue that conversations wait in.

    Attributes:
        wrap_up_codes: What agents may sum up with.
        wrap_up: Whether they must, before they are done.
    """

    id: Id
    name: str = ""
    wrap_up_codes: tuple[WrapUpCode, ...] = ()
    wrap_up: Literal["optional", "mandatory"] = "optional"


class Integration(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A door through which another messenger's messages come in (open messaging)."""

    id: Id
    name: str = ""


class Step(
    Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """One step of a bot's script: exactly one of its members, `on` and `idle` with `steps`.

    Attributes:
        say: A text to send; ``{text}`` stands for the customer's last text.
        wait: How long to do nothing.
        typing: How long to show the typing signal.
        on: A glob of the customer's text (any case); its `steps` run when it matches.
        idle: Silence after which its `steps` run.
        transfer: The queue to transfer to.
        close: The reason to close with.
    """

    say: str | None = None
    wait: Duration | None = None
    typing: Duration | None = None
    on: str | None = None
    idle: Duration | None = None
    transfer: str | None = None
    close: str | None = None
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        """Check that there is one act, and steps just where they belong."""
        acts = ("say", "wait", "typing", "on", "idle", "transfer", "close")
        given = [name for name in acts if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"a step has exactly one of {', '.join(acts)}; this has {given}")
        if bool(self.steps) != (given[0] in {"on", "idle"}):
            raise ValueError("`steps` go with `on` and `idle`, and only with them")
        for name in ("wait", "typing", "idle"):
            if getattr(self, name) is not None:
                check_duration(getattr(self, name), name)


class Script(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What a bot does: accepts after a while, then its steps."""

    accept_after: Duration = "1s"
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        """Check the duration."""
        check_duration(self.accept_after, "acceptAfter")


Presence = Literal[
    "Available", "Away", "Break", "Busy", "Idle", "Meal", "Meeting", "Offline", "Training"
]
"""What a person who takes no offers says of himself. Source: [M] OrganizationPresenceDefinition."""


class Agent(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A person or a bot who serves queues.

    Attributes:
        queues: The ids of the queues served; empty: all of them.
        capacity: Conversations at once, offers included.
        present: Whether offers go to this agent.
        script: What a bot does; a person has none.
        email: His address; where none is given, one is made of the id.
        presence: What a person says of himself while he is not `present`; empty: Offline.
        responding: Whether he answered the last offer; who did not gets none until he says so.
    """

    id: Id
    name: str = ""
    kind: Literal["person", "bot"] = "person"
    queues: tuple[str, ...] = ()
    capacity: Annotated[int, Meta(ge=0, le=10_000)] = 1
    present: bool = True
    script: Script | None = None
    email: str = ""
    presence: Presence | Literal[""] = ""
    responding: bool = True


class Client(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """An OAuth client: a deployment's own, an agent desk, an automation.

    Attributes:
        secret: What it proves itself by; empty: it has none, and must use PKCE.
        scope: What it may ask for; empty: whatever it asks for.
        redirect_uris: Where `/oauth/authorize` and `/logout` may lead.
        user: Whom `/oauth/authorize` signs in when nobody says; None: somebody new.
        token_life: How long its access tokens live; None: as the tenant's settings say.
    """

    id: Id
    secret: str
    name: str = ""
    scope: tuple[str, ...] = ()
    grants: tuple[
        Literal["client_credentials", "authorization_code", "refresh_token", "implicit"], ...
    ] = (
        "client_credentials",
        "authorization_code",
        "refresh_token",
    )
    redirect_uris: tuple[str, ...] = ()
    user: Id | None = None
    token_life: Duration | None = None

    def __post_init__(self) -> None:
        """Check the duration."""
        if self.token_life is None:
            return
        check_duration(self.token_life, "tokenLife")
        if not 1 <= parse_duration(self.token_life) <= LIMITS.token_life_s_max:
            longest = format_duration(LIMITS.token_life_s_max)
            raise ValueError(f"tokenLife: must be between 1s and {longest}")


class User(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A known customer; unknown user ids are welcome too and have no name."""

    id: Id
    name: str = ""
    email: str = ""


class TenantConfig(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """All that a fixture says of a tenant. The first deployment and client are the default.

    Attributes:
        brand_id: By which number CXone's clients name the tenant; None: one is made of its id.
    """

    name: str = ""
    brand_id: Annotated[int, Meta(ge=1, le=2_147_483_647)] | None = None
    deployments: Annotated[tuple[Deployment, ...], Meta(min_length=1)]
    queues: Annotated[tuple[Queue, ...], Meta(min_length=1)]
    fallback_queue: str = ""
    routing: tuple[Rule, ...] = ()
    agents: Annotated[tuple[Agent, ...], Meta(max_length=LIMITS.agents_per_tenant_max)] = ()
    clients: Annotated[tuple[Client, ...], Meta(min_length=1)]
    users: tuple[User, ...] = ()
    integrations: tuple[Integration, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def fallback(self) -> str:
        """The queue for what no rule matches: the one named, else the first."""
        return self.fallback_queue or self.queues[0].id
