"""Owns what the calls about outages answer."""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform.client.answers import Answer


class OutageFault(Answer, frozen=True, kw_only=True):
    """A fault of an outage that was started.

    Attributes:
        state: `waiting`, `open`, `shut`, or `gone` when it is set no more.
        fired: How often it has fired, for all subjects.
        held: How many calls and sockets it holds now.
    """

    id: str
    state: str
    fired: int
    held: int


class Outage(Answer, frozen=True, kw_only=True):
    """An outage, and how it goes, or last went, in the tenant.

    Attributes:
        stages: What it stages.
        client: What a well-behaved client does meanwhile.
        for_: How long it lasts unless it is started otherwise.
        state: `idle`, `waiting`, `running` or `over`.
        since: When it begins, or began, on the tenant's clock.
        until: When it ends by itself, or ended.
        fired: How often its faults have fired.
        faults: Its faults, once it was started.
        steps: Its course, where one outage is shown; `ramps` too.
    """

    name: str
    title: str
    stages: str
    client: str
    for_: str = field(name="for")
    state: str
    since: str | None = None
    until: str | None = None
    intensity: float | None = None
    seed: int | None = None
    fired: int
    faults: list[OutageFault]
    steps: list[dict[str, Any]] | None = None
    ramps: list[dict[str, Any]] | None = None


class OutageList(Answer, frozen=True, kw_only=True):
    """The catalogue, and behind it what was posted to the tenant."""

    outages: list[Outage]
