"""What NICE's web SDKs write is what stands in the wire fixtures."""

from __future__ import annotations

import pytest

from tests.dialects.cxone import by_hand
from tests.dialects.cxone.player import MAPS, WORDS
from tests.dialects.cxone.record import recorded
from tests.dialects.cxone.scenes import SCENES
from tests.dialects.cxone.wire import FOLDER, Fixture, frame_name, read
from tests.dialects.wire_common import members

BY_SDK = sorted(SCENES.keys() - by_hand.SCENES.keys() - {"back-office", "pushes"})


def written(fixtures: list[Fixture]) -> dict[str, set[str]]:
    """Return the members of all that clients say, by event or call."""
    found: dict[str, set[str]] = {}
    for one in fixtures:
        if one.direction == "client":
            is_frame = one.over == "socket" and not one.call
            name = frame_name(one.frame) if is_frame else one.call.partition("?")[0]
            found.setdefault(name, set()).update(members(one.frame, MAPS, WORDS))
    return found


@pytest.mark.parametrize("scene", BY_SDK)
async def test_the_sdk_writes_what_the_fixtures_have(scene: str) -> None:
    assert written(await recorded(scene)) == written(read(FOLDER / f"{scene}.json"))
