"""Owns how the platform API's routes are written, and how their bodies are read."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from mockplatform import strictjson
from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.platform import staff
from mockplatform.edge.call import Call
from mockplatform.edge.staffing import StaffApi
from mockplatform.edge.wire import Wire
from mockplatform.errors import InvalidJson, InvalidValue

BodyT = TypeVar("BodyT", bound=Wire)
route = StaffApi(GENESYS, lambda call, _: staff.check(call)).route
"""Makes a route of the platform API, for staff only."""


def read(call: Call, type_: type[BodyT]) -> BodyT:
    """Return the body as `type_`; none at all and `null` are an object without members.

    Source: [R] the Python SDK sends `null` where it has no body. Unknown members are noted.

    Raises:
        InvalidJson: It is no JSON object.
        InvalidValue: A member has the wrong type or is missing.
    """
    if call.body.strip() == b"null":
        call.body = b""
    return call.parse(type_)


def read_list(call: Call, item: Any) -> list[Any]:
    """Return the body as a list; none at all and `null` are an empty one.

    Raises:
        InvalidJson: It is no strict JSON list.
        InvalidValue: An item has the wrong type.
    """
    if call.body.strip() in (b"", b"null"):
        return []
    members = strictjson.parse(call.body)
    if not isinstance(members, list):
        raise InvalidJson("the body is no JSON list")
    try:
        found: list[Any] = msgspec.convert(members, list[item])
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `")
        raise InvalidValue(path.removesuffix("`") or "$", what) from None
    return found
