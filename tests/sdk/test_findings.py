"""What is found about the vendor's SDKs is true of them, and nothing else is found.

Read in their code: Python's 269 has `urllib3.util.Retry()` for every method (rest.py: ten times, no
pauses between), and asks for a new token behind a 401 (api_client.py). JavaScript's 262 sends
nothing again but behind a 401, and gives whoever calls it the body alone, unless it is extended:
no `Retry-After`. Neither knows when a token ends. The guest chat's 8.1.3 sends nothing again, and
its API has no names for messages.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin.api import Api as Admin
from tests.clients.stage import story
from tests.sdk.desks import LANGUAGES, Desk, desks, listening, machine
from tests.sdk.organization import ADA, BEN, CLAIMS, FIXTURE
from tests.sdk.refused import Refused
from tests.sdk.test_guest_chat import chatting, of_type
from tests.sdk.test_journey_limits import TOKEN_S, answered
from tests.sdk.test_journey_outages import PAUSE_S, Patient, start, visiting
from tests.support.faulty import fault
from tests.support.server import Server, serving

both = pytest.mark.parametrize("language", LANGUAGES)
LIST = "/api/v2/conversations/messages"
Finding = dict[str, Any]


async def findings(server: Server) -> list[Finding]:
    """Return what was found until now."""
    found: list[Finding] = (await Admin(server).get("/findings"))["findings"]
    return found


async def rules(server: Server) -> list[tuple[str, str]]:
    """Return what was found, and of whom."""
    return [(one["rule"], one["subject"]) for one in await findings(server)]


async def _pick_up(desk: Desk) -> str:
    await desk.go_on_queue()
    (id_,) = await desk.mine()
    await Patient(desk).turn(id_, "connected")
    return id_


@both
async def test_nothing_is_found_in_a_conversation_between_good_clients(language: str) -> None:
    """With all that staff does beside it."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, ben),
        machine(language, server) as back_office,
        visiting(server) as visitor,
    ):
        await visitor.steer(topic="support")
        await visitor.say("Hello")
        async with listening(ada, ada.topic) as told:
            id_ = await _pick_up(ada)
            await ada.say(id_, "Good day")
            assert await told.pending()
        view = await back_office.view(id_)
        part = next(one["id"] for one in view["participants"] if one["purpose"] == "customer")
        name = "ConversationsApi.patch_conversation_participant_attributes"
        attributes = {"attributes": {"context.topic": "claims", "case": "C-1"}}
        await back_office.ask(name, id_, part, attributes)
        await ada.go_off_queue()
        await ben.go_on_queue()
        await ada.hand_over(id_, queue=CLAIMS.id)
        await ben.turn(id_, "connected")
        await visitor.say("Still me")
        await ben.turn(id_, "disconnected")
        await ben.sum_up(id_, "Resolved")
        await server.advance(60)
        assert (await ben.refusal("UsersApi.get_user", "nobody")).status == 404
        assert await rules(server) == []


OUTAGES = [
    *[(one, "websocket-flap") for one in LANGUAGES],
    *[(one, "ack-loss") for one in LANGUAGES],
    ("javascript", "region-failover"),  # Python's would sleep its Retry-After out, for minutes
]


@pytest.mark.parametrize(("language", "outage"), OUTAGES)
async def test_nothing_is_found_of_who_looks_before_he_repeats(language: str, outage: str) -> None:
    """Neither of the agent nor of the guest."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, _),
        visiting(server) as visitor,
    ):
        await visitor.say("1")
        id_ = await _pick_up(ada)
        await start(server, outage)
        agent = Heeding(ada)
        await agent.say(id_, "2")
        await visitor.say("3")
        await server.advance(60)
        await agent.say(id_, "4")
        await visitor.say("5")
        await visitor.settle()
        assert visitor.pane == ["1", "2", "3", "4", "5"]
        assert await rules(server) == []


class Heeding(Patient):
    """An agent who waits longer than any refusal of these outages asks for."""

    pause_s = 60.0


@pytest.mark.parametrize(("pause_s", "found"), [(PAUSE_S, 1), (60.0, 0)])
async def test_javascript_s_caller_is_not_told_how_long_to_wait(pause_s: float, found: int) -> None:
    """Whoever waits as long as seems good to him is found to ignore what he was not told."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks("javascript", server) as (ada, _),
        visiting(server) as visitor,
    ):
        await visitor.say("1")
        id_ = await _pick_up(ada)
        where, what = {"path": f"{LIST}/*"}, {"status": 429, "retryAfter": 30}
        async with fault(server, "status", where=where, what=what, when={"times": 1}):
            refused = await ada.refusal("ConversationsApi.get_conversations_message", id_)
        assert refused.status == 429
        assert "retry-after" not in refused.headers
        await server.advance(pause_s)
        await ada.view(id_)
        assert await rules(server) == [("retry-after-ignored", ADA.id)] * found


@both
async def test_an_sdk_renews_a_token_when_it_is_refused_and_not_before(language: str) -> None:
    """Although it is at work while there is time."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (_, ben),
        visiting(server) as visitor,
    ):
        await visitor.say("1")
        id_ = await _pick_up(ben)
        await server.advance(TOKEN_S - 200)
        await ben.view(id_)
        await ben.view(id_)
        await server.advance(200)
        if ben.is_python:
            await ben.view(id_)
        else:
            since = server.tenant.journal.last_id
            assert (await ben.refusal("ConversationsApi.get_conversations_message", id_)).status
            await answered(server, since, "GET", f"{LIST}/{id_}", 200)
        told = {one["rule"]: story(one)[-1].partition(", ")[0] for one in await findings(server)}
        assert told == {
            "no-refresh": f"http: GET {LIST}/{{id}} was refused: the token had ended",
            "refresh-after-expiry": "http: its refresh token was spent",
        }
        assert {subject for _, subject in await rules(server)} == {BEN.id}


@both
async def test_python_s_sdk_tries_ten_times_without_a_pause(language: str) -> None:
    """JavaScript's tells who calls it."""
    async with serving(fixture=FIXTURE) as server, desks(language, server) as (ada, _):
        async with fault(server, "reset", where={"path": LIST}):
            with pytest.raises(Refused):
                await ada.mine()
        found = await findings(server)
        if ada.is_python:
            (one,) = found
            assert (one["rule"], one["subject"]) == ("no-backoff", ADA.id)
        else:
            assert found == []


async def test_nothing_is_found_in_a_guest_chat() -> None:
    """Its socket's URL has a token in it, as the platform has given it out."""
    async with chatting() as chat:
        stream = await chat.stream()
        await chat.comes(ADA)
        await chat.say("Hello")
        await chat.agent("message", text="Good day")
        await stream.frame(of_type("message"))
        await stream.drop()
        await chat.agent("message", text="Are you there?")
        first = (await chat.ask("get", "Messages", {"sortOrder": "ascending"}))["entities"][0]
        await chat.stream()
        await chat.ask("get", "Messages", {"after": first["id"]})
        await chat.server.advance(60)
        await chat.say("Yes")
        await chat.ask("delete", "Member", chat.me)
        assert await rules(chat.server) == []


async def test_a_guest_chat_that_says_again_what_had_no_answer_says_it_twice() -> None:
    """Nothing in its API tells a repeat: its caller has to look first."""
    async with chatting() as chat:
        where = {"phase": "reply", "path": "/api/v2/webchat/guest/*/messages"}
        async with fault(chat.server, "reset", where=where, when={"times": 1}):
            with pytest.raises(Refused):
                await chat.say("Hello")
        await chat.say("Hello")
        (one,) = await findings(chat.server)
        assert one["rule"] == "duplicate-send"
        assert story(one) == [
            "event: the platform put the message into the transcript, at 3",
            "http: it was sent, and no answer came",
            "http: the same text came again, under no id",
        ]


async def test_a_guest_chat_whose_stream_comes_back_alone_misses_what_was_said() -> None:
    """The next socket tells what happens from then on."""
    async with chatting() as chat:
        stream = await chat.stream()
        await chat.comes(ADA)
        await chat.agent("message", text="Good day")
        await stream.frame(lambda one: one["eventBody"].get("body") == "Good day")
        await stream.drop()
        await chat.agent("message", text="Are you there?")
        await chat.stream()
        await chat.server.advance(60)
        await chat.say("Hello?")
        assert [rule for rule, _ in await rules(chat.server)] == ["gap-not-fetched"]
