"""Owns luck: every identifier and every draw comes from a seeded generator.

Ids have the form of a random UUID (version 4), as the real platforms' do, but the
same seed gives the same ids in the same order.
"""

from __future__ import annotations

import hashlib
import random


def derive_seed(*parts: object) -> int:
    """Return a seed that depends on all parts and on their order.

    53 bits: as much as a JSON number holds wherever it is read.
    """
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 11


def derive_uuid(*parts: object) -> str:
    """Return an id in UUID form that depends on the parts alone."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    return _uuid(int.from_bytes(digest[:16], "big"))


def _uuid(value: int) -> str:
    value = value & ~(0xF << 76) | (4 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class IdStream:
    """One stream of ids: same seed and epoch, same ids.

    `epoch` counts how often the owner was brought back from a store, so that a
    restarted tenant does not hand out the ids of its first life again.
    """

    __slots__ = ("_bits", "_random")

    def __init__(self, seed: int, epoch: int = 0) -> None:
        self._random = random.Random(derive_seed(seed, "ids", epoch))  # noqa: S311 - a test double's ids are to be repeatable
        self._bits = self._random.getrandbits

    def uuid(self) -> str:
        """Return the next id as 36 characters of a version 4 UUID."""
        return _uuid(self._bits(128))

    def token(self, bytes_: int = 24) -> str:
        """Return the next opaque secret as lower-case hex, two characters a byte."""
        return f"{self._bits(bytes_ * 8):0{bytes_ * 2}x}"

    def getstate(self) -> object:
        """Return the position in the stream (for snapshots)."""
        return self._random.getstate()
