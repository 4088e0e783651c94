"""One conversation in all worlds: guest socket, widget API and socket, platform API, admin API.

Source: issue 4. The same conversation has the same ids, messages and state wherever it is met.
"""

from __future__ import annotations

from typing import Any

from tests.clients.line import Line
from tests.support.duty import Desk, desk
from tests.support.guests import guest
from tests.support.server import MESSAGING

Json = dict[str, Any]


class Widget:
    """A customer's widget in the desk's tenant: its HTTP calls, and its socket."""

    def __init__(self, it: Desk, id_: str, token: str, line: Line) -> None:
        self.it = it
        self.token = token
        self.path = f"{it.base}{MESSAGING}/{id_}"
        self.line = line

    @classmethod
    async def of(cls, it: Desk, id_: str) -> Widget:
        """Open it for the customer of a conversation, with a token of its own."""
        customer = it.tenant.conversations[id_].customer.id
        token = await it.server.token(customer, tenant=it.tenant)
        url = f"{it.server.ws_url}/t/{it.tenant.id}{MESSAGING}/{id_}/ws?after=0"
        return cls(it, id_, token, await Line.open(url, token, lambda _: None))

    async def get(self, place: str = "") -> Json:
        """Return what a GET gives."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.it.server.http.get(self.path + place, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
            return found

    async def heard(self, text: str) -> Json:
        """Return the message that the socket has brought with a text."""

        def found() -> list[Json]:
            return [one for one in self.line.of_type("message") if one["text"] == text]

        await self.line.until(lambda: bool(found()))
        return found()[0]


async def admin_view(it: Desk, id_: str) -> Json:
    """Return the admin API's view of a conversation."""
    async with it.server.http.get(f"{it.base}/__admin/conversations/{id_}") as answer:
        assert answer.status == 200
        found: Json = await answer.json()
        return found


async def ids_of(it: Desk, id_: str) -> list[str]:
    """Return the ids of all messages in view 1 and in view 2, which are the same."""
    first = await it.client.get(f"/conversations/messages/{id_}")
    second = await it.client.get(f"/conversations/{id_}")
    by_first = [m["messageId"] for one in first["participants"] for m in one["messages"]]
    by_second = [
        m["messageId"]
        for one in second["participants"]
        for line in one["messages"]
        for m in line["messages"]
    ]
    assert by_first == by_second
    return by_first


async def test_what_a_guest_begins_is_seen_and_answered_in_all_worlds() -> None:
    async with desk() as it, guest(it.server, prefix="/t/desk") as visitor:
        await visitor.configure()
        hello = await visitor.text("Where is my parcel?")
        (id_,) = it.tenant.conversations
        widget = await Widget.of(it, id_)
        assert await ids_of(it, id_) == [hello["id"]]
        transcript = (await widget.get("/messages"))["entities"]
        assert [(one["id"], one["text"]) for one in transcript] == [
            (hello["id"], "Where is my parcel?")
        ]
        assert (await widget.heard("Where is my parcel?"))["messageId"] == hello["id"]
        assert (await admin_view(it, id_))["transcript"][0]["id"] == hello["id"]
        data = await it.client.get(f"/conversations/messages/{hello['id']}/details")
        assert data["timestamp"] == hello["channel"]["time"]
        details = (await it.last(id_, "customer"))["messages"][0]
        assert details["messageTime"] == hello["channel"]["time"]

        for act, state in (
            (it.offer(id_), "RINGING"),
            (it.patch(id_, {"state": "connected"}), "ACTIVE"),
        ):
            await act
            assert (await widget.get())["state"] == (await admin_view(it, id_))["state"] == state
        _, answer = await it.say(id_, "It left yesterday.")
        pushed = (await visitor.hear_class("StructuredMessage"))["body"]
        assert (pushed["id"], pushed["text"]) == (answer["id"], "It left yesterday.")
        assert pushed["channel"]["time"] == answer["timestamp"]
        assert (await widget.heard("It left yesterday."))["messageId"] == answer["id"]
        assert await ids_of(it, id_) == [hello["id"], answer["id"]]

        await it.patch(id_, {"state": "disconnected"})
        (event,) = (await visitor.hear_class("StructuredMessage"))["body"]["events"]
        assert event["presence"] == {"type": "Disconnect"}
        assert (await widget.get())["state"] == "CLOSED"
        assert all(one["endTime"] for one in (await it.view(id_))["participants"])


async def test_what_a_widget_begins_is_handled_by_the_platform_api_and_its_socket_sees_it() -> None:
    async with desk() as it:
        id_ = await it.waiting(message={"text": "Hi"}, routingData={"tier": "gold"})
        widget = await Widget.of(it, id_)
        customer = await it.last(id_, "customer")
        assert (customer["address"], customer["attributes"]) == ("user-7", {"context.tier": "gold"})
        await it.offer(id_)
        await it.patch(id_, {"state": "connected"})
        _, message = await it.say(id_, "Good day")
        assert (await widget.heard("Good day"))["messageId"] == message["id"]
        path = f"/conversations/messages/{id_}/communications/{(await it.line(id_))['id']}/typing"
        await it.ana.call("POST", path, {"typing": {"type": "On"}})
        await widget.line.until(lambda: bool(widget.line.of_type("typing")))
        await it.patch(id_, {"state": "disconnected"})
        await widget.line.until(
            lambda: any(one["state"] == "CLOSED" for one in widget.line.of_type("state"))
        )
        texts = [(one["id"], one["text"]) for one in (await widget.get("/messages"))["entities"]]
        assert [id_ for id_, _ in texts] == await ids_of(it, id_)
        assert [text for _, text in texts] == ["Hi", "Good day"]


async def test_a_customer_of_another_messenger_may_go_on_in_a_widget() -> None:
    async with desk() as it:
        path = "/conversations/messages/whatsup/inbound/open/message"
        body = {"channel": {"from": {"id": "mia", "nickname": "Mia"}}, "text": "Hello"}
        _, told, _ = await it.client.call("POST", path, body)
        (id_,) = it.tenant.conversations
        widget = await Widget.of(it, id_)
        assert (await widget.heard("Hello"))["messageId"] == told["id"]
        receipt = {"id": told["id"], "channel": {"to": {"id": "mia"}}, "status": "Read"}
        path = "/conversations/messages/whatsup/inbound/open/receipt"
        assert (await it.client.call("POST", path, receipt))[0] == 200
        await widget.line.until(lambda: bool(widget.line.of_type("seen")))
        await widget.line.ask("message.send", clientMessageId="k1", text="From the page")
        customer = await it.last(id_, "customer")
        assert len(customer["messages"]) == 2
