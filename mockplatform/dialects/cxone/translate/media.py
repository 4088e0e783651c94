"""Owns which type a file is told to have that was not uploaded here: what its name says."""

from __future__ import annotations

from functools import lru_cache
from mimetypes import MimeTypes
from urllib.parse import urlsplit

ANY_TYPE = "application/octet-stream"


@lru_cache(maxsize=1)
def _types() -> MimeTypes:
    return MimeTypes(filenames=())  # not those of the machine: everywhere the same


def type_of(name: str) -> str:
    """Return the type that a file's name, or its URL, stands for."""
    try:
        path = urlsplit(name).path
    except ValueError:
        path = name
    return _types().guess_type(path)[0] or ANY_TYPE
