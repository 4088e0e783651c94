"""Owns what conversations were last rendered as: once for all sockets that are to tell of them.

A rendering is kept with the very state it was made of, so that none outlives a reset, a rewind or
a change; who has another state in hand renders it himself.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.dialects.genesys.notifications.topics import ALL_MEDIA, MESSAGES
from mockplatform.dialects.genesys.translate import conversations
from mockplatform.dialects.genesys.translate.participants import Surroundings
from mockplatform.errors import NotReady
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.tenant import Tenant

_VIEWS = {
    MESSAGES: conversations.event_conversation,
    ALL_MEDIA: conversations.generic_event_conversation,
}
_encode = msgspec.json.Encoder().encode


class Rendering(NamedTuple):
    """A conversation whole, in JSON.

    Attributes:
        state: What it was made of.
        body: The JSON.
        digest: What is the same where the JSON is.
    """

    state: Conversation
    body: msgspec.Raw
    digest: bytes


class Renderings:
    """What a tenant's conversations were rendered as last, the latest few of them."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, str], Rendering] = OrderedDict()
        self._read: OrderedDict[str, tuple[Conversation, list[MessageSent]]] = OrderedDict()

    async def get(
        self, service: Service, tenant: Tenant, name: str, state: Conversation
    ) -> Rendering:
        """Return a conversation as the topics of a name tell it."""
        key = (state.id, name)
        if (made := self._made.get(key)) is not None and made.state is state:
            return made
        messages = await self._messages(service, tenant, state)
        # While they were read, somebody else may have rendered it.
        if (made := self._made.get(key)) is not None and made.state is state:
            return made
        body = _encode(_VIEWS[name](state, messages, _around(tenant, state)))
        digest = blake2b(body, digest_size=16).digest()
        made = self._made[key] = Rendering(state, msgspec.Raw(body), digest)
        self._made.move_to_end(key)
        if len(self._made) > LIMITS.feed_renderings_kept:
            self._made.popitem(last=False)
        return made

    async def _messages(
        self, service: Service, tenant: Tenant, state: Conversation
    ) -> list[MessageSent]:
        """Return a conversation's messages as of a state; those read last are remembered."""
        known, messages = self._read.get(state.id, (None, []))
        if known is state:
            return messages
        # Streams only grow: of an older state all that was read is still true.
        after = known.version if known is not None and known.version <= state.version else 0
        try:
            events = await service.events(tenant, "conversation", state.id, after)
        except NotReady:  # the tenant is gone, and its sockets with it
            return []
        said = [one for one in events[: state.version - after] if isinstance(one, MessageSent)]
        messages = [*messages, *said] if after else said
        self._read[state.id] = (state, messages)
        self._read.move_to_end(state.id)
        if len(self._read) > LIMITS.feed_renderings_kept:
            self._read.popitem(last=False)
        return messages


_OF: WeakKeyDictionary[Tenant, Renderings] = WeakKeyDictionary()


def of(tenant: Tenant) -> Renderings:
    """Return a tenant's renderings; they end with it."""
    found = _OF.get(tenant)
    if found is None:
        found = _OF[tenant] = Renderings()
    return found


def _around(tenant: Tenant, state: Conversation) -> Surroundings:
    return Surroundings(
        queues={queue.id: queue for queue in tenant.config.queues},
        ring_s=tenant.settings.ring,
        silent_at=tenant.silent_at(state, state.updated_at) if state.is_live else None,
    )
