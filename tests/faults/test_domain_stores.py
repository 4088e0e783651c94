"""Faults of what is stored: read as it was, acknowledged and lost, starved, closed, forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.faults.domain import Stage, of, path_of, staged
from tests.support.faulty import fault, set_fault, shown, take_away
from tests.support.server import MESSAGING
from tests.support.talk import talking

ANN = {"subject": "ann"}
CONTEXT = "/api/v2/widget-context/ctx_ann"


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each store there is."""
    return "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/mock.db"


def events(stage: Stage, since: int) -> list[dict[str, Any]]:
    """Return what the journal tells of events behind an entry."""
    return shown(stage.server, "event", since=since)


# stale_read


async def test_a_stale_read_answers_what_was_with_that_versions_etag(store: str) -> None:
    async with staged(store) as stage:
        opened = await stage.ann.open()
        one, messages = path_of(opened), path_of(opened, "/messages")
        await stage.ann(f"POST {messages}", {"text": "old"})
        was = [await stage.ann(f"GET {path}") for path in (one, messages, MESSAGING)]
        await stage.ann.advance(60)
        await stage.ann(f"POST {messages}", {"text": "new"})
        what = {"by": "30s"}
        async with fault(stage.server, "stale_read", id="old", where=ANN, what=what):
            stale = [await stage.ann(f"GET {path}") for path in (one, messages, MESSAGING)]
            known = await stage.ann(f"GET {one}", headers={"If-None-Match": was[0].headers["ETag"]})
            diff = await stage.ann(f"GET {messages}?after=3")
        after = await stage.ann(f"GET {one}")

        assert [one.body for one in stale] == [one.body for one in was]
        assert stale[0].headers["ETag"] == was[0].headers["ETag"] != after.headers["ETag"]
        assert [of(one) for one in stale] == [(200, "old")] * 3
        assert known.status == 304
        assert (diff["entities"], diff["latestSeq"]) == ([], 3)
        assert (after["latestSeq"], of(after)) == (4, (200, None))


async def test_what_is_younger_is_not_there_yet_and_can_be_written_all_the_same() -> None:
    async with staged() as stage:
        opened = await stage.ann.open()
        await stage.ann(f"PUT {CONTEXT}", {"a": 1})
        theirs = await stage.bob.open()
        async with fault(stage.server, "stale_read", where=ANN, what={"by": "1s"}):
            assert (await stage.ann(f"GET {path_of(opened)}")).refusal == (404, "not.found")
            assert (await stage.ann(f"GET {MESSAGING}"))["entities"] == []
            assert (await stage.ann(f"GET {CONTEXT}")).status == 404
            sent = await stage.ann(f"POST {path_of(opened, '/messages')}", {"text": "hi"})
            assert of(sent) == (201, None)
            assert (await stage.bob(f"GET {path_of(theirs)}")).status == 200
        assert (await stage.ann(f"GET {path_of(opened)}"))["latestSeq"] == 3
        assert {entry["effect"] for entry in stage.told()} == {"ReadStale"}


async def test_a_document_that_was_there_then_is_read() -> None:
    async with staged() as stage:
        await stage.ann(f"PUT {CONTEXT}", {"a": 1})
        await stage.ann.advance(60)
        async with fault(stage.server, "stale_read", where=ANN, what={"by": "30s"}):
            assert (await stage.ann(f"GET {CONTEXT}")).body == {"a": 1}


# lost_write


async def test_a_lost_message_is_acknowledged_and_nowhere(store: str) -> None:
    async with staged(store) as stage:
        opened = await stage.ann.open()
        messages = path_of(opened, "/messages")
        async with talking(stage.server, stage.ann.token, opened["id"]) as talk:
            await talk.until("hello")
            since = stage.server.tenant.journal.last_id
            body = {"text": "hi", "clientMessageId": "m-1"}
            async with fault(stage.server, "lost_write", id="lost", where=ANN):
                lost = await stage.ann(f"POST {messages}", body)
                assert events(stage, since) == []
                kept = await stage.bob.open()
            again = await stage.ann(f"POST {messages}", body)
            heard = (await talk.until("message"))[-1]

        assert of(lost) == (201, "lost")
        assert (lost["seq"], lost["text"]) == (3, "hi")
        assert of(again) == (201, None)
        assert lost["id"] != again["id"] == heard["messageId"]
        assert (again["seq"], heard["seq"]) == (3, 3)
        assert (await stage.bob(f"GET {path_of(kept)}")).status == 200
        page = await stage.ann(f"GET {messages}")
        assert [one["id"] for one in page["entities"]] == [again["id"]]
        assert [entry["faultKind"] for entry in stage.told()] == ["lost_write"]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("PUT {}/routing-data", {"tier": "gold"}),
        ("PATCH {}/conversation-data", {"cart": 3}),
        ("DELETE {}", None),
        (f"PUT {CONTEXT}", {"a": 2}),
        (f"DELETE {CONTEXT}", None),
    ],
)
async def test_each_writing_can_be_lost(verb: str, body: Any) -> None:
    async with staged() as stage:
        opened = await stage.ann.open()
        await stage.ann(f"PUT {CONTEXT}", {"a": 1})
        before = stage.ann.versions()
        asked = verb.format(path_of(opened))
        async with fault(stage.server, "lost_write", id="lost", where=ANN):
            lost = await stage.ann(asked, body)
        unchanged = stage.ann.versions()
        kept = await stage.ann(asked, body)

        assert unchanged == before
        assert stage.ann.versions() != before
        assert of(lost) == (kept.status, "lost")
        assert lost.headers.get("ETag") == kept.headers.get("ETag")
        if "routing" not in verb:  # which tells also whether the placement was cached
            assert lost.data == kept.data


async def test_a_lost_creation_answers_a_conversation_that_is_not_there(store: str) -> None:
    async with staged(store) as stage:
        async with fault(stage.server, "lost_write", where=ANN):
            lost = await stage.ann(f"POST {MESSAGING}", {"message": {"text": "hi"}})
        assert (lost.status, lost["latestSeq"]) == (201, 3)
        assert (await stage.ann(f"GET {path_of(lost)}")).status == 404
        assert (await stage.ann.open())["id"] != lost["id"]


async def test_a_refused_writing_is_refused_also_where_it_would_be_lost() -> None:
    async with staged() as stage:
        opened = await stage.ann.open()
        async with fault(stage.server, "lost_write", where=ANN):
            bad = await stage.ann(f"POST {path_of(opened, '/messages')}", {"text": ""})
            typed = await stage.ann(f"POST {path_of(opened, '/typing')}", {"state": "on"})
        assert bad.refusal == (400, "invalid.value")
        assert of(typed) == (204, None)


# truncate_routing_data


@pytest.mark.parametrize("policy", ["reject", "truncate"])
async def test_routing_data_loses_its_values_and_falls_back(policy: str) -> None:
    async with staged(
        settings={"agentsAct": False, "botsAct": False, "routingPolicy": policy}
    ) as stage:
        data = {"tier": "gold", "topic": "x" * 40, "vip": True, "note": ""}
        whole = await stage.ann.open(routingData=data)
        async with fault(stage.server, "truncate_routing_data", id="cut", where=ANN):
            cut = await stage.ann.open(routingData=data)
        async with fault(stage.server, "truncate_routing_data", where=ANN, what={"to": 70}):
            put = await stage.ann(f"PUT {path_of(whole, '/routing-data')}", data)
            assert (await stage.bob.open(routingData=data))["routingData"] == data
        after = await stage.ann(f"PUT {path_of(whole, '/routing-data')}", data)

        assert of(cut) == (201, "cut")
        assert cut["routingData"] == dict.fromkeys(data)
        assert cut["routing"]["rule"] is None
        assert "over 0 bytes" in cut.hint
        assert "tier" in cut.hint
        assert put["routingData"] == {**data, "note": None, "vip": None, "topic": None}
        assert put.status == 200
        assert after["routingData"] == data
        assert after.hint == ""


# close_conversation


async def test_a_conversation_is_closed_under_the_call(store: str) -> None:
    async with staged(store) as stage:
        opened, theirs = await stage.ann.open(), await stage.bob.open()
        async with talking(stage.server, stage.ann.token, opened["id"]) as talk:
            await talk.until("hello")
            what = {"reason": "maintenance"}
            async with fault(stage.server, "close_conversation", id="end", where=ANN, what=what):
                met = await stage.ann(f"POST {path_of(opened, '/messages')}", {"text": "hi"})
                again = await stage.ann(f"GET {path_of(opened)}")
                foreign = await stage.ann(f"GET {path_of(theirs)}")
            rest, end = await talk.rest()

        assert met.status == 409
        assert of(met) == (409, "end")
        assert (again["state"], again["closeReason"]) == ("CLOSED", "maintenance")
        assert of(again) == (200, None)
        assert foreign.status == 403
        assert (rest[-1]["type"], end.code) == ("conversation.closed", 4410)
        assert (await stage.bob(f"GET {path_of(theirs)}"))["state"] == "OPEN"
        kinds = [entry["kind"] for entry in shown(stage.server, "fault", "event")]
        assert kinds.index("fault") < len(kinds) - 1
        assert len(stage.told()) == 1


async def test_at_once_all_live_conversations_in_scope_are_closed(store: str) -> None:
    async with staged(store) as stage:
        mine = [await stage.ann.open() for _ in range(3)]
        theirs, other = await stage.bob.open(), await stage.eve.open()
        await stage.ann(f"DELETE {path_of(mine[0])}")
        what = {"atOnce": True}
        await set_fault(stage.server, "close_conversation", id="end", where=ANN, what=what)
        states = [(await stage.ann(f"GET {path_of(one)}"))["closeReason"] for one in mine]

        assert states == ["customer", "platform", "platform"]
        assert (await stage.bob(f"GET {path_of(theirs)}"))["state"] == "OPEN"
        assert (await stage.eve(f"GET {path_of(other)}"))["state"] == "OPEN"
        assert [entry["conversationId"] for entry in stage.told()] == [
            one["id"] for one in mine[1:]
        ]
        assert (await stage.ann(f"GET {path_of(await stage.ann.open())}"))["state"] == "OPEN"
        await take_away(stage.server, "end")


async def test_at_once_counts_and_draws_for_each_target() -> None:
    async with staged() as stage:
        mine = [await stage.ann.open() for _ in range(6)]
        when = {"skip": 1, "every": 2, "times": 2, "after": "5s"}
        what = {"atOnce": True}
        await set_fault(stage.server, "close_conversation", what=what, where=ANN, when=when)
        assert stage.told() == []
        await stage.ann.advance(5)
        states = [(await stage.ann(f"GET {path_of(one)}"))["state"] for one in mine]
        assert states == ["OPEN", "CLOSED", "OPEN", "CLOSED", "OPEN", "OPEN"]


# context_down, context_evicted


async def test_the_context_store_is_down_and_nothing_else() -> None:
    async with staged() as stage:
        await stage.ann(f"PUT {CONTEXT}", {"a": 1})
        what = {"retryAfter": "7s"}
        async with fault(stage.server, "context_down", id="down", where=ANN, what=what):
            down = [await stage.ann(f"{verb} {CONTEXT}") for verb in ("GET", "DELETE")]
            written = await stage.ann(f"PUT {CONTEXT}", {"a": 2})
            assert (await stage.ann.open()).status == 201
            assert (await stage.bob("PUT /api/v2/widget-context/ctx_bob", {})).status == 201
        assert [of(one) for one in (*down, written)] == [(503, "down")] * 3
        assert down[0].headers["Retry-After"] == "7"
        assert (await stage.ann(f"GET {CONTEXT}")).body == {"a": 1}


async def test_a_document_is_evicted_under_the_call(store: str) -> None:
    async with staged(store) as stage:
        first = await stage.ann(f"PUT {CONTEXT}", {"a": 1})
        theirs = "/api/v2/widget-context/ctx_bob"
        await stage.bob(f"PUT {theirs}", {"b": 1})
        async with fault(stage.server, "context_evicted", id="gone", where=ANN):
            gone = await stage.ann(f"GET {CONTEXT}")
            missed = await stage.ann(f"GET {CONTEXT}")
            foreign = await stage.ann(f"GET {theirs}")
        anew = await stage.ann(f"PUT {CONTEXT}", {"a": 2})

        assert (of(gone), of(missed)) == ((404, "gone"), (404, None))
        assert foreign.status == 403
        assert (await stage.bob(f"GET {theirs}")).body == {"b": 1}
        assert anew.status == 201
        assert anew.headers["ETag"] != first.headers["ETag"]
        assert len(stage.told()) == 1


async def test_at_once_all_documents_in_scope_are_evicted() -> None:
    async with staged() as stage:
        opened = await stage.ann.open()
        by_conversation = f"/api/v2/widget-context/ctx_{opened['id']}"
        theirs = "/api/v2/widget-context/ctx_bob"
        for api, key in ((stage.ann, CONTEXT), (stage.ann, by_conversation), (stage.bob, theirs)):
            await api(f"PUT {key}", {"a": 1})
        await set_fault(stage.server, "context_evicted", where=ANN, what={"atOnce": True})
        assert [(await stage.ann(f"GET {key}")).status for key in (CONTEXT, by_conversation)] == [
            404,
            404,
        ]
        assert (await stage.bob(f"GET {theirs}")).status == 200
        assert len(stage.told()) == 2
