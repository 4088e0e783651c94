"""The platform API's views of a conversation, and its events: who takes part, and how it stands.

Source: [M] MessageConversation, Conversation and their events; the states that clients see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from mockplatform.core.commands import Answer, Close, Depart, Note, SetConversationData
from mockplatform.core.configuration import Queue, WrapUpCode
from mockplatform.core.events import MessageSent, WrapUp
from mockplatform.core.states import Verb
from mockplatform.dialects.genesys.translate import conversations as views
from mockplatform.dialects.genesys.translate.participants import Surroundings, communication_id
from tests.core.builders import BEA, CAL, NOW, Chat, connected, opened

CODES = (WrapUpCode(id="solved", name="Solved"),)
AROUND = Surroundings(
    queues={
        "help": Queue(id="help", name="Help", wrap_up_codes=CODES, wrap_up="mandatory"),
        "vip": Queue(id="vip", name="Important people"),
    },
    ring_s=30.0,
    silent_at=NOW + 600,
    is_signed_in=False,
)
Json = dict[str, Any]


def shown(chat: Chat, view: Callable[..., Any] = views.message_conversation) -> Json:
    """Return a view of a chat as the wire has it."""
    messages = [event for event in chat.events if isinstance(event, MessageSent)]
    found: Json = msgspec.json.decode(msgspec.json.encode(view(chat.state, messages, AROUND)))
    return found


def told(chat: Chat, *members: str) -> list[tuple[Any, ...]]:
    """Return those members of each participant in view 1."""
    return [
        tuple(one.get(name) for name in ("purpose", "state", *members))
        for one in shown(chat)["participants"]
    ]


def test_a_conversation_that_waits_has_a_customer_and_its_queue() -> None:
    chat = opened(tier="gold")
    assert told(chat) == [("customer", "connected"), ("acd", "connected")]
    view = shown(chat)
    customer, acd = view["participants"]
    assert acd["queue"] == {
        "id": "vip",
        "name": "Important people",
        "selfUri": "/api/v2/routing/queues/vip",
    }
    assert (customer["address"], customer["authenticated"]) == ("ann", False)
    assert customer["peer"] == communication_id(acd["id"])
    assert view["inactivityTimeout"] == "2023-11-14T22:23:20.000Z"
    assert view["selfUri"] == "/api/v2/conversations/messages/s1"


def test_an_agent_is_there_from_the_alert_on_and_the_queue_goes_when_he_comes() -> None:
    chat = opened()
    chat.advance(5)
    chat.ring()
    assert told(chat)[1:] == [("acd", "connected"), ("agent", "alerting")]
    alerted = shown(chat)["participants"][2]
    chat.advance(2)
    chat.do(Answer(verb=Verb.ACCEPT))
    assert told(chat, "disconnectType")[1:] == [
        ("acd", "disconnected", "transfer"),
        ("agent", "connected", None),
    ]
    came = shown(chat)["participants"][2]
    assert came["id"] == alerted["id"]
    assert "connectedTime" not in alerted
    assert came["startAlertingTime"] == alerted["startTime"] == "2023-11-14T22:13:25.000Z"
    assert came["connectedTime"] == "2023-11-14T22:13:27.000Z"
    assert (came["user"]["id"], came["queue"]["id"]) == ("bea", "help")
    assert came["alertingTimeoutMs"] == 30_000


@pytest.mark.parametrize(
    ("act", "how"),
    [
        (lambda chat: chat.advance(31), "transfer.noanswer"),
        (lambda chat: chat.do(Answer(verb=Verb.DECLINE)), "client"),
    ],
)
def test_an_agent_who_did_not_come_stays_as_one_who_was_alerted(
    act: Callable[[Chat], Any], how: str
) -> None:
    chat = opened()
    chat.ring()
    act(chat)
    assert told(chat, "disconnectType", "connectedTime")[1:] == [
        ("acd", "connected", None, "2023-11-14T22:13:20.000Z"),
        ("agent", "disconnected", how, None),
    ]
    assert shown(chat, views.conversation)["participants"][2]["messages"][0]["segments"] == [
        {
            "startTime": "2023-11-14T22:13:20.000Z",
            "endTime": shown(chat)["participants"][2]["endTime"],
            "type": "alert",
            "howEnded": "disconnect",
            "disconnectType": how,
        }
    ]


@pytest.mark.parametrize(
    ("command", "ways"),
    [
        (Close(by="customer"), ["endpoint", "peer"]),
        (Close(by="agent"), ["peer", "client"]),
        (Close(by="supervisor"), ["peer", "client"]),
        (Close(by="system"), ["system", "system"]),
        (Close(by="system", reason="session.expired"), ["session.expired", "session.expired"]),
    ],
)
def test_who_ended_it_shows_in_how_each_was_disconnected(command: Close, ways: list[str]) -> None:
    chat = connected()
    chat.do(command)
    assert [told(chat, "disconnectType")[place][2] for place in (0, 2)] == ways
    assert shown(chat, views.conversation)["endTime"] == "2023-11-14T22:13:20.000Z"


def test_silence_shows_as_inactivity() -> None:
    chat = connected()
    chat.advance(900)
    assert told(chat, "disconnectType")[0] == ("customer", "disconnected", "inactivity")


def test_a_transfer_leaves_the_agent_and_gives_a_new_queue_and_agent() -> None:
    chat = connected()
    chat.transfer("vip")
    chat.accept(CAL)
    assert told(chat, "disconnectType")[2:] == [
        ("agent", "disconnected", "transfer"),
        ("acd", "disconnected", "transfer"),
        ("agent", "connected", None),
    ]
    assert shown(chat)["participants"][-1]["queue"]["id"] == "vip"


def test_who_came_first_stands_first_though_no_time_has_passed() -> None:
    chat = opened()
    chat.ring(BEA)
    chat.do(Answer(verb=Verb.DECLINE))
    chat.accept(CAL)
    order = [one.get("user", {}).get("id") for one in shown(chat)["participants"]]
    assert order == [None, None, "bea", "cal"]


def test_a_message_stays_with_the_stay_it_was_said_in_though_no_time_has_passed() -> None:
    chat = connected(BEA)
    chat.say("before", by=BEA)
    chat.transfer("vip")
    chat.say("still there?")
    chat.accept(BEA)
    chat.say("after", by=BEA)
    said = [len(one["messages"]) for one in shown(chat)["participants"]]
    assert said == [1, 0, 1, 0, 1]


def test_a_mandatory_wrap_up_is_owed_until_it_is_done() -> None:
    chat = connected()
    agent = chat.state.participants[-1]
    chat.do(Close(by="customer"))
    members = ("wrapupRequired", "wrapupPrompt")
    assert told(chat, *members)[2] == ("agent", "disconnected", True, "mandatory")
    chat.advance(31)
    wrap_up = WrapUp(code="solved", name="Solved", tags=("returns",), duration_s=31)
    chat.do(Note(participant_id=agent.id, wrap_up=wrap_up))
    assert told(chat, *members)[2] == ("agent", "terminated", True, "mandatory")
    assert shown(chat)["participants"][2]["wrapup"] == {
        "code": "solved",
        "name": "Solved",
        "tags": ["returns"],
        "durationSeconds": 31,
        "endTime": "2023-11-14T22:13:51.000Z",
        "provisional": False,
    }
    line = shown(chat, views.conversation)["participants"][2]["messages"][0]
    assert (line["state"], line["afterCallWorkRequired"]) == ("disconnected", True)
    assert line["afterCallWork"] == {
        "state": "complete",
        "startTime": "2023-11-14T22:13:20.000Z",
        "endTime": "2023-11-14T22:13:51.000Z",
    }


def test_a_wrap_up_without_a_code_was_skipped() -> None:
    chat = connected()
    agent = chat.state.participants[-1]
    chat.do(Depart(verb=Verb.LEAVE))
    chat.do(Note(participant_id=agent.id, wrap_up=WrapUp(code="")))
    one = shown(chat)["participants"][2]
    assert (one["state"], one["wrapupSkipped"], "wrapup" in one) == ("terminated", True, False)


def test_the_customer_s_attributes_are_what_he_and_his_widget_wrote() -> None:
    chat = opened(tier="gold", vip=True)
    chat.do(SetConversationData(data={"cart": {"items": 2}, "step": "pay"}, merge=False))
    chat.do(Note(participant_id=chat.state.participants[0].id, attributes={"seen": "yes"}))
    assert shown(chat)["participants"][0]["attributes"] == {
        "context.tier": "gold",
        "context.vip": "true",
        "cart": '{"items":2}',
        "step": "pay",
        "seen": "yes",
    }
    assert shown(chat)["participants"][1]["attributes"] == {}


def test_each_message_stands_with_whom_it_is_of_by_its_one_id() -> None:
    chat = opened()
    chat.say("hello")
    chat.accept()
    chat.say("good day", BEA)
    chat.transfer()
    chat.accept(BEA)
    chat.advance(1)
    chat.say("me again", BEA)
    said = [event for event in chat.events if isinstance(event, MessageSent)]
    hello, good_day, again = (event.message_id for event in said)
    for view, place in ((views.message_conversation, None), (views.conversation, "messages")):
        found = shown(chat, view)["participants"]
        lists = [one["messages"][0]["messages"] if place else one["messages"] for one in found]
        ids = [[one["messageId"] for one in messages] for messages in lists]
        assert ids[0] == [hello]
        assert [id_ for messages in ids[1:] for id_ in messages] == [good_day, again]
    details = shown(chat)["participants"][0]["messages"][0]
    assert details == {
        "messageId": hello,
        "messageURI": f"/api/v2/conversations/messages/{hello}/details",
        "messageStatus": "received",
        "messageTime": "2023-11-14T22:13:20.000Z",
        "messageSegmentCount": 1,
        "messageMetadata": {"type": "Text"},
    }


def test_view_2_has_the_communication_s_id_and_a_list_for_each_medium() -> None:
    customer, acd, agent = shown(connected(), views.conversation)["participants"]
    line = agent["messages"][0]
    assert line["id"] == communication_id(agent["id"])
    assert line["peerId"] == customer["messages"][0]["id"]
    assert customer["messages"][0]["peerId"] == line["id"]
    assert (line["state"], line["initialState"]) == ("connected", "alerting")
    assert [one["type"] for one in line["segments"]] == ["alert", "interact"]
    assert (agent["userId"], acd["queueName"]) == ("bea", "Help")
    for medium in ("calls", "callbacks", "chats", "cobrowsesessions", "emails", "videos"):
        assert agent[medium] == []


def test_events_tell_the_same_with_messages_a_level_deeper() -> None:
    chat = connected()
    chat.say("hello")
    view, event = shown(chat), shown(chat, views.event_conversation)
    for mine, its in zip(view["participants"], event["participants"], strict=True):
        for name in ("id", "purpose", "state", "attributes", "user", "queue", "startTime"):
            assert mine.get(name) == its.get(name)
    assert event["participants"][2]["initialState"] == "alerting"
    (message,) = event["participants"][0]["messages"]
    assert message["message"] == {"id": view["participants"][0]["messages"][0]["messageId"]}
    assert "messageId" not in message
    generic = shown(chat, views.generic_event_conversation)
    line = generic["participants"][2]["messages"][0]
    assert line["id"] == communication_id(generic["participants"][2]["id"])
    assert generic["participants"][2]["wrapupExpected"] is True
