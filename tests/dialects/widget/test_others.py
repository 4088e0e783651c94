"""The smaller routes: the user, deployments, clients, analytics, the CDN.

Source: guide, section 4 (handle time) and section 1 (CDN caching); the rest is invented.
"""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.commands import Answer, Depart, Offer, SendMessage
from mockplatform.core.events import Person
from mockplatform.core.scopes import SCOPES
from mockplatform.core.states import Verb
from mockplatform.limits import LIMITS
from tests.support.api import Api
from tests.support.server import MESSAGING

pytestmark = pytest.mark.asyncio(loop_scope="module")
CONFIG = "/api/v2/widget/deployments/shop-web/config"
BEA = Person(purpose="agent", id="bea", name="Bea")


async def test_the_caller_is_told_who_he_is(api: Api) -> None:
    """A known user has a name; an unknown one is a guest."""
    robin, ann = await api.user("user-7"), await api.user("ann")
    assert (await robin("GET /api/v2/users/me")).body == {
        "id": "user-7",
        "name": "Robin Meyer",
        "email": "robin.meyer@example.com",
        "isGuest": False,
    }
    assert (await ann("GET /api/v2/users/me")).body == {"id": "ann", "isGuest": True}


async def test_a_deployments_configuration_is_public(api: Api) -> None:
    """What a widget is told before anybody has a token."""
    reply = await api(f"GET {CONFIG}")
    assert reply.status == 200
    assert (reply["deploymentId"], reply["name"]) == ("shop-web", "Web shop")
    assert reply["config"]["theme"]["primaryColor"] == "#1f6feb"
    assert reply["apiUrl"] == f"http://localhost/t/{api.tenant.id}"
    refused = await api("GET /api/v2/widget/deployments/shop-wep/config")
    assert refused.refusal == (404, "not.found")
    assert "shop-web" in refused.hint


async def test_a_deployment_can_be_configured(ann: Api) -> None:
    """`widget:configure`; the next reader has it."""
    written = await ann(f"PUT {CONFIG}", {"title": "New"})
    assert (written.status, written["config"]) == (200, {"title": "New"})
    assert (await ann.bearing("")(f"GET {CONFIG}"))["config"] == {"title": "New"}
    refused = await ann("PUT /api/v2/widget/deployments/nowhere/config", {"title": "New"})
    assert refused.refusal == (404, "not.found")
    refused = await ann.bearing("")(f"PUT {CONFIG}", {"title": "Newer"})
    assert refused.refusal == (401, "authentication.required")


async def test_a_configuration_has_at_most_64_kib(ann: Api) -> None:
    """413, and the old one stays."""
    text = "x" * LIMITS.conversation_data_bytes_max
    refused = await ann(f"PUT {CONFIG}", {"title": text})
    assert refused.refusal == (413, "payload.too.large")
    assert (await ann(f"GET {CONFIG}"))["config"]["title"] == "How can we help?"


async def test_a_client_is_shown_without_its_secret(ann: Api) -> None:
    """`oauth:client:read`; never the secret."""
    reply = await ann("GET /api/v2/oauth/clients/agent-desk")
    assert reply.body == {
        "id": "agent-desk",
        "name": "The agents' desk",
        "authorizedGrantTypes": ["authorization_code", "refresh_token"],
        "scope": ["conversation:read", "conversation:write", "user:read"],
        "redirectUris": ["http://localhost:8081/callback"],
        "accessTokenValiditySeconds": 1800,
    }
    assert b"secret" not in reply.data
    refused = await ann("GET /api/v2/oauth/clients/agent-dask")
    assert refused.refusal == (404, "not.found")
    assert "agent-desk" in refused.hint


@pytest.mark.parametrize(
    ("verb", "scope"),
    [
        ("GET /api/v2/users/me", "user:read"),
        (f"PUT {CONFIG}", "widget:configure"),
        ("GET /api/v2/oauth/clients/widget", "oauth:client:read"),
        ("GET /api/v2/analytics/conversations/x/details", "conversation:read"),
        (f"GET {MESSAGING}", "conversation:read"),
        (f"POST {MESSAGING}", "conversation:write"),
    ],
)
async def test_a_call_without_its_scope_is_refused_by_name(api: Api, verb: str, scope: str) -> None:
    """403 `missing.permissions`; the hint says what the token has."""
    poor = await api.user("ann", [one for one in SCOPES if one != scope])
    refused = await poor(verb, {} if verb[:3] != "GET" else None)
    assert refused.refusal == (403, "missing.permissions")
    assert refused["message"].endswith(f": {scope}")
    assert [one["message"] for one in refused["details"]] == [scope]
    assert scope in refused.hint


async def metrics(api: Api, id_: str) -> dict[str, Any]:
    """Return a conversation's metrics."""
    reply = await api(f"GET /api/v2/analytics/conversations/{id_}/details")
    assert reply.status == 200, reply
    assert reply["conversationId"] == id_
    found: dict[str, Any] = reply["metrics"]
    return found


async def test_analytics_follow_from_the_times_of_events(ann: Api) -> None:
    """Waiting is tAcd, ringing tAlert, talking tTalk; tHandle is what it cost agents."""
    id_ = (await ann.open())["id"]
    await ann.advance(10)
    assert (await metrics(ann, id_)) == {
        "tAcd": 10_000,
        "tAlert": 0,
        "tAnswered": None,
        "tTalk": 0,
        "tHandle": 0,
        "nMessages": 0,
        "nReconnects": 0,
    }
    await ann.act(id_, Offer(agent=BEA))
    await ann.advance(4.5)
    await ann.act(id_, Answer(verb=Verb.ACCEPT))
    await ann.act(id_, SendMessage(message_id="m", sender=BEA, text="Hello"))
    await ann.advance(60)
    await ann.act(id_, Depart(verb=Verb.LEAVE))
    await ann.advance(5)
    await ann(f"DELETE {MESSAGING}/{id_}")
    await ann.advance(1000)
    assert (await metrics(ann, id_)) == {
        "tAcd": 15_000,
        "tAlert": 4_500,
        "tAnswered": 14_500,
        "tTalk": 60_000,
        "tHandle": 64_500,
        "nMessages": 1,
        "nReconnects": 0,
    }


async def test_analytics_are_the_customers_own(ann: Api, api: Api) -> None:
    """403 and 404 as for the conversation itself."""
    id_ = (await (await api.user("bob")).open())["id"]
    for name, status in ((id_, 403), ("unknown", 404)):
        reply = await ann(f"GET /api/v2/analytics/conversations/{name}/details")
        assert reply.status == status


async def test_a_version_of_the_bundle_is_cached_for_ever(api: Api) -> None:
    """And `latest` is asked for anew each time."""
    reply = await api("GET /cdn/widget/1.4.2/widget-sdk.js")
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    latest = await api("GET /cdn/widget/latest/widget-sdk.js")
    assert latest.headers["Cache-Control"] == "no-cache"
    assert latest.data == reply.data
    assert reply.headers["Vary"] == "Origin"


async def test_a_bundle_that_is_known_is_not_sent_again(api: Api) -> None:
    """`ETag` and `If-None-Match`."""
    path = "/cdn/widget/latest/widget-sdk.js"
    tag = (await api(f"GET {path}")).headers["ETag"]
    for asked in (tag, f'"other", W/{tag}', "*"):
        known = await api(f"GET {path}", headers={"If-None-Match": asked})
        assert (known.status, known.data, known.headers["ETag"]) == (304, b"", tag)
    assert (await api(f"GET {path}", headers={"If-None-Match": '"other"'})).status == 200


async def test_every_get_has_a_head(ann: Api) -> None:
    """RFC 9110: the same status and headers, no body."""
    id_ = (await ann.open())["id"]
    for path in (
        MESSAGING,
        f"{MESSAGING}/{id_}",
        f"{MESSAGING}/{id_}/messages",
        "/api/v2/users/me",
        CONFIG,
        "/api/v2/oauth/clients/widget",
        f"/api/v2/analytics/conversations/{id_}/details",
        "/cdn/widget/latest/widget-sdk.js",
        "/.well-known/jwks.json",
        "/.well-known/openid-configuration",
    ):
        head, get = await ann(f"HEAD {path}"), await ann(f"GET {path}")
        assert (head.status, head.data) == (get.status, b""), path
        for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
            assert head.headers.get(name) == get.headers.get(name), (path, name)
