"""Owns an app that goes on in a livechat that has ended, and one that recovers it before."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story
from tests.support.chats_cxone import Chat


async def _back(at: Caller) -> Chat:
    """Have the agent end the livechat while the customer has no socket; come back."""
    customer = await at.connect()
    await customer.say("Hello")
    await at.shop.join()
    await customer.beat()
    await at.drop(customer)
    await at.shop.close()
    return await at.connect()


async def sin(at: Caller) -> None:
    """Send at once: a second case begins behind the customer's back."""
    customer = await _back(at)
    await customer.say("Are you there?")
    assert len(at.shop.thread().cases) == 2


async def good(at: Caller) -> None:
    """Recover, see that it is over, and begin anew; a livechat that lives is recovered as well."""
    customer = await _back(at)
    told = await at.recover(customer)
    assert told["postback"]["data"]["contact"]["status"] == "closed"
    await customer.say("I have another question")
    await customer.beat()
    await at.drop(customer)
    customer = await at.connect()
    await at.recover(customer)
    await at.passes(5)
    await customer.say("Hello?")
    await at.shop.close()
    await customer.beat()
    await at.drop(customer)
    customer = await at.connect()  # it has been told of this end on its socket
    await customer.say("One more thing")


def shows(finding: dict[str, Any], at: Caller) -> None:
    """The drop, and the message."""
    assert finding["subject"] == at.subject
    assert story(finding) == [
        "socket: the client's socket on the conversation ended",
        "frame: said something, and had not read the state since",
    ]
