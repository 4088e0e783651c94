"""Owns dispatch: from a method and a path to a route, through a tree of segments.

The tenant prefix is taken off before, so a route exists once. Static segments win over
varying ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest
from typing import Any, NamedTuple
from urllib.parse import unquote

from mockplatform.edge.route import Route
from mockplatform.errors import MethodNotAllowed, UnknownRoute

TENANT_PREFIX = "/t/"
ADMIN = "/__admin"
NEAREST_SHOWN = 3
PATHS_REMEMBERED = 2048
"""A widget asks for the same few paths again and again: they are not walked each time."""
REMEMBERED_CHARS_MAX = 200
NEAREST_COMPARED = 8
ASKED_COMPARED = 100


class _Node:
    __slots__ = ("methods", "names", "route", "static", "varying")

    def __init__(self) -> None:
        self.static: dict[str, _Node] = {}
        self.varying: _Node | None = None
        self.methods: dict[str, Any] = {}
        self.names: tuple[str, ...] = ()
        self.route: Route | None = None


class Match(NamedTuple):
    """What dispatch found: the compiled handler and the path's parameters."""

    target: Any
    params: Mapping[str, str]


def _of_none(path: str) -> str:
    del path
    return ""


class RouteTable:
    """All routes, each with what answers it (`target`).

    `dialect_of` names the dialect that speaks where there is no route: hints name its own first.
    """

    def __init__(
        self,
        routes: Iterable[tuple[Route, Any]],
        dialect_of: Callable[[str], str] = _of_none,
    ) -> None:
        self._root = _Node()
        self._dialect_of = dialect_of
        self._paths: dict[str, frozenset[str]] = {}
        """Each verb with its path, and the dialects that have it."""
        self._known = lru_cache(PATHS_REMEMBERED)(self._walk)
        for route, target in routes:
            self._add(route, target)

    def _add(self, route: Route, target: Any) -> None:
        node = self._root
        names: list[str] = []
        for segment in route.path.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.varying = node.varying or _Node()
                node = node.varying
            else:
                node = node.static.setdefault(segment, _Node())
        assert route.method not in node.methods, f"{route.method} {route.path} is there twice"
        assert node.names in ((), tuple(names)), f"{route.path} names its segments otherwise"
        node.names = tuple(names)
        node.methods[route.method] = target
        node.route = node.route or route
        if not route.is_part:
            speaking = [one.dialect.name for one in (route, route.staff) if one is not None]
            self._paths[f"{route.method} {route.path}"] = frozenset(speaking)

    def find(self, method: str, path: str) -> Match:
        """Return what answers `method` on `path` (as it stood in the request line).

        Raises:
            UnknownRoute: No route takes the path; the hint names the nearest.
            MethodNotAllowed: The path takes other methods.
        """
        if len(path) > REMEMBERED_CHARS_MAX:
            return self._walk(method, path)
        return self._known(method, path)

    def at(self, path: str) -> Route | None:
        """Return a route on that path, whatever its verb; None if there is none."""
        node, _ = self._node(path)
        return None if node is None else node.route

    def _node(self, path: str) -> tuple[_Node | None, list[str]]:
        node = self._root
        values: list[str] = []
        for segment in path[1:].split("/"):
            child = node.static.get(segment)
            if child is None:
                child = node.varying
                if child is None or not segment:
                    return None, values
                values.append(unquote(segment) if "%" in segment else segment)
            node = child
        return node, values

    def _walk(self, method: str, path: str) -> Match:
        node, values = self._node(path)
        if node is None:
            raise self._unknown(method, path)
        target = node.methods.get(method)
        if target is None:
            if not node.methods:
                raise self._unknown(method, path)
            if method == "HEAD" and "GET" in node.methods:
                target = node.methods["GET"]
            else:
                also = ("HEAD",) if "GET" in node.methods else ()
                raise MethodNotAllowed(method, {*node.methods, *also})
        return Match(target, dict(zip(node.names, values, strict=True)) if values else {})

    def _unknown(self, method: str, path: str) -> UnknownRoute:
        asked = f"{method} {path[:200]}"
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(asked[:ASKED_COMPARED])

        def likeness(known: str, *, rough: bool) -> float:
            matcher.set_seq1(known)
            return matcher.quick_ratio() if rough else matcher.ratio()

        # Who asks for the admin API is told of it, and who asks for another of that one.
        kin = [one for one in self._paths if (ADMIN in one) == (ADMIN in asked)]
        kin.sort(key=lambda one: likeness(one, rough=True), reverse=True)
        dialect = self._dialect_of(path)
        own = [one for one in kin if dialect in self._paths[one]]

        def nearest(known: list[str], shown: int) -> list[str]:
            # The exact ratio is slow: whoever asks for nonsense is not to hold the others up.
            likely = known[:NEAREST_COMPARED]
            return nlargest(shown, likely, key=lambda one: likeness(one, rough=False))

        shown = dict.fromkeys([*nearest(own, 1), *nearest(kin, NEAREST_SHOWN)])
        names = "; ".join(list(shown)[:NEAREST_SHOWN])
        return UnknownRoute(f"Nothing answers {asked}", hint=f"Nearest: {names}.")


def split_tenant(path: str) -> tuple[str, str]:
    """Return the tenant that the path's prefix names (or ``""``) and the path behind it."""
    if not path.startswith(TENANT_PREFIX):
        return "", path
    tenant, slash, rest = path[len(TENANT_PREFIX) :].partition("/")
    if not tenant:
        return "", path  # it names none, and so it is no prefix
    return unquote(tenant), slash + rest or "/"
