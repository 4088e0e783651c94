"""Owns the settings' admin routes: shown, changed, explained."""

from __future__ import annotations

from typing import Any

import msgspec

from mockplatform import settings
from mockplatform.admin.bodies import View
from mockplatform.edge.call import Answer, Call

_DECLARED = {one.encode_name: one.type for one in msgspec.structs.fields(settings.Settings)}


def _wire_struct(name: str, doc: str, of_duration: Any, *, may_lack: bool) -> Any:
    """Return the settings as they are on the wire, where durations are texts."""
    fields: list[Any] = []
    for one in settings.schema():
        is_duration = one["unit"] == "duration"
        type_ = of_duration if is_duration else _DECLARED[one["name"]]
        lacking = (type_ | msgspec.UnsetType, msgspec.UNSET)
        fields.append((one["name"], *(lacking if may_lack else (type_,))))
    return msgspec.defstruct(name, fields, kw_only=True, namespace={"__doc__": doc})


SettingsView = _wire_struct("SettingsView", "A tenant's settings.", str, may_lack=False)
SettingsBody = _wire_struct(
    "SettingsBody", "The settings to change; the others stay.", str | float, may_lack=True
)
"""For the documents only: a change is judged by `mockplatform.settings`."""


class SettingSchema(View, kw_only=True):
    """What may be said of one setting."""

    name: str
    default: Any
    unit: str
    source: str
    help: str
    min: float | None = None
    max: float | None = None
    pattern: str | None = None


class SettingsSchema(View, kw_only=True):
    """All settings."""

    settings: list[SettingSchema]


async def get(call: Call) -> Answer:
    """Show the settings."""
    return Answer(200, settings.to_wire(call.tenant.settings))


async def patch(call: Call) -> Answer:
    """Change settings, all that are given or none."""
    changed = await call.platform.change_settings(call.tenant, call.json())
    return Answer(200, settings.to_wire(changed))


async def schema(call: Call) -> Answer:
    """Explain the settings."""
    del call
    return Answer(200, {"settings": settings.schema()})
