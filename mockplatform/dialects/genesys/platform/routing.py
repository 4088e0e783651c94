"""Owns queues as the platform API shows them."""

from __future__ import annotations

from mockplatform.core.configuration import Queue
from mockplatform.dialects.genesys.platform.pages import page
from mockplatform.dialects.genesys.shapes.platform import Queue as QueueView
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import UnknownThing, nearest


def view(queue: Queue) -> QueueView:
    """Return a queue."""
    return QueueView(
        id=queue.id, name=queue.name or queue.id, self_uri=f"/api/v2/routing/queues/{queue.id}"
    )


def find(call: Call, id_: str) -> Queue:
    """Return a queue of the tenant.

    Raises:
        UnknownThing: It has none by that id.
    """
    known = {queue.id: queue for queue in call.tenant.config.queues}
    if id_ not in known:
        raise UnknownThing("queue", id_, hint=nearest(id_, known))
    return known[id_]


async def listing(call: Call) -> Answer:
    """Give the queues, a page at a time."""
    return Answer(200, page(call, call.tenant.config.queues, view))


async def get(call: Call) -> Answer:
    """Give a queue."""
    return Answer(200, view(find(call, call.params["id"])))
