"""Owns a process that replaces a tenant's streams again and again, and prints each time.

Run with a store's URL; it goes on until it is killed.
"""

from __future__ import annotations

import asyncio
import sys

from mockplatform.log.sql import SqlLog
from tests.log.samples import messages, stream

STREAMS = 40


async def main(url: str) -> None:
    """Replace all streams by those of the next generation; each says which it is of."""
    log = await SqlLog.open(url)
    generation = 0
    while True:
        generation += 1
        streams = {stream(f"{generation}.{n}"): messages(generation) for n in range(STREAMS)}
        await log.replace("shop", streams)
        print(generation, flush=True)  # noqa: T201  # the test reads it


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
