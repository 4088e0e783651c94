"""Limits are numbers that fit each other, with their units in their names."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

import mockplatform
from mockplatform.limits import DAY_S, HOUR_S, KIB, LIMITS, MINUTE_S


def test_every_limit_is_a_positive_number() -> None:
    """House rule: a limit on everything; one of nothing would forbid all."""
    for field in fields(LIMITS):
        value = getattr(LIMITS, field.name)
        assert isinstance(value, (int, float)), field.name
        assert value > 0, field.name


def test_every_limit_is_kept_somewhere() -> None:
    """A limit that is documented and used nowhere promises what nobody keeps."""
    root = Path(mockplatform.__file__).parent
    files = [file for file in root.rglob("*.py") if file != root / "limits.py"]
    used = set(re.findall(r"\bLIMITS\.(\w+)", "\n".join(file.read_text() for file in files)))
    assert {field.name for field in fields(LIMITS)} - used == set()


def test_limits_cannot_be_moved() -> None:
    """What may be tuned is a setting."""
    with pytest.raises(FrozenInstanceError):
        LIMITS.body_bytes_max = 1  # type: ignore[misc]  # this is what must fail


def test_the_figures_of_the_guide_and_the_protocol_stand() -> None:
    """Guide, section 3: 16 KB; widget API, sections 2 and 3: the others."""
    assert LIMITS.routing_data_bytes_max == 16_384
    assert LIMITS.conversation_data_bytes_max == 65_536
    assert LIMITS.context_bytes_max == 262_144
    assert LIMITS.refresh_grace_s == 10
    assert (LIMITS.family_idle_s, LIMITS.family_life_s) == (24 * HOUR_S, 30 * DAY_S)
    assert (KIB, MINUTE_S, HOUR_S, DAY_S) == (1024, 60, 3600, 86_400)
