"""The command loop: decide, append at the expected version, evolve, tell.

Source: `docs/architecture.md`, the service: one loop for all streams.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.commands import Close, SendMessage
from mockplatform.core.context import RemoveContext, WriteContext
from mockplatform.core.kinds import encode
from mockplatform.core.signals import Notice
from mockplatform.errors import ConversationEnded, NotReady, WrongExpectedVersion
from mockplatform.faults.staged import Staged
from mockplatform.log.memory import MemoryLog
from mockplatform.platform import Platform
from mockplatform.service import apply
from mockplatform.tenant import Tenant
from tests.support.world import ANN, World, creation, world


@pytest.fixture(params=["memory", "sql"])
async def made(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A platform over each log there is."""
    store = "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/file.db"
    async with world(store) as opened:
        yield opened


def write(number: int) -> WriteContext:
    """Return the command that merges one member into a document."""
    return WriteContext(data={f"k{number}": number}, merge=True)


async def test_a_command_gives_the_new_state_and_its_events(made: World) -> None:
    """What the answer needs is in the outcome."""
    tenant = await made.tenant()
    outcome = await made.platform.service.execute(
        tenant, "conversation", "c1", creation(tenant, tier="gold")
    )
    assert outcome.state is tenant.conversations["c1"]
    assert outcome.state.version == len(outcome.events) == 2
    assert list(await made.platform.service.events(tenant, "conversation", "c1")) == list(
        outcome.events
    )


async def test_a_refused_command_changes_nothing(made: World) -> None:
    """Bad input changes nothing."""
    tenant = await made.tenant()
    before = await made.open(tenant)
    await made.do(tenant, "c1", Close(by="customer"))
    after = tenant.conversations["c1"]
    with pytest.raises(ConversationEnded):
        await made.say(tenant)
    assert tenant.conversations["c1"] is after
    events = await made.platform.service.events(tenant, "conversation", "c1", before.version)
    assert len(events) == 1


async def test_what_a_fault_loses_is_decided_and_not_kept(made: World) -> None:
    """Admin contract: lost_write. A refusal stays a refusal."""
    tenant = await made.tenant()
    before = await made.open(tenant)
    told = tenant.journal.last_id
    command = SendMessage(message_id="m1", sender=ANN, text="hi", client_message_id="a")
    execute, lost = made.platform.service.execute, Staged(keep=False)
    outcome = await execute(tenant, "conversation", "c1", command, staged=lost)
    assert outcome.state.version == before.version + 1
    assert len(outcome.events) == 1
    assert tenant.conversations["c1"] is before
    assert len(await made.platform.service.events(tenant, "conversation", "c1")) == before.version
    assert tenant.journal.last_id == told
    await made.do(tenant, "c1", Close(by="customer"))
    with pytest.raises(ConversationEnded):
        await execute(tenant, "conversation", "c1", command, staged=lost)


async def test_a_stream_is_read_as_it_was(made: World) -> None:
    """Admin contract: stale_read answers the state of a while ago."""
    tenant = await made.tenant()
    await made.open(tenant)
    began = tenant.clock.now()
    await made.advance(tenant, 0)
    first = tenant.conversations["c1"]
    await made.advance(tenant, 0.5)
    await made.say(tenant)
    as_of = made.platform.service.as_of
    assert await as_of(tenant, "conversation", "c1", began - 0.1) is None
    assert await as_of(tenant, "conversation", "c1", began) == first
    assert await as_of(tenant, "conversation", "c1", began + 0.5) == tenant.conversations["c1"]


async def test_commands_of_one_stream_take_turns(made: World) -> None:
    """Many writers at once: each write is kept once, none is decided on an old state."""
    tenant = await made.tenant()
    execute = made.platform.service.execute
    outcomes = await asyncio.gather(
        *(execute(tenant, "context", "ctx_ann", write(n)) for n in range(30))
    )
    state = tenant.contexts["ctx_ann"]
    assert sorted(outcome.state.version for outcome in outcomes) == list(range(1, 31))
    assert state.version == 30
    assert state.data == {f"k{n}": n for n in range(30)}
    assert not tenant.locks


async def test_who_comes_while_others_wait_takes_the_last_turn(made: World) -> None:
    """A lock lives for as long as somebody wants it: not only for as long as it is held."""
    tenant = await made.tenant()
    running: list[asyncio.Task[object]] = []
    seen: list[int] = []

    async def one(number: int) -> None:
        outcome = await made.platform.service.execute(tenant, "context", "ctx_ann", write(number))
        seen.append(outcome.state.version)
        if number < 20:  # the next one comes just as this one's turn ends
            running.append(asyncio.ensure_future(one(number + 10)))

    running.extend(asyncio.ensure_future(one(number)) for number in range(10))
    while running:
        await running.pop()
    assert sorted(seen) == list(range(1, len(seen) + 1))
    assert tenant.contexts["ctx_ann"].version == len(seen) == 30
    assert len(await made.platform.service.events(tenant, "context", "ctx_ann")) == 30
    assert not tenant.locks


async def test_watchers_hear_that_a_stream_grew_when_its_state_has(made: World) -> None:
    """A channel that is woken finds the state already there."""
    tenant = await made.tenant()
    stream = StreamId(tenant.id, "conversation", "c1")
    heard: list[int] = []

    class Listener:
        def grown(self, stream: StreamId) -> None:
            heard.append(tenant.conversations[stream.id].version)

        def signalled(self, stream: StreamId, signal: Notice) -> None:
            raise AssertionError

    tenant.hub.watch(stream, Listener())
    await made.open(tenant)
    await made.say(tenant)
    assert heard == [2, 3]


async def test_nothing_is_written_for_a_tenant_that_is_gone(made: World) -> None:
    """A call that was under way when its tenant was dropped leaves no stream behind."""
    tenant = await made.tenant("gone")
    await made.open(tenant)
    await made.platform.drop("gone")
    with pytest.raises(NotReady):
        await made.open(tenant, "c2")
    assert "gone" not in await made.platform.log.tenants()


async def test_a_call_under_way_does_not_reach_the_tenant_that_begins_anew(made: World) -> None:
    """A reset tenant has the streams of its new life only, also after a restart."""
    old = await made.tenant("again")
    await made.open(old)
    calls = [made.open(old, f"late-{n}") for n in range(5)]
    answers = await asyncio.gather(made.platform.reset("again"), *calls, return_exceptions=True)
    new = made.platform.tenant("again")
    assert not [one for one in answers if isinstance(one, AssertionError | KeyError)]
    kinds = [stream.kind async for stream in made.platform.log.streams("again")]
    assert kinds == ["tenant"]
    assert new is not old
    assert not new.conversations


class Rival(MemoryLog):
    """A log to which another process writes just before we do, a number of times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.number = 0

    async def append(self, stream: StreamId, expected: int, events: Sequence[Event]) -> int:
        """Let the rival be first."""
        if stream.kind == "context" and self.number < self.times:
            self.number += 1
            theirs = [type(event) for event in events]
            assert theirs
            await super().append(stream, expected, events)
        return await super().append(stream, expected, events)


async def rivalled(times: int) -> tuple[Platform, Tenant]:
    """Return a platform whose context streams grow under its hands."""
    async with world() as made:
        log = Rival(times)
        platform = Platform(log, made.platform.around)
        made.platform, old = platform, made.platform
        tenant = await made.tenant()
        await old.close()
        return platform, tenant


async def test_when_another_writer_was_first_it_is_decided_anew() -> None:
    """Load again, decide again: no write is lost and none is made on an old state."""
    platform, tenant = await rivalled(3)
    outcome = await platform.service.execute(tenant, "context", "ctx_ann", write(1))
    assert outcome.state.version == tenant.contexts["ctx_ann"].version == 4
    await platform.close()


async def test_who_never_gets_a_turn_is_told_so() -> None:
    """The loop ends: after so many attempts the caller is to try again."""
    platform, tenant = await rivalled(1000)
    with pytest.raises(WrongExpectedVersion) as refused:
        await platform.service.execute(tenant, "context", "ctx_ann", write(1))
    assert refused.value.hint
    await platform.close()


async def test_a_forgotten_stream_leaves_nothing_behind(made: World) -> None:
    """Neither a state, nor an index, nor a deadline, nor a stream."""
    tenant = await made.tenant()
    await made.open(tenant, "c1")
    await made.open(tenant, "c2", tier="gold")
    await made.advance(tenant, 1.5)
    tenant.touch("c1", tenant.clock.now())
    for id_ in ("c1", "c2"):
        await made.platform.service.forget(tenant, "conversation", id_)
    assert not tenant.conversations
    assert not tenant.by_user
    assert not any(tenant.waiting.values())
    assert not any(tenant.loads.values())
    assert not any((tenant.held_by, tenant.waits_in, tenant.runs, tenant.touched))
    assert not [key for key, _ in tenant.agenda.items() if key.kind in ("conversation", "bot")]
    assert list(await made.platform.service.events(tenant, "conversation", "c1")) == []
    assert (await made.open(tenant, "c1")).version == 2


@pytest.mark.parametrize("kept", [True, False])
async def test_events_are_evolved_only_on_the_state_before_them(made: World, kept: bool) -> None:
    """Where the state is gone meanwhile, no other one comes out of half a stream."""
    tenant = await made.tenant()
    await made.open(tenant)
    await made.say(tenant)
    stream = StreamId(tenant.id, "conversation", "c1")
    said = (await made.platform.log.read(stream))[2:]
    if not kept:
        await made.platform.service.forget(tenant, "conversation", "c1")
    with pytest.raises(NotReady):
        apply(tenant, stream, 2, said, "")
    assert ("c1" in tenant.conversations) is kept


async def test_who_frees_an_agent_by_being_forgotten_lets_the_next_one_ring(made: World) -> None:
    """Whoever waits is looked at again."""
    tenant = await made.tenant()
    for n in range(3):
        await made.open(tenant, f"c{n}", tier="gold")
    await made.platform.timeline.settle(tenant)
    assert set(tenant.waits_in) == {"c2"}
    await made.platform.service.forget(tenant, "conversation", "c0")
    await made.platform.timeline.settle(tenant)
    assert not tenant.waits_in


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
async def test_a_document_keeps_no_value_but_its_latest(tmp_path: Path, kind: str) -> None:
    """Memory and disk are bounded: by the document, however often it is written."""
    store = "memory" if kind == "memory" else f"sqlite:///{tmp_path}/file.db"
    stream = StreamId("default", "context", "ctx_ann")
    async with world(store) as made:
        tenant = await made.tenant()
        service = made.platform.service

        async def held() -> int:
            events = await service.events(tenant, "context", "ctx_ann")
            assert len(events) == tenant.contexts["ctx_ann"].version
            return sum(len(encode(event)) for event in events)

        value = WriteContext(data={"text": "x" * 50_000}, merge=False, ttl_s=60.0)
        for _ in range(20):
            await service.execute(tenant, "context", "ctx_ann", value)
        assert await held() < 60_000
        assert tenant.contexts["ctx_ann"].version == 20
        await service.execute(tenant, "context", "ctx_ann", RemoveContext())
        assert await held() < 3_000
        await service.execute(tenant, "context", "ctx_ann", value)
        await made.advance(tenant, 100.0)
        assert await held() < 3_000
        state = (await service.execute(tenant, "context", "ctx_ann", value)).state
        assert state.version == 24  # An ETag that was given once is given to no other value.
        await service.execute(tenant, "context", "ctx_bob", value)
        await service.execute(tenant, "context", "ctx_bob", RemoveContext())
        contexts = dict(tenant.contexts)
    if kind == "sqlite":
        async with world(store) as made:
            assert made.platform.tenant("default").contexts == contexts
            events = await made.platform.log.read(stream)
            assert sum(len(encode(event)) for event in events) < 60_000


async def test_a_repeat_leads_to_no_event(made: World) -> None:
    """The same client message id again adds nothing."""
    tenant = await made.tenant()
    await made.open(tenant)
    send = SendMessage(message_id="m", sender=ANN, text="hi", client_message_id="1")
    first = await made.platform.service.execute(tenant, "conversation", "c1", send)
    again = await made.platform.service.execute(tenant, "conversation", "c1", send)
    assert len(first.events) == 1
    assert not again.events
    assert again.state is first.state
