"""Owns the calls about outages: what is known, what runs, started and stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.calls.verbs import post
from mockplatform.client.outage_answers import Outage, OutageList
from mockplatform.client.request import Request, segment


def list() -> Request[OutageList]:  # noqa: A001 - as the API calls it
    """List the outages, each with how it goes."""
    return _get("/outages", OutageList)


def get(name: str) -> Request[Outage]:
    """Show an outage with its course, and how it goes."""
    return _get(f"/outages/{segment(name)}", Outage)


def start(
    name: str,
    *,
    for_: str | float | None = None,
    intensity: float | None = None,
    seed: int | None = None,
    after: str | float | None = None,
) -> Request[Outage]:
    """Start an outage.

    Args:
        name: Which one.
        for_: How long it lasts, on the tenant's clock: its course is stretched or squeezed.
        intensity: From 0, which harms nobody, to 1, as if left out.
        seed: From which its draws derive; the tenant's if left out.
        after: How long from now it begins.
    """
    body = {"for": for_, "intensity": intensity, "seed": seed, "after": after}
    return post(f"/outages/{segment(name)}/start", Outage, body)


def stage(
    outage: Mapping[str, Any],
    *,
    for_: str | float | None = None,
    intensity: float | None = None,
    seed: int | None = None,
    after: str | float | None = None,
) -> Request[Outage]:
    """Start an outage of one's own.

    Args:
        outage: What it is, as its file says it: `{"name": …, "for": …, "steps": […]}`.
        for_: As for `start`, and so are the others.
        intensity: As for `start`.
        seed: As for `start`.
        after: As for `start`.
    """
    how = {"lasts": for_, "intensity": intensity, "seed": seed, "after": after}
    return post("/outages", Outage, {**outage, **how})


def stop(name: str) -> Request[Outage]:
    """End an outage now; what it held goes on at once. One that is over stays as it is."""
    return post(f"/outages/{segment(name)}/stop", Outage)
