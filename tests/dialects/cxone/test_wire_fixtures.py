"""Each form of CXone's has dated fixtures, and each fixture goes through its shape without a loss.

Source: issue 7. The format is told in fixtures/wire/README.md.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mockplatform.dialects.cxone import chat
from mockplatform.dialects.cxone.chat import frames, words
from mockplatform.dialects.cxone.shapes import heard, large
from tests.dialects.cxone.evidence import CALLS, EVENTS, FRAMES, SECTIONS
from tests.dialects.cxone.wire import Fixture, files, form, read, routes, structs
from tests.dialects.wire_common import members, name_of, parts
from tests.docs.genesys_evidence import key

ALL = [(path.stem, one) for path in files() for one in read(path)]
FORMS = [
    pytest.param(one, found, id=f"{stem}: {one.name}")
    for stem, one in ALL
    if (found := form(one)) is not None and found.shape is not None
]
BASES = {"base.Heard", "base.Told"}
"""What shapes are built from, and no frame is made of."""
NEVER = {
    "agent_api.Me.nickname": "nobody has one here",
    "beside.SentMessage.author_end_user_identity": "only agents' messages are told as sent",
    "heard.ThreadHeard.thread_name": "whoever names a thread does it by `UpdateThread`",
    "objects.Identity.nickname": "nobody has one here",
    "objects.RecipientTold.anonymized_at": "nobody is made anonymous here",
    "objects.RecipientTold.anonymized_reason": "nobody is made anonymous here",
    "objects.Message.forward": "nothing is forwarded here",
    "objects.Message.reaction_statistics": "nobody reacts to messages here",
    "objects.Message.reply_channel": "nothing is answered elsewhere",
    "objects.Message.reply_to_message": "messages answer no other one here",
    "objects.Message.sentiment": "nobody judges messages here",
    "objects.User.nickname": "nobody has one here",
    "told.AssigneeData.accept_reject_flow": "the push before it says how an agent was asked",
    "told.Refusal.input_data": "what was sent is not sent back",
}
"""Members that no fixture has but as null, with the reason."""
_EVENT = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]+)+")


def decoded(one: Fixture, shape: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(one.frame), type=shape)


def told(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.parametrize(("one", "found"), FORMS)
def test_what_the_server_says_goes_through_its_shape_and_comes_out_the_same(
    one: Fixture, found: Any
) -> None:
    whole = told(decoded(one, found.shape))
    if one.direction == "server":
        assert whole == one.frame
    else:
        there = set(members(whole, set(), set()))
        assert {each for each in there if not each.endswith(": null")} <= set(
            members(one.frame, set(), set())
        )


@pytest.mark.parametrize(
    "one", [one for _, one in ALL], ids=[f"{at}: {one.name}" for at, one in ALL]
)
def test_a_fixture_has_a_date_and_a_source_and_a_section(one: Fixture) -> None:
    assert dt.date.fromisoformat(one.date).year >= 2026
    assert one.source
    assert one.source != "nobody has said yet"
    assert one.section in SECTIONS


def test_no_two_fixtures_of_a_file_have_one_name() -> None:
    for path in files():
        names = [one.name for one in read(path)]
        assert len(set(names)) == len(names), path.name


def test_every_event_reply_and_push_has_a_fixture() -> None:
    """Nothing may be in the tables that nobody has seen on the wire."""
    said = {(one.direction, found.name) for _, one in ALL if (found := form(one)) is not None}
    clients = {name for direction, name in said if direction == "client"}
    server = {name for direction, name in said if direction == "server"}
    assert frames.CLIENT_FRAMES.keys() - clients == set()
    assert frames.SERVER_FRAMES.keys() - server == set()


def test_every_call_has_a_fixture() -> None:
    seen = {key("", one.path) for _, one in ALL if one.over == "http"}
    wanted = {
        route.path for route in routes() if not any(fits(route.path, path.strip()) for path in seen)
    }
    assert wanted - {frames.PATH} == set()


def fits(pattern: str, path: str) -> bool:
    """Whether a path is one of a route."""
    return bool(re.fullmatch(re.sub(r"{[^}]*}", "[^/]+", pattern), path))


def test_every_form_says_how_it_is_known() -> None:
    assert frames.CLIENT_FRAMES.keys() ^ EVENTS.keys() == set()
    assert frames.SERVER_FRAMES.keys() ^ FRAMES.keys() == set()
    assert {key(one.method, one.path) for one in routes()} ^ CALLS.keys() == set()


def test_every_event_that_the_socket_can_tell_is_in_its_tables() -> None:
    """They are made by name here and there: a name that no table has would be described nowhere."""
    known = {*frames.CLIENT_FRAMES, *frames.SERVER_FRAMES, *frames.NO_FRAMES}
    assert {one for one in named() if one not in known and not one.endswith("Failed")} == set()


def named() -> set[str]:
    """Return what looks like an event in the sources of the chat socket."""
    folder = Path(chat.__file__).parent
    return {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _EVENT.fullmatch(node.value)
    } - {words.INCONSISTENT}


def all_parts() -> Iterator[msgspec.Struct]:
    """Yield all structs that fixtures are made of; also those by which frames are read in parts."""
    for _, one in ALL:
        found = form(one)
        if found is None or found.shape is None:
            continue
        yield from parts(decoded(one, found.shape))
        if one.over == "socket" and one.direction == "client":
            yield decoded(one, heard.Envelope)
            payload = one.frame.get("payload", {"eventType": ""})
            yield msgspec.convert(payload, heard.Payload)
            content = (payload.get("data") or {}).get("messageContent", {})
            yield msgspec.convert(content.get("payload", {}), heard.ContentPayload)
        elif one.over == "socket" and isinstance(one.frame, dict):
            yield from parts(decoded(one, large.Head))


def test_every_shape_stands_in_a_fixture() -> None:
    assert structs().keys() - {name_of(part) for part in all_parts()} - BASES == set()


def test_every_member_of_every_shape_stands_in_a_fixture() -> None:
    seen = {
        f"{name_of(part)}.{name}"
        for part in all_parts()
        for name in part.__struct_fields__
        if getattr(part, name) is not None
    }
    wanted = {
        f"{name}.{member}"
        for name, struct in structs().items()
        if name not in BASES
        for member in struct.__struct_fields__
    }
    assert wanted - seen == NEVER.keys()
