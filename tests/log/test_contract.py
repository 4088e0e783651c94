"""What every log owes, asked of each. Source: `mockplatform/log/base.py`.

Uniqueness of once-keys is guarded twice: the core decides over the whole stream and stores
no second one, whatever log is below; a durable log refuses it once more, on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mockplatform.core.aggregate import StreamId
from mockplatform.core.context import ContextRemoved, ContextWritten
from mockplatform.errors import WrongExpectedVersion
from mockplatform.log.base import Log
from mockplatform.log.memory import MemoryLog
from mockplatform.log.sql import SqlLog
from tests.log.samples import message, messages, stream, streams_of, texts


@pytest.fixture(params=["memory", "sql"])
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Log]:
    """Each log there is, empty."""
    in_memory = request.param == "memory"
    log: Log = MemoryLog() if in_memory else await SqlLog.open(f"sqlite:///{tmp_path}/file.db")
    yield log
    await log.close()


async def test_an_append_returns_the_version_it_leads_to(log: Log) -> None:
    """The n-th event of a stream has version n."""
    assert await log.append(stream(), 0, messages("a")) == 1
    assert await log.append(stream(), 1, messages("b", "c")) == 3


async def test_what_was_appended_is_read_in_order(log: Log) -> None:
    """Reading gives back equal events, oldest first."""
    events = [*messages("a", "b"), message("c", client_id="c-1")]
    await log.append(stream(), 0, events[:1])
    await log.append(stream(), 1, events[1:])
    assert list(await log.read(stream())) == events


async def test_reading_begins_behind_a_version(log: Log) -> None:
    """`after` is the last version that the reader has."""
    await log.append(stream(), 0, messages("a", "b", "c"))
    assert texts(await log.read(stream(), 1)) == ["b", "c"]
    assert texts(await log.read(stream(), 3)) == []
    assert texts(await log.read(stream(), 9)) == []


async def test_an_unknown_stream_is_empty(log: Log) -> None:
    """Nobody has to create a stream; an unknown one, of a known tenant or not, is empty."""
    await log.append(stream("known"), 0, messages("a"))
    assert list(await log.read(stream("unknown"))) == []
    assert list(await log.read(stream(tenant="unknown"))) == []


async def test_what_a_reader_got_does_not_change(log: Log) -> None:
    """A reading is a copy: it neither grows, nor is the log changed by it."""
    await log.append(stream(), 0, messages("a"))
    before = await log.read(stream())
    await log.append(stream(), 1, messages("b"))
    assert texts(before) == ["a"]


async def test_a_log_keeps_its_own_list_of_events(log: Log) -> None:
    """A caller may change its list afterwards."""
    mine = messages("a")
    await log.append(stream(), 0, mine)
    mine.append(message("b"))
    assert texts(await log.read(stream())) == ["a"]


@pytest.mark.parametrize("expected", [0, 1, 3])
async def test_another_version_than_expected_is_refused(log: Log, expected: int) -> None:
    """Whoever decided on an old state decides again; nothing was kept."""
    await log.append(stream(), 0, messages("a", "b"))
    with pytest.raises(WrongExpectedVersion):
        await log.append(stream(), expected, messages("c"))
    assert texts(await log.read(stream())) == ["a", "b"]


async def test_a_refused_append_begins_no_stream(log: Log) -> None:
    """A stream is there from its first event on, and so is a tenant."""
    with pytest.raises(WrongExpectedVersion):
        await log.append(stream(), 1, messages("a"))
    assert await streams_of(log, "shop") == []
    assert list(await log.tenants()) == []


async def test_appending_nothing_only_checks_the_version(log: Log) -> None:
    """No events: no stream, no tenant, the same refusal."""
    assert await log.append(stream(), 0, []) == 0
    assert list(await log.tenants()) == []
    await log.append(stream(), 0, messages("a"))
    assert await log.append(stream(), 1, []) == 1
    with pytest.raises(WrongExpectedVersion):
        await log.append(stream(), 0, [])


async def test_one_of_many_writers_wins_a_version(log: Log) -> None:
    """The version decides, not who waits where."""
    appends = (log.append(stream(), 0, messages(number)) for number in range(20))
    outcomes = await asyncio.gather(*appends, return_exceptions=True)
    assert outcomes[0] == 1
    assert {type(outcome) for outcome in outcomes[1:]} == {WrongExpectedVersion}
    assert texts(await log.read(stream())) == ["0"]


async def test_whoever_was_too_late_reads_what_was_first(log: Log) -> None:
    """A refusal comes when there is something new to read, so that the next try succeeds."""

    async def add(text: str) -> None:
        while True:
            version = len(await log.read(stream()))
            try:
                await log.append(stream(), version, messages(text))
            except WrongExpectedVersion:
                assert len(await log.read(stream())) > version
            else:
                return

    await asyncio.gather(*(add(str(number)) for number in range(8)))
    assert sorted(texts(await log.read(stream()))) == [str(number) for number in range(8)]


async def test_appends_of_one_stream_may_follow_each_other_without_waiting(log: Log) -> None:
    """Version n + 1 may be asked for before n is safe."""
    appends = (log.append(stream(), number, messages(number)) for number in range(5))
    assert await asyncio.gather(*appends) == [1, 2, 3, 4, 5]
    assert texts(await log.read(stream())) == ["0", "1", "2", "3", "4"]


async def test_a_refused_append_leaves_its_neighbours_alone(log: Log) -> None:
    """Others that were waiting at the same moment are kept."""
    outcomes = await asyncio.gather(
        log.append(stream("a"), 0, messages("a")),
        log.append(stream("b"), 7, messages("b")),
        log.append(stream("c"), 0, messages("c")),
        return_exceptions=True,
    )
    assert (outcomes[0], outcomes[2]) == (1, 1)
    assert isinstance(outcomes[1], WrongExpectedVersion)
    assert await streams_of(log, "shop") == [stream("a"), stream("c")]


async def test_streams_come_in_the_order_of_their_first_events(log: Log) -> None:
    """Later events change nothing about the order."""
    for id_ in ("c", "a", "b"):
        await log.append(stream(id_), 0, messages("first"))
    await log.append(stream("b"), 1, messages("second"))
    assert await streams_of(log, "shop") == [stream("c"), stream("a"), stream("b")]


async def test_streams_of_all_kinds_are_listed(log: Log) -> None:
    """Kind and id together name a stream; the same id of another kind is another stream."""
    document = StreamId("shop", "context", "one")
    await log.append(stream("one"), 0, messages("a"))
    await log.append(document, 0, [ContextWritten(at=1.0, data={"cart": [1, {}]}, ttl_s=60.0)])
    await log.append(document, 1, [ContextRemoved(at=2.0, reason="deleted")])
    assert await streams_of(log, "shop") == [stream("one"), document]
    assert texts(await log.read(stream("one"))) == ["a"]
    assert [type(event) for event in await log.read(document)] == [ContextWritten, ContextRemoved]


async def test_many_streams_are_listed_once_each(log: Log) -> None:
    """A listing in pages neither loses nor repeats any."""
    ids = [f"stream-{number}" for number in range(1100)]
    await asyncio.gather(*(log.append(stream(id_), 0, messages("a")) for id_ in ids))
    assert await streams_of(log, "shop") == [stream(id_) for id_ in ids]


async def test_tenants_do_not_touch(log: Log) -> None:
    """The same id in two tenants names two streams."""
    await log.append(stream(tenant="shop"), 0, messages("shop"))
    await log.append(stream(tenant="bank"), 0, messages("bank"))
    assert texts(await log.read(stream(tenant="shop"))) == ["shop"]
    assert texts(await log.read(stream(tenant="bank"))) == ["bank"]
    assert sorted(await log.tenants()) == ["bank", "shop"]
    assert await streams_of(log, "bank") == [stream(tenant="bank")]


async def test_a_forgotten_stream_is_as_if_it_had_never_been(log: Log) -> None:
    """It is empty, not listed, and begins again at version 1; others stay."""
    await log.append(stream("a"), 0, messages("old", "older"))
    await log.append(stream("b"), 0, messages("b"))
    await log.forget(stream("a"))
    assert list(await log.read(stream("a"))) == []
    assert await streams_of(log, "shop") == [stream("b")]
    assert await log.append(stream("a"), 0, messages("new")) == 1
    assert texts(await log.read(stream("a"))) == ["new"]
    assert await streams_of(log, "shop") == [stream("b"), stream("a")]


async def test_a_tenant_without_streams_is_none(log: Log) -> None:
    """Forgetting the last stream forgets the tenant; forgetting what is unknown does nothing."""
    await log.append(stream(), 0, messages("a"))
    await log.forget(stream("unknown"))
    await log.forget(stream(tenant="unknown"))
    assert list(await log.tenants()) == ["shop"]
    await log.forget(stream())
    assert list(await log.tenants()) == []


async def test_a_dropped_tenant_is_as_if_it_had_never_been(log: Log) -> None:
    """All its streams are gone, others' stay, and the name may be used again at once."""
    for id_ in ("a", "b"):
        await log.append(stream(id_), 0, messages("old", "older"))
    await log.append(stream(tenant="bank"), 0, messages("bank"))
    await log.drop("shop")
    assert list(await log.tenants()) == ["bank"]
    assert await streams_of(log, "shop") == []
    assert list(await log.read(stream("a"))) == []
    assert await log.append(stream("a"), 0, messages("new")) == 1
    assert texts(await log.read(stream("a"))) == ["new"]
    assert texts(await log.read(stream(tenant="bank"))) == ["bank"]


async def test_dropping_an_unknown_tenant_does_nothing(log: Log) -> None:
    """A second drop finds nothing."""
    await log.append(stream(), 0, messages("a"))
    await log.drop("unknown")
    await log.drop("shop")
    await log.drop("shop")
    assert list(await log.tenants()) == []


async def test_an_old_version_of_a_dropped_tenant_is_refused(log: Log) -> None:
    """Whoever still holds a state of the old tenant must load again."""
    await log.append(stream(), 0, messages("a"))
    await log.drop("shop")
    with pytest.raises(WrongExpectedVersion):
        await log.append(stream(), 1, messages("b"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Grüße",
        "\u0000",
        "\u202eabc",
        "👩‍👩‍👧‍👦",
        "\U0010ffff",
        "'; DROP TABLE event; --",
        "x" * 8000,
    ],
)
async def test_any_text_comes_back_as_it_was(log: Log, text: str) -> None:
    """Names and texts of every script are kept byte for byte."""
    named = StreamId(f"tenant {text[:40]}", "conversation", f"id {text[:40]}")
    await log.append(named, 0, [message(text, client_id=text)])
    assert texts(await log.read(named)) == [text]
    assert await streams_of(log, named.tenant) == [named]


async def test_a_replaced_tenant_has_the_new_streams_and_no_others(log: Log) -> None:
    """In the order in which they were given; other tenants stay as they are."""
    await log.append(stream("old"), 0, messages("old"))
    await log.append(stream("both"), 0, messages("old", "older"))
    await log.append(stream(tenant="bank"), 0, messages("bank"))
    await log.replace("shop", {stream("new"): messages("1", "2"), stream("both"): messages("3")})
    assert await streams_of(log, "shop") == [stream("new"), stream("both")]
    assert texts(await log.read(stream("new"))) == ["1", "2"]
    assert texts(await log.read(stream("both"))) == ["3"]
    assert list(await log.read(stream("old"))) == []
    assert texts(await log.read(stream(tenant="bank"))) == ["bank"]
    assert await log.append(stream("both"), 1, messages("4")) == 2
    assert texts(await log.read(stream("both"), 1)) == ["4"]


async def test_a_tenant_that_never_was_may_be_replaced_too(log: Log) -> None:
    """It begins with the streams; with none it is none."""
    await log.replace("shop", {stream("a"): messages("a")})
    assert list(await log.tenants()) == ["shop"]
    await log.replace("shop", {})
    assert list(await log.tenants()) == []
    assert await streams_of(log, "shop") == []


async def test_what_replaces_keeps_stand_ins_as_appending_does(log: Log) -> None:
    """Of a value that the next one makes void nothing is left, however it came in."""
    document = StreamId("shop", "context", "one")
    values = [ContextWritten(at=1.0, data={"n": n}, ttl_s=60.0) for n in range(3)]
    await log.append(document, 0, values)
    appended = list(await log.read(document))
    await log.replace("shop", {document: values})
    assert list(await log.read(document)) == appended


async def test_who_replaces_may_change_his_lists_afterwards(log: Log) -> None:
    """The log keeps its own."""
    mine = messages("a")
    await log.replace("shop", {stream(): mine})
    mine.append(message("b"))
    assert texts(await log.read(stream())) == ["a"]


async def test_an_append_behind_what_was_replaced_is_refused(log: Log) -> None:
    """Whoever still holds a state of the old streams must load again."""
    await log.append(stream(), 0, messages("a", "b"))
    await log.replace("shop", {stream(): messages("x")})
    with pytest.raises(WrongExpectedVersion):
        await log.append(stream(), 2, messages("c"))
    assert texts(await log.read(stream())) == ["x"]
