"""Faults on what only guests do: clear, leave, sign in; and scopes that name their frames."""

from __future__ import annotations

from tests.dialects.genesys.test_guest_sign_in import configure, signed_in
from tests.support.faulty import set_fault, take_away
from tests.support.guests import Shop, shop

PREFIX = "/t/shop"


async def test_a_lost_leave_is_echoed_and_the_conversation_goes_on() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        where = {"phase": "frame.in", "frame": "onMessage", "dialect": "genesys"}
        fault = await set_fault(place.server, "lost_write", prefix=PREFIX, where=where)
        await visitor.event("Disconnect", "t")
        assert (await visitor.presence())["events"][0]["presence"] == {"type": "Disconnect"}
        assert place.conversation.is_live
        await take_away(place.server, fault, prefix=PREFIX)
        await visitor.nothing()
        assert place.conversation.message_count == 1


async def test_a_lost_clear_is_told_and_the_session_goes_on() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        where = {"phase": "frame.in"}
        await set_fault(place.server, "lost_write", prefix=PREFIX, where=where, when={"times": 1})
        await visitor.event("Clear")
        await visitor.hear_class("SessionClearedEvent")
        await visitor.hear_class("ConnectionClosedEvent")
        assert place.conversation.is_live
        assert (await visitor.configure())["newSession"] is False


async def fired(place: Shop, id_: str) -> None:
    """Wait until a fault has fired."""
    await place.tenant.journal.wait_for(lambda one: one.kind == "fault" and one.detail[0] == id_)


async def test_a_scope_names_an_action_a_class_a_guest_or_his_conversation() -> None:
    async with (
        shop(messages_per_second=99) as place,
        place.guest() as visitor,
        place.guest("other") as other,
    ):
        for one in (visitor, other):
            await one.configure()
        await other.text("Hello")
        await visitor.text("Hello")
        mine = place.conversation
        scopes = [
            {"phase": "frame.in", "frame": "echo"},
            {"phase": "frame.out", "frame": "StructuredMessage"},
            {"phase": "frame.out", "subject": mine.customer.id},
            {"phase": "frame.out", "conversationId": mine.id},
        ]
        for scope in scopes:
            where = {"dialect": "genesys", "subject": mine.customer.id, **scope}
            fault = await set_fault(place.server, "lose", prefix=PREFIX, where=where)
            await visitor.say("echo", message={"type": "Text", "text": "ping"})
            await other.text("I am not meant")
            # What is not lost comes behind what would have come before it.
            await fired(place, fault)
            await take_away(place.server, fault, prefix=PREFIX)
            await visitor.nothing()


async def test_a_jwt_that_a_fault_has_ended_is_refused_at_the_sign_in() -> None:
    async with shop() as place, place.guest() as visitor:
        tokens = await signed_in(place)
        await set_fault(place.server, "expire_token", prefix=PREFIX, when={"times": 1})
        await configure(visitor, tokens["jwt"])
        assert (await visitor.refusal())[0] == 401
        await configure(visitor, tokens["jwt"])
        await visitor.hear_class("SessionResponse")
