"""The older guest chat by HTTP: opening one, who is in it, what was said, what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockplatform.core.lease import Holder
from tests.support.chats import BASE, Chat, call, chat, refusal, wish
from tests.support.server import ALL, MESSAGING, Server, serving
from tests.support.staff import Staff

QUIET = {"agentsAct": False}


async def sent(server: Server, **members: Any) -> tuple[int, str]:
    """Ask for a chat that is refused; return status and code."""
    return await refusal(call(server, "POST", "", wish(**members)))


async def talk_with_ana(one: Chat) -> None:
    """Have an agent come and answer the guest."""
    await one.say("Hello")
    await one.agent("offer", agentId="ana")
    await one.agent("accept")
    await one.agent("message", text="How can I help?")


async def test_a_chat_is_placed_in_the_queue_that_its_guest_names() -> None:
    async with serving(settings=QUIET) as server:
        named, by_id = (
            await chat(server, queue="Orders and delivery"),
            await chat(server, queue="billing"),
        )
        states = server.tenant.conversations
        assert [states[one.id].queue_name for one in (named, by_id)] == [
            "Orders and delivery",
            "Billing",
        ]
        assert states[named.id].medium == "chat"


async def test_what_a_guest_says_of_himself_steers_and_is_shown() -> None:
    info = {
        "displayName": "Mia",
        "firstName": "Mia",
        "email": "mia@example.com",
        "customFields": {"tier": "gold", "language": "de"},
    }
    target = {
        "targetType": "queue",
        "targetAddress": "Billing",
        "skills": ["returns", "vip"],
        "language": "en",
        "priority": 0,
    }
    async with serving(settings=QUIET) as server:
        one = await chat(server, memberInfo=info, routingTarget=target)
        assert server.tenant.conversations[one.id].routing_data.values == {
            "tier": "gold",
            "language": "de",
            "routingTarget.skills": "returns,vip",
            "routingTarget.language": "en",
            "routingTarget.priority": "0",
        }
        me = await one.get(f"/members/{one.me}")
    assert me == {
        **info,
        "id": one.me,
        "role": "CUSTOMER",
        "state": "CONNECTED",
        "joinDate": "2023-11-14T22:13:20.000Z",
        "authenticatedGuest": False,
    }


async def test_what_cannot_be_opened_is_refused_in_the_chat_s_own_words() -> None:
    queue = {"targetType": "QUEUE", "targetAddress": "Nowhere"}
    async with serving() as server:
        assert await sent(server, routingTarget=queue) == (400, "chat.error.invalid.queue")
        target = (400, "chat.error.createconversationrequest.routingtarget")
        assert await sent(server, routingTarget={**queue, "targetType": "USER"}) == target
        assert await sent(server, routingTarget={"targetType": "QUEUE"}) == target
        assert await sent(server, routingTarget="Billing") == target
        assert await sent(server, deploymentId="nowhere") == (400, "chat.deployment.disabled")
        assert await sent(server, memberInfo=7) == (400, "invalid.value")
        assert await sent(server, memberInfo={"displayName": "x" * 257}) == (400, "invalid.value")
        large = {"customFields": {"note": "x" * 16_400}}
        assert await sent(server, memberInfo=large) == (413, "request.entity.too.large")
        assert server.tenant.conversations == {}
        assert server.tenant.families == {}


MEMBERS_ONLY = """
name: Members only
deployments:
  - id: shop-web
    messaging: { chatSignIn: true, chatJwtLife: 1h }
  - { id: closed, messaging: { active: false } }
queues: [{ id: general, name: General questions }]
clients: [{ id: widget, secret: widget-secret }]
"""


async def test_a_deployment_may_take_known_users_only(tmp_path: Any) -> None:
    (tmp_path / "members.yaml").write_text(MEMBERS_ONLY)
    async with serving(fixture=str(tmp_path / "members.yaml")) as server:
        assert await sent(server, deploymentId="closed") == (400, "chat.deployment.disabled")
        assert await sent(server) == (400, "chat.deployment.require.auth")
        bad = (400, "chat.deployment.bad.auth")
        assert await sent(server, memberAuthToken="nonsense") == bad
        old = await server.token(expires_in=1)
        one = await chat(server, memberAuthToken=await server.token("user-7"))
        assert await sent(server, memberAuthToken=one.jwt) == bad
        stranger = await server.token("guest-9")
        assert await sent(server, memberAuthToken=stranger) == bad
        me = await one.get(f"/members/{one.me}")
        assert me["authenticatedGuest"] is True
        await server.advance(2)
        assert await sent(server, memberAuthToken=old) == bad
        # Only its own JWT opens a chat: none of the user's others, whatever they say of themselves.
        second = await chat(server, memberAuthToken=await server.token("user-7"))
        holder = Holder(
            user_id="user-7", client_id="", deployment_id="shop-web", instance_id=one.id
        )
        posing = await server.platform.tokens.issue(server.tenant, holder, ALL)
        for jwt in (second.jwt, posing.access_token):
            path = f"/{one.id}/members"
            assert await refusal(call(server, "GET", path, jwt=jwt)) == (403, "not.authorized")
        # The user's other clients see the chat too: it is one conversation.
        headers = {"Authorization": f"Bearer {await server.token('user-7')}"}
        url = f"{server.url}{MESSAGING}/{one.id}"
        async with server.http.get(url, headers=headers) as answer:
            assert answer.status == 200
        await server.advance(3600)
        assert await refusal(one.call("GET", "/members")) == (401, "credentials.expired")


async def test_a_jwt_opens_its_chat_and_nothing_else() -> None:
    async with serving(settings=QUIET) as server:
        mine, other = await chat(server), await chat(server)
        assert await refusal(call(server, "GET", f"/{other.id}/members", jwt=mine.jwt)) == (
            403,
            "not.authorized",
        )
        customer = await server.token()
        conversation = await server.conversation(customer)
        for path, jwt in ((mine.id, customer), (conversation, customer), (conversation, mine.jwt)):
            assert (await refusal(call(server, "GET", f"/{path}/members", jwt=jwt)))[0] == 403
        no_token = call(server, "GET", f"/{mine.id}/members")
        assert await refusal(no_token) == (401, "authentication.required")
        assert (await Staff(server, mine.jwt).call("GET", "/routing/queues"))[0] == 403
        headers = {"Authorization": f"Bearer {mine.jwt}"}
        for path in (f"{MESSAGING}/{mine.id}", "/api/v2/users/me", "/api/v2/webmessaging/messages"):
            async with server.http.get(server.url + path, headers=headers) as answer:
                assert answer.status in {401, 403, 501}, path


async def test_members_come_alerting_connected_and_disconnected() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await one.agent("offer", agentId="ana")
        await one.agent("decline")
        await one.agent("offer", agentId="ben")
        assert await one.members() == [
            ("CUSTOMER", "CONNECTED", "Mia"),
            ("ACD", "CONNECTED", "General questions"),
            ("AGENT", "DISCONNECTED", "Ana Duarte"),
            ("AGENT", "ALERTING", "Ben Okafor"),
        ]
        alerted = await one.get(f"/members/{await one.id_of('AGENT')}")
        assert "joinDate" not in alerted
        await one.agent("accept")
        names = [name for _, _, name in await one.members()]
        assert names[2:] == ["Ana Duarte", "Ben Okafor"]  # in the order they were asked in
        assert await one.members("?excludeDisconnectedMembers=true") == [
            ("CUSTOMER", "CONNECTED", "Mia"),
            ("AGENT", "CONNECTED", "Ben Okafor"),
        ]
        query = "pageNumber=2&excludeDisconnectedMembers=true"
        page = await one.get(f"/members?pageSize=1&{query}")
        assert (page["total"], page["entities"][0]["role"]) == (2, "AGENT")
        assert page["selfUri"] == f"{BASE}/{one.id}/members?pageSize=1&{query}"
        assert await refusal(one.call("GET", "/members/nobody")) == (404, "not.found")


async def test_what_was_said_has_the_same_ids_in_all_worlds() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await talk_with_ana(one)
        page = await one.get("/messages")
        ana = await one.id_of("AGENT")
        told = [(m["sender"]["id"], m["bodyType"], m["body"]) for m in page["entities"]]
        assert told == [
            (one.me, "standard", "Hello"),
            (ana, "member-join", ""),
            (ana, "standard", "How can I help?"),
        ]
        assert page["pageSize"] == 3
        for message in page["entities"]:
            assert await one.get(f"/messages/{message['id']}") == message
            assert message["selfUri"] == f"{BASE}/{one.id}/messages/{message['id']}"
        url = f"{server.url}/__admin/conversations/{one.id}"
        async with server.http.get(url) as answer:
            transcript = (await answer.json())["transcript"]
        ids = [message["id"] for message in page["entities"] if message["body"]]
        assert [message["id"] for message in transcript] == ids


@pytest.mark.parametrize(
    ("query", "texts", "next_", "previous"),
    [
        ("maxResults=2", "01", "23", ""),
        ("maxResults=2&after={1}", "23", "4", "01"),
        ("maxResults=2&before={3}", "12", "34", "0"),
        ("after={0}&before={3}", "12", "34", "0"),
        ("maxResults=2&sortOrder=Descending", "43", "21", ""),
        ("maxResults=2&sortOrder=descending&before={3}", "21", "0", "43"),
        ("maxResults=2&sortOrder=descending&after={0}", "21", "0", "43"),
        ("after={4}&before=", "", "", ""),
    ],
)
async def test_a_page_has_neighbours(query: str, texts: str, next_: str, previous: str) -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        ids = [(await one.say(str(number)))["id"] for number in range(5)]

        async def page(query: str) -> Any:
            return await one.get(f"/messages?{query}")

        def read(page: Any) -> str:
            return "".join(message["body"] for message in page["entities"])

        asked = await page(re.sub(r"{(\d)}", lambda found: ids[int(found[1])], query))
        assert read(asked) == texts
        for neighbour, expected in (("next", next_), ("previousPage", previous)):
            uri = asked.get(neighbour, "")
            assert bool(uri) == bool(expected), asked
            if uri:
                assert read(await one.get(uri.partition(one.id)[2])).startswith(expected)


async def test_a_page_that_cannot_be_is_refused() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        bad = (400, "invalid.value")
        for query in ("maxResults=101", "maxResults=0", "sortOrder=upwards"):
            assert await refusal(one.call("GET", f"/messages?{query}")) == bad
        assert await refusal(one.call("GET", "/messages?after=nothing")) == (404, "not.found")
        assert await refusal(one.call("GET", "/messages/nothing")) == (404, "not.found")


async def test_what_cannot_be_said_is_refused_and_not_kept() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        path = f"/members/{one.me}/messages"
        for body in ({}, {"body": ""}, {"body": "x" * 4001}, {"body": "x", "bodyType": "notice"}):
            assert await refusal(one.call("POST", path, body)) == (400, "invalid.value")
        assert (await one.call("POST", path, {"body": "ä" * 4000, "bodyType": "STANDARD"}))[
            0
        ] == 200
        queue = await one.id_of("ACD")
        body = {"body": "Hello"}
        other = one.call("POST", f"/members/{queue}/messages", body)
        assert await refusal(other) == (403, "not.authorized")
        nobody = one.call("POST", "/members/nobody/messages", body)
        assert await refusal(nobody) == (404, "not.found")
        assert server.tenant.conversations[one.id].message_count == 1


async def test_who_has_left_is_told_so_and_may_read_on() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await talk_with_ana(one)
        agent = await one.id_of("AGENT")
        assert await refusal(one.call("DELETE", f"/members/{agent}")) == (403, "not.authorized")
        assert await one.call("DELETE", f"/members/{one.me}") == (204, None)
        gone = (400, "chat.error.member.state")
        assert await refusal(one.call("DELETE", f"/members/{one.me}")) == gone
        for what in ("messages", "typing"):
            call = one.call("POST", f"/members/{one.me}/{what}", {"body": "x"})
            assert await refusal(call) == gone
        assert {state for _, state, _ in await one.members()} == {"DISCONNECTED"}
        last = (await one.get("/messages?sortOrder=descending&maxResults=1"))["entities"]
        assert (last[0]["bodyType"], last[0]["sender"]["id"]) == ("member-leave", agent)


async def test_a_chat_that_an_agent_has_ended_takes_nothing_more() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await talk_with_ana(one)
        await one.agent("close")
        over = (400, "chat.error.conversation.state")
        say = one.call("POST", f"/members/{one.me}/messages", {"body": "x"})
        assert await refusal(say) == over
        assert await refusal(one.call("POST", f"/members/{one.me}/typing")) == over
        assert await refusal(one.call("DELETE", f"/members/{one.me}")) == over
        async with server.http.delete(f"{server.url}/__admin/conversations/{one.id}") as answer:
            assert answer.ok
        assert await refusal(one.call("GET", "/members")) == (404, "not.found")


async def test_silence_ends_a_chat_where_the_tenant_wants_it() -> None:
    settings = {**QUIET, "messagingInactivity": "10m"}
    async with serving(settings=settings) as server:
        one = await chat(server)
        await server.advance(9 * 60)
        assert (await one.call("POST", f"/members/{one.me}/typing"))[0] == 200
        await server.advance(9 * 60)
        assert ("CUSTOMER", "CONNECTED", "Mia") in await one.members()
        await server.advance(60)
        assert ("CUSTOMER", "DISCONNECTED", "Mia") in await one.members()
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await server.advance(20 * 3600)
        assert ("CUSTOMER", "CONNECTED", "Mia") in await one.members()


async def test_there_is_no_media_request() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        assert await one.get("/mediarequests") == {"entities": []}
        assert await refusal(one.call("GET", "/mediarequests/r-1")) == (404, "not.found")
        patch = one.call("PATCH", "/mediarequests/r-1", {"types": [], "state": "ACCEPTED"})
        assert await refusal(patch) == (404, "not.found")


async def test_a_chat_belongs_to_the_tenant_of_its_deployment_or_of_the_path() -> None:
    async with serving(settings=QUIET) as server:
        other = await server.add_tenant("acme", agentsAct=False)
        one = await chat(server, prefix="/t/acme")
        assert one.uri.startswith(f"{server.ws_url}/t/acme{BASE}/{one.id}/events?")
        assert list(other.conversations) == [one.id]
        assert server.tenant.conversations == {}
        assert await one.members() == [
            ("CUSTOMER", "CONNECTED", "Mia"),
            ("ACD", "CONNECTED", "General questions"),
        ]
