"""Writes CXone's wire fixtures anew: each scene with the real clients, recorded on their way.

python -m tests.dialects.cxone.record [NAME…]
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable

import msgspec

from tests.dialects.cxone.scenes import SCENES
from tests.dialects.cxone.tape import taping
from tests.dialects.cxone.wire import FOLDER, Fixture
from tests.sdk.cxone import pages
from tests.support.server import serving

FIXTURE = "cxone"


async def recorded(name: str) -> list[Fixture]:
    """Return what is said in a scene."""
    async with serving(fixture=FIXTURE) as server, taping(server) as tape, pages() as open_page:
        await SCENES[name](tape, open_page)
        return tape.fixtures


def main(names: Iterable[str]) -> None:
    """Write fixtures: of some scenes, or of all."""
    for name in names or SCENES:
        data = msgspec.json.format(msgspec.json.encode(asyncio.run(recorded(name))), indent=2)
        (FOLDER / f"{name}.json").write_bytes(data + b"\n")
        sys.stdout.write(f"wrote {name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
