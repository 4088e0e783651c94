"""Owns what all acts on a chat socket have in common: who asks, on which channel, for what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from mockplatform import customers
from mockplatform.core.channels import Channel
from mockplatform.core.customer import Customer, Thread
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.dialects.cxone.chat.words import Answer
from mockplatform.dialects.cxone.shapes.heard import Payload, ThreadHeard
from mockplatform.edge.follower import Follower
from mockplatform.errors import UnknownThing
from mockplatform.guests.standing import Cause

_NOTE_CHARS = 500


def _let_by(customer: Customer) -> None:
    del customer


class Asked(NamedTuple):
    """A request on a socket.

    Attributes:
        judge: Judges it before its customer is met, where that changes anything; raises what it
            is refused with.
    """

    socket: Follower
    line: Line
    head: Payload
    channel: Channel
    judge: Callable[[Customer], None] = _let_by

    @property
    def cause(self) -> Cause:
        """For what the work is done."""
        return Cause(self.socket.correlation_id, self.socket.staged)

    @property
    def customer(self) -> Customer:
        """Who asks.

        Raises:
            UnknownThing: Nobody has said.
        """
        if not self.line.customer_id:
            raise UnknownThing(
                "customer", "", hint="Name one in payload.consumerIdentity.idOnExternalPlatform."
            )
        return customers.customer_of(self.socket.tenant, self.line.customer_id)

    def thread(self, named: ThreadHeard | None) -> Thread:
        """Return the thread that is meant: the one named, else the latest.

        Raises:
            UnknownThing: There is none.
        """
        id_ = None if named is None else named.id_on_external_platform
        return customers.thread_in(self.socket.tenant, self.customer, id_ or None)


def note(asked: Asked, what: str, text: str) -> None:
    """Have the journal say something of a request."""
    socket = asked.socket
    socket.tenant.journal.record(
        "note",
        (what, text[:_NOTE_CHARS]),
        correlation_id=socket.correlation_id,
        subject=socket.user_id,
        conversation_id=socket.conversation_id,
    )


Judge = Callable[[Asked, Any, Customer], None]
"""Judges what an event asks for a customer who is about to be met."""
Act = Callable[[Asked, Any], Awaitable[Answer]]
"""Does what an event asks on a socket; returns what it came to."""
