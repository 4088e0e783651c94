"""Owns what the tests' own tenants have in common: where they are, and who may act there."""

from __future__ import annotations

from mockplatform.core.events import Person
from mockplatform.tenant import Tenant
from tests.support.server import Server


class Owned:
    """A tenant of a test's own; nothing happens by itself there.

    Attributes:
        server: Where it is.
        id: The tenant's id.
    """

    agent = Person(purpose="agent", id="sam", name="Sam Lee")

    def __init__(self, server: Server, id_: str) -> None:
        self.server = server
        self.id = id_

    @property
    def tenant(self) -> Tenant:
        """The tenant (another object after a reset)."""
        return self.server.platform.tenants[self.id]
