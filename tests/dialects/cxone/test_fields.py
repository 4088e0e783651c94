"""Custom fields on the chat socket: a contact's are its routing data, the customer's his own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.brands import brand
from tests.support.chats_cxone import MOBILE, chat, message, noted
from tests.support.faulty import fault
from tests.support.server import serving

THREAD = {"idOnExternalPlatform": "t-1"}
OF_CONTACTS = ("SetConsumerContactCustomFields", "SetContactCustomFields")
OF_CUSTOMERS = ("SetConsumerCustomFields", "SetCustomerCustomFields")
Json = dict[str, Any]


def fields(**values: Any) -> list[Json]:
    """Return fields as clients write them."""
    return [{"ident": name, "value": value} for name, value in values.items()]


def of_thread(thread: str = "t-1", **values: Any) -> Json:
    """Return the data of an event about a thread's fields."""
    return {"customFields": fields(**values), "thread": {"idOnExternalPlatform": thread}}


def told(given: list[Json]) -> Json:
    """Return fields as they are told, by name."""
    return {one["ident"]: one["value"] for one in given}


@pytest.mark.parametrize("event", OF_CONTACTS)
async def test_a_contact_s_fields_are_merged_into_its_routing_data(event: str) -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello", consumerContact={"customFields": fields(tier="gold", lang="en")})
        frame = await robin.ask(event, of_thread(lang="de", intent="delivery"))
        assert sorted(frame) == ["createdAt", "eventId"]
        assert shop.conversation().routing_data.values == {
            "tier": "gold",
            "lang": "de",
            "intent": "delivery",
        }
        found = await robin.do("RecoverThread", {"thread": THREAD})
        assert told(found["contact"]["customFields"]) == {
            "tier": "gold",
            "lang": "de",
            "intent": "delivery",
        }


async def test_fields_that_come_while_a_contact_waits_place_it_anew() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello", consumerContact={"customFields": fields(intent="other")})
        await robin.do(OF_CONTACTS[0], of_thread(intent="delivery"))
        queued = await robin.push(
            "CaseToRoutingQueueAssignmentChanged",
            lambda data: data["routingQueue"]["id"] == "orders",
        )
        assert queued["case"]["id"] == shop.thread().cases[0].number


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (7, "7"), (1.5, "1.5"), (None, ""), ("", ""), ("ü", "ü")],
)
async def test_a_value_is_kept_as_a_text(value: object, text: str) -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await robin.do(OF_CONTACTS[0], of_thread(one=value))
        await robin.do(OF_CUSTOMERS[0], {"customFields": fields(one=value)})
        assert shop.conversation().routing_data.values == {"one": text}
        assert shop.customer().fields["one"].value == text


async def test_a_mobile_client_names_the_contact() -> None:
    async with brand(live=False) as shop, shop.chat(identity=MOBILE) as robin:
        await robin.say("Hello")
        await robin.say("Elsewhere", thread="t-2")
        number = shop.thread().cases[0].number
        data = of_thread(a="1")
        await robin.do("SetContactCustomFields", {**data, "contact": {"id": number}})
        assert shop.conversation().routing_data.values == {"a": "1"}
        for contact in (shop.thread("t-2").cases[0].number, "12"):
            bad = {**data, "contact": {"id": contact}}
            refused = await robin.refusal("SetContactCustomFields", bad)
            assert refused.code == "InconsistentData"
            assert refused.message.startswith(f"No contact {contact!r}")
        assert shop.conversation("t-2").routing_data.values == {}


async def test_where_no_contact_goes_on_a_contact_s_fields_are_refused() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        refused = await robin.refusal(OF_CONTACTS[0], of_thread(a="1"))
        assert (refused.code, "No thread" in refused.message) == ("InconsistentData", True)
        await robin.say("Hello")
        await shop.close()
        for contact in ({}, {"contact": {"id": shop.thread().cases[0].number}}):
            refused = await robin.refusal(OF_CONTACTS[0], {**of_thread(a="1"), **contact})
            assert refused.code == "InconsistentData"
            assert "no contact that goes on" in refused.message
            assert "with the message" in noted(shop.tenant)[-1]
        await robin.say("Again", consumerContact={"customFields": fields(a="1")})
        assert shop.conversation().routing_data.values == {"a": "1"}


async def test_what_is_over_the_limit_is_refused_with_both_sizes_and_changes_nothing() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello", consumerContact={"customFields": fields(tier="gold")})
        refused = await robin.refusal(OF_CONTACTS[0], of_thread(notes="x" * 16_384))
        assert refused.code == "InconsistentData"
        assert "the limit is 16384" in refused.message
        assert shop.conversation().routing_data.values == {"tier": "gold"}
        refused = await robin.refusal(OF_CONTACTS[0], of_thread(**{"": "x"}))
        assert refused.code == "InconsistentData"
        big = message(
            "More", thread="t-2", consumerContact={"customFields": fields(n="x" * 16_384)}
        )
        refused = await robin.refusal("SendMessage", big)
        assert refused.code == "SendingMessageFailed"
        assert "the limit is 16384" in refused.message
        assert list(shop.customer().threads) == ["t-1"]


async def test_the_truncate_policy_takes_the_newest_values_and_the_journal_says_so() -> None:
    async with brand({"routingPolicy": "truncate"}, live=False) as shop, shop.chat() as robin:
        await robin.say("Hello", consumerContact={"customFields": fields(tier="gold")})
        await robin.do(OF_CONTACTS[0], of_thread(notes="x" * 16_384))
        assert shop.conversation().routing_data.values == {"tier": "gold", "notes": None}
        (note,) = [one.render() for one in shop.tenant.journal.select(kind="note")]
        assert (note["code"], "notes" in note["text"]) == ("routing.truncated", True)
        many = {f"{n:0>100}": "" for n in range(170)}
        refused = await robin.refusal(OF_CONTACTS[0], of_thread(**many))
        assert "the limit is 16384" in refused.message


@pytest.mark.parametrize("event", OF_CUSTOMERS)
async def test_a_customer_s_fields_are_his_in_all_threads(event: str) -> None:
    async with brand(live=False) as shop, shop.chat() as robin, shop.chat() as phone:
        await robin.do(event, {"customFields": fields(name="Robin", age=40)})
        await robin.do(event, {"customFields": fields(age="41")})
        await robin.do(event, {"customFields": []})
        await robin.say("Hello", thread="t-2")
        found = await phone.do("RecoverThread", {})
        assert told(found["customer"]["customFields"]) == {"name": "Robin", "age": "41"}
        assert found["contact"]["customFields"] == []
        assert shop.conversation("t-2").routing_data.values == {}


@pytest.mark.parametrize(
    "given",
    [fields(long="x" * 1025), fields(**{"": "x"}), [{"value": "x"}], {"a": "b"}, fields(a=[])],
)
async def test_a_customer_s_field_that_does_not_do_is_refused(given: Any) -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        version = shop.customer().version
        refused = await robin.refusal(OF_CUSTOMERS[0], {"customFields": given})
        assert refused.code == "InconsistentData"
        assert "customFields" in refused.message
        assert shop.customer().version == version


@pytest.mark.parametrize("event", OF_CONTACTS)
async def test_where_routing_is_down_a_contact_s_fields_are_refused_and_the_rest_goes_on(
    event: str,
) -> None:
    async with serving() as server, chat(server, "chat_messaging") as robin:
        await robin.say("Hello")
        where = {"phase": "routing", "frame": event}
        async with fault(server, "status", where=where, what={"status": 503}):
            assert (await robin.refusal(event, of_thread(a="1"))).code == "InconsistentData"
            assert "error" not in await robin.ask(event, of_thread())
            assert "error" not in await robin.ask(OF_CUSTOMERS[0], {"customFields": fields(a="1")})
            assert "error" not in await robin.say("More")
        (state,) = server.tenant.conversations.values()
        assert state.routing_data.values == {}


async def test_fields_of_a_contact_lose_their_values_to_a_fault() -> None:
    async with serving() as server, chat(server, "chat_messaging") as robin:
        await robin.say("Hello")
        where = {"phase": "routing", "frame": OF_CONTACTS[0]}
        async with fault(server, "truncate_routing_data", where=where):
            await robin.do(OF_CONTACTS[0], of_thread(a="1"))
        (state,) = server.tenant.conversations.values()
        assert state.routing_data.values == {"a": None}
