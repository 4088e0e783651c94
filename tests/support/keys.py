"""Owns the keys of the tests' servers: real ones, made once for a process.

To make a key takes 50 ms of a core, and thousands of tests have a server that wants three.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

from mockplatform.signing import make_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_made: list[RSAPrivateKey] = []
_lock = Lock()


def keys() -> Callable[[], RSAPrivateKey]:
    """Return what hands out keys, each once: another server's are the same ones again."""
    numbers = count()

    def give() -> RSAPrivateKey:
        with _lock:
            number = next(numbers)
            while len(_made) <= number:
                _made.append(make_key())
            return _made[number]

    return give
