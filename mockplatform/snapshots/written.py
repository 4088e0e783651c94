"""Owns the bytes of a snapshot: written and read in pieces, for nobody waits for a large one.

A piece is so small that reading it keeps the other threads waiting for a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, json

from mockplatform import strictjson
from mockplatform.core.kinds import AnyEvent
from mockplatform.errors import InvalidValue
from mockplatform.limits import LIMITS
from mockplatform.snapshots.checks import HINT, refused, shortened
from mockplatform.snapshots.value import Snapshot, StreamMark

_PIECE = 500
"""So many events are read or written at a time."""
PartT = TypeVar("PartT")


def write(snapshot: Snapshot) -> bytes:
    """Return a snapshot's document."""
    members = _members(snapshot, streams=[Raw(_write_stream(one)) for one in snapshot.streams])
    return json.encode(members)


def _members(part: Any, **instead: Any) -> dict[str, Any]:
    names = zip(part.__struct_fields__, part.__struct_encode_fields__, strict=True)
    return {wire: instead.get(name, getattr(part, name)) for name, wire in names}


def _write_stream(stream: StreamMark) -> bytes:
    pieces = [json.encode(piece)[1:-1] for piece in _pieces(stream.events)]
    return json.encode(_members(stream, events=Raw(b"[" + b",".join(pieces) + b"]")))


def _pieces(events: Sequence[Any]) -> list[Sequence[Any]]:
    return [events[at : at + _PIECE] for at in range(0, len(events), _PIECE)]


def read(document: bytes) -> Snapshot:
    """Return the snapshot that a document says.

    Raises:
        InvalidJson: It is no strict JSON object.
        InvalidValue: It is no snapshot, and where.
    """
    members = strictjson.parse_object(document)
    due, streams = members.get("due"), members.get("streams")
    if isinstance(due, list) and len(due) > LIMITS.snapshot_due_max:
        raise refused("$.due", f"has at most {LIMITS.snapshot_due_max} entries")
    if not isinstance(streams, list):
        return _convert(members, Snapshot, "$")
    marks = tuple(_read_stream(one, f"$.streams[{n}]") for n, one in enumerate(streams))
    return msgspec.structs.replace(
        _convert({**members, "streams": ()}, Snapshot, "$"), streams=marks
    )


def _read_stream(stream: Any, root: str) -> StreamMark:
    events = stream.get("events") if isinstance(stream, dict) else None
    if not isinstance(events, list) or len(events) <= _PIECE:
        return _convert(stream, StreamMark, root)
    mark = _convert({**stream, "events": ()}, StreamMark, root)
    kept: list[AnyEvent] = []
    for number, piece in enumerate(_pieces(events)):
        where = f"{root}.events"
        kept += _convert(piece, list[AnyEvent], where, first=number * _PIECE)
    return msgspec.structs.replace(mark, events=tuple(kept))


def _convert(value: Any, type_: type[PartT], root: str, *, first: int = 0) -> PartT:
    try:
        return msgspec.convert(value, type_)
    except (msgspec.ValidationError, InvalidValue) as error:
        what, _, path = str(error).partition(" - at `")
        place = path.removesuffix("`").removeprefix("$")
        if place.startswith("["):
            number, _, rest = place[1:].partition("]")
            place = f"[{first + int(number)}]{rest}"
        raise InvalidValue(root + shortened(place), shortened(what), hint=HINT) from None
