"""Settings are typed, ranged and documented; a change is whole or nothing."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest

from mockplatform.errors import InvalidValue, UnknownMember
from mockplatform.settings import DEFAULTS, change, schema, to_wire


def test_the_defaults_are_those_of_the_guide_and_the_protocol() -> None:
    """Guide, sections 2 and 4; widget API, sections 2 to 4."""
    wire = to_wire(DEFAULTS)
    assert (wire["accessTokenLife"], wire["inactivity"], wire["ring"]) == ("30m", "15m", "30s")
    assert (wire["refreshGrace"], wire["familyIdle"], wire["familyLife"]) == ("10s", "1d", "30d")
    assert (wire["routingPolicy"], wire["socketExpiry"]) == ("reject", "4401")


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"ring": "10s"}, "ring", 10.0),
        ({"ring": 10}, "ring", 10.0),
        ({"agentsAct": False}, "agents_act", False),
        ({"framesPerSecond": 5}, "frames_per_second", 5),
        ({"socketExpiry": "silent"}, "socket_expiry", "silent"),
    ],
)
def test_a_change_is_written_as_the_wire_writes_it(
    changes: dict[str, Any], name: str, value: object
) -> None:
    """Admin API: durations like "31m" or as seconds."""
    changed = change(DEFAULTS, changes)
    assert getattr(changed, name) == value
    assert msgspec.structs.replace(changed, **{name: getattr(DEFAULTS, name)}) == DEFAULTS


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"ring": "soon"}, "settings.ring: 'soon' is no duration"),
        ({"ring": "1ms"}, "settings.ring: Expected `float` >= 0.1"),
        ({"ring": True}, "settings.ring: must be a number of seconds"),
        ({"ring": math.nan}, "settings.ring: must be a number of seconds"),
        ({"ring": None}, "settings.ring: Expected `float`, got `null`"),
        ({"ring": {}}, "settings.ring: Expected `float`, got `object`"),
        ({"inactivity": "366d"}, "settings.inactivity: Expected `float` <= 31536000.0"),
        ({"agentsAct": "yes"}, "settings.agentsAct: Expected `bool`, got `str`"),
        ({"framesPerSecond": 0}, "settings.framesPerSecond: Expected `int` >= 1"),
        ({"framesPerSecond": 1.5}, "settings.framesPerSecond: Expected `int`, got `float`"),
        ({"socketExpiry": "4402"}, "settings.socketExpiry: Expected `str` matching regex"),
    ],
)
def test_a_value_of_the_wrong_kind_or_range_is_refused(changes: dict[str, Any], what: str) -> None:
    """House rule: a clear 400 with the path; nothing is changed."""
    with pytest.raises(InvalidValue) as refused:
        change(DEFAULTS, changes)
    assert refused.value.message.startswith(what)
    assert refused.value.hint


def test_an_unknown_setting_is_refused_with_the_nearest_and_its_path() -> None:
    """House rule: unknown fields refused."""
    with pytest.raises(UnknownMember) as refused:
        change(DEFAULTS, {"inactivty": "1m"}, "tenants[0].settings")
    assert refused.value.details[0].field == "tenants[0].settings.inactivty"
    assert refused.value.hint == "Did you mean 'inactivity'?"


def test_what_is_shown_can_be_sent_back() -> None:
    """Admin API: GET, change, PUT."""
    settings = change(DEFAULTS, {"ring": 1.5, "inactivity": "1h30m", "heartbeat": "50ms"})
    assert change(DEFAULTS, to_wire(settings)) == settings


def test_every_setting_is_described() -> None:
    """The admin API, the docs and the console are made from this."""
    described = schema()
    assert [one["name"] for one in described] == list(to_wire(DEFAULTS))
    for one in described:
        assert one["help"]
        assert one["source"].startswith(("guide", "Genesys", "invented"))
        assert one["unit"] in {"duration", "boolean", "count", "choice", "list"}
        assert ("min" in one) == (one["unit"] in {"duration", "count"})
        assert ("pattern" in one) == (one["unit"] == "choice")
