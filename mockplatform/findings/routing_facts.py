"""Owns what is to be told of data as a client wrote it, without keeping a value of it.

A deed breaks no request: what has no canonical form, or is no flat object, is told of as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from string import punctuation

from mockplatform.core.canonical import canonical
from mockplatform.findings.deeds import RoutingFacts, Wrote
from mockplatform.findings.personal import personal
from mockplatform.limits import LIMITS

PROSE_WORDS_MIN = 15
"""Words of letters: names of products and of pages have fewer, of browsers as well."""
PROSE_SIGNS_MIN = 40
"""Signs of Chinese and Japanese, which are written without spaces."""
_SIGNS = re.compile(rf"(?:[^\u3040-\u9fff]*+[\u3040-\u9fff]){{{PROSE_SIGNS_MIN}}}")

_TYPES = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    dict: "object",
    list: "array",
    type(None): "null",
}


def routing_written(
    conversation_id: str,
    members: Mapping[str, object],
    instance: str | None,
    *,
    is_merge: bool,
    is_guarded: bool = False,
) -> Wrote:
    """Return the act of writing routing data."""
    forms = _forms(members)
    told = facts(members, forms)
    return Wrote("routing", conversation_id, instance, is_merge, is_guarded, _hashes(forms), told)


def written(
    kind: str,
    key: str,
    members: Mapping[str, object],
    instance: str | None,
    *,
    is_merge: bool,
    is_guarded: bool = False,
) -> Wrote:
    """Return the act of writing data; `kind` and the rest as in `Wrote`."""
    return Wrote(kind, key, instance, is_merge, is_guarded, _hashes(_forms(members)))


def facts(members: Mapping[str, object], forms: Mapping[str, bytes]) -> RoutingFacts:
    """Return what is to be told of routing data; `forms` are the canonical ones of its members."""
    whole = _form(members)
    types, sizes, long, kinds = {}, {}, {}, {}
    left = LIMITS.routing_data_bytes_max
    for name, form in forms.items():
        value = members[name]
        types[name] = _TYPES.get(type(value), "number")
        sizes[name] = len(name) + len(form) + len('"":,')
        text = _text(value, form)[:left]
        left -= len(text)
        if is_prose(text):
            long[name] = len(text)
        kind = personal(name, text) or personal("", name)
        if kind is not None:
            kinds[name] = kind
    order, content = hash(tuple(members)), hash(whole)
    return RoutingFacts(len(whole), order, content, types, sizes, long, kinds)


def _text(value: object, form: bytes) -> str:
    """Return a value as a text; an empty one where it cannot tell anything."""
    if value is None or value is True or value is False:
        return ""
    return value if isinstance(value, str) else form.decode()


def is_prose(text: str) -> bool:
    """Whether a text is written to be read by people, and not to be compared."""
    if len(text) < PROSE_SIGNS_MIN:
        return False
    if _SIGNS.match(text):
        return True
    words = (word for word in text.split() if word.strip(punctuation).isalpha())
    return next(islice(words, PROSE_WORDS_MIN - 1, None), None) is not None


def _hashes(forms: Mapping[str, bytes]) -> dict[str, int]:
    return {name: hash(form) for name, form in forms.items()}


def _forms(members: Mapping[str, object]) -> dict[str, bytes]:
    """Return the forms of the first members: so many that the journal can hold what is told.

    A name that is longer than any that somebody made up is data itself, and is not kept.
    """
    most = LIMITS.findings_name_chars_max
    short = ((name, value) for name, value in members.items() if len(name) <= most)
    return {name: _form(value) for name, value in islice(short, LIMITS.findings_members_max)}


def _form(value: object) -> bytes:
    """Return the canonical form of a value; nothing where it has none."""
    try:
        return canonical({"": value})[len('{"":') : -1]
    except Exception:  # noqa: BLE001 - whatever it is that JSON does not know: the deed is told
        return b""
