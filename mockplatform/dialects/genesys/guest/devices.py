"""Owns the calls by which a guest's app registers its device for notices; none is ever sent.

Source: [M] PushDeviceInsertRequest and its siblings; [C] transport SDK 2.14, PushErrorResponse.
"""

from __future__ import annotations

import msgspec

from mockplatform.core.aggregate import Command
from mockplatform.core.devices import Amend, Deregister, Device, Register
from mockplatform.core.session import Session
from mockplatform.dialects.genesys.shapes.guest_rest import PushDevice
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import DeviceRefused, DeviceUnknown, SessionExpired, SessionUnknown
from mockplatform.guests.standing import find, session_id
from mockplatform.limits import LIMITS

PATH = "/api/v2/webmessaging/deployments/{id}/pushdevices/{token}"
TOKEN_CHARS_MAX = 4096


async def register(call: Call) -> Answer:
    """Have a device."""
    session = _session(call)
    given = _read(call)
    wanted = (given.device_token, given.language, given.device_type, given.notification_provider)
    missing = [name for name, value in zip(_MEMBERS, wanted, strict=True) if not value]
    if missing:
        raise DeviceRefused(f"Missing: {', '.join(missing)}", "required.fields.missing")
    token, language, kind, provider = (value or "" for value in wanted)
    device = Device(token=token, language=language, kind=kind, provider=provider)
    return await _do(call, session, Register(device=device))


_MEMBERS = ("deviceToken", "language", "deviceType", "notificationProvider")


async def amend(call: Call) -> Answer:
    """Change what is known of the device."""
    session = _session(call)
    given = _read(call)
    if not given.device_token and not given.language:
        raise DeviceRefused("Neither deviceToken nor language", "update.fields.missing")
    command = Amend(token=given.device_token or "", language=given.language or "")
    return await _do(call, session, command)


async def deregister(call: Call) -> Answer:
    """Have the device no more."""
    return await _do(call, _session(call), Deregister())


async def _do(call: Call, session: Session, command: Command) -> Answer:
    await call.platform.service.execute(
        call.tenant,
        "session",
        session.id,
        command,
        cause=call.correlation_id,
        staged=call.staged,
    )
    return Answer(204)


def _session(call: Call) -> Session:
    """Return the session whose token the path has.

    Raises:
        DeviceRefused: There is no such deployment, or it sends no notices.
        DeviceUnknown: There is no such session.
    """
    deployment = call.tenant.tenancy.deployments.get(call.params["id"])
    if deployment is None:
        raise DeviceRefused("No such deployment", "invalid.path.parameter")
    if not deployment.messaging.notifications:
        raise DeviceRefused("Notices are turned off", "feature.toggle.disabled")
    token = call.params["token"]
    try:
        session = find(call.tenant, session_id(token))
    except (SessionUnknown, SessionExpired):
        raise _unknown() from None
    if session.deployment_id != deployment.id or len(token) > LIMITS.session_token_chars_max:
        raise _unknown()
    return session


def _unknown() -> DeviceUnknown:
    return DeviceUnknown(
        "No session is configured for that token", hint="Send configureSession first."
    )


def _read(call: Call) -> PushDevice:
    if call.body.strip() == b"null":
        call.body = b""
    given = call.parse(PushDevice)
    for name, value in msgspec.structs.asdict(given).items():
        if value is not None and len(value) > TOKEN_CHARS_MAX:
            raise DeviceRefused(
                f"{name} has at most {TOKEN_CHARS_MAX} characters", "device.registration.failure"
            )
    return given
