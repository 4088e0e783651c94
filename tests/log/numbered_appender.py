"""Owns a process that appends numbered messages and prints each acknowledgement.

Run with a store's URL; it goes on until it is killed.
"""

from __future__ import annotations

import asyncio
import sys

from mockplatform.log.sql import SqlLog
from tests.log.samples import message, stream

STREAMS = 8


async def append_for_ever(log: SqlLog, id_: str) -> None:
    """Append 1, 2, 3 … to a stream; print each number once it is acknowledged."""
    version = len(await log.read(stream(id_)))
    while True:
        text = str(version + 1)
        version = await log.append(stream(id_), version, [message(text, client_id=text)])
        print(id_, version, flush=True)  # noqa: T201  # the test reads it


async def main(url: str) -> None:
    """Append to several streams at once."""
    log = await SqlLog.open(url)
    await asyncio.gather(*(append_for_ever(log, str(number)) for number in range(STREAMS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
