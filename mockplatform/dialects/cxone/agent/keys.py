"""Owns access keys: for whom each speaks, and what its secret is.

Invented: a key is a client of the fixture by its id and secret, and speaks for the client's `user`,
else for nobody: a program. Each agent has a key too, by his id and that with `-secret` behind it.
"""

from __future__ import annotations

import hmac

from mockplatform.errors import Forbidden
from mockplatform.tenant import Tenant

_SECRET = "-secret"  # noqa: S105 - what stands behind an agent's id, and guards nothing


def subject_of(tenant: Tenant, id_: str, secret: str) -> str | None:
    """Return for whom a key speaks, an agent's id or a client's; None where it is none.

    Raises:
        Forbidden: The key's user is no agent, and nobody else has an agents' side.
    """
    client = tenant.client(id_)
    agents = tenant.tenancy.agents
    right = client.secret if client is not None else f"{id_}{_SECRET}" if id_ in agents else ""
    if not right or not hmac.compare_digest(right.encode(), secret.encode()):
        return None
    subject: str = id_ if client is None else client.user or client.id
    if subject not in agents and tenant.client(subject) is None:
        raise Forbidden(
            f"The user {subject!r} of the access key is no agent",
            hint="Have the client's `user` in the fixture be an agent's id.",
        )
    return subject
