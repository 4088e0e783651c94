"""Owns the reading of CXone's wire fixtures: transcripts, and which shape each line is of."""

from __future__ import annotations

from pathlib import Path
from types import UnionType
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from mockplatform.app import everything
from mockplatform.dialects.cxone import shapes
from mockplatform.dialects.cxone.chat import frames
from mockplatform.edge.route import Route
from tests.dialects import wire_common

FOLDER = Path(__file__).parents[3] / "fixtures" / "wire" / "cxone"
DIALECT = "cxone"


class Fixture(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of a transcript, with how sure its form is and where it was seen.

    Attributes:
        name: What happens, unique in the file.
        date: When the form was established.
        evidence: How sure it is.
        source: Which client, in which version, or which document.
        section: What it belongs to.
        direction: Who says it; `stage` is what happens meanwhile.
        over: By what.
        line: Which socket, or which call.
        call: The verb and the path with its query, of a call or of a handshake.
        status: What a call came to; of a handshake, that it was refused.
        headers: Those of a call that matter.
        frame: The frame or the body itself.
    """

    name: str
    date: str
    evidence: Literal["C", "M", "D", "R", "?"]
    source: str
    section: str
    direction: Literal["client", "server", "stage"]
    over: Literal["socket", "http"]
    line: str = ""
    call: str = ""
    status: int = 0
    headers: dict[str, str] = {}
    frame: Any = None

    @property
    def path(self) -> str:
        """The path of a call."""
        return self.call.partition(" ")[2].partition("?")[0]


def structs() -> dict[str, type[msgspec.Struct]]:
    """Return every shape by its name, as `module.Struct`."""
    return wire_common.structs(wire_common.modules(shapes))


def files() -> list[Path]:
    """Return the fixture files."""
    return sorted(FOLDER.glob("*.json"))


def read(path: Path) -> list[Fixture]:
    """Read one file."""
    return msgspec.json.decode(path.read_bytes(), type=list[Fixture])


class Form(NamedTuple):
    """What a fixture is of: a name as people know it, and the shape."""

    name: str
    shape: Any


def routes() -> list[Route]:
    """Return the dialect's routes over HTTP and of its socket."""
    found = [(one.marked[1] if one.marked else None) or one for one in everything().routes]
    return [one for one in found if one.dialect.name == DIALECT and not one.hidden]


def route_of(fixture: Fixture) -> Route:
    """Return the route of a call."""
    method = fixture.call.partition(" ")[0]
    for one in routes():
        parts, asked = one.path.split("/"), fixture.path.split("/")
        fits = len(parts) == len(asked) and all(
            part.startswith("{") or part == there for part, there in zip(parts, asked, strict=True)
        )
        if fits and one.method == method:
            return one
    raise AssertionError(f"no route: {fixture.call}")


def form(fixture: Fixture) -> Form | None:
    """Return what a fixture is of; None where nothing but a path or a status is said."""
    if fixture.direction == "stage" or fixture.frame is None:
        return None
    if fixture.over == "socket":
        name = frame_name(fixture.frame)
        of_clients = fixture.direction == "client"
        table = frames.CLIENT_FRAMES if of_clients else frames.SERVER_FRAMES
        # What is no request at all has no shape.
        return Form(name, table.get(name))
    route = route_of(fixture)
    if fixture.direction == "client":
        return Form(fixture.call.partition("?")[0], route.body)
    if fixture.status >= 400:
        return Form(f"HTTP {fixture.status}", structs()[_refusal(fixture.path)])
    return Form(f"{route.method} {route.path}", _that(route.answers[fixture.status], fixture.frame))


def _refusal(path: str) -> str:
    """Return the shape in which a call is refused."""
    if path == "/oauth/token":
        return "tokens.TokenRefusal"
    if path.startswith(("/auth", "/cxone")):
        return "agent_tokens.OAuthRefusal"
    return "errors.ErrorBody"


def _that(shape: Any, frame: Any) -> Any:
    """Return which of several shapes a body is of: that with just its members."""
    several = [one for one in get_args(shape) if hasattr(one, "__struct_encode_fields__")]
    if not isinstance(shape, UnionType) or not several:
        return shape
    return next(one for one in several if set(one.__struct_encode_fields__) == frame.keys())


def frame_name(frame: Any) -> str:
    """Return by which name of the tables a frame is known."""
    if frame == "pong":
        return "pong"
    if "error" in frame:
        return "error"
    if "message" in frame:
        return "gateway error"
    if "action" in frame:
        return str(frame.get("payload", {}).get("eventType") or frame["action"])
    if "data" in frame:
        return str(frame["eventType"])
    return str(frame.get("postback", {}).get("eventType") or "acknowledged")
