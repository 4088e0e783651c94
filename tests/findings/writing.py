"""Owns a book into which a test writes what widgets write: routing data and other documents."""

from __future__ import annotations

from itertools import count
from typing import Any

from mockplatform.core.configuration import Client, Deployment, Queue, TenantConfig
from mockplatform.core.routing import Rule as RoutingRule
from mockplatform.findings import Rule
from mockplatform.findings.deeds import Deed, Refused, Stored, Who, Wrote
from mockplatform.findings.routing_facts import routing_written, written
from tests.findings.book import Book

TAB_1, TAB_2 = Who("ann", "tab-1"), Who("ann", "tab-2")
RULES = (
    RoutingRule(when={"tier": "premium", "language": "en-*"}, queue="a"),
    RoutingRule(when={"requires_callback": True}, queue="a"),
    RoutingRule(when={"vip": ["yes", True], "intent": ["order", "return*"]}, queue="a"),
)
MERGE = "routingData.merge"


def config(*rules: RoutingRule) -> TenantConfig:
    """Return a tenant's configuration with these rules."""
    return TenantConfig(
        deployments=(Deployment(id="d"),),
        queues=(Queue(id="a"),),
        clients=(Client(id="c", secret="s"),),
        routing=rules,
    )


class Writing(Book):
    """A journal of what is written to one conversation, `c1`."""

    def __init__(self, rule: type[Rule], *rules: RoutingRule) -> None:
        super().__init__(rule, config(*(rules or RULES)))
        self._calls = count(1)

    def says(self, members: dict[str, Any], who: Who = TAB_1, **options: Any) -> int:
        """Write a request that says something to routing; a creation, if nothing is said of it."""
        merge = options.pop("is_merge", False)
        act = routing_written("c1", members, who.instance, is_merge=merge)
        return self.did(act, who=who, id_="c1", **options)

    def frame(self, members: dict[str, Any], who: Who = TAB_1, channel: str = "w1") -> int:
        """Write a frame that merges routing data."""
        act = routing_written("c1", members, who.instance, is_merge=True)
        return self.wrote("frame", "in", channel, MERGE, 9, None, who=who, id_="c1", act=act)

    def answers(self, act: Any, who: Who = TAB_1, channel: str = "w1") -> int:
        """Write the frame that answers one: `Stored` or `Refused`."""
        return self.wrote("frame", "out", channel, "ack", 9, None, who=who, id_="c1", act=act)

    def sets(self, members: dict[str, Any], who: Who = TAB_1, **how: Any) -> int:
        """Write a request that is stored, with the event that comes of it; `how` as in `written`.

        A document is known by `kind` and `key`; `status` is the answer's, and `cause` the event's
        that was written before.
        """
        kind, key = how.pop("kind", "routing"), how.pop("key", "c1")
        status, kept = how.pop("status", 200), how.pop("is_kept", True)
        cause = how.pop("cause", "")
        how.setdefault("is_merge", True)
        act: Wrote = written(kind, key, members, who.instance, **how)
        if not cause and kept:
            cause = f"call-{next(self._calls)}"
            self.changes(cause, kind, key)
        deed = Deed(who, "", status, acts=(act, Stored(kind, key, is_kept=kept)))
        return self.journal.record(
            "http", ("POST", "/", status, 1.0), correlation_id=cause, subject=who.user, deed=deed
        )

    def changes(self, cause: str, kind: str = "routing", key: str = "c1") -> int:
        """Write the event that something has changed."""
        names = {"routing": "RoutingDataChanged", "conversation": "ConversationDataChanged"}
        name = names.get(kind, "ContextWritten")
        is_context = kind == "context"
        return self.journal.record(
            "event",
            ("context" if is_context else "conversation", 1, name),
            correlation_id=cause,
            subject=key if is_context else "",
            conversation_id="" if is_context else key,
        )


def refused(code: str, **options: Any) -> Refused:
    """Return the refusal of a merge."""
    return Refused(MERGE, code, **options)
