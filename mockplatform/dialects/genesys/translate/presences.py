"""Owns presences on the wire: their definitions, and what a user is seen as.

Source: [C] an answer of /api/v2/presencedefinitions kept in tests of Genesys' Terraform provider:
the definitions that every organization has, with ids that are the same in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.core.configuration import Agent, Presence
from mockplatform.core.duty import ON_QUEUE, OnQueue, presence_of
from mockplatform.dialects.genesys.shapes.platform import (
    PresenceDefinition,
    SystemPresence,
    UserPresence,
)
from mockplatform.durations import format_instant

SOURCE = "PURECLOUD"
IDS: Mapping[Presence | OnQueue, str] = {
    "Available": "6a3af858-942f-489d-9700-5f9bcdcdae9b",
    "Away": "5e5c5c66-ea97-4e7f-ac41-6424784829f2",
    "Break": "227b37e2-f1d0-4dd0-8f50-badd7cf6d158",
    "Busy": "31fe3bac-dea6-44b7-bed7-47f91660a1a0",
    "Idle": "7ffa01cd-7866-4ad7-8faa-31e11b42f51f",
    "Meal": "3fd96123-badb-4f69-bc03-1b1ccc6d8014",
    "Meeting": "bbdff279-7ae1-48ea-bade-7831d7234c64",
    "Offline": "ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5",
    ON_QUEUE: "e08eaf1b-ee47-4fa9-a231-1200e284798f",
    "Training": "d2390a99-8546-bad9-8f0a-219548e8aeb0",
}
BY_ID: Mapping[str, Presence | OnQueue] = {id_: name for name, id_ in IDS.items()}


def definition(presence: Presence | OnQueue) -> PresenceDefinition:
    """Return a definition as /api/v2/presencedefinitions has it."""
    return PresenceDefinition(
        id=IDS[presence],
        system_presence=presence,
        language_labels={"en_US": presence},
        primary=True,
        deactivated=False,
        self_uri=f"/api/v2/presencedefinitions/{IDS[presence]}",
    )


def newer_definition(presence: Presence | OnQueue) -> PresenceDefinition:
    """Return a definition as /api/v2/presence/definitions has it.

    Source: [M] OrganizationPresenceDefinition: its enumeration has no blanks.
    """
    return PresenceDefinition(
        id=IDS[presence],
        name=presence,
        type="System",
        system_presence=presence.replace(" ", ""),
        language_labels={"en_US": presence},
        deactivated=False,
        self_uri=f"/api/v2/presence/definitions/{IDS[presence]}",
    )


def system(presence: Presence | OnQueue) -> SystemPresence:
    """Return a presence by its name alone. Source: [M] SystemPresence; [?] the capitals."""
    return SystemPresence(id=IDS[presence], name=presence.upper().replace(" ", "_"))


def user_presence(agent: Agent, since: float | None) -> UserPresence:
    """Return what a user is seen as, and since when (UTC epoch seconds).

    Source: [C] an answer kept in tests of a public client.
    """
    presence = presence_of(agent)
    return UserPresence(
        source=SOURCE,
        primary=True,
        presence_definition=PresenceDefinition(
            id=IDS[presence],
            system_presence=presence,
            self_uri=f"/api/v2/presencedefinitions/{IDS[presence]}",
        ),
        modified_date=None if since is None else format_instant(since),
        self_uri=f"/api/v2/users/{agent.id}/presences",
    )
