"""Luck is seeded: the same seed gives the same ids, and ids look like the real ones."""

from __future__ import annotations

import base64
import re
from uuid import RFC_4122, UUID

import pytest

from mockplatform.ids import CallNumbers, IdStream, derive_seed, derive_uuid


def test_the_same_seed_gives_the_same_ids_in_the_same_order() -> None:
    """Design, section 5: same seed, same run."""
    first, second = IdStream(7), IdStream(7)
    assert [first.uuid() for _ in range(3)] == [second.uuid() for _ in range(3)]
    assert first.token() == second.token()


def test_another_seed_or_another_life_gives_other_ids() -> None:
    """A restarted tenant does not hand out the ids of its first life again."""
    streams = [IdStream(7), IdStream(8), IdStream(7, epoch=1)]
    assert len({stream.uuid() for stream in streams}) == 3


@pytest.mark.parametrize("id_", [IdStream(1).uuid(), derive_uuid("c1", "acd", 2)])
def test_ids_have_the_form_of_random_uuids(id_: str) -> None:
    """Real platforms' ids are version 4 UUIDs; clients check that."""
    uuid = UUID(id_)
    assert (uuid.version, uuid.variant, str(uuid)) == (4, RFC_4122, id_)


@pytest.mark.parametrize("bytes_", [1, 16, 24])
def test_a_secret_has_two_hex_characters_for_each_byte(bytes_: int) -> None:
    """Leading zeros are kept."""
    stream = IdStream(3)
    assert all(re.fullmatch(rf"[0-9a-f]{{{bytes_ * 2}}}", stream.token(bytes_)) for _ in range(99))


def test_what_is_derived_depends_on_all_parts_and_their_order() -> None:
    """Each fault, conversation and tenant draws from a stream of its own."""
    parts = [("a", "b"), ("b", "a"), ("ab",), ("a", "b", ""), ("a", 1), ("a", 2)]
    assert len({derive_uuid(*each) for each in parts}) == len(parts)
    assert len({derive_seed(*each) for each in parts}) == len(parts)
    assert derive_seed("a", 1) == derive_seed("a", "1") < 2**64


def test_a_stream_tells_where_it_stands() -> None:
    """Snapshots keep the position."""
    stream = IdStream(5)
    before = stream.position
    assert stream.position == before
    stream.uuid()
    assert stream.position != before


def test_a_stream_goes_on_from_a_position() -> None:
    """A tenant that is put back draws what it drew."""
    stream = IdStream(5)
    stream.token(7)
    position = stream.position
    drawn = [stream.uuid() for _ in range(700)]
    other = IdStream(6)
    other.move_to(position)
    assert [other.uuid() for _ in range(700)] == drawn


@pytest.mark.parametrize(
    "bad",
    ["", "AAAA", "no base64!", base64.b64encode(bytes(2500)).decode(), "A" * 3332 + "////"],
)
def test_what_is_no_position_is_refused(bad: str) -> None:
    """And the stream stays where it was."""
    stream = IdStream(5)
    before = stream.position
    with pytest.raises(ValueError, match=r"."):
        stream.move_to(bad)
    assert stream.position == before


def test_calls_are_numbered_by_who_makes_them() -> None:
    """Who looks on does not shift the ids that clients see."""
    numbers = CallNumbers()
    assert numbers.next(1, steers=False) == "00000001-0000-4000-8000-000000000001"
    assert numbers.next(1, steers=True) == "00000001-0001-4000-8000-000000000001"
    assert numbers.next(1, steers=False).endswith("-000000000002")


def test_a_derived_seed_is_a_whole_number_in_every_json_reader() -> None:
    """Numbers over 2**53 lose digits where numbers are doubles: such a seed repeats nothing."""
    assert all(derive_seed(number, "tenant") < 2**53 for number in range(1_000))
