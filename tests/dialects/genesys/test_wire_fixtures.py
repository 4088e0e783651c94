"""Each shape has dated fixtures, and each fixture goes through its shape without a loss.

Source: issue 4. The format is told in fixtures/wire/README.md.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from mockplatform.dialects.genesys.shapes import guest, guest_frames
from tests.dialects.genesys.wire import Fixture, files, read, shape_of, structs
from tests.dialects.wire_common import name_of, parts

FIXTURES = [
    pytest.param(fixture, id=f"{path.stem}: {fixture.name}")
    for path in files()
    for fixture in read(path)
]
OF_CLIENTS = [
    pytest.param(fixture, id=f"{path.stem}: {fixture.name}")
    for path in files()
    for fixture in read(path)
    if fixture.direction == "client"
]
ALL = [fixture for path in files() for fixture in read(path)]
BASES = {
    "conversations.CommunicationBase",
    "conversations.ParticipantBase",
    "guest.Action",
    "oauth.Form",
}
"""What shapes are built from, and no frame is made of."""


def decoded(fixture: Fixture) -> Any:
    return msgspec.json.decode(msgspec.json.encode(fixture.frame), type=shape_of(fixture.shape))


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_fixture_goes_through_its_shape_and_comes_out_the_same(fixture: Fixture) -> None:
    assert msgspec.json.decode(msgspec.json.encode(decoded(fixture))) == fixture.frame


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_fixture_has_a_date_and_a_source_and_a_section(fixture: Fixture) -> None:
    assert dt.date.fromisoformat(fixture.date).year >= 2026
    assert fixture.source
    assert 2 <= float(fixture.section) < 7


def test_no_two_fixtures_of_a_file_have_one_name() -> None:
    for path in files():
        names = [fixture.name for fixture in read(path)]
        assert len(set(names)) == len(names), path.name


def test_every_shape_stands_in_a_fixture() -> None:
    seen = {name_of(part) for fixture in ALL for part in parts(decoded(fixture))}
    assert structs().keys() - seen == BASES


def test_every_member_of_every_shape_stands_in_a_fixture() -> None:
    seen = {
        f"{name_of(part)}.{name}"
        for fixture in ALL
        for part in parts(decoded(fixture))
        for name in part.__struct_fields__
        if getattr(part, name) is not None
    }
    members = {
        f"{name}.{member}"
        for name, struct in structs().items()
        if name not in BASES
        for member in struct.__struct_fields__
    }
    assert members - seen == set()


def test_every_class_of_a_server_frame_and_every_action_has_a_fixture() -> None:
    classes = {each.frame["class"] for each in ALL if "ServerFrame" in each.shape}
    actions = {each.frame["action"] for each in ALL if each.shape.startswith("guest.")}
    tags = {shape.__struct_config__.tag for shape in guest.ClientAction.__args__}
    assert classes == guest_frames.BODIES.keys()
    assert actions - {"ping"} == tags


@pytest.mark.parametrize("fixture", FIXTURES)
def test_an_unknown_member_is_ignored(fixture: Fixture) -> None:
    frame = fixture.frame
    if isinstance(frame, dict):
        frame = {"unheardOf": {"a": 1}, **frame}
        whole = msgspec.json.decode(msgspec.json.encode(frame), type=shape_of(fixture.shape))
        assert whole == decoded(fixture)


@pytest.mark.parametrize("fixture", OF_CLIENTS)
def test_null_in_a_client_s_frame_counts_as_left_out(fixture: Fixture) -> None:
    shape = shape_of(fixture.shape)
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        left_out = {
            field.encode_name: None
            for field in msgspec.structs.fields(shape)
            if not field.required and field.encode_name not in fixture.frame
        }
        frame = {**left_out, **fixture.frame}
        assert msgspec.json.decode(msgspec.json.encode(frame), type=shape) == decoded(fixture)
