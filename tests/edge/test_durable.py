"""Calls at once over a store: each is answered once it is kept, and none sees another's half.

Source: `docs/architecture.md`, the service and the store. With the memory log nothing
suspends; here every write does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mockplatform.admin.resets import reset_part
from tests.support.api import AUTH, Api
from tests.support.server import MESSAGING, Server, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")
MANY = 12


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server over a file."""
    file: Path = tmp_path_factory.mktemp("store") / "file.db"
    async with serving(store=f"sqlite:///{file}") as running:
        yield running


async def test_a_key_opens_one_conversation(ann: Api) -> None:
    """All get the first answer, to the byte."""
    key = {"Idempotency-Key": "key"}
    body = {"message": {"text": "Hi", "clientMessageId": "1"}}
    calls = (ann(f"POST {MESSAGING}", body, headers=key) for _ in range(MANY))
    replies = await asyncio.gather(*calls)
    assert {reply.status for reply in replies} == {201}
    assert len({reply.data for reply in replies}) == 1
    assert len(ann.tenant.conversations) == 1


async def test_messages_have_their_own_seqs_without_gaps(ann: Api) -> None:
    """Different ones are all kept, equal ones once."""
    path = f"{MESSAGING}/{(await ann.open())['id']}/messages"
    bodies = [{"text": f"{n % 6}", "clientMessageId": f"{n % 6}"} for n in range(MANY)]
    replies = await asyncio.gather(*(ann(f"POST {path}", body) for body in bodies))
    assert sorted(reply.status for reply in replies) == [200] * 6 + [201] * 6
    page = await ann(f"GET {path}")
    assert [one["seq"] for one in page["entities"]] == [3, 4, 5, 6, 7, 8]
    assert sorted(one["text"] for one in page["entities"]) == list("012345")


async def test_who_closes_at_once_closes_once(ann: Api) -> None:
    """204 for all."""
    id_ = (await ann.open())["id"]
    replies = await asyncio.gather(*(ann(f"DELETE {MESSAGING}/{id_}") for _ in range(MANY)))
    assert {reply.status for reply in replies} == {204}
    assert (await ann(f"GET {MESSAGING}/{id_}"))["version"] == 3


async def test_guarded_writes_have_one_winner(ann: Api) -> None:
    """`If-Match` and `If-None-Match` are judged where the version is."""
    reply = await ann.open()
    path, tag = f"{MESSAGING}/{reply['id']}/conversation-data", {"If-Match": reply.headers["ETag"]}
    calls = (ann(f"PUT {path}", {"n": n}, headers=tag) for n in range(MANY))
    assert sorted(one.status for one in await asyncio.gather(*calls)) == [200] + [412] * (MANY - 1)
    none = {"If-None-Match": "*"}
    path = "/api/v2/widget-context/ctx_ann"
    calls = (ann(f"PUT {path}", {"n": n}, headers=none) for n in range(MANY))
    assert sorted(one.status for one in await asyncio.gather(*calls)) == [201] + [412] * (MANY - 1)


async def test_merges_lose_nothing(ann: Api) -> None:
    """Each is merged into what the one before has left."""
    path = f"{MESSAGING}/{(await ann.open())['id']}/routing-data"
    calls = (ann(f"PATCH {path}", {f"k{n}": "x"}) for n in range(MANY))
    assert {reply.status for reply in await asyncio.gather(*calls)} == {200}
    shown = await ann(f"GET {path.rpartition('/')[0]}")
    assert len(shown["routingData"]) == MANY


async def test_a_refresh_token_is_spent_once(api: Api) -> None:
    """Sixteen at once have one new pair."""
    pair = (await api(f"POST {AUTH}/token", {"deploymentId": "shop-web"})).body
    body = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    secret = api.bearing("widget-secret")
    replies = await asyncio.gather(*(secret(f"POST {AUTH}/refresh", body) for _ in range(16)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.data for reply in replies}) == 1


async def test_what_falls_due_while_calls_are_under_way_is_done_once(ann: Api) -> None:
    """Each call finds the conversation as of its own time."""
    await ann.set(agentsAct=True, botsAct=True)
    ids = [(await ann.open())["id"] for _ in range(4)]
    calls = [ann(f"GET {MESSAGING}/{id_}") for id_ in ids for _ in range(3)]
    await asyncio.gather(ann.advance(2), *calls)
    await ann.advance(2)
    for id_ in ids:
        page = await ann(f"GET {MESSAGING}/{id_}/messages")
        assert len(page["entities"]) == 1
        assert page["entities"][0]["from"]["id"] == "bot-sam"


async def test_conversations_are_reset_while_calls_are_under_way(ann: Api) -> None:
    """A call finds its conversation whole or not at all, and the new ones are indexed."""
    tenant = ann.tenant
    for _ in range(3):
        ids = [(await ann.open())["id"] for _ in range(6)]
        said = [ann(f"POST {MESSAGING}/{id_}/messages", {"text": "x"}) for id_ in ids]
        opened = [ann(f"POST {MESSAGING}", {}) for _ in range(6)]
        reset = reset_part(ann.server.platform, tenant, "conversations")
        replies, _ = await asyncio.gather(asyncio.gather(*said, *opened), reset)
        assert {reply.status for reply in replies} <= {201, 404}
        assert all(state.customer.id for state in tenant.conversations.values())
        listed = sorted(id_ for ids in tenant.by_user.values() for id_ in ids)
        assert listed == sorted(tenant.conversations)
        streams = [one async for one in ann.server.platform.log.streams(tenant.id)]
        kept = {one.id for one in streams if one.kind == "conversation"}
        assert kept == set(tenant.conversations)


async def test_no_stream_is_locked_once_all_is_answered(ann: Api) -> None:
    """Memory is bounded."""
    await asyncio.gather(*(ann.open() for _ in range(MANY)))
    assert ann.tenant.locks == {}
