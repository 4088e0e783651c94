"""Who lets an offer lapse is not responding, and gets no more until he says that he is there.

Source: [D] the routing status NOT_RESPONDING.
"""

from __future__ import annotations

import pytest

from mockplatform.core.states import State
from tests.support.server import Server, serving

ROUND_S = 30.0


async def put(server: Server, responding: bool | None = None) -> None:
    """Have Ben alone be there for all queues."""
    body = {"present": True, **({} if responding is None else {"responding": responding})}
    async with server.http.put(server.url + "/__admin/agents/ben", json=body) as answer:
        assert answer.status == 200, await answer.text()


@pytest.mark.parametrize("setting", [True, False])
async def test_a_person_who_does_not_answer_is_asked_again_only_where_the_setting_is_off(
    setting: bool,
) -> None:
    async with serving(settings={"notResponding": setting, "botsAct": False}) as server:
        await put(server)
        id_ = await server.conversation(await server.token())
        await server.advance(4 * ROUND_S)
        state = server.tenant.conversations[id_]
        assert (len(state.alerted) == 1) == setting
        assert server.tenant.tenancy.agents["ben"].responding != setting
        if setting:
            assert state.state is State.OPEN
            await put(server, responding=True)
            await server.advance(0)
            assert server.tenant.conversations[id_].state is State.RINGING


async def test_who_declines_is_there_and_a_bot_always_is() -> None:
    async with serving(settings={"notResponding": True, "botsAct": False}) as server:
        await put(server)
        id_ = await server.conversation(await server.token())
        await server.advance(1)
        path = f"{server.url}/__admin/conversations/{id_}/agent"
        async with server.http.post(path + "/decline", json={}) as answer:
            assert answer.status == 200, await answer.text()
        assert server.tenant.tenancy.agents["ben"].responding
        async with server.http.post(path + "/offer", json={"agentId": "bot-sam"}) as answer:
            assert answer.status == 200, await answer.text()
        await server.advance(ROUND_S)
        assert server.tenant.tenancy.agents["bot-sam"].responding
