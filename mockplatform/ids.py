"""Owns luck: every identifier and every draw comes from a seeded generator.

Ids have the form of a random UUID (version 4), as the real platforms' do, but the
same seed gives the same ids in the same order.
"""

from __future__ import annotations

import base64
import hashlib
import random
import struct

_GENERATOR = 3
"""What the library calls its generator's present form."""
_WORDS = struct.Struct("<625I")
"""The Mersenne Twister's 624 words, and how many of them are spent."""


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


class CallNumbers:
    """Names the calls of one tenant: numbered, not drawn, so that they cost no luck.

    Attributes:
        calls: How many calls of clients were named.
        acts: How many calls of those who steer; they are counted by themselves, so that
            looking on changes nothing of what clients see.
    """

    __slots__ = ("acts", "calls")

    def __init__(self, calls: int = 0, acts: int = 0) -> None:
        self.calls = calls
        self.acts = acts

    def next(self, seed: int, *, steers: bool) -> str:
        """Return the next call's id: of its kind, in the order of arrival."""
        if steers:
            self.acts += 1
            return f"{seed & 0xFFFFFFFF:08x}-0001-4000-8000-{self.acts:012x}"
        self.calls += 1
        return f"{seed & 0xFFFFFFFF:08x}-0000-4000-8000-{self.calls:012x}"


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

    @property
    def position(self) -> str:
        """Where the stream stands, as text (for snapshots)."""
        _, words, _ = self._random.getstate()
        return base64.b64encode(_WORDS.pack(*words)).decode()

    def move_to(self, position: str) -> None:
        """Go on from where another stream stood.

        Raises:
            ValueError: That is no position.
        """
        data = base64.b64decode(position, validate=True)
        if len(data) != _WORDS.size:
            raise ValueError(f"a position has {_WORDS.size} bytes, not {len(data)}")
        words = _WORDS.unpack(data)
        if not any(words[:-1]):
            raise ValueError("a generator that holds nothing but zeros gives nothing else")
        self._random.setstate((_GENERATOR, words, None))
