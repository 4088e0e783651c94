"""Owns what a chat channel's customer is shown that is not kept.

What he types, the pages that he looks at, what the channel offers him: all of his sockets hear of
it, but for that by which it came.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.core.aggregate import StreamId
from mockplatform.core.channels import Channel
from mockplatform.core.customer import Customer
from mockplatform.core.proactive import ProactiveAction
from mockplatform.core.signals import Fired, Previewed, Shown, Viewed
from mockplatform.customers.threads import thread_in
from mockplatform.errors import UnknownThing
from mockplatform.tenant import Tenant


def fire(
    tenant: Tenant, customer: Customer, actions: Iterable[ProactiveAction], destination: str = ""
) -> None:
    """Offer a customer what actions say, on all of his sockets."""
    for action in actions:
        _show(tenant, customer, Fired(tenant.ids.uuid(), action, destination))


def preview(
    tenant: Tenant, channel: Channel, customer: Customer, by: str, *, thread: str, text: str
) -> None:
    """Show what a customer types, where his channel wants that.

    Args:
        tenant: Whose the customer is.
        channel: His channel.
        customer: Who types.
        by: The socket by which it came.
        thread: What the client calls the thread, which need not be there yet; empty: his latest.
        text: What he types.
    """
    if not channel.digital.typing_preview:
        return
    if not thread:
        try:
            thread = thread_in(tenant, customer, None).external_id
        except UnknownThing:
            return
    _show(tenant, customer, Previewed(tenant.ids.uuid(), by, thread, text))


def view(
    tenant: Tenant, channel: Channel, customer: Customer, by: str, *, url: str, title: str
) -> None:
    """Show that a customer looks at a page, where his channel wants that."""
    if channel.digital.page_views:
        _show(tenant, customer, Viewed(tenant.ids.uuid(), by, url, title))


def _show(tenant: Tenant, customer: Customer, shown: Shown) -> None:
    tenant.hub.signal(StreamId(tenant.id, "customer", customer.id), shown)
