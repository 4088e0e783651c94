"""Group chats, which are not emulated: a client is told so, and nothing is left waiting."""

from __future__ import annotations

import pytest

from tests.support.chats_cxone import chat
from tests.support.server import serving

EVENTS = [
    "CreateInvitationToGroupChat",
    "JoinGroupChat",
    "LeaveGroupChat",
    "SendEmailInvitationToGroupChat",
]


@pytest.mark.parametrize("name", EVENTS)
async def test_an_event_of_a_group_chat_is_refused_with_the_reason(name: str) -> None:
    async with serving(settings={"agentsAct": False}) as server, chat(server) as page:
        await page.say("Hello")
        data = {"contact": {"id": "1"}, "invitation": {"code": "c"}, "recipients": []}
        code, text = await page.refusal(name, data)
        assert code == "InconsistentData"
        assert f"{name}: group chats are not emulated" in text
