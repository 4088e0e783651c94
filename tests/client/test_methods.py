"""Every method of the client does what it says, blocking or on an event loop."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from mockplatform.client import AdminError, http
from mockplatform.client.under_test import TenantUnderTest
from tests.client.conftest import Either
from tests.client.customer import open_conversation


@pytest.fixture
def conversation(tenant: TenantUnderTest) -> str:
    """A conversation that nobody looks after."""
    return open_conversation(tenant.url, tenant.token(user_id="user-7"))


def test_the_server_tells_what_it_is(call: Either) -> None:
    assert call("server.live").status == "live"
    assert call("server.ready").status == "ready"
    version = call("server.version")
    assert (version.name, version.store, version.seed) == ("mockplatform", "memory", 1)


def test_the_server_describes_itself(call: Either) -> None:
    assert call("server.openapi")["openapi"].startswith("3.")
    assert call("server.asyncapi")["asyncapi"].startswith("3.")


def test_tenants_are_made_listed_shown_and_taken_away(call: Either) -> None:
    made = call(
        "tenants.create",
        "made-here",
        fixture="retail",
        settings={"inactivity": "5m"},
        seed=3,
        clock="2030-01-01T00:00:00Z",
        ttl="1h",
    )
    assert (made.id, made.fixture, made.seed, made.ttl) == ("made-here", "retail", 3, "1h")
    assert made.now.startswith("2030-01-01")
    assert made in _without_now(call("tenants.list").tenants, made)
    assert call("tenants.get", "made-here").client == made.client
    assert call("tenants.reset", "made-here", "journal").id == "made-here"
    assert call("tenants.delete", "made-here") is None
    assert "made-here" not in [one.id for one in call("tenants.list").tenants]


def _without_now(found: list[Any], like: Any) -> list[Any]:
    return [msgspec.structs.replace(one, now=like.now) for one in found]


def test_this_tenant_is_put_back(call: Either, conversation: str, tenant: TenantUnderTest) -> None:
    assert call("conversations.list").total == 1
    assert call("reset", "clock").id == tenant.id
    assert call("conversations.list").total == 1
    assert call("reset").seed == 7
    assert call("conversations.list").total == 0


def test_the_clock_is_steered(call: Either) -> None:
    assert call("clock.now").mode == "running"
    stands = call("clock.pause")
    assert call("clock.now").mode == "paused"
    advanced = call("clock.advance", "31m")
    assert (stands.fired, advanced.fired_count) == ([], 0)
    assert call("clock.advance", to="2030-01-01T00:00:00Z").now == "2030-01-01T00:00:00.000Z"
    stands = call("clock.pause", "2031-01-01T00:00:00Z")
    assert (stands.now, stands.fired_count) == ("2031-01-01T00:00:00.000Z", 0)
    assert call("clock.resume", 2).rate == 2
    assert call("clock.reset").rate == 1


def test_an_agent_holds_a_conversation(call: Either, conversation: str) -> None:
    assert call("conversations.offer", conversation, "ben").state == "RINGING"
    assert call("conversations.decline", conversation).declined == ["ben"]
    assert call("conversations.offer", conversation, "ana").agent.name == "Ana Duarte"
    assert call("conversations.accept", conversation).state == "ACTIVE"
    said = call("conversations.message", conversation, "Hello", client_message_id="m-1")
    again = call("conversations.message", conversation, "Hello", client_message_id="m-1")
    assert (said.text, said.from_.id, said.duplicate) == ("Hello", "ana", None)
    assert (again.id, again.duplicate) == (said.id, True)
    assert call("conversations.typing", conversation, "on") is None
    assert call("conversations.transfer", conversation, "billing").queue.id == "billing"
    waiting = {one.id: one.waiting for one in call("agents.queues").queues}
    assert (waiting["billing"], waiting["general"]) == (1, 0)
    call("conversations.offer", conversation, "ana")
    call("conversations.accept", conversation)
    assert call("conversations.leave", conversation).state == "OPEN"
    closed = call("conversations.close", conversation, "solved", by="supervisor")
    assert (closed.state, closed.close_reason) == ("CLOSED", "solved")


def test_conversations_are_looked_at(call: Either, conversation: str) -> None:
    listed = call("conversations.list", state="OPEN", queue="general", user_id="user-7", limit=1)
    assert [one.id for one in listed.conversations] == [conversation]
    whole = call("conversations.get", conversation)
    assert (whole.state, whole.transcript, whole.channels) == ("OPEN", [], [])
    events = call("conversations.events", conversation, 1, limit=5)
    assert [one["event"] for one in events.events] == ["Placed"]
    assert call("conversations.delete", conversation) is None
    assert call("conversations.get", conversation).state == "DELETED"


def test_agents_are_made_changed_and_taken_away(call: Either) -> None:
    made = call("agents.create", "mia", name="Mia", queues=["billing"], capacity=2, present=False)
    assert (made.name, made.kind, made.queues) == ("Mia", "person", ["billing"])
    assert call("agents.put", "mia", name="Mia", capacity=5).capacity == 5
    assert call("agents.get", "mia").queues == []
    bot = call("agents.create", "bot", kind="bot", script={"acceptAfter": "2s"})
    assert bot.script is not None
    assert {"mia", "bot"} <= {one.id for one in call("agents.list").agents}
    assert call("agents.delete", "mia") is None


def test_sockets_are_listed_and_dropped(
    call: Either, conversation: str, tenant: TenantUnderTest
) -> None:
    token = tenant.token(user_id="user-7")
    path = f"/api/v2/conversations/messaging/{conversation}/ws"
    with connect(f"{tenant.ws_url}{path}?access_token={token}", proxy=None) as socket:
        socket.recv(timeout=30)
        (channel,) = call("channels.list").channels
        assert channel["conversationId"] == conversation
        assert call("channels.drop", channel["id"], "close", code=1012) is None
        with pytest.raises(ConnectionClosed):
            drain(socket)
        assert socket.close_code == 1012


def drain(socket: ClientConnection) -> None:
    """Read until the socket ends."""
    while True:
        socket.recv(timeout=30)


def test_tokens_are_minted_listed_and_revoked(call: Either) -> None:
    minted = call(
        "tokens.mint", "user-7", scope="user:read", expires_in="90s", claims={"acr": "high"}
    )
    assert (minted.scope, minted.expires_in, minted.claims["acr"]) == ("user:read", 90, "high")
    assert call("tokens.mint", flaw="algNone").flaw == "algNone"
    assert [one.user_id for one in call("tokens.list", user_id="user-7").tokens] == ["user-7"]
    assert call("tokens.expire", user_id="user-7").tokens == 1
    assert call("tokens.list", user_id="user-7").tokens == []
    assert call("tokens.revoke", user_id="user-7").families == 1
    assert call("tokens.revoke", all=True).families == 0


def test_keys_are_shown_and_rotated(call: Either) -> None:
    (key,) = call("keys.list").keys
    assert (key.status, key.pem) == ("signing", None)
    assert call("keys.list", private=True).keys[0].pem.startswith("-----BEGIN")
    old, new = call("keys.rotate", "10m").keys
    assert (old.kid, old.status, new.status) == (key.kid, "verifying", "signing")


def test_settings_are_shown_changed_and_explained(call: Either) -> None:
    assert call("settings.get")["inactivity"] == "15m"
    assert call("settings.patch", {"inactivity": "5m"})["inactivity"] == "5m"
    explained = {one.name: one for one in call("settings.schema").settings}
    assert explained["inactivity"].default == "15m"


def test_the_journal_is_read_and_emptied(call: Either, conversation: str) -> None:
    entries = call("journal.get", kind="event", conversation_id=conversation, limit=10).entries
    assert [one["type"] for one in entries] == ["ConversationCreated", "Placed"]
    assert call("journal.clear") is None
    assert call("journal.get", conversation_id=conversation).entries == []


def test_the_journal_is_verified_and_waited_for(call: Either, conversation: str) -> None:
    created = {"kind": "event", "type": "ConversationCreated"}
    assert call("journal.verify", created, exactly=1, nothing_else=False, since=0).ok
    nothing_else = call("journal.verify", created, nothing_else=True)
    assert (nothing_else.ok, nothing_else.other_count) == (False, len(nothing_else.others))
    missing = call("journal.verify", {"kind": "event", "type": "ConversationCreate"}, at_least=1)
    (difference, *_) = missing.near_misses[0].differs
    assert (difference.field, difference.actual) == ("type", "ConversationCreated")
    assert call("journal.wait", created, between=[1, 2], timeout="10s").count == 1
    assert not call("journal.wait", created, at_most=0, timeout=10).ok


def test_the_journal_is_followed(tenant: TenantUnderTest, conversation: str) -> None:
    asked: dict[str, Any] = {
        "kind": "event",
        "conversation_id": conversation,
        "since": 0,
        "limit": 2,
    }
    blocking = list(tenant.journal.stream(**asked))
    assert [one.entry["type"] for one in blocking if one.entry] == ["ConversationCreated", "Placed"]

    async def followed() -> list[Any]:
        return [one async for one in tenant.async_admin.journal.stream(**asked)]

    assert asyncio.run(followed()) == blocking
    with pytest.raises(AdminError, match="no kind 'evnt'"):
        next(tenant.admin.journal.stream(kind="evnt"))
    asked["kind"] = "evnt"
    with pytest.raises(AdminError, match="no kind 'evnt'"):
        asyncio.run(followed())


def test_a_stream_ends_with_its_tenant(tenant: TenantUnderTest, conversation: str) -> None:
    told = tenant.admin.journal.stream(conversation_id=conversation, since=0)
    first = next(told).entry
    assert first is not None
    assert first["conversationId"] == conversation
    tenant.admin.reset()
    assert {one.entry["conversationId"] for one in told if one.entry} <= {conversation}


def test_an_answer_is_explained(call: Either, conversation: str) -> None:
    (entry,) = call("journal.get", kind="http", path="*/messaging").entries
    told = call("journal.explain", entry["correlationId"])
    assert told.request == entry
    assert (told.conversation.id, told.token.verdict) == (conversation, "good")
    assert any("ConversationCreated happened" in line for line in told.story)


def test_arrivals_are_told(call: Either, conversation: str) -> None:
    told = call("journal.arrivals", bucket="1h", path="*/messaging", subject="user-7", since=0)
    assert (told.total, told.peak, told.bucket, told.clock) == (1, 1, "1h", "wall")
    assert told.buckets[0].at == told.from_
    assert call("journal.arrivals", clock="tenant").total >= 1


def test_faults_are_set_shown_and_taken_away(call: Either) -> None:
    what = {"kind": "status", "status": 503}
    made = call("faults.create", what, id="down", where={"path": "/api/*"}, when={"times": 1})
    assert (made.id, made.state, made.where) == (
        "down",
        "open",
        {"phase": "edge", "path": "/api/*"},
    )
    assert call("faults.get", "down") == made
    assert call("faults.list").faults == [made]
    assert call("faults.remove", "down") is None
    assert call("faults.create", what, ttl="1h", seed=7).seed == 7
    assert call("faults.put", "down", what, where={"subject": "user-7"}).id == "down"
    listed = call("faults.put_all", [{"id": "a", "what": what}, {"id": "down", "what": what}])
    assert [one.id for one in listed.faults] == ["a", "down"]
    assert call("faults.clear") is None
    assert call("faults.list").faults == []


def test_the_kinds_of_faults_are_explained(call: Either) -> None:
    kinds = {one.kind: one for one in call("faults.kinds").kinds}
    assert kinds["status"].phases[0] == "edge"
    assert call("faults.create", **kinds["latency"].example).what["delay"] == "2s"


def test_outages_are_listed_started_shown_and_stopped(call: Either) -> None:
    assert "brownout" in [one.name for one in call("outages.list").outages]
    started = call("outages.start", "brownout", for_="1m", intensity=0.5, seed=7, after="1h")
    assert (started.state, started.intensity, started.seed) == ("waiting", 0.5, 7)
    assert call("outages.get", "brownout") == started
    assert call("outages.stop", "brownout").state == "over"
    steps = [{"faults": [{"id": "down", "what": {"kind": "status"}}]}]
    staged = call("outages.stage", {"name": "mine", "for": "1m", "steps": steps}, for_="2m")
    assert (staged.state, staged.for_, len(staged.faults)) == ("running", "1m", 1)


def test_what_clients_did_wrong_is_told(call: Either, tenant: TenantUnderTest) -> None:
    token = tenant.token(user_id="user-7")
    url = f"{tenant.url}/api/v2/users/me?access_token={token}"
    headers = {"Authorization": f"Bearer {token}"}
    http.send("GET", url, headers=headers, body=None, timeout_s=10)
    told = call("findings.get")
    (found,) = told.findings
    assert (found.rule, found.subject, found.count) == ("token-in-url", "user-7", 1)
    assert [line.entry["id"] for line in found.first.story] == found.evidence
    assert found.advice == next(one.remedy for one in told.rules if one.id == found.rule)
    assert (found.counts, told.counts.warning, told.broken) == (True, 1, {})
    assert call("findings.get", severity="error", rule="*", subject="*", since=0).findings == []
    assert b'"2.1.0"' in call("findings.report", "sarif", artifact="src/widget.ts")
    assert b"<skipped" not in call("findings.report", "junit", fail_on="error")


def test_findings_are_accepted_and_forgotten(call: Either, tenant: TenantUnderTest) -> None:
    url = f"{tenant.url}/api/v2/users/me?access_token={tenant.token(user_id='user-7')}"
    http.send("GET", url, headers={}, body=None, timeout_s=10)
    assert call("findings.baseline").is_set is False
    (known,) = call("findings.accept").findings
    assert known.rule == "token-in-url"
    (found,) = call("findings.get").findings
    assert (found.baseline, found.counts) == ("known", False)
    assert call("findings.accept", [{"rule": "token-in-url", "subject": "ann/*"}]).is_set
    assert call("findings.get").findings[0].counts
    assert call("findings.forget_baseline") is None
    assert call("findings.clear") is None
    assert call("findings.get").findings == []


def test_guest_sessions_are_listed_and_ended(call: Either, tenant: TenantUnderTest) -> None:
    with connect(f"{tenant.ws_url}/v1?deploymentId={tenant.deployment_id}") as socket:
        frame = {
            "action": "configureSession",
            "token": "a-token-of-my-own",
            "deploymentId": tenant.deployment_id,
        }
        socket.send(msgspec.json.encode(frame).decode())
        socket.recv()
        (one,) = call("sessions.list", limit=5).sessions
        assert call("sessions.get", one.id).ended is None
        assert call("sessions.delete", one.id) is None
    assert call("sessions.get", one.id).ended == "expired"


def test_a_token_for_an_agent_is_one_of_staff(tenant: TenantUnderTest) -> None:
    for user_id, status in (("ana", 200), ("user-7", 403), (None, 403)):
        url = f"{tenant.url}/api/v2/routing/queues"
        headers = {"Authorization": f"Bearer {tenant.token(user_id=user_id)}"}
        assert http.send("GET", url, headers=headers, body=None, timeout_s=10).status == status
