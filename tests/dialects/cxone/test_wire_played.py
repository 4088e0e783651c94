"""Each transcript is played to the real server, which speaks as it does there."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from tests.dialects.cxone.player import Player
from tests.dialects.cxone.record import FIXTURE
from tests.dialects.cxone.wire import files, read
from tests.support.server import serving


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
async def test_the_server_answers_a_transcript_as_it_stands_there(path: Path) -> None:
    async with serving(fixture=FIXTURE) as server:
        player = Player(server)
        await player.play(read(path))
        assert player.unlike == {}


@pytest.mark.parametrize("wrong", ["missing", "more", "type", "word"])
async def test_a_member_too_few_or_too_many_or_of_another_type_is_a_difference(wrong: str) -> None:
    fixtures = read(next(path for path in files() if path.stem == "livechat"))
    at, one = next(
        (at, one) for at, one in enumerate(fixtures) if one.name.endswith(": CaseCreated")
    )
    fixtures[at] = one = deepcopy(one)
    case = one.frame["data"]["case"]
    case |= {"missing": {"unheardOf": 1}, "type": {"id": 7}, "word": {"status": "open"}}.get(
        wrong, {}
    )
    if wrong == "more":
        del case["status"]
    async with serving(fixture=FIXTURE) as server:
        player = Player(server)
        await player.play(fixtures)
        assert player.unlike.keys() == {one.name}
