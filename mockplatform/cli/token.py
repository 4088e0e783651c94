"""Owns the command `token`: any token a test or a curl needs, alone on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.steering import Out, steers

if TYPE_CHECKING:
    from mockplatform.client import Admin

FLAWS = (
    "expired",
    "notYetValid",
    "badSignature",
    "wrongIssuer",
    "wrongAudience",
    "unknownKey",
    "algNone",
)


@click.command()
@click.option("--user", "user_id", metavar="ID", help="Whom it speaks for; a guest if left out.")
@click.option(
    "--deployment",
    "deployment_id",
    metavar="ID",
    help="What it is for; the first one, for an agent none.",
)
@click.option("--scope", metavar="NAMES", help="Names with blanks between; all if left out.")
@click.option("--expires-in", metavar="DURATION", help="Its life; the setting's if left out.")
@click.option("--flaw", type=click.Choice(FLAWS), help="What is to be wrong with it.")
@steers
def token(admin: Admin, out: Out, **given: Any) -> None:
    """Mint an access token, and print nothing else: TOKEN=$(mockplatform token)."""
    minted = admin.tokens.mint(**given)
    out.show(minted, [minted.access_token])
