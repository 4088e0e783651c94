"""Owns what a running server tells of itself: the ready file and the ready line."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from mockplatform.errors import StartRefused


class ClientFacts(Struct, frozen=True, kw_only=True):
    """The OAuth client of the default tenant."""

    id: str
    secret: str


class Ready(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Where a server runs and what a client of its default tenant needs.

    Attributes:
        listen: The base URL of each address it listens on, whatever `url` clients are told.
        seed: Makes this run again; if it is kept by the store, the default tenant's own.
        tls_names: The names of regions by which it answers with its certificate.
        hosts_line: What leads those names here, in /etc/hosts.
        notes: What was asked for and is not so, a line each.
    """

    url: str
    ws_url: str
    admin_url: str
    listen: list[str]
    tenant: str
    deployment_id: str
    client: ClientFacts
    seed: int
    seed_kept: bool = False
    pid: int
    version: str
    admin_token: str = ""
    ca_file: str = ""
    tls_names: list[str] = []
    hosts_line: str = ""
    notes: list[str] = []

    @property
    def seed_told(self) -> str:
        """The seed as people are told it."""
        return f"{self.seed} (kept by the store)" if self.seed_kept else str(self.seed)


def write(path: Path, ready: Ready) -> None:
    """Write the ready file in one step: a reader sees all of it or nothing.

    Only its owner may read it, since it holds secrets.

    Raises:
        StartRefused: The file cannot be written.
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(ready), indent=2) + b"\n")
        Path(temporary).replace(path)
    except OSError as error:
        raise refused(path, error) from None


def clear(path: Path) -> None:
    """Take an older ready file away, so that nobody takes it for this server's.

    Raises:
        StartRefused: It cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(path, error) from None


def withdraw(path: Path, ready: Ready) -> None:
    """Take the ready file away when the server stops, unless it is another server's by now."""
    with suppress(OSError, msgspec.DecodeError):
        if msgspec.json.decode(path.read_bytes(), type=Ready).pid == ready.pid:
            path.unlink()


def refused(path: Path, error: OSError) -> StartRefused:
    """Return what it means that the ready file cannot be written."""
    return StartRefused(
        f"The ready file {path} cannot be written: {error.strerror}",
        hint="Its directory must exist and be writable.",
    )
