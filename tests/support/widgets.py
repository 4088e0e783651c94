"""Owns the ties between a test's server and its widgets: where they are embedded, what to read."""

from __future__ import annotations

from typing import Any

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
