"""What a request is to the rules that review clients, and what its answer says of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import WSServerHandshakeError
from yarl import URL

from mockplatform.findings.deeds import Deed, Looked
from tests.support.server import MESSAGING, Server, serving

HEADER = "X-Mockplatform-Findings"
ME = "/api/v2/users/me"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server."""
    async with serving(settings={"botsAct": False}) as one:
        yield one


def deeds(server: Server) -> list[Deed]:
    """Return what requests were, in order."""
    entries = server.tenant.journal.select(kind="http")
    return [one.deed for one in entries if one.deed is not None]


async def test_a_request_is_told_with_who_what_and_to_what_end(server: Server) -> None:
    token = await server.token()
    id_ = await server.conversation(token)
    headers = {"Authorization": f"Bearer {token}"}
    async with server.http.get(f"{server.url}{MESSAGING}/{id_}", headers=headers):
        pass
    last = deeds(server)[-1]
    assert last.who.key == "user-7"
    assert (last.op, last.status, last.error) == (f"GET {MESSAGING}/{{id}}", 200, None)
    assert last.acts == (Looked(id_, "OPEN"),)
    assert last.token_expires_at == server.tenant.clock.now() + 1800
    assert (last.token_in_url, last.retry_after_s, last.is_injected) == (False, None, False)


async def test_a_refused_request_is_told_with_its_code(server: Server) -> None:
    async with server.http.get(f"{server.url}{ME}"):
        pass
    last = deeds(server)[-1]
    assert (last.who.key, last.status, last.error) == ("", 401, "authentication.required")


async def test_what_a_fault_answers_is_told_as_such_with_whom_it_befell(server: Server) -> None:
    fault = {
        "id": "down",
        "where": {"phase": "edge"},
        "what": {"kind": "status", "status": 503, "retryAfter": "7s"},
    }
    async with server.http.post(f"{server.url}/__admin/faults", json=fault) as made:
        assert made.status == 201
    headers = {"Authorization": f"Bearer {await server.token()}"}
    async with server.http.get(f"{server.url}{ME}", headers=headers):
        pass
    last = deeds(server)[-1]
    assert (last.who.user, last.status, last.retry_after_s, last.is_injected) == (
        "user-7",
        503,
        7,
        True,
    )


async def test_what_the_admin_does_is_no_deed(server: Server) -> None:
    async with server.http.get(f"{server.url}/__admin/findings"):
        pass
    assert deeds(server) == []


@pytest.mark.parametrize("path", [ME, f"{MESSAGING}/nowhere"])
async def test_an_answer_says_what_its_request_was_found_to_do_wrong(
    server: Server, path: str
) -> None:
    """Also one that refuses, and so that pages of other origins can read it."""
    token = await server.token()
    good = {"Authorization": f"Bearer {token}"}
    url = f"{server.url}{path}?access_token={token}"
    async with server.http.get(url, headers={**good, "Origin": "https://shop"}) as answer:
        assert answer.headers[HEADER] == "f1;rule=token-in-url"
        assert HEADER in answer.headers["Access-Control-Expose-Headers"]
    async with server.http.get(f"{server.url}{path}", headers=good) as answer:
        assert HEADER not in answer.headers


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("access_token={}", True),
        ("a=b&access_token={}", True),
        ("access%5Ftoken={}", True),
        ("no_access_token={}", False),
        ("said=access_token%3D{}", False),
        ("access_token=", False),
        ("access_tokens={}", False),
    ],
)
async def test_a_token_in_the_query_is_one_by_that_very_name(
    server: Server, query: str, *, is_found: bool
) -> None:
    """As the platform reads it of a socket's handshake."""
    token = await server.token()
    url = URL(f"{server.url}{ME}?{query.format(token)}", encoded=True)
    async with server.http.get(url, headers={"Authorization": f"Bearer {token}"}):
        pass
    assert deeds(server)[-1].token_in_url is is_found


async def test_whose_a_refused_call_is_its_token_in_the_query_tells(server: Server) -> None:
    """Where it is read by nobody else; one that is none of ours tells nothing."""
    token = await server.token()
    for query in (token, token + "x", "x"):
        async with server.http.get(f"{server.url}{ME}?access_token={query}") as answer:
            assert (answer.status, HEADER in answer.headers) == (401, True)
    assert [one.who.key for one in deeds(server)[-3:]] == ["user-7", "", ""]


async def test_an_answer_says_nothing_of_what_others_did_meanwhile(server: Server) -> None:
    """What came in without an answer of its own is judged with the next one that leaves."""
    token = await server.token()
    async with server.http.get(f"{server.url}{ME}?access_token={token}"):
        pass
    journal = server.tenant.journal
    (sin,) = journal.select(kind="http")
    journal.record(
        sin.kind,
        sin.detail,
        at=sin.at,
        correlation_id=sin.correlation_id,
        subject=sin.subject,
        conversation_id="",
        deed=sin.deed,
    )
    headers = {"Authorization": f"Bearer {await server.token('ann')}"}
    async with server.http.get(f"{server.url}{ME}", headers=headers) as answer:
        assert HEADER not in answer.headers
    assert [one.count for one in server.tenant.reviewer.findings] == [2]


async def test_a_handshake_that_succeeds_says_nothing(server: Server) -> None:
    token = await server.token()
    id_ = await server.conversation(token)
    url = f"{server.ws_url}{MESSAGING}/{id_}/ws?access_token={token}"
    async with server.http.ws_connect(url) as socket:
        await socket.receive_json()
        assert HEADER not in socket._response.headers  # noqa: SLF001 - there is no other way
    async with server.http.get(f"{server.url}/__admin/findings") as told:
        assert "token-in-url" in {one["rule"] for one in (await told.json())["findings"]}


async def test_a_handshake_that_is_refused_does(server: Server) -> None:
    token = await server.token()
    url = f"{server.ws_url}{MESSAGING}/nowhere/ws?access_token={token}"
    with pytest.raises(WSServerHandshakeError) as refused:
        await server.http.ws_connect(url)
    assert refused.value.headers is not None
    assert refused.value.headers[HEADER] == "f1;rule=token-in-url"


async def test_a_tenant_put_back_keeps_its_findings(server: Server) -> None:
    token = await server.token()
    async with server.http.get(f"{server.url}{ME}?access_token={token}"):
        pass
    admin = f"{server.url}/__admin"
    async with server.http.post(f"{admin}/checkpoints/here") as made:
        assert made.status < 300, await made.text()
    async with server.http.post(f"{admin}/checkpoints/here/rewind") as back:
        assert back.status < 300, await back.text()
    async with server.http.get(f"{server.url}{ME}?access_token={token}") as answer:
        assert answer.headers[HEADER] == "f1;rule=token-in-url"
    async with server.http.get(f"{admin}/findings") as told:
        assert [one["count"] for one in (await told.json())["findings"]] == [2]
