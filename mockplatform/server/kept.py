"""Owns what a server tells of a default tenant that its store has kept from before."""

from __future__ import annotations

from mockplatform import fixtures_loader
from mockplatform.app import Options
from mockplatform.ids import derive_seed
from mockplatform.platform import DEFAULT_TENANT, Platform

_REMEDY = "name another store file to begin with it."


def seed_of(platform: Platform) -> tuple[int, bool]:
    """Return the seed to tell, and whether it is the kept tenant's own, not the server's.

    The server's seed makes a run again, unless the default tenant derives from another.
    """
    kept = platform.tenant(DEFAULT_TENANT).tenancy.seed
    server = platform.around.seed
    return (server, False) if derive_seed(server, DEFAULT_TENANT) == kept else (kept, True)


def notes(platform: Platform, options: Options) -> list[str]:
    """Return what was asked for and is not so, since the store knew better; a line each."""
    tenancy = platform.tenant(DEFAULT_TENANT).tenancy
    found = []
    seed, is_kept = seed_of(platform)
    if options.seed is not None and is_kept:
        what = f"The seed {options.seed} is not used: the store keeps"
        found.append(f"{what} tenant {DEFAULT_TENANT!r} with seed {seed}; {_REMEDY}")
    if options.fixture is not None and fixtures_loader.load(options.fixture) != tenancy.config:
        what = f"The fixture {options.fixture!r} is not used: the store keeps"
        made = f"as it was first made, from {tenancy.fixture!r}"
        found.append(f"{what} tenant {DEFAULT_TENANT!r} {made}; {_REMEDY}")
    return found
