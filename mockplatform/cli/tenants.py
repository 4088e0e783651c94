"""Owns the command `tenants`: made, listed, shown, put back, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.options import tenant_options
from mockplatform.cli.steering import Out, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.answers import Tenant


@click.group()
def tenants() -> None:
    """Make, list and take away tenants: platforms in the platform."""


@tenants.command("list")
@steers
def list_(admin: Admin, out: Out) -> None:
    """List the tenants."""
    found = admin.tenants.list()
    rows = [(one.id, one.url, one.fixture, f"seed {one.seed}") for one in found.tenants]
    out.show(found, table(rows))


@tenants.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--fixture", metavar="NAME", help="A shipped fixture; the server's own if left out.")
@tenant_options
@click.option("--ttl", metavar="DURATION", help="It goes by itself that long after its last use.")
@steers
def create(admin: Admin, out: Out, id_: str | None, **given: Any) -> None:
    """Make a tenant."""
    _show(out, admin.tenants.create(id_, **given))


@tenants.command()
@click.argument("id_", metavar="ID")
@steers
def show(admin: Admin, out: Out, id_: str) -> None:
    """Show a tenant: where it is, and its ids and secrets."""
    _show(out, admin.tenants.get(id_))


@tenants.command()
@click.argument("id_", metavar="ID")
@steers
def delete(admin: Admin, out: Out, id_: str) -> None:
    """Take a tenant away; its sockets close."""
    admin.tenants.delete(id_)
    out.show(None, [f"{id_} is gone"])


@tenants.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--part",
    type=click.Choice(["journal", "faults", "conversations", "clock"]),
    help="Put back only that.",
)
@steers
def reset(admin: Admin, out: Out, id_: str, part: str | None) -> None:
    """Put a tenant back to what it was made with."""
    _show(out, admin.tenants.reset(id_, part))


def _show(out: Out, tenant: Tenant) -> None:
    rows = [
        ("tenant", tenant.id),
        ("url", tenant.url),
        ("socket url", tenant.ws_url),
        ("admin url", tenant.admin_url),
        ("deployment", tenant.deployment_id),
        ("brand", str(tenant.brand_id)),
        ("client", tenant.client.id),
        ("client secret", tenant.client.secret),
        ("seed", tenant.seed),
        ("fixture", tenant.fixture),
        ("now", tenant.now),
    ]
    out.show(tenant, table(rows))
