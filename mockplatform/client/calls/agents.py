"""Owns the calls about agents, people and bots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from mockplatform.client.answers import Agent, AgentList, QueueList
from mockplatform.client.calls.verbs import delete as _delete
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.calls.verbs import post
from mockplatform.client.calls.verbs import put as _put
from mockplatform.client.request import Request, segment


def list() -> Request[AgentList]:  # noqa: A001 - as the API calls it
    """List the agents in the order in which they are chosen from."""
    return _get("/agents", AgentList)


def get(id: str) -> Request[Agent]:  # noqa: A002 - as the API calls it
    """Show an agent."""
    return _get(f"/agents/{segment(id)}", Agent)


def create(
    id: str,  # noqa: A002 - as the API calls it
    *,
    name: str | None = None,
    kind: Literal["person", "bot"] | None = None,
    queues: Sequence[str] | None = None,
    capacity: int | None = None,
    present: bool | None = None,
    email: str | None = None,
    presence: str | None = None,
    responding: bool | None = None,
    script: Mapping[str, Any] | None = None,
) -> Request[Agent]:
    """Make an agent.

    Args:
        id: A new id.
        name: What customers see.
        kind: A person does what the admin API says, a bot what its script says.
        queues: The ids of the queues served; all of them if left out.
        capacity: Conversations at once, offers included.
        present: Whether offers go to this agent.
        email: The address that platform APIs show; one is made up if left out.
        presence: What a person who is not present says of himself, such as "Busy".
        responding: Whether the last offer was answered; who did not answer gets none.
        script: What a bot does, as in a fixture.
    """
    body = {
        "id": id,
        "name": name,
        "kind": kind,
        "queues": queues,
        "capacity": capacity,
        "present": present,
        "email": email,
        "presence": presence,
        "responding": responding,
        "script": script,
    }
    return post("/agents", Agent, body)


def put(
    id: str,  # noqa: A002 - as the API calls it
    *,
    name: str | None = None,
    kind: Literal["person", "bot"] | None = None,
    queues: Sequence[str] | None = None,
    capacity: int | None = None,
    present: bool | None = None,
    email: str | None = None,
    presence: str | None = None,
    responding: bool | None = None,
    script: Mapping[str, Any] | None = None,
) -> Request[Agent]:
    """Make an agent, or replace one: what is left out becomes the default."""
    body = {
        "name": name,
        "kind": kind,
        "queues": queues,
        "capacity": capacity,
        "present": present,
        "email": email,
        "presence": presence,
        "responding": responding,
        "script": script,
    }
    return _put(f"/agents/{segment(id)}", Agent, body)


def delete(id: str) -> Request[None]:  # noqa: A002 - as the API calls it
    """Take an agent away; what he is connected to goes on."""
    return _delete(f"/agents/{segment(id)}")


def queues() -> Request[QueueList]:
    """List the queues: who serves each, and how many conversations wait in it."""
    return _get("/queues", QueueList)
