"""Owns the lines of a record: one JSON object each, which says what it is and in which version.

    {"line":"run","record":1, …}      what the run began with: seed, fixture, settings, faults
    {"line":"act","record":1, …}      somebody steered by the admin API, and when
    {"line":"entry","record":1, …}    an entry of the journal, and the how-many-th of its subject
    {"line":"gap","record":1, …}      entries that were gone before they could be written
    {"line":"end","record":1, …}      why there is no more

Pure: bytes in, values out.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from mockplatform.core.configuration import Id

VERSION = 1

Count = Annotated[int, Meta(ge=0)]
Text = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f]{0,4096}$(?!\n)")]
"""One line, without what steers a terminal."""
Method = Annotated[str, Meta(pattern=r"^(POST|PUT|PATCH|DELETE)$(?!\n)")]
AdminPath = Annotated[str, Meta(pattern=r"^/__admin/[!-\"$->@-~]{1,8192}$(?!\n)")]
"""A path of the admin API, and nothing that could name another server, or a query."""


class Line(Struct, frozen=True, kw_only=True, tag_field="line", rename="camel"):
    """What all lines have.

    Attributes:
        record: The version of the line's shape.
    """

    record: int = VERSION


class ClockMark(Struct, frozen=True, kw_only=True, rename="camel"):
    """A tenant's clock: its time in epoch seconds, how fast it goes, how far it is ahead."""

    now: float
    rate: float
    paused: bool
    offset: float


class RunLine(Line, frozen=True, kw_only=True, tag="run"):
    """What the run began with: the first line.

    Attributes:
        version: Of the platform that wrote it.
        tenant: The tenant's id.
        seed: The tenant's seed.
        server_seed: From which the server's tenants derive theirs.
        fixture: A shipped fixture's name, or a path.
        fixture_hash: Of what the fixture said, so that a changed file is noticed.
        settings: All settings of the tenant, as the admin API shows them.
        faults: The faults that were set already, as one sets them.
        conversations: How many there were already; at 0 the run can be made again.
    """

    version: Text
    tenant: Id
    seed: Count
    server_seed: Count
    fixture: Text
    fixture_hash: Text
    settings: dict[str, Any]
    clock: ClockMark
    faults: list[dict[str, Any]]
    conversations: Count


class ActLine(Line, frozen=True, kw_only=True, tag="act"):
    """Somebody steered: a call of the admin API that was carried out.

    Attributes:
        at: The tenant's time, in epoch seconds.
        arrivals: How many requests and frames had come when it was carried out.
        under_way: How many requests waited for their answer then.
        since: Seconds of real time since the last of them had come.
        path: Without the tenant's prefix.
        body: What was sent as JSON; None for nothing, or where it is left out as it holds secrets.
        is_whole: Whether it can be carried out again.
    """

    at: float
    arrivals: Count
    under_way: Count
    since: Annotated[float, Meta(ge=0, le=1e9)]
    method: Method
    path: AdminPath
    body: Any
    is_whole: bool = True


class EntryLine(Line, frozen=True, kw_only=True, tag="entry"):
    """An entry of the journal.

    Attributes:
        entry: As the admin API shows it.
        ordinal: Of requests and of frames that came: the how-many-th of its subject it is.
    """

    entry: dict[str, Any]
    ordinal: Count | None = None


class GapLine(Line, frozen=True, kw_only=True, tag="gap"):
    """Entries that were not written.

    Attributes:
        missed: How many.
        why: `evicted`: the journal had dropped them; `slow`: the file took them too slowly.
    """

    missed: Annotated[int, Meta(ge=1)]
    why: Text


class EndLine(Line, frozen=True, kw_only=True, tag="end"):
    """The last line, unless the process was killed.

    Attributes:
        why: `stopped`, `limit` (the record may not grow further), or how the tenant ended.
    """

    why: Text


AnyLine = RunLine | ActLine | EntryLine | GapLine | EndLine
_DECODER = msgspec.json.Decoder(AnyLine)


def write(line: AnyLine) -> bytes:
    """Return a line's bytes, with its end."""
    return msgspec.json.encode(line) + b"\n"


def read(data: bytes) -> AnyLine:
    """Return the line that the bytes hold.

    Raises:
        ValueError: They are no line of a record, or of a version that is not known here.
    """
    try:
        line: AnyLine = _DECODER.decode(data)
    except msgspec.DecodeError as error:
        raise ValueError(f"no line of a record: {error}") from None
    except RecursionError:
        raise ValueError("no line of a record: its values lie too deep in each other") from None
    if line.record != VERSION:
        raise ValueError(f"version {line.record} of the record is not known, only {VERSION}")
    return line
