"""Snapshots: all that a tenant is, as a document; put back, copied, and refused when it is none.

Source: the admin API's contract: everything but live sockets, clock and random stream included.
"""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockplatform.faults.registry import KINDS
from mockplatform.limits import LIMITS
from tests.admin.api import Api
from tests.journeys.rewinding import travel
from tests.support.server import MESSAGING, serving
from tests.support.talk import talking

Document = dict[str, Any]


async def taken(api: Api) -> Document:
    """Return a snapshot without what each call of the admin API moves on."""
    document: Document = (await api.get("/snapshot")).body
    document["luck"]["acts"] = 0
    return document


async def busy(api: Api) -> Document:
    """Let a lot happen on a clock that stands; return the snapshot of it."""
    await api.post("/clock/pause")
    await travel(api.server)
    return await taken(api)


def stream_of(document: Document, kind: str) -> Document:
    """Return the first stream of a kind."""
    return next(one for one in document["streams"] if one["kind"] == kind)


async def test_what_is_put_back_is_what_was_taken(api: Api) -> None:
    """After anything else has happened in between."""
    before = await busy(api)
    await travel(api.server)
    assert await taken(api) != before
    assert (await api.put("/snapshot", before)).status == 200
    assert await taken(api) == before


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(range(7)), max_size=12), seed=st.integers(0, 99))
async def test_putting_back_is_the_identity(steps: list[int], seed: int, tmp_path: Path) -> None:
    """Whatever has happened before, in memory and in a file."""
    store = f"sqlite:///{tmp_path}/{seed}.db" if seed % 2 else "memory"
    async with serving(store=store, seed=seed) as server:
        api = Api(server)
        await api.post("/clock/pause")
        for number, step in enumerate(steps):
            await ACTS[step](api, number)
        before = await taken(api)
        await api.post("/clock/advance", {"by": "1h"})
        assert (await api.put("/snapshot", before)).status == 200
        assert await taken(api) == before


async def _open(api: Api, number: int) -> None:
    headers = {"Authorization": f"Bearer {await server_token(api)}"}
    body = {"routingData": {"language": "en", "n": str(number % 2)}}
    opened = await api.call("POST", MESSAGING, body, headers=headers)
    assert opened.status == 201 or "X-Mockplatform-Fault" in opened.headers, opened


async def server_token(api: Api) -> str:
    """Return a token for a user."""
    return await api.server.token()


async def _say(api: Api, number: int) -> None:
    for id_ in list(api.server.tenant.conversations)[:1]:
        headers = {"Authorization": f"Bearer {await server_token(api)}"}
        body = {"text": f"m{number}", "clientMessageId": str(number)}
        await api.call("POST", f"{MESSAGING}/{id_}/messages", body, headers=headers)


async def _advance(api: Api, number: int) -> None:
    await api.post("/clock/advance", {"by": (number + 1) * 7})


async def _harm(api: Api, number: int) -> None:
    what = {"kind": "rate_limit", "quota": number} if number % 2 else {"kind": "status"}
    await api.post("/faults", {"what": what, "when": {"probability": 0.5, "for": "1m"}})


async def _leave(api: Api, number: int) -> None:
    del number
    for id_ in tuple(api.server.tenant.conversations):
        await api.post(f"/conversations/{id_}/agent/leave")


async def _rotate(api: Api, number: int) -> None:
    await api.post("/keys/rotate", {"keepOld": number})


async def _outage(api: Api, number: int) -> None:
    name = ("websocket-flap", "half-open-sockets")[number % 2]
    await api.post(f"/outages/{name}/start", {})


ACTS = (_open, _say, _advance, _harm, _leave, _rotate, _outage)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_fault_is_put_back(api: Api, kind: str) -> None:
    """With what it has counted and remembers."""
    example = {"kind": kind, **KINDS[kind].example}
    assert (await api.post("/faults", {"id": "one", "what": example})).status == 201
    token = await api.server.token()
    headers = {"Authorization": f"Bearer {token}"}
    if kind not in {"hang", "latency", "reset", "close", "drip", "truncate"}:
        for _ in range(3):
            url = api.server.url + MESSAGING
            async with api.server.http.get(url, headers=headers) as answer:
                await answer.read()
    before = await taken(api)
    assert (await api.put("/snapshot", before)).status == 200
    assert (await taken(api))["faults"] == before["faults"]


async def test_a_snapshot_goes_on_in_a_fresh_server(tmp_path: Path) -> None:
    """Tokens stay good, and the conversation goes on at its next seq, also after a restart."""
    async with serving() as first:
        api = Api(first)
        token = await first.token()
        id_ = await first.conversation(token)
        document = (await api.get("/snapshot")).body
    store = f"sqlite:///{tmp_path}/file.db"
    headers = {"Authorization": f"Bearer {token}"}
    path = f"{MESSAGING}/{id_}/messages"
    async with serving(seed=2, store=store) as second:
        api = Api(second)
        assert (await api.put("/snapshot", document)).status == 200
        version = second.tenant.conversations[id_].version
        said = await api.call("POST", path, {"text": "on"}, headers=headers)
        assert (said.status, said["seq"]) == (201, version + 1)
        assert second.tenant.tenancy.seed == document["streams"][0]["events"][0]["seed"]
    async with serving(seed=3, store=store) as third:
        said = await Api(third).call("POST", path, {"text": "and on"}, headers=headers)
        assert (said.status, said["seq"]) == (201, version + 2)


async def test_a_tenant_is_copied(api: Api) -> None:
    """The copy has everything under its own id; tokens of the other are not good for it."""
    token = await api.server.token()
    id_ = await api.server.conversation(token)
    document = (await api.get("/snapshot")).body
    await api.server.add_tenant("copy")
    other = api.of("copy")
    assert (await other.put("/snapshot", document))["id"] == "copy"
    assert (await other.get(f"/conversations/{id_}")).status == 200
    headers = {"Authorization": f"Bearer {token}"}
    assert (await api.call("GET", f"{MESSAGING}/{id_}", headers=headers)).status == 200
    assert (await other.call("GET", f"{MESSAGING}/{id_}", headers=headers)).status == 401
    assert (await other.get("/tenants/copy")) is not None
    mine = {"Authorization": f"Bearer {await other.token('user-7')}"}
    assert (await other.call("GET", f"{MESSAGING}/{id_}", headers=mine)).status == 200
    assert (await api.call("GET", f"/t/default{MESSAGING}/{id_}", headers=mine)).status == 401


async def test_sockets_close_and_the_journal_goes_on(api: Api) -> None:
    """1012: the client comes back; what happened did happen."""
    token = await api.server.token()
    id_ = await api.server.conversation(token)
    document = (await api.get("/snapshot")).body
    newest = api.server.tenant.journal.last_id
    async with talking(api.server, token, id_) as talk:
        await talk.frame()
        assert (await api.put("/snapshot", document)).status == 200
        assert (await talk.end()).code == 1012
    assert api.server.tenant.journal.last_id > newest
    secret = stream_of(document, "tenant")["events"][-1]["pem"]
    journal = json.dumps((await api.get("/journal")).body)
    assert secret[:60] not in journal
    assert "Put a snapshot in the tenant's place" in journal


async def test_a_clock_that_runs_goes_on_from_the_snapshots_time(api: Api) -> None:
    """Anchored at real time now, and so also after the next rewind."""
    await api.post("/clock/advance", {"by": "1h"})
    document = (await api.get("/snapshot")).body
    await api.post("/clock/advance", {"by": "5h"})
    await api.put("/snapshot", document)
    assert api.server.tenant.clock.now() == document["clock"]["now"]
    assert api.server.tenant.clock.state.paused is False


def change(document: Document, path: str, value: Any) -> Document:
    """Return a document with another value at a path."""
    changed = copy.deepcopy(document)
    at: Any = changed
    *way, last = [int(part) if part.isdecimal() else part for part in path.split("/")]
    for part in way:
        at = at[part]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return changed


BAD: tuple[tuple[str, Any], ...] = (
    ("schema", 99),
    ("schema", ...),
    ("tenant", 7),
    ("more", 1),
    ("clock/now", -1.0),
    ("clock/now", 1e300),
    ("clock/rate", 0),
    ("luck/ids", "AAAA"),
    ("luck/calls", -1),
    ("streams", []),
    ("streams/0/kind", "nothing"),
    ("streams/0/id", "other"),
    ("streams/0/id", "a\nb"),
    ("streams/0/events", []),
    ("streams/0/events/0", ...),
    ("streams/0/events/0/event", "Foreign"),
    ("streams/0/events/0/event", "MessageSent"),
    ("streams/0/events/0/at", 1e18),
    ("streams/0/events/0/config/clients", []),
    ("streams/0/events/0/config/fallbackQueue", "nowhere"),
    (
        "streams/0/events/KeyAdded/pem",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ),
    ("streams/conversation@/events/1", ...),
    ("due", [{"kind": "channel", "subject": "x", "at": 1.0}]),
    ("due", [{"kind": "dispatch", "subject": "x", "at": -1.0}]),
    ("waiting", [{"queue": "general", "conversations": ["nobody"]}]),
    ("bots/0/conversation", "nobody"),
    ("typing", {"x": 1e300}),
    ("faults", [{}]),
    ("faults/0/fault/what/kind", "nothing"),
    ("faults/0/fault/id", ...),
    ("faults/0/memory", [1]),
    ("faults/0/memory", [[{"tuple": 1}, 1]]),
    ("faults/0/state", "elsewhere"),
    ("outages", [{"outage": {}}]),
)


async def test_what_is_no_snapshot_is_refused_and_changes_nothing(api: Api) -> None:
    """With its place and the next step."""
    await api.post("/faults", {"id": "one", "what": {"kind": "status"}, "where": {"subject": "x"}})
    document = await busy(api)
    for path, value in BAD:
        wrong = change(document, placed(document, path), value)
        reply = await api.put("/snapshot", wrong)
        assert reply.status == 400, (path, value, reply)
        assert reply["hint"], path
        assert reply["errors"][0]["path"].startswith("$"), reply
        assert await taken(api) == document, path


def placed(document: Document, path: str) -> str:
    """Return a path whose stream or event is named by its number."""
    for place in ("tenant", "conversation"):
        path = path.replace(place + "@", str(document["streams"].index(stream_of(document, place))))
    events = stream_of(document, "tenant")["events"]
    added = next(n for n, one in enumerate(events) if one["event"] == "KeyAdded")
    return path.replace("KeyAdded", str(added))


@pytest.mark.parametrize(
    "body", ["", "[]", "7", "{", '{"a":' * 90 + "1" + "}" * 90, '{"schema": NaN}', "{}"]
)
async def test_what_is_no_document_is_refused(api: Api, body: str) -> None:
    """Not read to the end even."""
    headers = {"Content-Type": "application/json"}
    reply = await api.call("PUT", "/__admin/snapshot", headers=headers, data=body)
    assert reply.status == 400, reply


async def test_a_conversations_events_must_follow_its_table(api: Api) -> None:
    """The place of the first that cannot stand there is told."""
    document = await busy(api)
    number = document["streams"].index(stream_of(document, "conversation"))
    events = document["streams"][number]["events"]
    place = next(n for n, one in enumerate(events) if one.get("verb") == "accept")
    wrong = change(document, f"streams/{number}/events/{place}/verb", "decline")
    reply = await api.put("/snapshot", wrong)
    assert reply.status == 400
    assert reply["errors"][0]["path"] == f"$.streams[{number}].events[{place}]"


async def test_a_large_snapshot_is_taken_and_a_larger_one_refused(api: Api) -> None:
    """The route has a limit of its own; the others keep theirs."""
    token = await api.server.token()
    for _ in range(12):
        await api.server.conversation(token, conversationData={"note": "x" * 60_000})
    document = (await api.get("/snapshot")).body
    assert len(json.dumps(document)) > LIMITS.body_bytes_max
    assert (await api.put("/snapshot", document)).status == 200
    assert len(api.server.tenant.conversations) == 12
    assert await status_of(api, "/__admin/snapshot", LIMITS.snapshot_bytes_max + 1) == 413
    assert await status_of(api, "/__admin/faults", LIMITS.body_bytes_max + 1) == 413


async def status_of(api: Api, path: str, length: int) -> int:
    """Announce a body of a length; return the status that comes before any of it is sent."""
    host, port = api.server.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {length}\r\n\r\n".encode())
    line = await reader.readline()
    writer.close()
    return int(line.split()[1])


async def test_a_rewound_default_tenant_does_not_go_by_itself(api: Api) -> None:
    """How long an unused tenant lives is a matter of its place, not of what is put there."""
    await api.post("/tenants", {"id": "short", "ttl": "1s"})
    document = (await api.of("short").get("/snapshot")).body
    assert (await api.put("/snapshot", document)).status == 200
    assert api.server.tenant.tenancy.ttl_s is None
