"""Owns how OAuth parameters are read: from a form or from JSON, each at most once.

Source: RFC 6749 section 3.2 (parameters must not be included more than once).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from msgspec import Struct

from mockplatform.edge.call import Call
from mockplatform.edge.limits import FORM
from mockplatform.errors import OAuthError

PARAMETERS_MAX = 64


def parameters(call: Call, type_: type[Struct]) -> dict[str, str]:
    """Return the body's parameters; empty ones count as left out, unknown ones are noted.

    Raises:
        OAuthError: `invalid_request`: a parameter stands twice or is no text.
        InvalidJson: A JSON body is none.
    """
    found = members(call)
    call.note_unknown(found, type_)
    wrong = [name for name, value in found.items() if not isinstance(value, str | None)]
    if wrong:
        raise OAuthError("invalid_request", f"{wrong[0][:64]!r} must be a string")
    return {name: value for name, value in found.items() if value}


def members(call: Call) -> Mapping[str, Any]:
    """Return the body's members as they are, of a form or of JSON.

    Raises:
        OAuthError: `invalid_request`: a form's parameter stands twice, or it is no form.
        InvalidJson: A JSON body is none.
    """
    return _form(call.body) if call.request.content_type == FORM else call.json()


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX
        )
    except ValueError:
        raise OAuthError("invalid_request", "The form is no UTF-8 text of few fields") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise OAuthError("invalid_request", "A parameter stands twice")
    return found


class Basic(NamedTuple):
    """What a client said of itself by HTTP Basic: unquoted as RFC 6749 has it, and as it came.

    Attributes:
        secret_as_sent: Many clients do not quote it, as section 2.3.1 asks them to.
    """

    id_: str
    secret: str
    secret_as_sent: str


def basic_credentials(call: Call) -> Basic | None:
    """Return id and secret of an `Authorization: Basic` header, or None if there is none.

    Raises:
        OAuthError: `invalid_client`: the header cannot be read.
    """
    value = call.request.headers.get("Authorization", "")
    if value[:6].lower() != "basic ":
        return None
    try:
        text = base64.b64decode(value[6:].strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise OAuthError("invalid_client", "The Basic header cannot be read", status=401) from None
    id_, colon, secret = text.partition(":")
    if not colon:
        raise OAuthError("invalid_client", "The Basic header has no colon", status=401)
    return Basic(unquote_plus(id_), unquote_plus(secret), secret)
