"""Owns devices that want notices: one for each guest session. Nothing is ever sent to them.

Source: [M] PushDeviceInsertRequest; [C] transport SDK 2.14, PushErrorResponse (codes).
Invented: that a session has one, as its calls name no other id than the session's token.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.aggregate import Circumstances, Command, Event
from mockplatform.errors import DeviceKnown, DeviceUnknown


class Device(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A device, as whoever would send notices knows it: `kind` is its system."""

    token: str
    language: str
    kind: str
    provider: str


class DeviceNoted(Event, frozen=True, kw_only=True):
    """The session's device is this one from now on, or none."""

    device: Device | None = None


class Register(Command, frozen=True, kw_only=True):
    """Have a device, where there is none."""

    device: Device


class Amend(Command, frozen=True, kw_only=True):
    """Change what is known of the device; empty is as it was."""

    token: str = ""
    language: str = ""


class Deregister(Command, frozen=True, kw_only=True):
    """Have the device no more."""


def register(known: Device | None, command: Register, at: Circumstances) -> Sequence[DeviceNoted]:
    """Return what registering leads to; the same again leads to nothing.

    Raises:
        DeviceKnown: There is another one.
    """
    if known == command.device:
        return []
    if known is not None:
        raise DeviceKnown(
            "The session has another device already", hint="PATCH it, or DELETE it first."
        )
    return [DeviceNoted(at=at.now, device=command.device)]


def amend(known: Device | None, command: Amend, at: Circumstances) -> Sequence[DeviceNoted]:
    """Return what a change leads to.

    Raises:
        DeviceUnknown: There is no device.
    """
    before = _there(known)
    token, language = command.token or before.token, command.language or before.language
    changed = replace(before, token=token, language=language)
    return [] if changed == before else [DeviceNoted(at=at.now, device=changed)]


def deregister(
    known: Device | None, command: Deregister, at: Circumstances
) -> Sequence[DeviceNoted]:
    """Return what taking the device away leads to.

    Raises:
        DeviceUnknown: There is no device.
    """
    del command
    _there(known)
    return [DeviceNoted(at=at.now)]


def _there(known: Device | None) -> Device:
    if known is None:
        raise DeviceUnknown("The session has no device", hint="POST registers one.")
    return known
