"""Whole conversations of a guest with agents who work by the platform's own SDKs.

The guest speaks web messaging by `websockets`; Ada and Ben sign in, go on queue and work by the
Python SDK or by the JavaScript one.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.admin.api import Api as Admin
from tests.clients.line import Line
from tests.sdk.desks import LANGUAGES, desks, history_of, listening, machine
from tests.sdk.organization import ADA, BEN, CLAIMS, FIXTURE, SUPPORT, WEBSITE
from tests.support.guests import Guest, guest
from tests.support.server import MESSAGING, Server, serving

Json = dict[str, Any]
both = pytest.mark.parametrize("language", LANGUAGES)


async def arrive(visitor: Guest, text: str, **attributes: str) -> Json:
    """Begin a session and say something; return the echo's body."""
    await visitor.configure(deploymentId=WEBSITE.id)
    return await visitor.text(text, "t-1", channel={"metadata": {"customAttributes": attributes}})


async def heard(visitor: Guest, text: str) -> Json:
    """Return the next frame's body, in which the other side says something."""
    body: Json = (await visitor.hear_class("StructuredMessage"))["body"]
    assert (body["text"], body["direction"]) == (text, "Outbound")
    return body


def parts(view: Json) -> list[tuple[str, str, str]]:
    """Return purpose, state and how it ended of each participant but the customer."""
    return [
        (one["purpose"], one["state"], one.get("disconnectType", ""))
        for one in view["participants"][1:]
    ]


@both
async def test_a_guest_and_agents_have_a_whole_conversation(language: str) -> None:
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, ben),
        guest(server, deployment=WEBSITE.id) as visitor,
    ):
        said = [await arrive(visitor, "My roof leaks, äöü", topic="roof")]
        await ada.go_on_queue()
        (id_,) = await ada.mine()
        assert (await ada.part(id_))["state"] == "alerting"
        await ada.turn(id_, "connected")
        sent = await ada.say(id_, "Since when?")
        said.append(await heard(visitor, "Since when?"))
        assert (said[-1]["id"], said[-1]["channel"]["time"]) == (sent["id"], sent["timestamp"])
        said.append(await visitor.text("Since Monday", "t-2"))

        await ada.go_off_queue()
        await ben.go_on_queue()
        await ada.hand_over(id_, queue=CLAIMS.id)
        assert (await ada.mine(), await ben.mine()) == ([], [id_])
        await ben.turn(id_, "connected")
        await ben.say(id_, "Ben here")
        said.append(await heard(visitor, "Ben here"))
        assert said[-1]["channel"]["from"]["nickname"] == BEN.name
        await ben.hand_over(id_, agent=ADA.id)
        await ben.sum_up(id_, "Resolved")
        await ada.turn(id_, "connected")
        await ada.say(id_, "All done")
        said.append(await heard(visitor, "All done"))
        await ada.turn(id_, "disconnected")
        said.append(await visitor.presence())

        assert (await ada.part(id_))["wrapupRequired"]
        assert parts(await ada.view(id_)) == [
            ("acd", "disconnected", "transfer"),
            ("agent", "disconnected", "transfer"),  # of Support, where to sum up is optional
            ("acd", "disconnected", "transfer"),
            ("agent", "terminated", "transfer"),
            ("acd", "disconnected", "transfer"),
            ("agent", "disconnected", "client"),
        ]
        await ada.sum_up(id_, "Claim opened", "Since Monday")
        part = await ada.part(id_)
        assert (part["state"], part["wrapup"]["name"]) == ("terminated", "Claim opened")
        assert part["wrapup"]["notes"] == "Since Monday"
        assert await ada.texts(id_) == [one["text"] for one in said[:-1]]

        await check_history(language, server, visitor, said)


async def check_history(language: str, server: Server, visitor: Guest, said: list[Json]) -> None:
    """See that the SDK reads just what the guest's socket told, each with a time of its own."""
    await visitor.say("getJwt")
    jwt = (await visitor.hear_class("JwtResponse"))["body"]["jwt"]
    history = await history_of(language, server, jwt)
    assert all(fits(one, frame) for one, frame in zip(history[::-1], said, strict=True))
    times = [one["channel"]["time"] for one in said]
    assert times == sorted(set(times))


def fits(told: Any, frame: Any) -> bool:
    """Whether a message of the history is the frame's: the Python SDK has no `channel.type`."""
    if isinstance(told, dict):
        return all(key in frame and fits(one, frame[key]) for key, one in told.items()) and (
            frame.keys() - told.keys() <= {"type"}
        )
    return bool(told == frame)


def changes(frames: list[Json]) -> list[str]:
    """Return what each frame tells beyond the one before it."""
    return [_change(old, new) for old, new in pairwise([{"participants": []}, *frames])]


def _change(old: Json, new: Json) -> str:
    before = {one["id"]: one for one in old["participants"]}
    found = []
    for one in new["participants"]:
        then = before.get(one["id"], {"state": "", "messages": []})
        who = one.get("name", "") if one["purpose"] == "agent" else one["purpose"]
        if one["state"] != then["state"]:
            found.append(f"{who} {one['state']}")
        if one["messages"] != then["messages"]:
            assert one["messages"][: len(then["messages"])] == then["messages"]
            found += [f"{who} says"] * (len(one["messages"]) - len(then["messages"]))
        if one.get("wrapup") != then.get("wrapup"):
            found.append(f"{who} sums up")
    return ", ".join(found)


@both
async def test_all_of_it_is_told_on_an_sdk_s_channel_each_change_once_in_order(
    language: str,
) -> None:
    queues = [f"v2.routing.queues.{one.id}.conversations.messages" for one in (SUPPORT, CLAIMS)]
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, ben),
        machine(language, server) as sdk,
        listening(sdk, *queues) as everything,
        listening(ben, ben.topic) as his,
        guest(server, deployment=WEBSITE.id) as visitor,
    ):
        await arrive(visitor, "My roof leaks")
        await ada.go_on_queue()
        (id_,) = await ada.mine()
        await ada.turn(id_, "connected")
        await ada.say(id_, "Since when?")
        await ada.hand_over(id_, agent=BEN.id)
        await ben.turn(id_, "connected")
        await visitor.hear()
        await visitor.text("Since Monday", "t-2")
        await ben.turn(id_, "disconnected")
        await ben.sum_up(id_, "Resolved")
        told = [body for _, body in await everything.pending()]
        own = [body for _, body in await his.pending()]
    assert changes(told) == [
        "customer connected, acd connected",
        "customer says",
        "Ada Whitfield alerting",
        "acd disconnected, Ada Whitfield connected",
        "Ada Whitfield says",
        "Ada Whitfield disconnected",
        "acd connected",
        "Ben Okafor alerting",
        "acd disconnected, Ben Okafor connected",
        "customer says",
        "customer disconnected, Ben Okafor disconnected",
        "Ben Okafor terminated, Ben Okafor sums up",
    ]
    assert own == told[-len(own) :], "he is told the same as from when he is alerted"
    assert len(own) == 5


@both
async def test_one_conversation_is_seen_everywhere_at_once(language: str) -> None:
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, _),
        listening(ada, ada.topic) as told,
        guest(server, deployment=WEBSITE.id) as visitor,
    ):
        said = [await arrive(visitor, "Hello")]
        (id_,) = server.tenant.conversations
        line = await widget_line(server, id_)
        await ada.go_on_queue()
        await ada.turn(id_, "connected")
        await server.advance(1)  # Guests are told strictly growing times, even in a clock's rest.
        await ada.say(id_, "Good day")
        said.append(await heard(visitor, "Good day"))
        await server.advance(1)
        await line.ask("message.send", clientMessageId="k-1", text="From the page")
        said.append((await visitor.hear_class("StructuredMessage"))["body"])
        expected = [(one["id"], one["channel"]["time"]) for one in said]
        await line.until(lambda: len(line.of_type("message")) == len(said))
        assert [(one["messageId"], one["at"]) for one in line.of_type("message")] == expected
        admin = await Admin(server).get(f"/conversations/{id_}")
        assert [(one["id"], one["at"]) for one in admin["transcript"]] == expected
        _, frame = (await told.pending())[-1]
        assert listed(frame["participants"]) == expected
        first = await ada.view(id_)
        assert listed(first["participants"]) == expected
        second = await ada.ask("ConversationsApi.get_conversation", id_)
        lines = [line for one in second["participants"] for line in one["messages"]]
        assert listed(lines) == expected
        assert (first["id"], second["id"], frame["id"], admin["id"]) == (id_,) * 4
        texts = ["Hello", "Good day", "From the page"]
        assert await ada.texts(id_) == texts == [one["text"] for one in said]
        await line.abort()


def listed(owners: list[Json]) -> list[tuple[str, str]]:
    """Return id and time of the messages that participants, or their lines, list."""
    found = [
        (one["messageTime"], one["messageId"] if "messageId" in one else one["message"]["id"])
        for owner in owners
        for one in owner["messages"]
    ]
    return [(id_, at) for at, id_ in sorted(found)]


async def widget_line(server: Server, id_: str) -> Line:
    """Open a widget's socket for a conversation's customer."""
    token = await server.token(server.tenant.conversations[id_].customer.id)
    return await Line.open(f"{server.ws_url}{MESSAGING}/{id_}/ws?after=0", token, lambda _: None)
