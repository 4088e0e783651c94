"""Owns the check of what a fixture's parts say of each other: ids, queues, scopes, settings.

Looks at values whose shape may be wrong elsewhere, so that both kinds of mistakes are
reported at once; what has the wrong shape is passed over here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeGuard

from mockplatform.core.scopes import SCOPES
from mockplatform.errors import InvalidValue, UnknownMember, nearest
from mockplatform.fixtures_document import Path, Problem
from mockplatform.settings import DEFAULTS, change

_SECTIONS_WITH_IDS = ("deployments", "queues", "agents", "clients", "users")
Place = tuple[Path, Any]


def inconsistent(value: Any) -> Iterator[Problem]:
    """Yield each id given twice, each name of nothing, and each setting that cannot be."""
    for section in _SECTIONS_WITH_IDS:
        yield from _duplicates(value, section)
    queues = {id_ for _, row in _rows(value, "queues") if _is_text(id_ := row.get("id"))}
    yield from _unknown("queue", _queue_names(value), queues)
    yield from _unknown("scope", _scope_names(value), SCOPES)
    for path, row in _rows(value, "agents"):
        yield from _check_script(path, row)
    yield from _bad_settings(_member(value, "settings"))


def _duplicates(value: Any, section: str) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for path, row in _rows(value, section):
        id_ = row.get("id")
        if not _is_text(id_):
            continue
        if id_ in seen:
            what = f"the id {id_[:128]!r} is taken by {section}[{seen[id_][-1]}] already"
            yield Problem((*path, "id"), "duplicate.id", what)
        seen.setdefault(id_, path)


def _unknown(what: str, places: Iterator[Place], known: Collection[str]) -> Iterator[Problem]:
    for path, name in places:
        if _is_text(name) and name not in known:
            message = f"no {what} {name[:128]!r}. {nearest(name[:128], known)}"
            yield Problem(path, f"unknown.{what}", message)


def _queue_names(value: Any) -> Iterator[Place]:
    """Yield each place that names a queue. An empty fallback is the first queue."""
    if fallback := _member(value, "fallbackQueue"):
        yield ("fallbackQueue",), fallback
    for path, rule in _rows(value, "routing"):
        yield (*path, "queue"), rule.get("queue")
    for path, agent in _rows(value, "agents"):
        yield from _items(agent.get("queues"), (*path, "queues"))
        script = (*path, "script")
        yield from _transfers(_member(agent.get("script"), "steps"), (*script, "steps"))


def _transfers(steps: Any, path: Path) -> Iterator[Place]:
    for at, step in _items(steps, path):
        if isinstance(step, dict):
            yield (*at, "transfer"), step.get("transfer")
            yield from _transfers(step.get("steps"), (*at, "steps"))


def _scope_names(value: Any) -> Iterator[Place]:
    for path, client in _rows(value, "clients"):
        yield from _items(client.get("scope"), (*path, "scope"))


def _check_script(path: Path, agent: dict[str, Any]) -> Iterator[Problem]:
    has_script = agent.get("script") is not None
    match agent.get("kind", "person"):
        case "bot" if not has_script:
            what = "a bot needs a script; `script: {}` makes one that accepts and says nothing"
            yield Problem(path, "missing.member", what)
        case "person" if has_script:
            what = "a person has no script; `kind: bot` makes a bot of this agent"
            yield Problem((*path, "script"), "invalid.value", what)


def _bad_settings(settings: Any) -> Iterator[Problem]:
    for name, given in settings.items() if isinstance(settings, dict) else ():
        path = ("settings", name)
        try:
            change(DEFAULTS, {name: given})
        except UnknownMember as error:
            what = f"no setting {name[:128]!r}. {error.hint}"
            yield Problem(path, "unknown.setting", what)
        except InvalidValue as error:
            yield Problem(path, "invalid.value", f"{error.what}. {error.hint}".rstrip(" ."))


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _items(value: Any, path: Path) -> Iterator[Place]:
    for index, item in enumerate(value) if isinstance(value, list) else ():
        yield (*path, index), item


def _rows(value: Any, section: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path, row in _items(_member(value, section), (section,)):
        if isinstance(row, dict):
            yield path, row


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)
