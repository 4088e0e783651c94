"""The bytes of files: how much there may be, and for how long they stay."""

from __future__ import annotations

import pytest

from mockplatform.blobs import Blobs, Room
from mockplatform.errors import TooManyRequests
from mockplatform.limits import LIMITS


def put(blobs: Blobs, session_id: str, file_id: str, data: bytes) -> None:
    """Keep a file's bytes."""
    with blobs.place(len(data)) as place:
        place.keep(session_id, file_id, data)


def test_bytes_stay_until_their_file_or_their_session_goes() -> None:
    room = Room()
    blobs = Blobs(room)
    for name in ("a", "b"):
        put(blobs, "s1", name, b"12345")
    put(blobs, "s2", "a", b"123")
    assert (blobs.get("s1", "a"), blobs.get("s2", "b"), blobs.taken) == (b"12345", None, 13)
    blobs.discard("s1", "a")
    blobs.discard("s1", "a")
    assert (blobs.get("s1", "a"), room.taken) == (None, 8)
    blobs.discard_all("s1")
    blobs.discard_all("s1")
    assert (blobs.get("s2", "a"), blobs.taken, room.taken) == (b"123", 3, 3)


def test_bytes_move_to_another_session_and_take_no_more_room() -> None:
    blobs = Blobs()
    put(blobs, "s1", "a", b"123")
    put(blobs, "s1", "b", b"45")
    blobs.move("a", "s1", "s2")
    blobs.move("c", "s1", "s2")
    assert (blobs.get("s1", "a"), blobs.get("s2", "a")) == (None, b"123")
    blobs.discard_all("s1")
    assert blobs.taken == 3
    blobs.move("a", "s2", "s1")
    blobs.discard("s1", "a")
    assert blobs.taken == 0


def test_a_place_that_is_not_used_is_given_back() -> None:
    blobs = Blobs()
    with blobs.place(7):
        assert blobs.taken == 7
    assert blobs.taken == 0


def test_a_tenant_is_full_to_the_last_byte_and_another_is_not() -> None:
    room = Room()
    one, other = Blobs(room), Blobs(room)
    with one.place(LIMITS.files_per_tenant_bytes_max):
        with pytest.raises(TooManyRequests), one.place(1):
            pass
        with other.place(1):
            assert room.taken == LIMITS.files_per_tenant_bytes_max + 1


def test_all_tenants_together_have_so_much_room() -> None:
    room = Room()
    room.taken = LIMITS.files_bytes_max - 2
    with Blobs(room).place(2), pytest.raises(TooManyRequests), Blobs(room).place(1):
        pass


def test_who_comes_after_takes_over_what_belongs_to_its_files() -> None:
    room = Room()
    old, new = Blobs(room), Blobs(room)
    for name, data in (("same", b"123"), ("other", b"1234"), ("gone", b"1")):
        put(old, "s1", name, data)
    new.inherit(old, {"s1": {"same": 3, "other": 5}})
    assert (new.get("s1", "same"), new.get("s1", "other"), new.get("s1", "gone")) == (
        b"123",
        None,
        None,
    )
    assert (room.taken, new.taken, old.taken) == (3, 3, 0)


def test_who_is_over_keeps_nothing_that_comes_late() -> None:
    room = Room()
    blobs = Blobs(room)
    with blobs.place(3) as place:
        blobs.end()
        place.keep("s1", "a", b"123")
    assert (blobs.get("s1", "a"), room.taken) == (None, 0)
