"""The real SDK, in a real browser, says five things under each outage of the catalogue.

Each arrives once and in order, the widget shows what the platform has, and the customer is told of
what he would notice, and told when it is over. In each conversation the token is renewed, the
socket breaks once by itself, and an agent answers, so that there is something for an outage to hit.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.browser.sdk_page import NETWORK_TROUBLE, SdkPage, kept
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAID = [f"number {number}" for number in range(1, 6)]
SENT = "sdk.messages.filter((one) => one.direction === 'inbound' && one.state === 'sent').length"
GAP_MS = 15_000


class Case(NamedTuple):
    """What is special about an outage.

    Attributes:
        told: The notices that the customer has to get.
        agent: Whether an agent is there.
    """

    told: frozenset[str] = frozenset()
    agent: bool = True


# None of them takes anything away from the customer.
LOST = frozenset({"message-failed", "conversation-ended", "signed-out", "failed"})
CASES = {
    "ack-loss": Case(),
    "brownout": Case(),
    "clock-skew": Case(),
    "context-store-down": Case(),
    "edge-401-storm": Case(told=frozenset({"reconnecting"})),
    "half-open-sockets": Case(told=frozenset({"reconnecting"})),
    "key-rotation": Case(),
    "message-duplicates": Case(),
    "no-agents": Case(told=frozenset({"waiting-for-agent"}), agent=False),
    "rate-limited": Case(),
    "refresh-slow": Case(),
    "region-failover": Case(told=frozenset({"reconnecting", "message-waits"})),
    "reordering": Case(),
    "routing-down": Case(),
    "thundering-herd": Case(told=frozenset({"reconnecting"})),
    "token-service-down": Case(told=frozenset({"token-renewal-late"})),
    "websocket-flap": Case(),
}


def _break_sockets(here: SdkPage) -> None:
    channels = here.world.at.channels
    for one in channels.list().channels:
        channels.drop(one["id"])


async def _talk(here: SdkPage, id_: str, *, agent: bool) -> None:
    """Say all five, while time passes, the socket breaks and routing is told something new."""
    at = here.world.at
    for place, text in enumerate(SAID):
        await here.do("(text) => void sdk.send(text)", text)
        if place == 1:
            _break_sockets(here)
        if place == 2:
            await here.do("void sdk.setRoutingData({ language: 'de-DE' })")
            await here.do("void sdk.saveContext({ language: 'de-DE' })")
        if agent:
            at.agent.say(id_, f"heard {place + 1}")
        await here.passes(GAP_MS)


@pytest.mark.parametrize("outage", CASES)
async def test_it_loses_and_doubles_nothing_under(world: World, outage: str) -> None:
    case, at = CASES[outage], world.at
    world.expected += NETWORK_TROUBLE
    at.admin.settings.patch({"accessTokenLife": "1m"})
    here = await SdkPage.open(world)
    await here.do("void sdk.start({ routingData: { tier: 'premium' } })")
    await here.until("sdk.status === 'live'")
    id_ = await here.do("sdk.conversation.id")
    if case.agent:
        at.agent.accept(id_)
    at.admin.outages.start(outage, seed=7)
    await _talk(here, id_, agent=case.agent)
    await here.until(f"{SENT} === 5")
    at.admin.outages.stop(outage)
    await here.until("sdk.status === 'live'")
    texts = kept(world, id_)
    await here.until("(texts) => sdk.messages.length === texts.length", texts)
    assert [one for one in texts if one in SAID] == SAID
    assert [one["text"] for one in await here.messages()] == texts
    assert len(at.conversations.list().conversations) == 1
    await here.until("sdk.conversation.routingData.language === 'de-DE'")
    assert at.conversations.get(id_).routing_data == {"tier": "premium", "language": "de-DE"}
    standing = await here.do("sdk.messages.filter((one) => one.state !== 'sent').length")
    assert standing == 0
    told = set(await here.notices())
    assert told >= case.told, told
    assert not told & LOST, told
