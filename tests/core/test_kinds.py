"""Every kind of stream is known, and every event reads back from a store as it was."""

from __future__ import annotations

import msgspec
import pytest

from mockplatform.core import events as e
from mockplatform.core import lease
from mockplatform.core.aggregate import Event, fold
from mockplatform.core.commands import Close, SetConversationData, SetRoutingData
from mockplatform.core.context import ContextRemoved, ContextWritten
from mockplatform.core.feed import FeedEnded, FeedSet
from mockplatform.core.files import File, FileOffered
from mockplatform.core.kinds import AGGREGATES, SCHEMA_NUMBER, decode, encode
from mockplatform.core.lease import Holder, Start
from mockplatform.core.session import SessionStarted
from mockplatform.core.tenancy import TenantCreated
from mockplatform.settings import DEFAULTS
from tests.core.builders import ANN, BEA, NOW, Story, connected
from tests.core.test_feed import TOKEN
from tests.core.test_tenancy import CONFIG

FAMILY: Story[lease.Family] = Story(lease.AGGREGATE)
FAMILY.do(
    Start(holder=Holder(user_id="a", client_id="b"), scope=("x",), access_id="a1", key_id="k")
)
FAMILY.advance(86_400)
TALK = connected()
TALK.say("hi \U0001f600 \u2028", key="k1")
TALK.do(SetRoutingData(data={"a": True}, merge=True))
TALK.do(SetConversationData(data={"n": [1, 1.5, 2**70, None, {"x": ""}]}, merge=True))
TALK.transfer()
TALK.accept(BEA)
TALK.do(Close(by="agent", reason="done"))
OTHERS: list[Event] = [
    ContextWritten(at=NOW, data={"a": {"b": [1.25, -0.0]}}, ttl_s=0.5),
    ContextRemoved(at=NOW, reason="expired"),
    SessionStarted(at=NOW, deployment_id="shop", customer=ANN, life_s=1.5),
    FileOffered(at=NOW, file=File(id="f", name="a", mime="b/c", size=1, offered_at=NOW)),
    FeedSet(at=NOW, secret="s", user_id="a", client_id="b", token=TOKEN, opened_at=NOW),
    FeedEnded(at=NOW, reason="token"),
    TenantCreated(at=NOW, config=CONFIG, settings=DEFAULTS, seed=2**63, issuer="http://a.test"),
]


def test_each_kind_is_known_by_its_name() -> None:
    """Design, section 2: conversations, families, contexts, tenants; what dialects add."""
    kinds = {"conversation", "family", "context", "session", "customer", "feed", "tenant"}
    assert set(AGGREGATES) == kinds
    assert all(AGGREGATES[kind].kind == kind for kind in AGGREGATES)
    assert SCHEMA_NUMBER >= 1


@pytest.mark.parametrize(
    "event", [*TALK.events, *FAMILY.events, *OTHERS], ids=lambda event: type(event).__name__
)
def test_an_event_reads_back_as_it_was(event: Event) -> None:
    """What a store kept is what had happened, to the last digit and type."""
    assert decode(encode(event)) == event


def test_a_conversation_read_from_a_store_is_the_one_that_was_written() -> None:
    """Design, section 2: persistence is a reading of the stream."""
    stored = [encode(event) for event in TALK.events]
    assert fold(AGGREGATES["conversation"], "s1", [decode(one) for one in stored]) == TALK.state


def test_an_event_that_nobody_knows_is_refused() -> None:
    """A store of another schema is not guessed at."""
    with pytest.raises(msgspec.ValidationError, match="Invalid value 'Strange'"):
        decode(b'{"event":"Strange","at":1.0}')


def test_every_event_of_every_kind_can_be_stored() -> None:
    """The decoder's list is complete: each event class has a tag of its own in it."""
    for event in TALK.events:
        assert isinstance(event, e.ConversationEvent)
    tags = [
        cls.__struct_config__.tag
        for cls in Event.__subclasses__()
        if cls.__module__.startswith("mockplatform.")
    ]
    assert len(tags) == len(set(tags))
    for tag in tags:
        with pytest.raises(msgspec.ValidationError, match="missing required field"):
            decode(msgspec.json.encode({"event": tag}))
