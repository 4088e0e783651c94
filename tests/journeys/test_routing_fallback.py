"""What routing makes of data that was cut, and of the same data from elsewhere.

Source: guide, section 3 (truncated payloads evaluate to null and go to a fallback queue; a
deterministic key order gives one hash on every device).
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.clients.api import CONVERSATIONS, Api
from tests.support.server import Server, serving
from tests.support.widgets import open_widget

PREMIUM = {"tier": "premium", "language": "en-US"}
CUT = {"crm_history": "", "language": None, "tier": None, "source": None}
ROOM = 16_384 - len(json.dumps(CUT, separators=(",", ":")))
VERBOSE = {"crm_history": "x" * ROOM, **dict(reversed(PREMIUM.items())), "source": "web_widget"}
"""So long a history that there is room for no other value beside it."""


async def open_with(
    server: Server, data: dict[str, Any], user_id: str = "user-7"
) -> dict[str, Any]:
    api = Api(server.http, server.url)
    token = await server.token(user_id)
    document: dict[str, Any] = await api.must(
        "POST", CONVERSATIONS, token=token, json={"routingData": data}
    )
    return document


async def test_lean_routing_data_reaches_the_queue_it_is_meant_for() -> None:
    """Guide, section 3: the discriminators that the flow needs, and no more."""
    async with serving() as server:
        document = await open_with(server, {**PREMIUM})

    assert document["queue"] == {"id": "premium-en", "name": "Premium, English"}
    assert document["routing"]["rule"] == "premium in English"
    assert document["routing"]["elapsedMs"] < 200


async def test_truncated_routing_data_sends_the_customer_to_the_fallback_queue() -> None:
    """Guide, section 3, the trap: rules evaluate null where the limit took the value."""
    async with serving(settings={"routingPolicy": "truncate"}) as server:
        api = Api(server.http, server.url)
        token = await server.token()

        reply = await api.call("POST", CONVERSATIONS, token=token, json={"routingData": VERBOSE})

    kept = reply.body["routingData"]
    assert reply.status == 201
    assert kept["tier"] is None
    assert kept["language"] is None
    assert kept["crm_history"] == VERBOSE["crm_history"]
    assert reply.body["queue"]["id"] == "general"
    assert reply.body["routing"]["rule"] is None
    assert {"tier", "language"} <= set(reply.body["routing"]["evaluatedNull"])
    assert "lost their values" in reply.hint


async def test_the_same_verbose_data_is_refused_where_the_platform_rejects() -> None:
    """Guide, section 3: truncate or reject; to reject is the default."""
    async with serving() as server:
        reply = await Api(server.http, server.url).call(
            "POST", CONVERSATIONS, token=await server.token(), json={"routingData": VERBOSE}
        )

        assert (reply.status, reply.body["code"]) == (413, "routing.data.too.large")
        assert not server.tenant.conversations


async def test_a_delta_over_the_socket_is_truncated_too() -> None:
    """Guide, section 3: one policy, whatever way the data comes."""
    async with serving(settings={"routingPolicy": "truncate"}) as server:
        widget = await open_widget(server, routingData=PREMIUM)

        answer = await widget.wire.ask("routingData.merge", data={"notes": "x" * 20_000})

        assert answer["type"] == "ack"
        document = await widget.api.must("GET", widget.path, token=widget.token)
        assert document["routingData"] == {**PREMIUM, "notes": None}
        await widget.close()


async def test_two_devices_with_other_key_order_give_one_hash_and_hit_the_placement_cache() -> None:
    """Guide, section 3: a consistent hash, so that no device invalidates the routing cache."""
    phone = {"tier": "premium", "language": "en-US", "requires_callback": False}
    laptop = dict(reversed(phone.items()))
    async with serving() as server:
        first = await open_with(server, {**phone})
        second = await open_with(server, {**laptop})

    assert list(first["routingData"]) != list(second["routingData"])
    assert first["routingHash"] == second["routingHash"]
    assert first["queue"] == second["queue"]
    assert first["routing"]["cache"] == "miss"
    assert second["routing"]["cache"] == "hit"


@pytest.mark.parametrize(
    "other",
    [
        {**PREMIUM, "language": "en-us"},
        {**PREMIUM, "extra": ""},
        {"tier": "premium"},
    ],
)
async def test_other_content_gives_another_hash(other: dict[str, Any]) -> None:
    """Guide, section 3: the hash speaks of content, all of it."""
    async with serving() as server:
        first = await open_with(server, {**PREMIUM})
        second = await open_with(server, other)

    assert first["routingHash"] != second["routingHash"]
    assert second["routing"]["cache"] == "miss"
