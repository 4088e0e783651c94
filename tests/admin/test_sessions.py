"""Guest sessions over the admin API. Source: docs/admin.md, Agents and conversations."""

from __future__ import annotations

from mockplatform.core.commands import Note
from tests.admin.api import Api
from tests.support.guests import guest

OTHER = "22222222-2222-4222-8222-222222222222"


async def test_a_session_is_listed_with_its_conversation_and_its_sockets(people: Api) -> None:
    assert (await people.get("/sessions")).body == {"sessions": [], "total": 0}
    async with guest(people.server) as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        (shown,) = (await people.get("/sessions"))["sessions"]
        (conversation,) = people.server.tenant.conversations
        (socket,) = people.server.tenant.channels
        one = await people.get(f"/sessions/{shown['id']}")
    assert shown == one.body
    assert shown["deploymentId"] == "shop-web"
    assert shown["userId"].startswith("guest-")
    assert (shown["signedIn"], shown["files"]) == (False, [])
    assert (shown["conversations"], shown["sockets"]) == ([conversation], [socket])
    assert not {"ended", "token"} & shown.keys()


async def test_sessions_come_newest_first_and_page_by_page(people: Api) -> None:
    for token in ("one", "two", "three"):
        async with guest(people.server, token) as visitor:
            await visitor.configure()
    whole = (await people.get("/sessions"))["sessions"]
    first = await people.get("/sessions?limit=2")
    rest = await people.get(f"/sessions?limit=2&cursor={first['nextCursor']}")
    mine = await people.get(f"/sessions?userId={whole[1]['userId']}")
    assert [one["id"] for one in first["sessions"] + rest["sessions"]] == [
        one["id"] for one in whole
    ]
    assert [one["id"] for one in whole] == list(reversed(people.server.tenant.sessions))
    assert [one["id"] for one in mine["sessions"]] == [whole[1]["id"]]
    assert (first["total"], "nextCursor" in rest.body) == (3, False)
    assert (await people.get("/sessions?cursor=gone")).refusal == (400, "invalid.value")


async def test_a_session_that_is_ended_here_ends_as_silence_would(people: Api) -> None:
    async with guest(people.server) as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        (id_,) = people.server.tenant.sessions
        assert (await people.delete(f"/sessions/{id_}")).status == 204
        await visitor.hear_class("SessionExpiredEvent")
        await visitor.send_text("too late")
        assert (await visitor.refusal())[0] == 4006
        assert (await people.delete(f"/sessions/{id_}")).status == 204
    assert (await people.get(f"/sessions/{id_}"))["ended"] == "expired"
    (state,) = people.server.tenant.conversations.values()
    assert (state.is_live, state.close_reason) == (False, "session.expired")


async def test_a_session_that_is_not_there_is_told_with_the_nearest(people: Api) -> None:
    assert (await people.get("/sessions/nope")).refusal == (404, "not.found")
    assert (await people.delete("/sessions/nope")).refusal == (404, "not.found")


async def test_a_guest_s_conversation_shows_what_agents_note(people: Api) -> None:
    async with guest(people.server) as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        server = people.server
        (id_,) = server.tenant.conversations
        alerted = (await people.act(id_, "offer", agentId="ana"))["alerted"]
        await people.act(id_, "accept", agentId="ana")
        shown = await people.get(f"/conversations/{id_}")
        agent = next(one for one in shown["participants"] if one["purpose"] == "agent")
        await server.platform.service.execute(
            server.tenant,
            "conversation",
            id_,
            Note(participant_id=agent["id"], attributes={"mood": "good"}, held=True),
        )
        shown = await people.get(f"/conversations/{id_}")
        (session,) = server.tenant.sessions
    agent = next(one for one in shown["participants"] if one["purpose"] == "agent")
    assert (shown["medium"], shown["sessionId"]) == ("webmessaging", session)
    assert [(one["personId"], one["state"]) for one in alerted] == [("ana", "alerting")]
    assert (agent["attributes"], agent["held"]) == ({"mood": "good"}, True)
    assert {"alertedAt", "queue"} <= agent.keys()


async def test_a_guest_s_socket_is_listed_with_its_dialect_and_its_session(people: Api) -> None:
    async with guest(people.server) as visitor:
        await visitor.configure()
        (shown,) = (await people.get("/channels"))["channels"]
        (session,) = people.server.tenant.sessions
    assert (shown["dialect"], shown["group"]) == ("genesys", session)


async def test_what_a_guest_s_socket_went_through_is_explained(people: Api) -> None:
    what = {"kind": "status", "status": 400, "code": 4011}
    where = {"phase": "frame.in", "frame": "onMessage"}
    async with guest(people.server) as visitor:
        await visitor.configure()
        await visitor.text("Hello", "t-1")
        await people.post("/faults", {"id": "long", "where": where, "what": what})
        await visitor.send_text("too long", "t-2")
        await visitor.refusal()
        (shake,) = people.server.tenant.journal.select(kind="http")
        told = await people.get(f"/explain/{shake.correlation_id}")
    (fired,) = told["faults"]
    assert (fired["what"], fired["clientMessageId"]) == ("onMessage", "t-2")
    assert [one["type"] for one in told["events"] if one["stream"] == "session"] == [
        "SessionStarted",
        "ConversationBegun",
    ]
    story = " ".join(told["story"])
    assert "4011" in story
    assert "2 x onMessage came on ws-1." in story
    assert "1 x StructuredMessage went out on ws-1." in story
