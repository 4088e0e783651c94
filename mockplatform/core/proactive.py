"""Owns what a chat channel offers its customers by itself: proactive actions, and what fires them.

Written camelCase in fixtures, under a channel's `digital`. The platform judges no conditions: an
action is fired by its trigger, or whenever a client tells of a visit.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (the push); the vendor's mobile SDKs (the kinds of
actions, `ExecuteTrigger`). Invented: when an action is fired, and that one names its trigger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from mockplatform.core.channel_look import Ident, Look, unique
from mockplatform.limits import LIMITS

WELCOME = "WelcomeMessage"


class ProactiveAction(Look, frozen=True, kw_only=True):
    """What is offered to a customer by itself.

    Attributes:
        on: What fires it: its ``trigger``, which a client executes, or each ``visit`` of which a
            client tells.
        trigger: The trigger that fires it; left out, the action's own id.
        data: What it says, as clients read it.
        conditions: What is told of when it is meant; nobody judges them here.
    """

    id: Ident
    name: str = ""
    type: Literal[
        "WelcomeMessage", "CustomPopupBox", "PopupBox", "PushNotification", "GuideTemplate"
    ] = "WelcomeMessage"
    on: Literal["trigger", "visit"] = "trigger"
    trigger: Ident | None = None
    data: dict[str, Any] = field(default_factory=dict)
    conditions: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        """Check that it says what its type has to say, and what fires it."""
        if self.on == "visit" and self.trigger is not None:
            raise ValueError("`trigger` goes with `on: trigger`, and only with it")
        if self.type == WELCOME:
            _check_welcome(self.data)

    @property
    def fired_by(self) -> str | None:
        """The trigger that fires it; None where visits do."""
        return None if self.on == "visit" else self.trigger or self.id


Actions = Annotated[tuple[ProactiveAction, ...], Meta(max_length=LIMITS.proactive_actions_max)]


def check_actions(actions: Sequence[ProactiveAction]) -> None:
    """Judge the ids of a channel's actions.

    Raises:
        ValueError: Two have the same one.
    """
    unique([one.id for one in actions], "proactiveActions")


def triggered(actions: Sequence[ProactiveAction], trigger: str) -> list[ProactiveAction]:
    """Return what a trigger fires."""
    return [one for one in actions if one.fired_by == trigger]


def visited(actions: Sequence[ProactiveAction]) -> list[ProactiveAction]:
    """Return what a visit fires."""
    return [one for one in actions if one.on == "visit"]


def _check_welcome(data: dict[str, Any]) -> None:
    content, handover = data.get("content"), data.get("handover", {})
    text = content.get("bodyText") if isinstance(content, dict) else None
    if not (isinstance(text, str) and text):
        raise ValueError("data.content.bodyText: a WelcomeMessage has a text there")
    fields = handover.get("customFields", []) if isinstance(handover, dict) else None
    if not isinstance(fields, list) or not all(map(_is_field, fields)):
        raise ValueError("data.handover.customFields: a list of fields, each `ident` and `value`")


def _is_field(one: Any) -> bool:
    is_all = isinstance(one, dict) and one.keys() == {"ident", "value"}
    return is_all and all(isinstance(value, str) for value in one.values())
