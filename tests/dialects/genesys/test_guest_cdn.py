"""What the content network tells of a deployment, and to whom."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from mockplatform.core.messaging import Messaging
from mockplatform.dialects.genesys.shapes.deployment import DeploymentConfig
from mockplatform.platform import TenantPlan
from tests.support.guests import DEPLOYMENT
from tests.support.server import Server, serving

BASE = "/webdeployments/v1/deployments"
Json = dict[str, Any]


async def get(server: Server, path: str, **headers: str) -> tuple[int, Json, Any]:
    """Return status, document and headers."""
    async with server.http.get(server.url + path, headers=headers) as answer:
        data = await answer.read()
        return answer.status, msgspec.json.decode(data) if data else {}, answer.headers


async def add(server: Server, **messaging: Any) -> str:
    """Make a tenant whose deployments are like that; return its prefix."""
    config = server.tenant.config
    deployments = tuple(
        replace(one, messaging=Messaging(**messaging)) for one in config.deployments
    )
    await server.platform.create("o", TenantPlan(config=replace(config, deployments=deployments)))
    return "/t/o"


async def test_config_json_has_all_that_clients_ask_for_and_our_addresses() -> None:
    async with serving() as server:
        status, found, headers = await get(server, f"{BASE}/{DEPLOYMENT}/config.json")
        assert status == 200
        assert headers["Content-Type"] == "application/json"
        msgspec.convert(found, DeploymentConfig)
        assert found.keys() >= {
            "id",
            "version",
            "languages",
            "defaultLanguage",
            "apiEndpoint",
            "status",
            "auth",
            "journeyEvents",
            "messenger",
        }
        messenger = found["messenger"]
        assert messenger.keys() == {"enabled", "apps", "styles", "launcherButton", "fileUpload"}
        conversations = messenger["apps"]["conversations"]
        assert found["apiEndpoint"] == conversations["messagingEndpoint"] == server.url
        assert conversations["conversationDisconnect"] == {"enabled": True, "type": "Send"}
        assert messenger["fileUpload"] == {
            "enableAttachments": True,
            "modes": [{"fileTypes": ["*/*"], "maxFileSizeKB": 10_240}],
        }
        assert (found["status"], found["auth"]) == (
            "Active",
            {"enabled": True, "allowSessionUpgrade": True},
        )


async def test_it_says_what_the_deployment_is_configured_with() -> None:
    async with serving() as server:
        prefix = await add(
            server,
            active=False,
            auto_start=True,
            disconnect="readOnly",
            clear=False,
            sign_in=False,
            attachments=False,
            session_life="3d",
            agent_typing=False,
            languages=("de", "en-us"),
            notifications=False,
            allowed_domains=("shop.example",),
        )
        _, plain, _ = await get(server, f"{BASE}/{DEPLOYMENT}/config.json")
        _, found, _ = await get(server, f"{prefix}{BASE}/{DEPLOYMENT}/config.json")
        conversations = found["messenger"]["apps"]["conversations"]
        assert found["version"] != plain["version"]
        assert found["apiEndpoint"] == server.url + prefix
        assert (found["status"], found["defaultLanguage"]) == ("Inactive", "de")
        assert conversations["autoStart"] == {"enabled": True}
        assert conversations["conversationClear"] == {"enabled": False}
        assert conversations["conversationDisconnect"] == {"enabled": True, "type": "ReadOnly"}
        assert conversations["sessionDurationSeconds"] == 3 * 86_400
        assert conversations["showAgentTypingIndicator"] is False
        assert found["messenger"]["fileUpload"] == {"enableAttachments": False, "modes": []}
        _, domains, _ = await get(server, f"{prefix}{BASE}/{DEPLOYMENT}/domains.json")
        assert domains == {"allowAllDomains": False, "allowedDomains": ["shop.example"]}
        _, domains, _ = await get(server, f"{BASE}/{DEPLOYMENT}/domains.json")
        assert domains == {"allowAllDomains": True, "allowedDomains": []}


async def test_anybody_may_read_it_also_a_page_and_caches_may_ask_again() -> None:
    async with serving() as server:
        for name in ("config.json", "domains.json"):
            path = f"{BASE}/{DEPLOYMENT}/{name}"
            _, _, headers = await get(server, path)
            assert headers["Access-Control-Allow-Origin"] == "*"
            page = "https://shop.example"
            _, _, seen = await get(server, path, Origin=page)
            assert seen["Access-Control-Allow-Origin"] == page
            assert "Origin" in seen["Vary"]
            status, _, _ = await get(server, path, **{"If-None-Match": headers["ETag"]})
            assert status == 304


async def test_a_deployment_that_is_not_there_is_403() -> None:
    async with serving() as server:
        for name in ("config.json", "domains.json"):
            status, body, headers = await get(server, f"{BASE}/nowhere/{name}")
            assert (status, body["status"]) == (403, 403)
            assert headers["Access-Control-Allow-Origin"] == "*"
