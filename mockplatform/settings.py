"""Owns what a tenant may tune: each setting with its default, range, unit, source and help.

Inside, durations are seconds; on the wire they are written like "31m".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta, Struct

from mockplatform.durations import format_duration, parse_duration
from mockplatform.errors import InvalidValue, UnknownMember
from mockplatform.limits import DAY_S, HOUR_S, LIMITS, MINUTE_S


def _duration(help_: str, source: str, *, low: float = 0.0, high: float = 365 * DAY_S) -> Meta:
    return Meta(ge=low, le=high, description=help_, extra={"unit": "duration", "source": source})


def _flag(help_: str, source: str) -> Meta:
    return Meta(description=help_, extra={"unit": "boolean", "source": source})


def _count(help_: str, source: str, *, low: int, high: int) -> Meta:
    return Meta(ge=low, le=high, description=help_, extra={"unit": "count", "source": source})


_SUPPRESSION = r"^[a-z][a-z0-9-]*(:[^,]+)?$(?!\n)"
"""A rule, perhaps with whom it is to pass over; without commas, between which they are listed."""
GUIDE = "guide"
INVENTED = "invented"


class Settings(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The settings of one tenant."""

    access_token_life: Annotated[
        float, _duration("How long an access token lives", f"{GUIDE}: 30 to 60 minutes", low=1)
    ] = 30 * MINUTE_S
    refresh_grace: Annotated[
        float,
        _duration("How long the last refresh token, sent again, gives the same answer", INVENTED),
    ] = LIMITS.refresh_grace_s
    family_idle: Annotated[
        float, _duration("How long a token family lives unused", f"{GUIDE}: sliding window", low=1)
    ] = LIMITS.family_idle_s
    family_life: Annotated[
        float, _duration("How long a token family lives in all", INVENTED, low=1)
    ] = LIMITS.family_life_s
    revoke_on_refresh: Annotated[
        bool, _flag("Whether a refresh ends the old access token at once", INVENTED)
    ] = False
    inactivity: Annotated[
        float,
        _duration(
            "How long without a message or typing closes a conversation",
            f"{GUIDE}: 15 to 30 minutes",
            low=1,
        ),
    ] = 15 * MINUTE_S
    messaging_inactivity: Annotated[
        float,
        _duration(
            "How long without a message closes a Genesys conversation; 0: never",
            "Genesys help: off by default",
        ),
    ] = 0.0
    threading_window: Annotated[
        float,
        _duration(
            "How long after its end a guest's next message goes on in the same conversation; "
            "0: never",
            "Genesys help: 0 to 72 hours, by default 72",
            high=72 * HOUR_S,
        ),
    ] = 72 * HOUR_S
    ring: Annotated[
        float, _duration("How long an agent is alerted before the next one", INVENTED, low=0.1)
    ] = 30.0
    not_responding: Annotated[
        bool,
        _flag(
            "Whether a person who lets an offer lapse gets no more until marked as responding",
            "Genesys: routing status NOT_RESPONDING; off by default here",
        ),
    ] = False
    agents_act: Annotated[
        bool, _flag("Whether waiting conversations are offered to agents by themselves", INVENTED)
    ] = True
    bots_act: Annotated[
        bool, _flag("Whether bots take offers and follow their scripts", INVENTED)
    ] = True
    routing_policy: Annotated[
        str,
        Meta(
            pattern=r"^(reject|truncate)$(?!\n)",
            description="What befalls routing data over its limit: reject it or truncate it",
            extra={
                "unit": "choice",
                "source": f"{GUIDE}: truncate the payload or reject it",
            },
        ),
    ] = "reject"
    coerce: Annotated[bool, _flag("Take numbers in routing data as strings", INVENTED)] = False
    context_ttl: Annotated[
        float, _duration("How long a context document lives after its last write", INVENTED, low=1)
    ] = LIMITS.context_ttl_s_default
    token_expiring_warnings: Annotated[
        bool, _flag("Whether sockets warn 5 minutes and 60 s before their token ends", INVENTED)
    ] = True
    socket_expiry: Annotated[
        str,
        Meta(
            pattern=r"^(4401|1008|silent)$(?!\n)",
            description="How a socket ends with its token: close code 4401, 1008, or no frame",
            extra={"unit": "choice", "source": INVENTED},
        ),
    ] = "4401"
    single_socket: Annotated[
        bool, _flag("Whether a second socket of a conversation replaces the first (4409)", INVENTED)
    ] = False
    heartbeat: Annotated[
        float,
        _duration("How often a silent socket is pinged (real time)", INVENTED, low=0.05, high=3600),
    ] = 25.0
    frames_per_second: Annotated[
        int, _count("Frames a second that a socket may send", INVENTED, low=1, high=100_000)
    ] = LIMITS.frames_per_second_max
    api_requests_per_minute: Annotated[
        int,
        _count(
            "Calls of Genesys' platform API within a minute, for each token",
            "Genesys developer forum: 300; older traces show 180",
            low=1,
            high=1_000_000,
        ),
    ] = 300
    guest_dedupe: Annotated[
        bool,
        _flag("Whether a guest's message that comes again (same tracingId) is kept once", INVENTED),
    ] = False
    api_retry_after: Annotated[
        bool,
        _flag(
            "Whether the platform API's 429 says `Retry-After`: some SDKs sleep it out silently",
            "Genesys developer center: it does",
        ),
    ] = True
    journal_entries: Annotated[
        int, _count("Entries that the journal keeps", INVENTED, low=100, high=1_000_000)
    ] = LIMITS.journal_entries_default
    findings: Annotated[
        bool, _flag("Whether what clients do is reviewed: GET /__admin/findings", INVENTED)
    ] = True
    suppress_findings: Annotated[
        tuple[
            Annotated[str, Meta(pattern=_SUPPRESSION, max_length=LIMITS.suppression_chars_max)], ...
        ],
        Meta(
            max_length=100,
            description="Findings that are told, and fail nobody: `rule`, or `rule:subject` with "
            "`*` in the subject for any text",
            extra={"unit": "list", "source": INVENTED},
        ),
    ] = ()
    deleted_kept: Annotated[
        float, _duration("How long a deleted conversation still answers its state", INVENTED)
    ] = LIMITS.conversation_deleted_s


DEFAULTS = Settings()
_NAMES = {field.encode_name: field.name for field in msgspec.structs.fields(Settings)}
_HINTS = get_type_hints(Settings, include_extras=True)
_METAS: dict[str, Meta] = {wire: _HINTS[name].__metadata__[0] for wire, name in _NAMES.items()}
_DURATIONS = frozenset(
    wire for wire, meta in _METAS.items() if (meta.extra or {}).get("unit") == "duration"
)


def change(settings: Settings, changes: Mapping[str, Any], path: str = "settings") -> Settings:
    """Return settings with the wire's `changes` applied, all or none.

    Raises:
        UnknownMember: A name that is no setting.
        InvalidValue: A value of the wrong type or out of its range.
    """
    values = msgspec.to_builtins(settings)
    for name, given in changes.items():
        if name not in _NAMES:
            raise UnknownMember(f"{path}.{name}", name, _NAMES)
        is_duration = name in _DURATIONS and isinstance(given, (str, int, float))
        value = parse_duration(given, f"{path}.{name}") if is_duration else given
        try:
            msgspec.convert({name: value}, Settings)
        except msgspec.ValidationError as error:
            what = str(error).split(" - at `")[0]
            raise InvalidValue(
                f"{path}.{name}", what, hint=_METAS[name].description or ""
            ) from None
        values[name] = value
    return msgspec.convert(values, Settings)


def to_wire(settings: Settings) -> dict[str, Any]:
    """Return the settings as the admin API shows them."""
    values = msgspec.to_builtins(settings)
    return {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    if name in _DURATIONS:
        return format_duration(value)
    return list(value) if isinstance(value, tuple) else value


def schema() -> list[dict[str, Any]]:
    """Return each setting's name, default, unit, range, source and help."""
    defaults = to_wire(DEFAULTS)
    return [
        {
            "name": name,
            "default": defaults[name],
            "unit": (meta.extra or {}).get("unit"),
            "source": (meta.extra or {}).get("source"),
            "help": meta.description,
            **({"min": meta.ge, "max": meta.le} if meta.ge is not None else {}),
            **({"pattern": meta.pattern} if meta.pattern else {}),
        }
        for name, meta in _METAS.items()
    ]
