"""What a guest's socket refuses, with which code; what is refused changes nothing.

Source: [C] transport SDK 2.14, ErrorCode; the limits are those of the platform's own error texts.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockplatform.limits import LIMITS
from tests.support.guests import DEPLOYMENT, TOKEN, Guest, Shop, shop


def attributes(**values: Any) -> dict[str, Any]:
    """Return a channel with custom attributes."""
    return {"metadata": {"customAttributes": values}}


async def refused(place: Shop, visitor: Guest, **frame: Any) -> tuple[int, str]:
    """Send a frame that is refused; see that nothing has changed."""
    before = (place.tenant.sessions.copy(), place.tenant.conversations.copy())
    await visitor.say(frame.pop("action", "onMessage"), **frame)
    told = await visitor.refusal()
    assert (place.tenant.sessions, place.tenant.conversations) == before
    return told


def text(said: Any, **more: Any) -> dict[str, Any]:
    return {"message": {"type": "Text", "text": said, **more}}


async def test_a_text_over_the_limit_is_4011() -> None:
    async with shop(text_chars_max=5) as place, place.guest() as visitor:
        await visitor.configure()
        assert (await refused(place, visitor, **text("sechs!")))[0] == 4011
        await visitor.text("fünf!")


async def test_custom_attributes_are_counted_in_utf8_bytes_to_the_byte() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        # The key has 3 bytes ("ü" two), each of the euro signs three.
        fits, over = "€" * 681 + "xx", "€" * 681 + "xxx"
        assert len("kü".encode()) + len(fits.encode()) == 2048
        told = await refused(place, visitor, **text("Hi"), channel=attributes(kü=over))
        assert told[0] == 4013
        assert told[1].endswith("larger than 2048 bytes")
        await visitor.text("Hi", channel=attributes(kü=fits))
        assert place.conversation.routing_data.values["kü"] == fits


async def test_all_attributes_of_a_conversation_together_have_a_limit_too() -> None:
    async with (
        shop(custom_data_bytes_max=100_000, messages_per_second=9) as place,
        place.guest() as visitor,
    ):
        await visitor.configure()
        too_many = attributes(big="x" * LIMITS.routing_data_bytes_max)
        told = await refused(place, visitor, **text("Hi"), channel=too_many)
        assert told[0] == 4013
        await visitor.text("Hi", channel=attributes(a="x" * 10_000))
        told = await refused(place, visitor, **text("Hi"), channel=attributes(b="x" * 10_000))
        assert told[0] == 4013
        await place.close()
        await visitor.presence()
        told = await refused(place, visitor, **text("Hi"), channel=attributes(b="x" * 10_000))
        assert told[0] == 4013


async def test_attributes_of_a_message_that_goes_on_later_are_merged() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hi", channel=attributes(a="1", b="1"))
        await place.close()
        await visitor.presence()
        await visitor.text("Hi", channel=attributes(b="2", tier="premium"))
        values = {"a": "1", "b": "2", "tier": "premium"}
        assert place.conversation.routing_data.values == values


@pytest.mark.parametrize("beside", [True, False])
async def test_an_attribute_that_is_no_text_is_400_with_its_path(beside: bool) -> None:
    channel = attributes(tier="premium", age=7)
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        if beside:
            code, said = await refused(place, visitor, **text("Hi"), channel=channel)
            assert "$.channel.metadata.customAttributes.age" in said
        else:
            code, said = await refused(place, visitor, **text("Hi", channel=channel))
            assert "$.message.channel.metadata.customAttributes.age" in said
        assert code == 400


async def test_a_key_that_routing_cannot_have_is_400() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        for key in ("", "k" * 129):
            told = await refused(place, visitor, **text("Hi"), channel=attributes(**{key: "x"}))
            assert told[0] == 400
            assert "customAttributes" in told[1]


async def test_the_third_message_within_a_second_is_4029_and_tells_when_to_try_again() -> None:
    async with shop() as place, place.guest() as visitor, place.guest() as other:
        await visitor.configure()
        await other.configure()
        for number in range(2):
            await visitor.text(f"{number}")
            await other.hear()
        # The session is counted, not the socket; typing and echoes are not.
        await other.say(
            "onMessage",
            message={
                "type": "Event",
                "events": [{"eventType": "Typing", "typing": {"type": "On"}}],
            },
        )
        await other.send_text("2", "t")
        frame = await other.hear_class("TooManyRequestsErrorMessage")
        assert (frame["type"], frame["code"], frame["tracingId"]) == ("response", 429, "t")
        assert (frame["body"]["retryAfter"], frame["body"]["errorCode"]) == (1, 4029)
        assert frame["body"]["errorMessage"]
        await other.event("Join")
        await other.hear_class("TooManyRequestsErrorMessage")
        assert place.conversation.message_count == 2
        await place.advance(1)
        await other.text("2")


async def test_what_is_refused_for_another_reason_does_not_count() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        for _ in range(3):
            assert (await refused(place, visitor, **text(7)))[0] == 400
            bad_key = attributes(**{"k" * 129: "x"})
            assert (await refused(place, visitor, **text("Hi"), channel=bad_key))[0] == 400
        await visitor.text("1")
        await visitor.text("2")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"action": "fly"}, 400),
        ({"action": 7}, 400),
        ({"action": "onMessage"}, 4020),
        ({"action": "onMessage", "message": "Hello"}, 400),
        ({"action": "onMessage", **text(7)}, 400),
        ({"action": "onMessage", **text("")}, 400),
        ({"action": "onMessage", "message": {"type": "Text"}}, 4020),
        ({"action": "onMessage", "message": {"text": "Hello"}}, 4020),
        ({"action": "onMessage", "message": {"type": "Receipt", "text": "Hello"}}, 400),
        ({"action": "onMessage", "message": {"type": "Poem", "text": "Hello"}}, 400),
        ({"action": "onMessage", "message": {"type": "Event"}}, 4020),
        ({"action": "onMessage", "message": {"type": "Event", "events": []}}, 4020),
        ({"action": "onMessage", **text("Hello"), "tracingId": "x" * 257}, 400),
        ({"action": "onMessage", **text("Hello"), "tracingId": 7}, 400),
        ({"action": "onMessage", **text("Hello", metadata={"a": 1})}, 400),
        ({"action": "getConfiguration"}, 4020),
        ({"action": "configureSession"}, 4020),
        ({"action": "configureSession", "deploymentId": DEPLOYMENT, "startNew": "yes"}, 400),
        ({"action": "configureAuthenticatedSession", "deploymentId": DEPLOYMENT}, 4020),
        ({"action": "echo"}, 4020),
    ],
)
async def test_a_frame_that_is_none_is_told_so(frame: dict[str, Any], code: int) -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        assert (await refused(place, visitor, **frame))[0] == code
        await visitor.text("Still here")


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"eventType": "Presence"}, 4020),
        ({"eventType": "Presence", "presence": {"type": "SignIn"}}, 400),
        ({"eventType": "Presence", "presence": {"type": "Nap"}}, 400),
        ({"eventType": "CoBrowse", "coBrowse": {"type": "Offering"}}, 4000),
        ({"eventType": "Video", "video": {"type": "Offering"}}, 4000),
        ({"eventType": "Dance"}, 400),
    ],
)
async def test_an_event_that_no_guest_sends_is_told_so(event: dict[str, Any], code: int) -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        message = {"type": "Event", "events": [event]}
        assert (await refused(place, visitor, message=message))[0] == code


async def test_two_events_in_one_message_are_refused() -> None:
    join = {"eventType": "Presence", "presence": {"type": "Join"}}
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        message = {"type": "Event", "events": [join, join]}
        assert (await refused(place, visitor, message=message))[0] == 400


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("{", 400),
        ("[]", 400),
        ('"onMessage"', 400),
        ("{}", 4020),
        ('{"action":"echo","action":"echo"}', 400),
        ('{"action":"echo","token":null}', 400),
        ('{"action":"echo","token":"t","message":' + "[" * 70 + "]" * 70 + "}", 400),
        ('{"action":"echo","token":"\\u0000"}', 400),
        ('{"action":"echo","token":"\\ud800"}', 400),
        (json.dumps({"action": "getConfiguration", "deploymentId": "x", "token": ""}), 400),
        (json.dumps({"action": "getConfiguration", "deploymentId": "x", "token": "t" * 257}), 400),
    ],
)
async def test_bytes_that_are_no_frame_are_told_so(data: str, code: int) -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.socket.send(data)
        assert (await visitor.refusal())[0] == code
        await visitor.configure()


async def test_a_binary_frame_closes_with_1003_and_bad_utf8_with_1007() -> None:
    async with shop() as place:
        async with place.guest() as visitor:
            await visitor.socket.send(b"{}")
            assert await visitor.end() == 1003
        async with place.guest() as visitor:
            await visitor.socket.send(b'{"action":"\xff"}', text=True)
            assert await visitor.end() == 1007


async def test_a_refusal_echoes_the_tracing_id_and_the_journal_has_the_next_step() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.say("onMessge", tracingId="t")
        frame = await visitor.hear_class("string")
        assert (frame["type"], frame["tracingId"]) == ("response", "t")
        (note,) = [one for one in place.told("note") if one["code"] == "frame.refused"]
        assert "Did you mean 'onMessage'?" in note["text"]


async def test_a_session_token_stands_nowhere_in_the_journal() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await visitor.say("nope")
        await visitor.refusal()
        assert TOKEN not in json.dumps([one.render() for one in place.tenant.journal.select()])


async def test_a_message_that_comes_again_is_stored_twice_unless_the_tenant_wants_it_once() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        first = await visitor.text("Hello", "t")
        assert (await visitor.text("Hello", "t"))["id"] != first["id"]
        assert place.conversation.message_count == 2


async def test_a_message_kept_once_is_echoed_again_to_the_socket_that_sent_it() -> None:
    async with (
        shop(settings={"guestDedupe": True}, messages_per_second=9) as place,
        place.guest() as visitor,
        place.guest() as other,
    ):
        await visitor.configure()
        await other.configure()
        first = await visitor.text("Hello", "t")
        assert (await other.hear())["body"] == first
        assert await visitor.text("Hello", "t") == first
        await other.nothing()
        await place.close()
        await visitor.presence()
        await other.presence()
        assert await visitor.text("Hello", "t") == first
        assert place.conversation.message_count == 1
        assert not place.conversation.is_live
        await visitor.send_text("Something else", "t")
        assert (await visitor.refusal())[0] == 400


async def test_an_answer_to_a_quick_reply_is_echoed_as_it_was() -> None:
    content = [
        {
            "contentType": "ButtonResponse",
            "buttonResponse": {"text": "Yes", "payload": "y", "type": "QuickReply"},
        }
    ]
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        message = {"type": "Text", "text": "", "content": content}
        await visitor.say("onMessage", message=message, tracingId="t")
        body = (await visitor.hear_class("StructuredMessage"))["body"]
        assert (body["type"], body["content"]) == ("Text", content)
        card = [{**content[0], "buttonResponse": {"text": "A", "payload": "a", "type": "Button"}}]
        await visitor.say("onMessage", message={"type": "Structured", "content": card})
        body = (await visitor.hear_class("StructuredMessage"))["body"]
        assert (body["type"], body["content"]) == ("Structured", card)
