"""Owns the ties between a test's server and its widgets: where they are embedded, what to read."""

from __future__ import annotations

from typing import Any

from mockplatform.core.events import MessageSent
from mockplatform.journal import Entry
from mockplatform.platform import DEFAULT_TENANT
from mockplatform.tenant import Tenant
from tests.clients.widget import Site, Widget
from tests.support.server import Server

MINUTE = 60.0


def site_of(server: Server, tenant: Tenant | None = None, **more: Any) -> Site:
    """Return where widgets of a tenant are embedded; their clock is the tenant's."""
    whose = tenant or server.tenant
    prefix = "" if whose.id == DEFAULT_TENANT else f"/t/{whose.id}"
    return Site(
        http=server.http,
        url=server.url + prefix,
        ws_url=server.ws_url + prefix,
        deployment_id=whose.config.deployments[0].id,
        now=whose.clock_now,
        **more,
    )


async def open_widget(server: Server, user_id: str = "user-7", **start: Any) -> Widget:
    """Return a widget that is logged in and has a conversation and a socket."""
    widget = Widget(site=site_of(server), identity={"userId": user_id})
    await widget.log_in()
    await widget.start(**start)
    return widget


def events_since(tenant: Tenant, since: int) -> list[Entry]:
    """Return the journal's entries of events that were appended since an entry."""
    return list(tenant.journal.select(kind="event", since=since))


def live_conversations(tenant: Tenant, user_id: str) -> list[str]:
    """Return the conversations of a user that could be resumed."""
    known = tenant.conversations
    return [id_ for id_ in tenant.by_user.get(user_id, ()) if known[id_].is_live]


def refreshed(widget: Widget) -> Widget:
    """Return the widget of the same tab after its page was loaded anew."""
    return Widget(site=widget.site, session=widget.leave_page(), identity=widget.identity)


def drop_sockets(server: Server) -> None:
    """Cut every socket of the default tenant without a close frame, as a network does."""
    channels: tuple[Any, ...] = tuple(server.tenant.channels.values())
    for channel in channels:
        channel.abort()


async def dropped(server: Server, widget: Widget) -> None:
    """Cut the widget's socket, and wait until both ends know it."""
    journal = server.tenant.journal
    since = journal.last_id
    drop_sockets(server)
    await widget.until(lambda: not widget.is_connected)
    assert widget.wire.close_code == 1006
    await journal.wait_for(
        lambda entry: entry.id > since and entry.kind == "socket" and entry.detail[0] == "close"
    )


async def kept_texts(server: Server, conversation_id: str) -> list[str]:
    """Return the texts that the platform keeps, in their order, read behind its API."""
    events = await server.platform.service.events(server.tenant, "conversation", conversation_id)
    return [event.text for event in events if isinstance(event, MessageSent)]


async def typed(server: Server, widget: Widget) -> None:
    """Let the customer type, and wait until the platform has heard it."""
    journal = server.tenant.journal
    since = journal.last_id
    await widget.type()
    await journal.wait_for(
        lambda entry: entry.id > since and entry.kind == "frame" and entry.detail[2] == "typing"
    )
