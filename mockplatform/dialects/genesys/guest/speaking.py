"""Owns for whom the sockets of a session speak."""

from __future__ import annotations

from mockplatform.core.lease import Holder
from mockplatform.core.session import Session


def speaker(session: Session) -> Holder:
    """Return for whom the sockets of a session speak."""
    return Holder(
        user_id=session.customer.id,
        client_id="",
        deployment_id=session.deployment_id,
        instance_id=session.id,
    )
