"""Participants' attributes: merged, bounded, and kept where the other worlds have them.

Source: [M] ParticipantAttributes; [?] the limit, which counts keys and values.
"""

from __future__ import annotations

from tests.support.duty import Desk, desk
from tests.support.server import MESSAGING


async def merge(it: Desk, id_: str, attributes: dict[str, str], purpose: str = "customer") -> int:
    """Merge attributes of a participant; return the status."""
    path = await it.path(id_, purpose) + "/attributes"
    status, _, _ = await it.ben.call("PATCH", path, {"attributes": attributes})
    return status


async def test_attributes_are_merged_and_given_back_whole() -> None:
    async with desk() as it:
        id_ = await it.talking()
        path = await it.path(id_) + "/attributes"
        await it.ana.call("PATCH", path, {"attributes": {"a": "1", "b": "1"}})
        status, body, _ = await it.ana.call("PATCH", path, {"attributes": {"b": "2"}})
        assert (status, body) == (200, {"attributes": {"a": "1", "b": "2"}})
        generic = path.replace("/messages/", "/")
        assert (await it.ana.call("PATCH", generic, {"attributes": {"c": "ü"}}))[:2] == (204, None)
        assert (await it.last(id_))["attributes"] == {"a": "1", "b": "2", "c": "ü"}


async def test_a_customer_s_are_his_widget_s_conversation_data_and_routing_data() -> None:
    async with desk() as it:
        id_ = await it.waiting(
            routingData={"tier": "gold"}, conversationData={"cart": {"items": 1}, "step": "pay"}
        )
        assert (
            await merge(it, id_, {"step": "done", "context.tier": "iron", "context.new": "x"})
            == 200
        )
        token = await it.server.token(tenant=it.tenant)
        async with it.server.http.get(
            f"{it.base}{MESSAGING}/{id_}", headers={"Authorization": f"Bearer {token}"}
        ) as answer:
            seen = await answer.json()
        assert seen["conversationData"] == {"cart": {"items": 1}, "step": "done"}
        assert seen["routingData"] == {"tier": "iron", "new": "x"}
        assert (await it.last(id_, "customer"))["attributes"] == {
            "cart": '{"items":1}',
            "step": "done",
            "context.tier": "iron",
            "context.new": "x",
        }


async def test_what_is_merged_behind_context_places_a_conversation_that_waits() -> None:
    async with desk() as it:
        id_ = await it.waiting(routingData={"intent": "other"})
        assert (await it.last(id_, "acd"))["queue"]["id"] == "general"
        await merge(it, id_, {"context.intent": "delivery"})
        assert (await it.last(id_, "acd"))["queue"]["id"] == "orders"


async def test_the_limit_counts_bytes_of_keys_and_values_and_changes_nothing_beyond() -> None:
    async with desk() as it:
        id_ = await it.talking()
        for purpose in ("agent", "customer", "acd"):
            exact = {"key": "ü" * 8_190, "k": ""}
            assert sum(len(k.encode()) + len(v.encode()) for k, v in exact.items()) == 16_384
            assert await merge(it, id_, exact, purpose) == 200
            path = await it.path(id_, purpose) + "/attributes"
            version = it.tenant.conversations[id_].version
            status, body, _ = await it.ben.call("PATCH", path, {"attributes": {"l": ""}})
            assert (status, body["code"]) == (413, "request.entity.too.large")
            assert "Maximum bytes: 16384" in body["message"]
            assert it.tenant.conversations[id_].version == version


async def test_a_part_that_cannot_be_kept_keeps_the_other_from_being_written() -> None:
    async with desk() as it:
        id_ = await it.waiting()
        version = it.tenant.conversations[id_].version
        assert await merge(it, id_, {"fine": "1", "context.": "no name"}) == 400
        assert await merge(it, id_, {"fine": "1", "context.k": "\x01" * 3_000}) >= 400
        # As JSON each of these has six bytes, which is more than conversation data may have.
        assert await merge(it, id_, {"context.fine": "1", "k": "\x01" * 12_000}) == 413
        assert it.tenant.conversations[id_].version == version


async def test_after_the_end_attributes_are_still_taken_and_hide_nothing_later() -> None:
    """An agent's script writes while he sums up."""
    async with desk() as it:
        id_ = await it.talking()
        await it.patch(id_, {"state": "disconnected"})
        assert await merge(it, id_, {"outcome": "sold"}) == 200
        assert await merge(it, id_, {"done": "yes"}, "agent") == 200
        assert (await it.last(id_, "customer"))["attributes"] == {"outcome": "sold"}


async def test_what_was_merged_after_an_end_is_not_in_the_way_when_it_goes_on() -> None:
    async with desk() as it:
        path = "/conversations/messages/whatsup/inbound/open/message"
        body = {"channel": {"from": {"id": "mia"}}, "text": "Hello"}
        await it.client.call("POST", path, body)
        (id_,) = it.tenant.conversations
        await it.client.call("POST", f"/conversations/{id_}/disconnect")
        await merge(it, id_, {"outcome": "sold", "note": "later"})
        await it.client.call("POST", path, body)
        assert it.tenant.conversations[id_].is_live
        await merge(it, id_, {"outcome": "sent back"})
        assert (await it.last(id_, "customer"))["attributes"] == {
            "outcome": "sent back",
            "note": "later",
        }


async def test_attributes_that_are_no_texts_are_refused() -> None:
    async with desk() as it:
        id_ = await it.waiting()
        path = await it.path(id_, "customer") + "/attributes"
        for body in ({}, None, {"attributes": ["a"]}, {"attributes": {"a": 1}}):
            status, told, _ = await it.ana.call("PATCH", path, body)
            assert (status, told["code"]) == (400, "invalid.value")
