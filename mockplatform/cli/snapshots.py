"""Owns the commands `snapshot` and `checkpoint`: a tenant is kept as it is, and put back."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockplatform.cli.exits import Failure
from mockplatform.cli.steering import Out, steers, table

if TYPE_CHECKING:
    from mockplatform.client import Admin


@click.group()
def snapshot() -> None:
    """Keep all that a tenant is in a file, and put it back."""


@snapshot.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@steers
def save(admin: Admin, out: Out, file: Path) -> None:
    """Write a snapshot of the tenant into FILE, for its owner alone: private keys are in it."""
    taken = admin.snapshots.get()
    try:
        _write(file, json.dumps(taken, ensure_ascii=False) + "\n")
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from None
    streams = taken["streams"]
    events = sum(len(stream["events"]) for stream in streams)
    said = f"{file}: tenant {taken['tenant']}, {len(streams)} streams, {events} events"
    out.show({"file": str(file), "streams": len(streams), "events": events}, [said])


def _write(file: Path, text: str) -> None:
    """Put a new file in the place of an old one, once it is whole; its owner alone may read it."""
    if file.exists() and not file.is_file():  # as /dev/stdout
        file.write_text(text, encoding="utf-8")
        return
    target = file.resolve()  # a link stays one
    # What `mkstemp` makes is its owner's alone.
    handle, beside = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


@snapshot.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@steers
def load(admin: Admin, out: Out, file: Path) -> None:
    """Put the snapshot in FILE in the tenant's place; its sockets close."""
    try:
        taken = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"{file} holds no snapshot: {error}") from None
    if not isinstance(taken, dict):
        raise Failure(f"{file} holds no snapshot", hint="`snapshot save FILE` writes one.")
    tenant = admin.snapshots.put(taken)
    out.show(tenant, [f"{tenant.id} is what {file} says; its clock: {tenant.now}"])


@click.group()
def checkpoint() -> None:
    """Keep a tenant's state by a name, and go back to it."""


@checkpoint.command("list")
@steers
def list_(admin: Admin, out: Out) -> None:
    """List the checkpoints: name, time, conversations."""
    found = admin.checkpoints.list()
    rows = [
        (one.name, one.at, f"{one.conversations} conversations", f"{one.events} events")
        for one in found.checkpoints
    ]
    out.show(found, table(rows))


@checkpoint.command()
@click.argument("name")
@steers
def make(admin: Admin, out: Out, name: str) -> None:
    """Keep what the tenant is now as NAME; again replaces."""
    made = admin.checkpoints.make(name)
    out.show(made, [f"{made.name}  {made.at}  {made.conversations} conversations"])


@checkpoint.command()
@click.argument("name")
@steers
def rewind(admin: Admin, out: Out, name: str) -> None:
    """Make the tenant what it was at NAME; its sockets close."""
    tenant = admin.checkpoints.rewind(name)
    out.show(tenant, [f"{tenant.id} is at {name}; its clock: {tenant.now}"])


@checkpoint.command()
@click.argument("name")
@steers
def remove(admin: Admin, out: Out, name: str) -> None:
    """Take the checkpoint NAME away."""
    admin.checkpoints.remove(name)
    out.show(None, [f"{name} is gone"])
