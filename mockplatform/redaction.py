"""Owns how tokens are taken out of text that is kept or shown: of each its end is left.

A token is looked for by its shape, three parts in base64url of which the first begins as all
JSON objects do: whose it is, and whether it is still good, does not matter.
"""

from __future__ import annotations

import re

CHANNEL = "streaming-"
"""With what the id of a notification channel begins, which opens the channel's socket."""
BEGINNING = "eyJ"
"""How the JSON object with which a token begins looks in base64url."""
SHOWN_CHARS = 6
_DOT = r"(?:\.|%2[Ee])"
# The look-behind has each run of characters looked at once, however long it is.
_DOTTED = re.compile(rf"(?<![\w-])[\w-]++(?:{_DOT}[\w-]*+){{2,}}+", re.ASCII)
_PARTS = re.compile(rf"({_DOT})")
_CUT = re.compile(rf"({BEGINNING}|{CHANNEL})…[\w.%-]{{{SHOWN_CHARS}}}", re.ASCII)
_SECRET = re.compile(rf"{CHANNEL}[0-9]-[0-9a-f]*([0-9a-f]{{{SHOWN_CHARS}}})")


def without_tokens(text: str) -> str:
    """Return the text with of each token in it nothing but how it begins, and how it ends."""
    if BEGINNING in text:
        text = _DOTTED.sub(_cut, text)
    return text if CHANNEL not in text else _SECRET.sub(rf"{CHANNEL}…\1", text)


def may_hold_token(text: str) -> bool:
    """Whether it is worth looking for one: quick, as each request comes by."""
    return BEGINNING in text or CHANNEL in text


def _cut(match: re.Match[str]) -> str:
    parts = _PARTS.split(match[0])  # part, dot, part, dot, part …
    place = 0
    while place + 4 < len(parts):
        before, found, _ = parts[place].partition(BEGINNING)
        if found:
            token = found + "".join(parts[place + 1 : place + 5])
            parts[place : place + 5] = [f"{before}{BEGINNING}…{token[-SHOWN_CHARS:]}"]
        place += 2
    return "".join(parts)


def blank(text: str) -> str:
    """Return the text with all tokens alike, whole ones and those that were taken out."""
    return _CUT.sub(r"\1…", without_tokens(text)) if may_hold_token(text) else text


def lacks_token(text: str) -> bool:
    """Whether a token was taken out of the text."""
    return _CUT.search(text) is not None
