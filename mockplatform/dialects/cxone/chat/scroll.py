"""Owns scroll tokens: the place in a thread's history at which a page has ended, as a text.

Source: the fixtures of the vendor's mobile SDKs: base64 of `;;<thread id>;;<unix>;;<unix>`.
Invented: which times these are (the page's oldest message's, and its contact's beginning), and the
place itself, which stands behind them.
"""

from __future__ import annotations

import base64
import binascii

from mockplatform.customers.history import Place
from mockplatform.errors import InvalidValue

_PARTS = 6
_DIGITS_MAX = 15
_BETWEEN = ";;"
NO_MORE = ""
"""There is nothing older. Source: [C] nice-cxone-chat-web-sdk 2.2.0 asks no more then."""


def token(thread_id: str, place: Place | None) -> str:
    """Return the token of a place."""
    if place is None:
        return NO_MORE
    number, seq, sent_at, began_at = place
    parts = ("", thread_id, str(sent_at), str(began_at), number, str(seq))
    return base64.b64encode(_BETWEEN.join(parts).encode()).decode()


def place(thread_id: str, text: str) -> Place:
    """Return the place that a token names; whether the thread has it, its history judges.

    Raises:
        InvalidValue: It is none, or another thread's.
    """
    try:
        parts = base64.b64decode(text, validate=True).decode("ascii").split(_BETWEEN)
    except (binascii.Error, ValueError):
        raise no_place() from None
    if len(parts) != _PARTS or parts[:2] != ["", thread_id]:
        raise no_place()
    _, _, sent_at, began_at, number, seq = parts
    if not all(one.isdecimal() and len(one) <= _DIGITS_MAX for one in parts[2:]):
        raise no_place()
    return Place(number, int(seq), int(sent_at), int(began_at))


def no_place() -> InvalidValue:
    """Return the refusal of a place that is none of a thread."""
    return InvalidValue(
        "scrollToken",
        "is none that this thread has given",
        hint="Take messagesScrollToken of its recovery, or scrollToken of its last page, as it is.",
    )
