"""The SDK in a page: reloads, a network that goes, conversations that end, the Guide's samples."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.sdk_page import NETWORK_TROUBLE, SdkPage, kept
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

START = "void sdk.start({ routingData: { tier: 'premium' } })"
ALL_SENT = "sdk.messages.length > 0 && sdk.messages.every((one) => one.state === 'sent')"


async def _live(world: World, **options: Any) -> tuple[SdkPage, str]:
    world.expected += NETWORK_TROUBLE
    here = await SdkPage.alone(world, **options)
    await here.do(START)
    await here.until("sdk.status === 'live'")
    return here, await here.do("sdk.conversation.id")


async def test_a_reload_goes_on_with_conversation_draft_and_unsent_messages(world: World) -> None:
    here, id_ = await _live(world)
    await here.do("sdk.send('before')")
    world.at.admin.outages.start("thundering-herd")
    await here.do("for (const text of ['one', 'two']) void sdk.send(text)")
    await here.do("void (sdk.draft = 'half a sen')")
    await here.page.reload()
    await here.begin()
    await here.do(START)
    await here.until("sdk.messages.length === 3")
    assert await here.do("sdk.draft") == "half a sen"
    states = [one["state"] for one in await here.messages()]
    assert states == ["sent", "pending", "pending"]
    await here.until(ALL_SENT)
    assert kept(world, id_) == ["before", "one", "two"]
    assert [one["text"] for one in await here.messages()] == ["before", "one", "two"]
    assert len(world.at.conversations.list().conversations) == 1


async def test_offline_it_says_so_keeps_what_is_written_and_sends_it_afterwards(
    world: World,
) -> None:
    here, id_ = await _live(world)
    await here.page.context.set_offline(True)
    await here.until("sdk.status === 'offline'")
    await here.do("void sdk.send('from the tunnel')")
    await here.passes(30)
    assert "offline" in await here.notices()
    assert kept(world, id_) == []
    await here.page.context.set_offline(False)
    # It goes by HTTP as soon as the conversation is found, which is before the socket is there.
    await here.until(f"sdk.status === 'live' && {ALL_SENT}")
    assert kept(world, id_) == ["from the tunnel"]
    assert {"connected", "messages-sent"} <= await here.notices()


async def test_a_conversation_that_ended_meanwhile_is_left_and_what_was_written_begins_another(
    world: World,
) -> None:
    here, id_ = await _live(world)
    await here.do("sdk.send('hello')")
    await here.page.context.set_offline(True)
    await here.until("sdk.status === 'offline'")
    await here.do("void sdk.send('are you still there?')")
    world.at.clock.advance("20m")
    assert world.at.conversations.get(id_).state == "CLOSED"
    await here.page.context.set_offline(False)
    await here.until(f"sdk.conversation.id !== '{id_}' && {ALL_SENT}")
    assert kept(world, id_) == ["hello"]
    second = await here.do("sdk.conversation.id")
    assert kept(world, second) == ["are you still there?"]
    assert world.at.conversations.get(second).routing_data == {"tier": "premium"}
    assert len(world.at.conversations.list().conversations) == 2
    assert "conversation-ended" in await here.notices()


async def test_what_was_stored_before_the_end_is_not_said_again_in_the_next_conversation(
    world: World,
) -> None:
    here, id_ = await _live(world)
    # Nothing that it is told by the socket says that the message is stored, and no call either.
    for frame in ("ack", "message"):
        world.at.admin.faults.create(
            what={"kind": "lose"}, where={"phase": "frame.out", "frame": frame}
        )
    world.at.admin.faults.create(what={"kind": "hang"}, where={"phase": "reply", "method": "POST"})
    await here.do("void sdk.send('the last word')")
    await here.passes(1)
    assert kept(world, id_) == ["the last word"]
    world.at.conversations.close(id_)
    await here.until(f"sdk.status === 'closed' && {ALL_SENT}")
    assert len(world.at.conversations.list().conversations) == 1


async def test_the_customer_ends_it_and_the_next_word_begins_another(world: World) -> None:
    here, id_ = await _live(world)
    await here.do("sdk.close()")
    assert world.at.conversations.get(id_).state == "CLOSED"
    assert await here.do("[sdk.status, sdk.conversation.state]") == ["closed", "CLOSED"]
    await here.do("void sdk.send('one more thing')")
    await here.until(f"sdk.conversation.id !== '{id_}' && sdk.status === 'live' && {ALL_SENT}")
    assert kept(world, await here.do("sdk.conversation.id")) == ["one more thing"]


async def test_of_two_windows_the_older_one_gives_way_and_does_not_fight(world: World) -> None:
    world.at.admin.settings.patch({"singleSocket": True})
    here, id_ = await _live(world)
    there = await SdkPage.alone(world)
    await there.do("(id) => void sdk.connect(id)", id_)
    await there.until("sdk.status === 'live'")
    await here.until("sdk.status === 'replaced'")
    await here.passes(60)
    assert await here.do("sdk.status") == "replaced"
    assert "replaced" in await here.notices()
    await here.do("void sdk.send('back here')")
    await here.until(f"sdk.status === 'live' && {ALL_SENT}")


async def test_the_guides_samples_work_as_they_stand(world: World) -> None:
    """Guide, sections 2 to 4: updateToken, connect, setRoutingData, setConversationData."""
    id_ = world.talk()
    here = await SdkPage.alone(world)
    token = world.at.token(user_id="user-7")
    await here.do(
        """([token, id]) => {
            sdk.updateToken(token);
            sdk.connect(id);
            sdk.setRoutingData({ language: "en-US", requires_callback: "false" });
            sdk.setConversationData({ crm_case_id: "CR-88421", agent_handoff_count: 1 });
        }""",
        [token, id_],
    )
    await here.until("sdk.conversation?.conversationData?.agent_handoff_count === 1")
    told = world.at.conversations.get(id_)
    assert told.routing_data == {"language": "en-US", "requires_callback": "false"}
    answer = {"access_token": world.at.token(user_id="user-7"), "expires_in": 1800}
    await here.do("(answer) => sdk.updateToken(answer)", answer)
    await here.until("told.status.at(-1).status === 'live'")
    assert [one["status"] for one in await here.do("told.status")] == ["connecting", "live"]


async def test_a_dead_conversation_is_not_connected_to_and_none_is_begun(world: World) -> None:
    id_ = world.talk()
    world.at.conversations.close(id_)
    here = await SdkPage.alone(world)
    refusal = await here.do("(id) => sdk.connect(id).catch((error) => error.code)", id_)
    assert refusal == "conversation.ended"
    assert len(world.at.conversations.list().conversations) == 1


async def test_a_message_that_is_refused_says_why_and_can_be_sent_again(world: World) -> None:
    here, id_ = await _live(world)
    where = {"phase": "frame.in", "frame": "message.send"}
    world.at.admin.faults.create(what={"kind": "lose"}, where=where, when={"times": 1})
    refusing = world.at.admin.faults.create(
        what={"kind": "status", "status": 413},
        where={"phase": "edge", "method": "POST", "path": "/api/v2/conversations/*"},
    )
    await here.do("void sdk.send('hello')")
    await here.until("sdk.messages[0].state === 'failed'")
    assert "message-failed" in await here.notices()
    world.at.admin.faults.remove(refusing.id)
    await here.do("void sdk.retry(sdk.messages[0].key)")
    await here.until(ALL_SENT)
    assert kept(world, id_) == ["hello"]


async def test_typing_and_reading_pass_both_ways(world: World) -> None:
    here, id_ = await _live(world)
    world.at.agent.accept(id_)
    world.at.conversations.typing(id_)
    await here.until("told.typing.length > 0")
    assert await here.do("told.typing[0].isTyping") is True
    await here.do("sdk.typing(true); sdk.typing(true); sdk.seen()")
    world.at.journal.wait({"kind": "frame", "type": "seen"})
