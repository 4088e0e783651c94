"""Owns what faults are told of a frame: whose, on which socket, of which type."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
from aiohttp import web

from mockplatform.core.lease import Holder
from mockplatform.edge.faults import stakes
from mockplatform.edge.routing import split_tenant
from mockplatform.faults.where import Occasion, Phase, Suffering
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access


class Channel(Protocol):
    """A socket, as far as a fault may ask for it."""

    id: str
    tenant: Tenant
    access: Access | None
    conversation_id: str
    correlation_id: str
    ordinal: int

    @property
    def speaker(self) -> Holder | None:
        """For whom it speaks; None until that is known."""

    @property
    def suffers(self) -> frozenset[Suffering]:
        """What is done to it already."""

    @property
    def writes(self) -> frozenset[str]:
        """The types of frames that have something stored."""

    @property
    def dialect(self) -> str:
        """The name of the dialect that it speaks."""

    @property
    def request(self) -> web.BaseRequest:
        """The request of its handshake."""


class _Glance(msgspec.Struct):
    """What a frame tells at first sight."""

    type: Any = ""
    action: Any = ""
    client_message_id: Any = msgspec.field(name="clientMessageId", default="")
    tracing_id: Any = msgspec.field(name="tracingId", default="")
    payload: Any = None

    @property
    def name(self) -> str:
        """Its type: what it says of itself, else what its payload says, else what it does."""
        return _short(self.type) or _short(self._inner("eventType")) or _short(self.action)

    @property
    def message_id(self) -> str:
        """What the client calls the message that it brings."""
        own = self.client_message_id or self.tracing_id
        data = self._inner("data")
        inner = data.get("idOnExternalPlatform") if isinstance(data, dict) else ""
        return _short(own) or _short(inner)

    def _inner(self, name: str) -> Any:
        return self.payload.get(name, "") if isinstance(self.payload, dict) else ""


_glance = msgspec.json.Decoder(_Glance).decode
SIGN_OF_LIFE = "heartbeat"
"""A client's sign of life that names no request, so that no refusal could be told apart."""


def of_frame(
    channel: Channel, phase: Phase | None, frame: str | None, data: bytes = b""
) -> Occasion:
    """Return the occasion of a frame.

    Args:
        channel: The socket of the frame.
        phase: Whose faults will be asked; None stands for any.
        frame: The frame's type; None: the data tells it.
        data: The frame's payload.
    """
    seen = _seen_in(data)
    access, tenant, speaker = channel.access, channel.tenant, channel.speaker
    subject = speaker.user_id if speaker else ""
    type_ = seen.name if frame is None else frame
    is_wordless = frame is not None or type_ in {"", SIGN_OF_LIFE}
    return Occasion(
        now=tenant.clock.now(),
        subject=subject,
        method="GET",
        path=split_tenant(channel.request.path)[1],
        conversation_id=channel.conversation_id,
        deployment_id=speaker.deployment_id if speaker else "",
        client_id=speaker.client_id if speaker else "",
        instance_id=speaker.instance_id if speaker else "",
        dialect=channel.dialect,
        frame=type_,
        is_wordless=phase == "frame.in" and is_wordless,
        channel=channel.ordinal,
        suffers=channel.suffers,
        does="write" if type_ in channel.writes else "",
        token=None if access is None else stakes.stake(access),
        finds=stakes.finds(tenant, subject, channel.conversation_id),
        headers=_headers(channel, phase),
        client_message_id=seen.message_id,
        correlation_id=channel.correlation_id,
        channel_id=channel.id,
    )


def _headers(channel: Channel, phase: Phase | None) -> dict[str, str]:
    """Return the handshake's headers, if any fault that will be asked looks at them."""
    if phase is not None:
        asked = channel.tenant.faults.by_phase.get(phase, ())
        if not any(one.fault.where.headers for one in asked):
            return {}
    return {name.lower(): value for name, value in channel.request.headers.items()}


def _seen_in(data: bytes) -> _Glance:
    if not data:
        return _Glance()
    try:
        return _glance(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Glance()  # whoever hears it refuses it, with its reason


def _short(value: Any) -> str:
    return value[: LIMITS.id_chars_max] if isinstance(value, str) else ""
