"""Owns what a failing store is called: a driver's error in, the platform's error out."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from mockplatform.errors import PlatformError, StorageFull, StoreRefused

PRIMARY_CODE_MASK = 0xFF
"""SQLite's extended result codes carry the primary one in their lowest byte."""

REFUSALS = {
    sqlite3.SQLITE_BUSY: (
        "is in use by another running process",
        "Stop that server, or give this one a file of its own.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "Its directory must exist and be writable, and the path must name a file.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "is damaged",
        "Bring it back from a copy, or delete it to begin anew.",
    ),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written",
        "Look into the system's log for what its disk reports.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "is no SQLite database",
        "Name another file; one that does not exist yet is made.",
    ),
    sqlite3.SQLITE_READONLY: (
        "cannot be written",
        "Make the file and its directory writable for the user who runs the server.",
    ),
}


def code_of(error: BaseException) -> int | None:
    """Return SQLite's primary result code, if the error has one."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", None)
    return None if code is None else code & PRIMARY_CODE_MASK


def is_of_the_store(error: BaseException) -> bool:
    """Whether the store as a whole fails, whatever it was asked to keep."""
    return code_of(error) in {sqlite3.SQLITE_FULL, *REFUSALS}


def refusal(error: sqlite3.Error | DBAPIError, file: str) -> PlatformError:
    """Return what a driver's error means to the user of this file."""
    code = code_of(error)
    if code == sqlite3.SQLITE_FULL:
        return StorageFull(
            f"The store {file} is full; nothing was kept",
            hint="Free space on its disk or drop tenants; then send the request again.",
        )
    if code in REFUSALS:
        what, hint = REFUSALS[code]
        return StoreRefused(f"The store {file} {what}", hint=hint)
    return StoreRefused(f"The store {file} fails: {error}")
