"""Owns the topics: which there are, how they are written, who may have them told.

Source: [M] the topics' names and schemas in PureCloudPlatformClientV2 269; Genesys developer
forum, "Notifications service limits & concepts" (the combined form).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from mockplatform.dialects.genesys.shapes.notifications import AvailableTopic
from mockplatform.errors import nearest
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access

Root = Literal["v2.users", "v2.routing.queues"]
USERS: Root = "v2.users"
QUEUES: Root = "v2.routing.queues"
MESSAGES = "conversations.messages"
ALL_MEDIA = "conversations"
TYPING = "conversations.inbound.typing.event"
ROUTING_STATUS = "routingStatus"
PRESENCE = "presence"


class Kind(NamedTuple):
    """A kind of topic: what it tells, and the schema of its events."""

    root: Root
    name: str
    description: str
    schema: str

    @property
    def template(self) -> str:
        """How such a topic is written."""
        return f"{self.root}.{{id}}.{self.name}"


KINDS = (
    Kind(
        USERS,
        ALL_MEDIA,
        "A user's conversations, of all media",
        "ConversationEventTopicConversation",
    ),
    Kind(
        USERS,
        MESSAGES,
        "A user's message conversations",
        "ConversationMessageEventTopicMessageConversation",
    ),
    Kind(
        USERS,
        TYPING,
        "That a customer types in a user's conversation",
        "V2ConversationMessageTypingEventForUserTopicMessageData",
    ),
    Kind(
        USERS,
        ROUTING_STATUS,
        "How a user stands to his queues",
        "UserRoutingStatusUserRoutingStatus",
    ),
    Kind(USERS, PRESENCE, "What a user is seen as", "PresenceEventUserPresence"),
    Kind(
        QUEUES,
        ALL_MEDIA,
        "A queue's conversations, of all media",
        "ConversationEventTopicConversation",
    ),
    Kind(
        QUEUES,
        MESSAGES,
        "A queue's message conversations",
        "ConversationMessageEventTopicMessageConversation",
    ),
)
_TEMPLATES = tuple(kind.template for kind in KINDS)
_NAMES: Mapping[Root, tuple[str, ...]] = {
    root: tuple(sorted((kind.name for kind in KINDS if kind.root == root), key=len, reverse=True))
    for root in (USERS, QUEUES)
}


class Topic(NamedTuple):
    """One topic: of whom, and what."""

    root: Root
    id: str
    name: str

    def __str__(self) -> str:
        """Return it as it stands on the wire."""
        return f"{self.root}.{self.id}.{self.name}"


def parse(text: str) -> tuple[Topic, ...]:
    """Return the topic that a text means, or those that its combined form does; () for none."""
    for root, names in _NAMES.items():
        if not text.startswith(f"{root}."):
            continue
        rest = text[len(root) + 1 :]
        id_, mark, combined = rest.partition("?")
        if mark:
            parts = tuple(Topic(root, id_, name) for name in combined.split("&"))
            return parts if id_ and all(one.name in names for one in parts) else ()
        for name in names:
            if rest.endswith(f".{name}") and len(rest) > len(name) + 1:
                return (Topic(root, rest[: -len(name) - 1], name),)
    return ()


def rejection(tenant: Tenant, access: Access, text: str) -> str:
    """Return why the holder of a token may not have a topic told; empty if he may.

    An agent may have his own topics and those of queues, a client all. Source: [?] who may; the
    platform asks for permissions, which are not emulated.
    """
    found = parse(text) if len(text) <= LIMITS.feed_topic_chars_max else ()
    if not found:
        return f"No such topic is emulated. {nearest(text[:100], _TEMPLATES)}"
    root, id_, _ = found[0]
    if root == QUEUES:
        known = {queue.id for queue in tenant.config.queues}
        return "" if id_ in known else f"No queue {id_[:64]!r}. {nearest(id_, known)}"
    agents = tenant.tenancy.agents
    is_client = access.claims.sub not in agents and tenant.client(access.claims.sub) is not None
    if not is_client and access.claims.sub != id_:
        return "It is another user's: an agent may have his own topics told, and those of queues"
    return "" if id_ in agents else f"No user {id_[:64]!r}. {nearest(id_, agents)}"


class Wanted:
    """What a channel wants to be told: topics by what they are about."""

    __slots__ = ("_by",)

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._by: dict[tuple[Root, str], dict[str, str]] = {}
        for text in texts:
            for topic in parse(text):
                self._by.setdefault((topic.root, topic.name), {})[topic.id] = str(topic)

    def of(self, root: Root, name: str) -> Mapping[str, str]:
        """Return the topics of a kind, by the id of whom they are about."""
        return self._by.get((root, name), {})


def available(expand: Iterable[str]) -> list[AvailableTopic]:
    """Return the topics that there are, with the members that are asked for."""
    asked = frozenset(expand)
    return [_available(kind, asked) for kind in KINDS]


def _available(kind: Kind, asked: frozenset[str]) -> AvailableTopic:
    is_own = kind.root == USERS
    members = {
        "description": kind.description,
        "requires_permissions": [],
        "requires_current_user": is_own,
        "enforced": True,
        "visibility": "Public",
        "schema": {"id": kind.schema, "type": "object"},
        "transports": ["Websocket"],
        "topic_parameters": ["id"],
    }
    wire = AvailableTopic.__struct_encode_fields__
    names = dict(zip(AvailableTopic.__struct_fields__, wire, strict=True))
    given = {name: value for name, value in members.items() if names[name] in asked}
    return AvailableTopic(id=kind.template, **given)  # type: ignore[arg-type]  # by its own names
