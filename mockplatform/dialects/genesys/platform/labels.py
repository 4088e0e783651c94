"""Owns what is kept of a conversation beside attributes: tag, secure and custom attributes.

The core keeps them as notes of the customer's participant. Schemas are not emulated: an id of one
is kept, and nothing is judged by it.
"""

from __future__ import annotations

from typing import Any

from mockplatform.core.canonical import canonical, merge_patch
from mockplatform.core.commands import Note
from mockplatform.core.conversation import Conversation
from mockplatform.dialects.genesys.platform.attributes import check_size
from mockplatform.dialects.genesys.platform.known import execute, find, look, note
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes import conversation_calls as shapes
from mockplatform.dialects.genesys.translate.participants import TAG
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.wire import Strings
from mockplatform.errors import Conflict, InvalidValue, PayloadTooLarge, UnknownThing, nearest
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS

SECURE, CUSTOM = "secure", "custom"
"""The names of the notes."""


async def tag(call: Call) -> Answer:
    """Set the conversation's external tag; without one it has none."""
    state = find(call)
    given = read(call, shapes.TagsUpdate).external_tag or ""
    if len(given) > LIMITS.id_chars_max:
        raise InvalidValue("externalTag", f"has at most {LIMITS.id_chars_max} characters")
    await _keep(call, state, TAG, given)
    return Answer(200, given)


async def get_secure(call: Call) -> Answer:
    """Give the secure attributes."""
    attributes, version = _secure(await look(call))
    return Answer(200, shapes.SecureAttributes(attributes=attributes, version=version))


async def put_secure(call: Call) -> Answer:
    """Replace the secure attributes."""
    return await _set_secure(call, merge=False)


async def patch_secure(call: Call) -> Answer:
    """Merge into the secure attributes."""
    return await _set_secure(call, merge=True)


async def _set_secure(call: Call, *, merge: bool) -> Answer:
    state = find(call)
    body = read(call, shapes.SecureAttributes)
    before, version = _secure(state)
    if body.version is not None and body.version != version:
        raise _changed(version, body.version)
    now = {**(before if merge else {}), **body.attributes}
    check_size(now)
    await _keep(call, state, SECURE, {"attributes": now, "version": version + 1})
    return Answer(200, state.id)


def _secure(state: Conversation) -> tuple[Strings, int]:
    kept = state.participants[0].notes.get(SECURE, {})
    return dict(kept.get("attributes", {})), kept.get("version", 0)


async def get_custom(call: Call) -> Answer:
    """Give all custom attributes: one set for each schema."""
    state = await look(call)
    results = [_shown(kept) for kept in _custom(state).values()]
    return Answer(200, shapes.CustomAttributesListing(results=results))


def _shown(kept: dict[str, Any]) -> shapes.CustomAttributes:
    others = {name: value for name, value in kept.items() if name != "schema_id"}
    schema = shapes.AttributesSchema(id=kept["schema_id"]) if "schema_id" in kept else None
    return shapes.CustomAttributes(**others, schema=schema)


async def put_custom(call: Call) -> Answer:
    """Make or replace the set of custom attributes of a schema."""
    state = find(call)
    body = read(call, shapes.CustomAttributesUpdate)
    id_ = body.id or derive_uuid(state.id, "custom", body.schema_id or "")
    before = _custom(state).get(id_)
    if before is None and body.id is not None:
        raise _unknown(state, id_)
    await _set_custom(call, state, id_, body, body.custom_attributes)
    return Answer(200, shapes.CustomAttributesId(id=id_))


async def patch_custom(call: Call) -> Answer:
    """Merge into a set of custom attributes; without an id, into the only one."""
    state = find(call)
    body = read(call, shapes.CustomAttributesUpdate)
    known = _custom(state)
    id_ = body.id or (next(iter(known)) if len(known) == 1 else "")
    if id_ not in known:
        raise _unknown(state, id_)
    merged = merge_patch(known[id_]["custom_attributes"], body.custom_attributes)
    await _set_custom(call, state, id_, body, merged)
    return Answer(204)


async def _set_custom(
    call: Call,
    state: Conversation,
    id_: str,
    body: shapes.CustomAttributesUpdate,
    attributes: dict[str, Any],
) -> None:
    known = _custom(state)
    before = known.get(id_, {})
    version = before.get("version", 0)
    if body.version is not None and body.version != version:
        raise _changed(version, body.version)
    now = format_instant(call.tenant.clock.now())
    kept = {
        **before,
        "id": id_,
        "conversation_id": state.id,
        "custom_attributes": attributes,
        "version": version + 1,
        "date_created": before.get("date_created", now),
        "date_modified": now,
    }
    if body.schema_id is not None:
        kept["schema_id"] = body.schema_id
    all_of = {**known, id_: kept}
    size = len(canonical(all_of))
    if size > LIMITS.conversation_data_bytes_max:
        raise PayloadTooLarge(
            "The request is over the size limit. Maximum bytes: "
            f"{LIMITS.conversation_data_bytes_max}",
            hint=f"All custom attributes together would have {size} bytes.",
        )
    await _keep(call, state, CUSTOM, all_of)


def _custom(state: Conversation) -> dict[str, dict[str, Any]]:
    return dict(state.participants[0].notes.get(CUSTOM, {}))


def _unknown(state: Conversation, id_: str) -> UnknownThing:
    hint = nearest(id_[:128], _custom(state)) if _custom(state) else "PUT …/customattributes first."
    return UnknownThing("custom attributes", id_, hint=hint)


def _changed(now: int, asked: int) -> Conflict:
    return Conflict(
        f"They are at version {now}, not {asked}", hint="GET them again, and send that version."
    )


async def _keep(call: Call, state: Conversation, name: str, value: Any) -> None:
    customer = state.participants[0]
    await execute(call, state.id, Note(participant_id=customer.id, notes={name: value}))
    note(call, name)
