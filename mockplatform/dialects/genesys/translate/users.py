"""Owns users and the organization on the wire: the tenant, and its people."""

from __future__ import annotations

from mockplatform.core.configuration import Agent
from mockplatform.core.duty import status_of
from mockplatform.dialects.genesys.shapes.conversations import Ref
from mockplatform.dialects.genesys.shapes.platform import Organization, RoutingStatus, User
from mockplatform.ids import derive_uuid


def domain(organization_id: str) -> str:
    """Return the domain of addresses that were not given. Invented; it can be nobody's."""
    return f"{organization_id}.example"


def home(organization_id: str) -> Ref:
    """Return the one division that there is. Invented: divisions are not emulated."""
    id_ = derive_uuid("division", organization_id)
    return Ref(id=id_, name="Home", self_uri=f"/api/v2/authorization/divisions/{id_}")


def organization(id_: str, name: str) -> Organization:
    """Return the tenant."""
    return Organization(
        id=id_, name=name or id_, domain=domain(id_), self_uri="/api/v2/organizations/me"
    )


def user(agent: Agent, organization_id: str) -> User:
    """Return a user; who has no address is given one."""
    email = agent.email or f"{agent.id}@{domain(organization_id)}"
    return User(
        id=agent.id,
        name=agent.name or agent.id,
        email=email,
        username=email,
        division=home(organization_id),
        acd_auto_answer=False,
        self_uri=f"/api/v2/users/{agent.id}",
    )


def routing_status(agent: Agent, *, is_talking: bool) -> RoutingStatus:
    """Return how a user stands to his queues. When that began is not known."""
    return RoutingStatus(user_id=agent.id, status=status_of(agent, is_talking=is_talking))
