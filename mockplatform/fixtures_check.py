"""Owns the check of a fixture's shape: all that does not fit the types, not just the first.

msgspec stops at the first error, so each member and each item is converted by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from mockplatform.core.configuration import Duration, Id, TenantConfig
from mockplatform.durations import parse_duration
from mockplatform.errors import InvalidValue, nearest
from mockplatform.fixtures_document import Path, Problem

_INNER_PATH = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_MEMBER_FIRST = re.compile(r"([A-Za-z]\w*(?:\.\w+|\[\d+\])*): (.+)", re.DOTALL)
"""How a struct's own check names the member that it speaks of."""
_ID_RULE = "an id begins with a letter or digit and goes on with these or . _ ~ - (128 at most)"
_WORDS_OF_YAML_1_1 = {"yes", "no", "on", "off", "y", "n"}


def misshapen(value: Any) -> Iterator[Problem]:
    """Yield each place where a value does not have the shape of a tenant's configuration."""
    yield from misfits(value, TenantConfig)


def misfits(value: Any, type_: Any) -> Iterator[Problem]:
    """Yield each place where a value of JSON or YAML does not have the shape of a type."""
    try:
        msgspec.convert(value, type_)
    except (msgspec.ValidationError, InvalidValue):
        yield from _check(value, type_, ())


def _check(value: Any, type_: Any, path: Path) -> Iterator[Problem]:
    """Judge the parts first, so that each wrong one is told; then the whole.

    Of a list that is too long only that is told: its parts would be many.
    """
    if _is_too_long(value, type_):
        yield from _convert(value, type_, path)
        return
    problems = list(_check_inside(value, _bare(type_, value), path))
    yield from problems
    # What the parts leave to say: a length, or how members go together.
    if not problems:
        yield from _convert(value, type_, path)


def _is_too_long(value: Any, type_: Any) -> bool:
    if not isinstance(value, list) or get_origin(type_) is not Annotated:
        return False
    longest = [one.max_length for one in get_args(type_)[1:] if isinstance(one, msgspec.Meta)]
    return any(one is not None and len(value) > one for one in longest)


def _check_inside(value: Any, type_: Any, path: Path) -> Iterator[Problem]:
    if isinstance(value, dict) and (kinds := _tagged(type_)):
        yield from _check_tagged(value, kinds, path)
    elif isinstance(value, dict) and _is_struct(type_):
        yield from _check_members(value, type_, path)
    elif isinstance(value, list) and get_origin(type_) is tuple:
        for index, item in enumerate(value):
            yield from _check(item, get_args(type_)[0], (*path, index))
    elif isinstance(value, dict) and get_origin(type_) is dict:
        for name, member in value.items():
            yield from _check(member, get_args(type_)[1], (*path, name))


def _check_members(
    value: dict[str, Any], type_: type[msgspec.Struct], path: Path
) -> Iterator[Problem]:
    fields, tag = _fields(type_), type_.__struct_config__.tag_field
    for name, member in value.items():
        if name in fields:
            yield from _check(member, fields[name].type, (*path, name))
        elif name != tag:
            what = f"unknown member {name[:128]!r}. {nearest(name[:128], fields)}"
            yield Problem((*path, name), "unknown.member", what)
    for name, one in fields.items():
        if one.required and name not in value:
            yield Problem(path, "missing.member", f"misses the member {name!r}")


def _check_tagged(
    value: dict[str, Any], kinds: Mapping[str | int, type[msgspec.Struct]], path: Path
) -> Iterator[Problem]:
    """Judge an object as what one of its members says that it is."""
    field = str(next(iter(kinds.values())).__struct_config__.tag_field)
    if field not in value:
        what = f"misses the member {field!r}. {nearest('', map(str, kinds))}"
        yield Problem(path, "missing.member", what)
        return
    tag = value[field]
    if isinstance(tag, str | int) and tag in kinds:
        yield from _check_members(value, kinds[tag], path)
    elif isinstance(tag, str):
        what = f"no {field} {tag[:128]!r}. {nearest(tag[:128], map(str, kinds))}"
        yield Problem((*path, field), f"unknown.{field}", what)
    else:
        yield from _convert(tag, type(next(iter(kinds))), (*path, field))


def _tagged(type_: Any) -> Mapping[str | int, type[msgspec.Struct]]:
    """Return the structs that a type may be by their tags; none where there are no tags."""
    parts = get_args(type_) if get_origin(type_) in {Union, UnionType} else (type_,)
    structs = [one for one in parts if _is_struct(one) and one.__struct_config__.tag is not None]
    return {one.__struct_config__.tag: one for one in structs}


def _is_struct(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, msgspec.Struct)


@cache
def _fields(type_: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {one.encode_name: one for one in msgspec.structs.fields(type_)}


def _bare(type_: Any, value: Any = None) -> Any:
    """Return a type without its limits, and without the None that stands for "left out"."""
    if get_origin(type_) is Annotated:
        return _bare(get_args(type_)[0], value)
    if get_origin(type_) in {Union, UnionType}:
        others = [one for one in get_args(type_) if one is not NoneType]
        if isinstance(value, dict):
            # Where a text or an object may stand, an object is judged as what it is.
            others = [one for one in others if _is_struct(one)] or others
        return _bare(others[0], value) if len(others) == 1 else type_
    return type_


def _convert(value: Any, type_: Any, path: Path) -> Iterator[Problem]:
    try:
        msgspec.convert(value, type_)
        if value is not None and _is_duration(type_):
            parse_duration(value)
    except InvalidValue as error:
        yield Problem(path, "invalid.value", f"{error.what}. {error.hint}".rstrip(" ."))
    except msgspec.ValidationError as error:
        what, _, inside = str(error).partition(" - at `$")
        steps = _INNER_PATH.findall(inside.rstrip("`"))
        where = (*path, *(name or int(index) for name, index in steps))
        named, what = _named_member(what, value, type_)
        yield Problem((*where, *named), "invalid.value", _sentence(what, value, type_))


def _named_member(what: str, value: Any, type_: Any) -> tuple[Path, str]:
    """Return the path that a struct's own check puts first, and what it says then."""
    found = _MEMBER_FIRST.fullmatch(what)
    if found is None or not isinstance(value, dict):
        return (), what
    bare = _bare(type_, value)
    structs = _tagged(bare).values() or ([bare] if _is_struct(bare) else [])
    steps = _INNER_PATH.findall(f".{found[1]}")
    path: Path = tuple(name or int(index) for name, index in steps)
    if not any(path[0] in _fields(struct) for struct in structs):
        return (), what
    return path, found[2].rstrip(" .")


def _is_duration(type_: Any) -> bool:
    return set(get_args(type_)) - {NoneType} == set(get_args(Duration))


def _sentence(what: str, value: Any, type_: Any) -> str:
    if type_ is Id and isinstance(value, str):
        return f"{value[:40]!r} is no id: {_ID_RULE}"
    return what + _advice(what, value, type_)


def _advice(what: str, value: Any, type_: Any) -> str:
    if get_origin(_bare(type_)) is Literal and isinstance(value, str):
        return f". {nearest(value, get_args(_bare(type_)))}"
    expected, _, got = what.partition(", got ")
    if got in {"`int`", "`float`", "`bool`"} and re.search(r"\bstr\b", expected):
        return ". In quotes it is a text"
    if "`bool" in expected and str(value) in _WORDS_OF_YAML_1_1:
        return ". Write true or false: YAML 1.2 knows no yes and no"
    if got == "`null`":
        return ". Give it a value or leave it out"
    return ""
