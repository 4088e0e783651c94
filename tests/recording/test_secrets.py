"""Neither a record nor the journal holds a whole token, and a record is its owner's alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mockplatform.recording.director import Director
from mockplatform.recording.lines import ActLine
from mockplatform.recording.reading import parse
from mockplatform.recording.run import observe
from mockplatform.recording.sinks import File, Memory
from mockplatform.redaction import blank, lacks_token, without_tokens
from tests.support.server import MESSAGING, Server, serving

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyLTcifQ.c2lnbmF0dXJXl-_12"

CHANNEL = "streaming-0-0123456789abcdef0123456789abcdef0123456789abcdef0"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server whose tenant's time stands still."""
    async with serving() as running:
        yield running


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"/a/{TOKEN}/b", "/a/eyJ…Xl-_12/b"),
        (f"/a-{TOKEN}", "/a-eyJ…Xl-_12"),
        (f"x.y.{TOKEN}", "x.y.eyJ…Xl-_12"),
        (TOKEN.replace(".", "%2E"), "eyJ…Xl-_12"),
        (TOKEN.removesuffix("c2lnbmF0dXJXl-_12"), "eyJ…TcifQ."),
        ("/eyJ/eyJ.x", "/eyJ/eyJ.x"),
        ("/api/v2/users/me", "/api/v2/users/me"),
        (f"/channels/{CHANNEL}?x", "/channels/streaming-…bcdef0?x"),
        (f"{CHANNEL}/{TOKEN}", "streaming-…bcdef0/eyJ…Xl-_12"),
        ("/streaming-music/1", "/streaming-music/1"),
    ],
)
def test_of_a_token_its_end_is_left(text: str, shown: str) -> None:
    assert without_tokens(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "eyJ" * 300_000,
        "eyJ%3" * 300_000,
        "eyJ." + "a" * 900_000,
        "streaming-0-a" * 70_000,
        "streaming-" * 90_000,
    ],
)
def test_a_text_that_is_made_to_take_long_is_looked_at_once(text: str) -> None:
    assert without_tokens(text) == text


def test_tokens_are_alike_once_they_are_blank() -> None:
    one, other = without_tokens(f"Bearer {TOKEN}"), f"Bearer {TOKEN[:-1]}x"
    assert blank(one) == blank(other)
    assert blank(CHANNEL) == blank(without_tokens(CHANNEL)) == "streaming-…"
    assert lacks_token(without_tokens(CHANNEL))
    assert (lacks_token(one), lacks_token(other)) == (True, False)


async def test_no_whole_token_is_in_journal_or_record(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    sink = File(file)
    token = await server.token("ann")
    bearer = {"Authorization": f"Bearer {token}"}
    body = {"what": {"kind": "status", "status": 503}, "where": {"headers": bearer}}
    recorder = observe(server.platform, server.tenant).record(sink)
    async with server.http.post(f"{server.url}/__admin/faults", json=body) as answer:
        assert answer.status == 201
    statuses = []
    for path in (f"{MESSAGING}/{token}", f"/{token}/x", MESSAGING):
        async with server.http.get(server.url + path, headers=bearer) as answer:
            statuses.append(answer.status)
    assert statuses == [503, 503, 503]
    recorder.stop()
    sink.close()
    again = Memory()
    observe(server.platform, server.tenant).record(again)  # the fault stands in its first line
    async with server.http.get(f"{server.url}/__admin/journal") as answer:
        journal = await answer.read()
    for kept in (file.read_bytes(), again.read(), journal):
        assert token.encode() not in kept
        assert token.rpartition(".")[2].encode() not in kept
        assert f"eyJ…{token[-6:]}".encode() in kept
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_others_could_read_is_its_owners_alone_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.touch(0o644)
    File(file).close()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_an_act_with_a_token_is_known_again_by_the_rest_of_it(server: Server) -> None:
    """Who carries it out himself sends another token than then."""
    memory = Memory()
    recorder = observe(server.platform, server.tenant).record(memory)
    body = {"what": {"kind": "hang"}, "where": {"headers": {"X-Token": await server.token()}}}
    async with server.http.post(f"{server.url}/__admin/faults", json=body) as answer:
        assert answer.status == 201
    recorder.stop()
    (act,) = parse(memory.read()).acts

    async def nothing(act: ActLine) -> None:
        raise AssertionError(act)

    director = Director(server.platform.around, [act], nothing)
    other = {**body, "where": {"headers": {"X-Token": await server.token("bob")}}}
    director.hear("POST", "/__admin/faults", {**other, "what": {"kind": "truncate"}})
    assert director.left == 0
    director.hear("POST", "/__admin/faults", other)
    assert director.left == 1
