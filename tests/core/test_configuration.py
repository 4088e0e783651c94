"""What a fixture may say, and how it is told that it may not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockplatform.core.configuration import Agent, Script, Step, TenantConfig

SMALL: dict[str, Any] = {
    "deployments": [{"id": "web"}],
    "queues": [{"id": "help"}, {"id": "vip"}],
    "clients": [{"id": "web", "secret": "s"}],
}


def refusal(of: Any, type_: type) -> str:
    """Return the sentence with which a value is refused."""
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert(of, type_)
    return str(refused.value)


def test_the_smallest_tenant_has_a_deployment_a_queue_and_a_client() -> None:
    """A fixture says no more than it must."""
    config = msgspec.convert(SMALL, TenantConfig)
    assert (config.agents, config.routing, config.users, config.settings) == ((), (), (), {})
    for name in SMALL:
        lacking = {key: value for key, value in SMALL.items() if key != name}
        assert f"missing required field `{name}`" in refusal(lacking, TenantConfig)
        assert f"`$.{name}`" in refusal({**SMALL, name: []}, TenantConfig)


def test_the_fallback_queue_is_the_one_named_or_the_first() -> None:
    """Widget API, section 3: what matches nothing goes to the fallback queue."""
    assert msgspec.convert(SMALL, TenantConfig).fallback == "help"
    named = {**SMALL, "fallbackQueue": "vip"}
    assert msgspec.convert(named, TenantConfig).fallback == "vip"


def test_a_member_that_nobody_reads_is_refused_with_its_path() -> None:
    """House rule: admin bodies and fixtures: unknown fields refused."""
    said = refusal({**SMALL, "queues": [{"id": "help", "nmae": "Help"}]}, TenantConfig)
    assert "unknown field `nmae`" in said
    assert "`$.queues[0]`" in said


@pytest.mark.parametrize("id_", ["", "a b", "-a", "ü", "a/b", "x" * 129])
def test_an_id_can_stand_in_a_path_as_it_is(id_: str) -> None:
    """Ids are part of URLs."""
    assert "`$.id`" in refusal({"id": id_}, Agent)


@pytest.mark.parametrize("id_", ["a", "A.b_c~d-e", "9", "x" * 128])
def test_an_ordinary_id_is_taken(id_: str) -> None:
    """Up to 128 unreserved characters."""
    assert msgspec.convert({"id": id_}, Agent).id == id_


@pytest.mark.parametrize(
    "step",
    [
        {"say": "hi"},
        {"wait": "1s"},
        {"typing": 2},
        {"on": "*", "steps": [{"say": "x"}]},
        {"idle": "1m", "steps": [{"close": "idle"}]},
        {"transfer": "vip"},
        {"close": "done"},
    ],
)
def test_a_step_is_one_act(step: dict[str, Any]) -> None:
    """Script: exactly one of its members; `on` and `idle` with `steps`."""
    written = msgspec.json.encode(msgspec.convert(step, Step))
    assert msgspec.json.decode(written) == step


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ({}, "exactly one of"),
        ({"say": "a", "wait": 1}, "this has ['say', 'wait']"),
        ({"on": "*"}, "`steps` go with"),
        ({"say": "a", "steps": [{"say": "b"}]}, "`steps` go with"),
        ({"wait": "soon"}, "wait: 'soon' is no duration. Write it like"),
        ({"typing": -1}, "typing: must be a number of seconds, 0 or more"),
        ({"idle": "1y", "steps": [{"say": "b"}]}, "idle: '1y' is no duration"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_its_path(step: dict[str, Any], what: str) -> None:
    """The path names the step wherever it stands."""
    said = refusal({"id": "bot", "script": {"steps": [{"say": "hi"}, step]}}, Agent)
    assert what in said
    assert "`$.script.steps[1]`" in said


def test_a_bot_accepts_after_a_second_or_another_duration() -> None:
    """Script: acceptAfter, default 1 s."""
    assert Script().accept_after == "1s"
    said = refusal({"script": {"acceptAfter": "later"}, "id": "bot"}, Agent)
    assert "acceptAfter: 'later' is no duration" in said
    assert "`$.script`" in said
