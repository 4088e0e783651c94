"""Two hundred tenants used at once on one server: nothing of one is ever seen by another.

Source: design, "Tenants do not touch"; guide, edge case 3 (contamination), between test runs.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.clients.api import CONTEXTS, CONVERSATIONS, REFRESH, Api
from tests.clients.line import Line
from tests.clients.widget import Widget
from tests.support.server import Server, serving
from tests.support.widgets import MINUTE, kept_texts, site_of

TENANTS = 200
AT_ONCE = 50
MARK = re.compile(r"tenant-\d{3}")


@dataclass(frozen=True)
class Guest:
    """A customer of one tenant; all of them have the same user id, and some have a socket."""

    tenant: str
    widget: Widget
    has_socket: bool

    async def live(self) -> None:
        """Do a bit of everything, leaving the tenant's mark wherever it goes."""
        widget = self.widget
        await widget.log_in()
        await widget.start(
            routingData={"mark": self.tenant}, conversationData={"mark": self.tenant}
        )
        if not self.has_socket:
            await widget.close()
        for number in range(4):
            await widget.send(f"{self.tenant} says {number}")
        await widget.save_context(mark=self.tenant, conversationId=widget.conversation_id)
        await widget.rotate()
        await widget.send(f"{self.tenant} has rotated")

    @property
    def said(self) -> list[str]:
        """What the customer said, in order."""
        return [*(f"{self.tenant} says {n}" for n in range(4)), f"{self.tenant} has rotated"]


async def guests_of(server: Server) -> list[Guest]:
    """Make the tenants, and let a customer live in each, fifty at once."""
    admin = Api(server.http, server.url)
    names = [f"tenant-{number:03}" for number in range(TENANTS)]
    turns = asyncio.Semaphore(AT_ONCE)

    async def settle_in(number: int, name: str) -> Guest:
        async with turns:
            await admin.must("POST", "/__admin/tenants", json={"id": name})
            site = site_of(server, server.platform.tenants[name])
            widget = Widget(site=site, identity={"userId": "user-7"})
            guest = Guest(name, widget, has_socket=number % 4 == 0)
            await guest.live()
            return guest

    return await asyncio.gather(*(settle_in(*numbered) for numbered in enumerate(names)))


async def all_that_shows(server: Server, guest: Guest) -> str:
    """Return everything that a tenant shows of itself, as one text."""
    widget, tenant = guest.widget, server.platform.tenants[guest.tenant]
    api, token = widget.api, widget.token
    shown: list[Any] = [
        await api.must("GET", CONVERSATIONS, token=token),
        await api.must("GET", widget.path, token=token),
        await api.must("GET", f"{widget.path}/messages", token=token),
        await api.must("GET", widget.context_path, token=token),
        await api.must("GET", "/__admin/conversations"),
        await api.must("GET", "/__admin/channels"),
        [entry.render() for entry in tenant.journal.select()],
        widget.wire.frames,
    ]
    return json.dumps(shown)


async def assert_apart(server: Server, guest: Guest, other: Guest) -> None:
    """What opens doors in one tenant opens none in another."""
    mine, theirs = guest.widget, other.widget
    foreign_token = await theirs.api.call("GET", theirs.path, token=mine.token)
    foreign_id = await mine.api.call("GET", theirs.path, token=mine.token)
    foreign_key = await mine.api.call(
        "GET", f"{CONTEXTS}/ctx_{theirs.conversation_id}", token=mine.token
    )
    body = {"grant_type": "refresh_token", "refresh_token": mine.session["refreshToken"]}
    foreign_refresh = await theirs.api.call("POST", REFRESH, token=theirs.token, json=body)
    unknown = await mine.api.call("GET", f"/__admin/conversations/{theirs.conversation_id}")
    with pytest.raises(InvalidStatus) as foreign_socket:
        await Line.open(f"{theirs.site.ws_url}{theirs.path}/ws", mine.token, lambda frame: None)

    assert foreign_token.status == 401
    assert foreign_id.status == 404
    assert foreign_key.status == 403
    assert (foreign_refresh.status, foreign_refresh.body["error"]) == (400, "invalid_grant")
    assert unknown.status == 404
    assert foreign_socket.value.response.status_code == 401
    assert other.tenant not in json.dumps([foreign_id.body, foreign_key.body, unknown.body])


async def test_two_hundred_tenants_at_once_share_no_record_no_id_and_no_token() -> None:
    """Design: tenants do not touch; two hundred at once, no crossed record."""
    async with serving() as server:
        guests = await guests_of(server)

        for guest in guests:
            marks = set(MARK.findall(await all_that_shows(server, guest)))
            assert marks == {guest.tenant}
            assert guest.widget.texts == guest.said
            assert guest.widget.misheard == []
        ids = {guest.widget.conversation_id for guest in guests}
        assert len(ids) == TENANTS
        for guest, other in zip(guests, [*guests[1:], guests[0]], strict=True):
            await assert_apart(server, guest, other)
        assert not server.tenant.conversations
        assert await kept_texts(server, guests[0].widget.conversation_id) == []
        await asyncio.gather(*(guest.widget.close() for guest in guests))


async def test_one_tenants_half_hour_closes_no_other_tenants_socket() -> None:
    """Design: a tenant owns its clock; guide, sections 2 and 4 hold in each by itself."""
    async with serving() as server:
        widgets = []
        for name in ("tenant-000", "tenant-001"):
            tenant = await server.add_tenant(name)
            widget = Widget(site=site_of(server, tenant), identity={"userId": "user-7"})
            await widget.log_in()
            await widget.start()
            widgets.append(widget)
        moved, still = widgets

        await server.advance(31 * MINUTE, server.platform.tenants["tenant-000"])
        await moved.until(lambda: not moved.is_connected)
        await still.send("My clock stands still.")

        assert still.texts == ["My clock stands still."]
        assert moved.wire.close_code == 4410
        assert (await moved.api.call("GET", moved.path, token=moved.token)).status == 401
        assert (await still.api.call("GET", still.path, token=still.token)).status == 200
        await still.close()
