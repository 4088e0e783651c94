"""Owns a client that tells routing who the customer is, and one that says it of the customer."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story

_MAIL = {"customFields": [{"ident": "email", "value": "ann@example.com"}]}
_TIER = {"customFields": [{"ident": "tier", "value": "premium"}]}


async def sin(at: Caller) -> None:
    """Send the address as a field of the case, by which cases are routed."""
    customer = await at.connect()
    await customer.say("Hello", consumerContact=_MAIL)
    phone = {"customFields": [{"ident": "callback", "value": "+1 415 555 2671"}]}
    thread = {"thread": {"idOnExternalPlatform": "t-1"}}
    await customer.do("SetConsumerContactCustomFields", {**phone, **thread})


async def good(at: Caller) -> None:
    """Send it as a field of the customer; the case says how to treat him."""
    customer = await at.connect()
    await customer.say("Hello", consumer=_MAIL, consumerContact=_TIER)
    await customer.do("SetConsumerCustomFields", _MAIL)


def shows(finding: dict[str, Any], at: Caller) -> None:
    """The kinds and the members; of the values nothing."""
    assert (finding["subject"], finding["count"]) == (at.subject, 2)
    assert story(finding) == ["frame: an e-mail address was in `email`"]
    assert story(finding, "last") == ["frame: a phone number was in `callback`"]
    assert not any(value in str(finding) for value in ("ann@", "2671"))
