"""A second device goes on where the first one stopped, through the server-backed context.

Source: guide, section 1 (server-backed state keyed by user enables cross-device continuity).
"""

from __future__ import annotations

from tests.clients.api import CONVERSATIONS
from tests.clients.widget import Widget
from tests.support.server import Server, serving
from tests.support.widgets import MINUTE, open_widget, site_of

CRM = {"case": "CR-88421", "summary": "Waits for a refund of order 1177.", "steps": [1, 2, 3]}


async def another_device(server: Server, user_id: str = "user-7") -> Widget:
    """Return a widget on a device that knows nothing but who its user is."""
    widget = Widget(site=site_of(server), identity={"userId": user_id})
    await widget.log_in()
    return widget


async def test_a_second_device_finds_the_conversation_and_the_crm_context() -> None:
    """Guide, section 1: the third tier holds what no device needs to."""
    async with serving() as server:
        phone = await open_widget(server)
        await phone.send("My refund has not come.")
        await phone.save_context(conversationId=phone.conversation_id, crm=CRM)

        laptop = await another_device(server)
        context = await laptop.load_context()
        laptop.session["conversationId"] = context["conversationId"]
        went_on = await laptop.resume()

        assert went_on
        assert context["crm"] == CRM
        assert laptop.texts == ["My refund has not come."]
        await laptop.send("I am on my laptop now.")
        await phone.until(lambda: len(phone.texts) == 2)
        assert phone.texts == laptop.texts
        await phone.close()
        await laptop.close()


async def test_the_context_outlives_the_conversation_the_token_and_the_socket() -> None:
    """Guide, section 1: kept by the platform, not by anything that ends before."""
    async with serving() as server:
        phone = await open_widget(server)
        await phone.save_context(conversationId=phone.conversation_id, crm=CRM)
        await server.advance(31 * MINUTE)
        await phone.until(lambda: not phone.is_connected)
        assert not server.tenant.conversations[phone.conversation_id].is_live

        laptop = await another_device(server)
        context = await laptop.load_context()
        laptop.session["conversationId"] = context["conversationId"]
        went_on = await laptop.resume()

        assert context["crm"] == CRM
        assert not went_on
        assert laptop.conversation_id != phone.conversation_id
        await laptop.close()


async def test_the_context_ends_a_day_after_its_last_write() -> None:
    """Guide, section 1: identity state has a time to live; this one slides on write."""
    async with serving() as server:
        device = await another_device(server)
        await device.save_context(crm=CRM)
        await server.advance(23 * 60 * MINUTE)
        await device.log_in()
        await device.save_context(seen=True)

        await server.advance(23 * 60 * MINUTE)
        await device.log_in()
        assert await device.load_context() == {"crm": CRM, "seen": True}
        await server.advance(60 * MINUTE)
        await device.log_in()
        assert await device.load_context() == {}


async def test_a_context_is_its_users_alone() -> None:
    """Guide, section 1: keyed by the user; another's key is refused, not shown as empty."""
    async with serving() as server:
        mine, yours = await another_device(server), await another_device(server, "user-8")
        await mine.save_context(crm=CRM)

        reply = await yours.api.call("GET", mine.context_path, token=yours.token)
        own = await mine.api.call("GET", mine.context_path, token=mine.token)

        assert reply.status == 403
        assert "CR-88421" not in str(reply.body)
        assert own.body["crm"] == CRM


async def test_two_devices_that_write_at_once_do_not_lose_each_others_words() -> None:
    """Guide, sections 1 and 4: the platform's copy is the truth; `If-Match` guards it."""
    async with serving() as server:
        phone, laptop = await another_device(server), await another_device(server)
        await phone.save_context(cart=["lamp"])
        path = phone.context_path
        seen = (await phone.api.call("GET", path, token=phone.token)).headers["ETag"]

        first = await laptop.api.call(
            "PUT", path, token=laptop.token, json={"cart": ["chair"]}, headers={"If-Match": seen}
        )
        second = await phone.api.call(
            "PUT", path, token=phone.token, json={"cart": ["desk"]}, headers={"If-Match": seen}
        )

        assert (first.status, second.status) == (200, 412)
        assert await phone.load_context() == {"cart": ["chair"]}


async def test_the_list_of_conversations_finds_what_no_context_names() -> None:
    """Guide, section 4: the platform is the source of truth, also for a bare device."""
    async with serving() as server:
        phone = await open_widget(server)

        laptop = await another_device(server)
        listed = await laptop.api.must(
            "GET", f"{CONVERSATIONS}?state=OPEN,RINGING,ACTIVE", token=laptop.token
        )

        assert [one["id"] for one in listed["entities"]] == [phone.conversation_id]
        await phone.close()
