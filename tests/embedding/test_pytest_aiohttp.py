"""The platform as an aiohttp application, under the fixtures of pytest-aiohttp."""

from __future__ import annotations

from pytest_aiohttp.plugin import AiohttpClient

from mockplatform.app import Options, create_app


async def test_the_application_runs_under_aiohttps_own_test_client(
    aiohttp_client: AiohttpClient,
) -> None:
    """Who tests an aiohttp program can have the platform beside it, on the same loop."""
    client = await aiohttp_client(create_app(Options(seed=1)))

    issued = await client.post(
        "/api/v2/widget/auth/token", json={"deploymentId": "shop-web", "userId": "user-7"}
    )
    token = (await issued.json())["access_token"]
    me = await client.get("/api/v2/users/me", headers={"Authorization": f"Bearer {token}"})

    assert (me.status, (await me.json())["id"]) == (200, "user-7")
