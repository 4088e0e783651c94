"""What a fixture may say of proactive actions, and what fires them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockplatform.core.digital import Digital
from mockplatform.core.proactive import ProactiveAction, triggered, visited

HELLO = {"content": {"bodyText": "Hello"}}


def action(id_: str = "a", **members: Any) -> dict[str, Any]:
    """Return an action as a fixture says it."""
    return {"id": id_, "data": HELLO, **members}


def digital(*actions: dict[str, Any], **members: Any) -> Digital:
    """Return a channel with actions."""
    return msgspec.convert({"proactiveActions": actions, **members}, Digital)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([action(), action()], "proactiveActions: 'a' stands there twice"),
        ([action("")], "$.proactiveActions[0].id"),
        ([action(type="Popup")], "$.proactiveActions[0].type"),
        ([action(), action("b", on="leave")], "$.proactiveActions[1].on"),
        ([action(on="visit", trigger="7")], "`trigger` goes with `on: trigger`"),
        ([action(data={})], "data.content.bodyText"),
        ([action(data={"content": {"bodyText": ""}})], "data.content.bodyText"),
        ([action(data={"content": "Hello"})], "data.content.bodyText"),
        ([action(data={**HELLO, "handover": []})], "data.handover.customFields"),
        (
            [action(data={**HELLO, "handover": {"customFields": [{"ident": "a"}]}})],
            "data.handover.customFields",
        ),
        ([action(conditions=["always"])], "$.proactiveActions[0].conditions[0]"),
        ([action(when="always")], "$.proactiveActions[0]"),
        ([action(str(number)) for number in range(17)], "$.proactiveActions"),
    ],
)
def test_an_action_that_says_nothing_or_what_nobody_knows_is_refused(given: Any, why: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        digital(*given)
    assert why in str(refused.value)


def test_an_action_is_fired_by_its_trigger_or_else_by_its_own_id() -> None:
    seven = {"trigger": "7"}
    actions = digital(action(), action("b", **seven), action("c", **seven)).proactive_actions
    assert [one.id for one in triggered(actions, "7")] == ["b", "c"]
    assert [one.id for one in triggered(actions, "a")] == ["a"]
    assert triggered(actions, "b") == []
    assert triggered(actions, "") == []


def test_an_action_of_visits_has_no_trigger() -> None:
    actions = digital(action("a"), action("b", on="visit")).proactive_actions
    assert [one.id for one in visited(actions)] == ["b"]
    assert triggered(actions, "b") == []


def test_another_action_than_a_welcome_says_what_it_will() -> None:
    told = msgspec.convert({"id": "p", "type": "PopupBox"}, ProactiveAction)
    assert (told.data, told.conditions) == ({}, ())


def test_a_channel_with_actions_tells_so_unless_it_is_told_not_to() -> None:
    name = "isProactiveChatEnabled"
    assert digital().told_features[name] is False
    assert digital(action()).told_features[name] is True
    assert digital(action(), features={name: False}).told_features[name] is False
