"""A refresh that comes too late meets the edge and nobody else.

Source: guide, section 2, the trap: the edge proxy rejects an ended token before the
conversation service sees the request.
"""

from __future__ import annotations

import pytest

from mockplatform.tenant import Tenant
from tests.clients.api import CONVERSATIONS, REFRESH, TOKEN, Api
from tests.support.server import Server, serving
from tests.support.widgets import MINUTE, events_since

ENDED_TOKEN_CALLS = (
    ("POST", REFRESH),
    ("POST", TOKEN),
    ("GET", CONVERSATIONS),
    ("POST", CONVERSATIONS),
    ("GET", CONVERSATIONS + "/{id}"),
    ("DELETE", CONVERSATIONS + "/{id}"),
    ("GET", CONVERSATIONS + "/{id}/messages"),
    ("POST", CONVERSATIONS + "/{id}/messages"),
    ("POST", CONVERSATIONS + "/{id}/typing"),
    ("PUT", CONVERSATIONS + "/{id}/routing-data"),
    ("PATCH", CONVERSATIONS + "/{id}/conversation-data"),
    ("GET", CONVERSATIONS + "/{id}/ws"),
    ("PUT", "/api/v2/widget-context/ctx_user-7"),
    ("GET", "/api/v2/users/me"),
    ("GET", "/api/v2/no-such-path"),
)


async def pair_of(server: Server) -> tuple[Api, dict[str, str]]:
    api = Api(server.http, server.url)
    return api, await api.must("POST", TOKEN, json={"deploymentId": "shop-web", "userId": "user-7"})


def refusals(tenant: Tenant, since: int) -> list[str]:
    return [str(entry.detail[0]) for entry in tenant.journal.select(kind="auth", since=since)]


async def test_a_refresh_after_expiry_is_refused_at_the_edge_and_no_service_hears_of_it() -> None:
    """Guide, section 2: the trap; the journal says that it was the edge that refused."""
    async with serving() as server:
        api, pair = await pair_of(server)
        await server.advance(30 * MINUTE)
        since = server.tenant.journal.last_id

        body = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
        reply = await api.call("POST", REFRESH, token=pair["access_token"], json=body)

        assert reply.status == 401
        assert 'error="invalid_token"' in reply.headers["WWW-Authenticate"]
        assert "Refresh before exp" in reply.hint
        assert refusals(server.tenant, since) == ["edge refused: token.expired"]
        assert events_since(server.tenant, since) == []


async def test_what_the_edge_refused_did_not_spend_the_refresh_token() -> None:
    """Guide, section 2: the service never hears; the client's secret may still refresh."""
    async with serving() as server:
        api, pair = await pair_of(server)
        await server.advance(30 * MINUTE)
        body = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
        for _ in range(3):
            late = await api.call("POST", REFRESH, token=pair["access_token"], json=body)
            assert late.status == 401

        secret = server.tenant.config.clients[0].secret
        renewed = await api.call("POST", REFRESH, token=secret, json=body)

        assert renewed.status == 200
        me = await api.call("GET", "/api/v2/users/me", token=renewed.body["access_token"])
        assert me.body["id"] == "user-7"


@pytest.mark.parametrize(("method", "path"), ENDED_TOKEN_CALLS)
async def test_an_ended_token_is_refused_on_every_call_with_nothing_changed(
    method: str, path: str
) -> None:
    """Guide, section 2: expiry is judged before the request reaches any service."""
    async with serving(settings={"inactivity": "2h"}) as server:
        api, pair = await pair_of(server)
        made = await api.must("POST", CONVERSATIONS, token=pair["access_token"], json={})
        await server.advance(30 * MINUTE)
        since = server.tenant.journal.last_id

        reply = await api.call(
            method,
            path.replace("{id}", made["id"]),
            token=pair["access_token"],
            json=None if method == "GET" else {"text": "too late"},
        )

        assert reply.status == 401, reply.body
        assert refusals(server.tenant, since) == ["edge refused: token.expired"]
        assert events_since(server.tenant, since) == []


async def test_a_token_is_good_to_its_last_second_and_not_at_its_end() -> None:
    """Guide, section 2: a lease ends at `exp`, by the tenant's clock."""
    async with serving() as server:
        api, pair = await pair_of(server)

        await server.advance(30 * MINUTE - 1)
        assert (await api.call("GET", CONVERSATIONS, token=pair["access_token"])).status == 200
        await server.advance(1)
        assert (await api.call("GET", CONVERSATIONS, token=pair["access_token"])).status == 401


async def test_a_refused_reuse_is_the_services_word_not_the_edges() -> None:
    """Guide, section 2: the journal tells which of the two refused."""
    async with serving() as server:
        api, pair = await pair_of(server)
        body = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
        newer = await api.must("POST", REFRESH, token=pair["access_token"], json=body)
        await server.advance(11)
        since = server.tenant.journal.last_id

        reuse = await api.call("POST", REFRESH, token=newer["access_token"], json=body)

        assert (reuse.status, reuse.body["error"]) == (400, "invalid_grant")
        assert refusals(server.tenant, since) == ["service refused: invalid_grant"]
        assert [entry.detail[2] for entry in events_since(server.tenant, since)] == [
            "FamilyRevoked"
        ]
