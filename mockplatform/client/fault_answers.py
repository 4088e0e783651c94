"""Owns what the calls about faults answer."""

from __future__ import annotations

from typing import Any

from mockplatform.client.answers import Answer


class Fault(Answer, frozen=True, kw_only=True):
    """A fault that is set.

    Attributes:
        fired: How often it has fired, for all subjects.
        held: How many calls and sockets it holds now.
        state: Whether its window is still to open (`waiting`), `open`, or `shut` for good.
    """

    id: str
    where: dict[str, Any]
    when: dict[str, Any]
    what: dict[str, Any]
    state: str
    fired: int
    held: int
    set_at: str
    opens_at: str
    shuts_at: str | None = None
    ends_at: str | None = None
    seed: int


class FaultList(Answer, frozen=True, kw_only=True):
    """The faults in their order."""

    faults: list[Fault]


class Kind(Answer, frozen=True, kw_only=True):
    """A kind of fault.

    Attributes:
        kind: Its name, for `what["kind"]`.
        summary: What it does.
        sees: What the client sees.
        phases: Where it may stand; the first is meant where a fault names none.
        example: A fault that can be set as it stands.
        schema: What `what` may hold, as JSON Schema.
    """

    kind: str
    summary: str
    sees: str
    phases: list[str]
    example: dict[str, Any]
    schema: dict[str, Any]


class KindList(Answer, frozen=True, kw_only=True):
    """All kinds of faults."""

    kinds: list[Kind]
