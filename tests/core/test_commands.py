"""Commands are values: imperative, complete, and unable to change on their way."""

from __future__ import annotations

import pytest

from mockplatform.core import commands as c
from mockplatform.core.aggregate import Command
from mockplatform.core.states import Verb
from tests.core.builders import ANN

COMMANDS: list[Command] = [
    c.CreateConversation(
        customer=ANN,
        deployment_id="shop",
        routing_data={},
        conversation_data={},
    ),
    c.SendMessage(message_id="m1", sender=ANN, text="hi"),
    c.SetRoutingData(data={}, merge=True),
    c.SetConversationData(data={}, merge=False),
    c.Offer(agent=ANN),
    c.Answer(verb=Verb.ACCEPT),
    c.Depart(verb=Verb.LEAVE),
    c.Requeue(queue="vip"),
    c.Close(by="customer"),
    c.Delete(),
    c.Expire(),
    c.Warn(message=c.SendMessage(message_id="m2", sender=ANN, text="there?")),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_a_command_is_a_frozen_value(command: Command) -> None:
    """The command loop may decide the same command again after losing a race."""
    name = (*command.__struct_fields__, "added")[0]
    with pytest.raises(AttributeError):
        setattr(command, name, "changed")


def test_what_is_optional_asks_for_nothing() -> None:
    """Without `If-Match` the last writer wins; without an agent's id anybody may act."""
    assert c.SetConversationData(data={}, merge=True).expected is None
    assert c.Answer(verb=Verb.DECLINE).agent_id == ""
    assert c.Expire().active_at == 0.0
