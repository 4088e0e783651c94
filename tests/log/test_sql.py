"""The log in a SQLite file: what only a durable log owes.

Source: `docs/architecture.md`, the store; SQLite's documentation on WAL and locking modes.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from mockplatform.core.aggregate import StreamId
from mockplatform.core.kinds import SCHEMA_NUMBER
from mockplatform.errors import NotReady, StorageFull, StoreRefused, WrongExpectedVersion
from mockplatform.ids import derive_seed
from mockplatform.limits import LIMITS
from mockplatform.log.sql import SqlLog
from tests.log.samples import message, messages, stream, streams_of, texts, turn


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "file.db"


@asynccontextmanager
async def opened(
    file: Path, *, streams_max: int = 100, pages_max: int | None = None
) -> AsyncIterator[SqlLog]:
    """A log that is closed at the end."""
    log = await SqlLog.open(f"sqlite:///{file}", streams_max=streams_max, pages_max=pages_max)
    try:
        yield log
    finally:
        await log.close()


async def fill(log: SqlLog, name: StreamId) -> None:
    """Append to a stream until the store refuses."""
    version = 0
    while True:
        version = await log.append(name, version, messages("x" * 8000))


def query(file: Path, sql: str) -> list[Any]:
    """Look into a closed file, or tamper with it."""
    with closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute(sql).fetchall()


def bytes_of(file: Path) -> bytes:
    """Return what a file holds."""
    return file.read_bytes()


async def test_a_closed_store_brings_everything_back(file: Path) -> None:
    """Streams, their order, versions and texts outlive the process."""
    async with opened(file) as log:
        await log.append(stream("b"), 0, messages("1", "2"))
        await log.append(stream("a"), 0, messages("3"))
        await log.append(stream(tenant="bank"), 0, messages("4"))
    async with opened(file) as log:
        assert list(await log.tenants()) == ["shop", "bank"]
        assert await streams_of(log, "shop") == [stream("b"), stream("a")]
        assert texts(await log.read(stream("b"))) == ["1", "2"]
        assert texts(await log.read(stream("b"), 1)) == ["2"]
        assert await log.append(stream("b"), 2, messages("5")) == 3
        with pytest.raises(WrongExpectedVersion):
            await log.append(stream("a"), 0, messages("6"))


@pytest.mark.parametrize(("before", "after"), [(None, 0o600), (0o640, 0o640)])
async def test_a_new_store_is_its_owners_alone(file: Path, before: int | None, after: int) -> None:
    """It holds private keys. What SQLite puts beside it has its mode; an old one keeps its own."""
    if before is not None:
        await asyncio.to_thread(file.touch, before)
    async with opened(file) as log:
        await log.append(stream(), 0, messages("a"))
        assert {path.stat().st_mode & 0o777 for path in file.parent.iterdir()} == {after}


async def test_what_was_removed_stays_removed(file: Path) -> None:
    """Forgetting and dropping outlive the process too."""
    async with opened(file) as log:
        for tenant in ("shop", "bank"):
            await log.append(stream("a", tenant=tenant), 0, messages("old"))
            await log.append(stream("b", tenant=tenant), 0, messages("old"))
        await log.forget(stream("a"))
        await log.drop("bank")
        await log.append(stream("c", tenant="bank"), 0, messages("new"))
    async with opened(file) as log:
        assert await streams_of(log, "shop") == [stream("b")]
        assert await streams_of(log, "bank") == [stream("c", tenant="bank")]


async def test_closing_leaves_one_file(file: Path) -> None:
    """The write-ahead log is moved into the file, which can then be copied."""
    async with opened(file) as log:
        await log.append(stream(), 0, messages("a"))
    assert [path.name for path in file.parent.iterdir()] == ["file.db"]


async def test_the_rows_of_a_dropped_tenant_are_freed(file: Path) -> None:
    """However many there are, slice by slice, and others' rows stay."""
    count = 3 * LIMITS.group_commit_events_max
    async with opened(file) as log:
        await log.append(stream(), 0, messages(*range(count)))
        await log.append(stream(tenant="bank"), 0, messages("a"))
        await log.drop("shop")
        for _ in range(4):  # Each turn of the writer frees one slice.
            await log.tenants()
    assert query(file, "SELECT count(*) FROM event") == [(1,)]
    assert query(file, "SELECT name FROM tenant") == [("bank",)]


async def test_a_drop_that_was_interrupted_is_finished_later(file: Path) -> None:
    """Closing does not wait for the slices; the next process frees the rest."""
    async with opened(file) as log:
        await log.append(stream(), 0, messages(*range(3 * LIMITS.group_commit_events_max)))
        await log.drop("shop")
    async with opened(file) as log:
        assert list(await log.tenants()) == []
        for _ in range(4):
            await log.tenants()
    assert query(file, "SELECT count(*) FROM event") == [(0,)]


async def test_appends_that_wait_share_a_commit(file: Path) -> None:
    """A hundred at once take two transactions at most, one after another a hundred."""
    async with opened(file) as log:
        appends = (log.append(stream(str(number)), 0, messages("a")) for number in range(100))
        await asyncio.gather(*appends)
        assert log.groups <= 2
        before = log.groups
        for number in range(10):
            await log.append(stream(str(number)), 1, messages("b"))
        assert log.groups == before + 10


async def test_a_group_has_a_limit(file: Path) -> None:
    """No transaction takes more events than `LIMITS.group_commit_events_max`."""
    half = messages(*range(LIMITS.group_commit_events_max // 2))
    async with opened(file) as log:
        await asyncio.gather(*(log.append(stream(str(number)), 0, half) for number in range(6)))
        assert log.groups == 3


async def test_a_taken_once_key_is_refused(file: Path) -> None:
    """The file itself guards what the core decides: sender and client id once in a stream."""
    async with opened(file) as log:
        await log.append(stream(), 0, [message("a", client_id="1")])
        with pytest.raises(WrongExpectedVersion):
            await log.append(stream(), 1, [message("b", client_id="1")])
        await log.append(stream("other"), 0, [message("b", client_id="1")])
        assert await log.append(stream(), 1, [message("c", client_id="2")]) == 2
        assert texts(await log.read(stream())) == ["a", "c"]


async def test_a_taken_once_key_leaves_its_group_alone(file: Path) -> None:
    """The one at fault is refused, and what builds on it; all others are kept."""
    async with opened(file) as log:
        await log.append(stream(), 0, [message("a", client_id="1")])
        outcomes = await asyncio.gather(
            log.append(stream("b"), 0, messages("b")),
            log.append(stream(), 1, [message("again", client_id="1")]),
            log.append(stream(), 2, messages("built on it")),
            log.append(stream("c", tenant="bank"), 0, messages("c")),
            return_exceptions=True,
        )
        assert [outcomes[0], outcomes[3]] == [1, 1]
        assert {type(outcome) for outcome in outcomes[1:3]} == {WrongExpectedVersion}
        assert texts(await log.read(stream())) == ["a"]
        assert sorted(await log.tenants()) == ["bank", "shop"]


async def test_an_event_that_cannot_be_written_leaves_its_group_alone(file: Path) -> None:
    """Half a surrogate pair is no text: its sender is told, the others are kept."""
    async with opened(file) as log:
        outcomes = await asyncio.gather(
            log.append(stream("a"), 0, messages("a")),
            log.append(stream("\ud800"), 0, messages("b")),
            log.append(stream("c"), 0, messages("\ud800")),
            log.append(stream("d"), 0, messages("d")),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [
            int,
            UnicodeEncodeError,
            UnicodeEncodeError,
            int,
        ]
        assert await streams_of(log, "shop") == [stream("a"), stream("d")]


async def test_a_stream_that_left_memory_is_read_from_the_file(file: Path) -> None:
    """Memory holds the streams used last; the others cost a look into the file, no more."""
    async with opened(file, streams_max=2) as log:
        for number in range(6):
            await log.append(stream(str(number)), 0, messages("a"))
        for number in range(6):
            assert await log.append(stream(str(number)), 1, messages("b")) == 2
        for number in range(6):
            assert texts(await log.read(stream(str(number)))) == ["a", "b"]
            with pytest.raises(WrongExpectedVersion):
                await log.append(stream(str(5 - number)), 0, messages("c"))


async def test_nothing_is_seen_before_its_commit(file: Path) -> None:
    """Whoever reads an event may rely on it, so an append that waits is not shown."""
    async with opened(file) as log:
        await log.append(stream(), 0, messages("a"))
        task = asyncio.create_task(log.append(stream(), 1, messages("b")))
        await turn()
        await turn()
        assert not task.done()
        assert texts(await log.read(stream())) == ["a"]
        await task
        assert texts(await log.read(stream())) == ["a", "b"]


async def test_a_cancelled_append_was_kept_whole_or_not_at_all(file: Path) -> None:
    """In 200 tries, at any moment; memory and file agree, and the log goes on."""
    acknowledged: list[str] = []
    landed = 0
    async with opened(file) as log:
        for number in range(200):
            version = len(await log.read(stream()))
            pair = messages(f"{number}a", f"{number}b")
            task = asyncio.create_task(log.append(stream(), version, pair))
            for _ in range(derive_seed(7, number) % (40 if number % 2 else 400)):
                await turn()
            task.cancel()
            if (await asyncio.gather(task, return_exceptions=True))[0] == version + 2:
                acknowledged += texts(pair)
            await log.append(stream(f"after {number}"), 0, messages("its turn comes later"))
            landed += len(await log.read(stream())) > version
        seen = texts(await log.read(stream()))
    async with opened(file) as log:
        assert texts(await log.read(stream())) == seen
    assert len(set(seen)) == len(seen) == 2 * landed
    assert set(acknowledged) <= set(seen)
    assert [text[:-1] for text in seen[::2]] == [text[:-1] for text in seen[1::2]]
    assert 0 < landed < 200


async def test_a_cancelled_reader_disturbs_nobody(file: Path) -> None:
    """The look into the file goes on for whoever comes next."""
    async with opened(file) as log:
        await log.append(stream(), 0, messages("a"))
    async with opened(file) as log:
        task = asyncio.create_task(log.read(stream()))
        await turn()
        task.cancel()
        assert texts(await log.read(stream())) == ["a"]
        assert await log.append(stream(), 1, messages("b")) == 2


async def test_a_full_disk_refuses_and_recovers(file: Path) -> None:
    """StorageFull, nothing kept, the log alive; with room again all goes on, no restart."""
    async with opened(file, pages_max=40) as log:
        with pytest.raises(StorageFull, match="full"):
            await fill(log, stream(tenant="big"))
        version = len(await log.read(stream(tenant="big")))
        assert 3 < version < 40
        with pytest.raises(StorageFull):
            await log.append(stream(tenant="new"), 0, messages("y" * 8000))
        assert list(await log.tenants()) == ["big"]
        await log.drop("big")
        assert await log.append(stream(tenant="new"), 0, messages("y" * 8000)) == 1
    async with opened(file) as log:
        assert list(await log.tenants()) == ["new"]
        assert texts(await log.read(stream(tenant="new"))) == ["y" * 8000]
        assert await streams_of(log, "big") == []


async def test_closing_keeps_what_was_asked_for_before(file: Path) -> None:
    """Appends that wait are committed and answered; later ones are refused."""
    log = await SqlLog.open(f"sqlite:///{file}")
    tasks = [asyncio.create_task(log.append(stream(), n, messages(n))) for n in range(50)]
    await turn()
    await log.close()
    await log.close()
    assert await asyncio.gather(*tasks) == list(range(1, 51))
    with pytest.raises(NotReady):
        await log.append(stream(), 50, messages("late"))
    async with opened(file) as log:
        assert len(await log.read(stream())) == 50


def test_a_loop_that_ends_closes_the_store(file: Path) -> None:
    """A program that forgot to close loses nothing that was acknowledged, and nobody hangs."""

    async def forget_to_close() -> int:
        log = await SqlLog.open(f"sqlite:///{file}")
        version = await log.append(stream(), 0, messages("a"))
        waiting.append(asyncio.create_task(log.append(stream(), 1, messages("b"))))
        await turn()
        return version

    async def kept() -> list[str]:
        async with opened(file) as log:
            return texts(await log.read(stream()))

    waiting: list[asyncio.Task[int]] = []
    assert asyncio.run(forget_to_close()) == 1
    assert waiting[0].done()
    assert asyncio.run(kept())[:1] == ["a"]


async def test_a_file_has_one_server(file: Path) -> None:
    """A second one is told so at once, and the first is not disturbed."""
    async with opened(file) as log:
        with pytest.raises(StoreRefused, match="in use by another running process") as refused:
            await SqlLog.open(f"sqlite:///{file}")
        assert "file of its own" in refused.value.hint
        assert await log.append(stream(), 0, messages("a")) == 1
    async with opened(file) as log:
        assert texts(await log.read(stream())) == ["a"]


async def test_another_schema_number_is_refused(file: Path) -> None:
    """The message has both numbers and the hint the way out; the file is not touched."""
    async with opened(file) as log:
        await log.append(stream(), 0, messages("a"))
    query(file, "UPDATE mockplatform_schema SET number = 99")
    before = bytes_of(file)
    with pytest.raises(StoreRefused, match="schema number 99") as refused:
        await SqlLog.open(f"sqlite:///{file}")
    assert f"reads number {SCHEMA_NUMBER}" in refused.value.message
    assert "another file" in refused.value.hint
    assert bytes_of(file) == before


async def test_a_database_of_something_else_is_refused(file: Path) -> None:
    """It stays as it is, to the byte."""
    query(file, "CREATE TABLE recipe (name TEXT)")
    before = bytes_of(file)
    with pytest.raises(StoreRefused, match="something else: it has the table 'recipe'"):
        await SqlLog.open(f"sqlite:///{file}")
    assert bytes_of(file) == before


async def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    """It stays as it is, to the byte."""
    await asyncio.to_thread(file.write_text, "Dear diary,\n" * 1000)
    before = bytes_of(file)
    with pytest.raises(StoreRefused, match="no SQLite database"):
        await SqlLog.open(f"sqlite:///{file}")
    assert bytes_of(file) == before


async def test_an_event_of_no_known_kind_is_named(file: Path) -> None:
    """Something else than this program wrote into the store."""
    async with opened(file) as log:
        await log.append(stream(), 0, messages("a"))
    query(file, """UPDATE event SET body = CAST('{"event":"Unheard"}' AS BLOB)""")
    async with opened(file) as log:
        with pytest.raises(StoreRefused, match="event of conversation one that cannot be read"):
            await log.read(stream())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://host/file.db",
        "sqlite:///file.db?mode=ro",
        "postgresql://host/platform",
    ],
)
async def test_a_url_of_something_else_is_refused(url: str) -> None:
    """The hint shows how one is written."""
    with pytest.raises(StoreRefused) as refused:
        await SqlLog.open(url)
    assert "sqlite:///file.db" in refused.value.hint
