"""The device of a guest's app: registered, changed, taken away, and where that is refused."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from mockplatform.core.messaging import Messaging
from mockplatform.platform import TenantPlan
from tests.support.guests import DEPLOYMENT, TOKEN, guest
from tests.support.server import Server, serving

PHONE = {
    "deviceToken": "d-1",
    "language": "en-us",
    "deviceType": "ios",
    "notificationProvider": "APNS",
}


async def call(
    server: Server,
    method: str,
    body: Any = None,
    *,
    token: str = TOKEN,
    deployment: str = DEPLOYMENT,
    prefix: str = "",
) -> tuple[int, str]:
    """Return status and code of a call."""
    path = f"/api/v2/webmessaging/deployments/{deployment}/pushdevices/{token}"
    sent = {} if body is None else {"json": body}
    async with server.http.request(method, server.url + prefix + path, **sent) as answer:
        found = await answer.json() if await answer.read() else {}
        return answer.status, found.get("code", "")


async def test_a_device_is_registered_changed_and_taken_away() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        assert await call(server, "POST", PHONE) == (204, "")
        assert await call(server, "POST", PHONE) == (204, "")
        other = {**PHONE, "deviceToken": "d-2"}
        assert await call(server, "POST", other) == (409, "device.already.registered")
        assert await call(server, "PATCH", {"deviceToken": "d-2", "language": "de"}) == (204, "")
        (state,) = server.tenant.sessions.values()
        assert state.device is not None
        assert (state.device.token, state.device.language, state.device.kind) == (
            "d-2",
            "de",
            "ios",
        )
        assert await call(server, "DELETE") == (204, "")
        assert await call(server, "DELETE") == (404, "device.not.found")
        assert await call(server, "PATCH", {"language": "de"}) == (404, "device.not.found")


async def test_what_is_missing_or_unknown_has_a_code_of_its_own() -> None:
    async with serving() as server, guest(server) as visitor:
        assert await call(server, "POST", PHONE) == (404, "device.not.found")
        await visitor.configure()
        for name in PHONE:
            short = {key: value for key, value in PHONE.items() if key != name}
            assert await call(server, "POST", short) == (400, "required.fields.missing")
        assert await call(server, "POST") == (400, "required.fields.missing")
        assert await call(server, "PATCH", {}) == (400, "update.fields.missing")
        long = {**PHONE, "deviceToken": "d" * 4097}
        assert await call(server, "POST", long) == (400, "device.registration.failure")
        assert await call(server, "POST", {**PHONE, "deviceType": "toaster"}) == (
            400,
            "invalid.value",
        )
        nowhere = await call(server, "POST", PHONE, deployment="nowhere")
        assert nowhere == (400, "invalid.path.parameter")


async def test_a_deployment_may_send_no_notices() -> None:
    async with serving() as server:
        config = server.tenant.config
        deployments = tuple(
            replace(one, messaging=Messaging(notifications=False)) for one in config.deployments
        )
        plan = TenantPlan(config=replace(config, deployments=deployments))
        await server.platform.create("o", plan)
        found = await call(server, "POST", PHONE, prefix="/t/o")
        assert found == (400, "feature.toggle.disabled")


async def test_the_session_s_token_stands_in_no_journal() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        await call(server, "POST", PHONE)
        await call(server, "DELETE", token=f"{TOKEN}x")
        await call(server, "PUT")  # a verb that nothing there takes
        await call(server, "OPTIONS")
        text = str([entry.render() for entry in server.tenant.journal.behind(0)])
        assert "pushdevices/…" in text
        assert TOKEN not in text
