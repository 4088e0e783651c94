"""Owns the page of CXone's calls and frames: what there is, and how sure each is.

It is made of the tables of routes and of frames, of the rows of evidence beside the wire fixtures,
and of the fixtures themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import fields

from mockplatform.core.digital import Digital
from mockplatform.dialects.cxone.chat import frames
from mockplatform.edge.route import Auth, Route
from tests.dialects.cxone.evidence import CALLS, EVENTS, FRAMES, SECTIONS, Known
from tests.dialects.cxone.wire import files, form, read, routes
from tests.docs.genesys_evidence import TAGS as ALL_TAGS
from tests.docs.genesys_evidence import key
from tests.docs.page import Page, page, table

TAGS = {
    **{tag: text for tag, text in ALL_TAGS.items() if tag != "M"},
    "D": "**documented**: said in the vendor's documentation, or by its API's descriptions",
}
"""What each tag says."""
UNSURE = (
    ("how large a page of history is", "pageSize"),
    ("with which status a handshake is refused", "refusalStatus"),
    ("whether a token's end closes an open socket", "outlivesToken"),
    ("whether a message that comes again is said twice", "deduplicate"),
    ("what a message behind a livechat's end does", "afterEnd"),
    ("whether a code is good twice", "singleUseCodes"),
    ("for what a customer must have proved who he is", "proofFor"),
    ("from which size on an event goes by a URL", "eventBytesMax"),
    ("by how many names a message is told", "allPushes"),
    ("how long a customer's access token lives", "accessTokenLife"),
    ("for how many an invitation to a group chat is good", "singleUseInvitations"),
)
"""What nobody says, and the member of a channel's `digital` that decides it here."""
_ABOUT = (
    "What of NICE CXone's digital chat is spoken here, call by call and event by event, and how "
    "each is known. [Point your CXone client here](cxone.md) tells how to use it, "
    "[Fidelity](fidelity.md#nice-cxone) what is chosen where nobody says how it is, and what is "
    "left out."
)
_TAGS = (
    "A client is the vendor's web SDK 2.2.0 unless another one is named. *Cases* counts the places "
    "in `fixtures/wire/cxone`: transcripts that are played to the server by the tests."
)


def defaults() -> dict[str, str]:
    """Return the defaults of a channel's members, by their names in fixtures."""
    values = {one.encode_name: one.default for one in fields(Digital)}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value or "none")
        for name, value in values.items()
    }


def cases() -> dict[tuple[str, str], int]:
    """Return how often each form stands in a fixture, by its direction and name."""
    counted: dict[tuple[str, str], int] = {}
    for path in files():
        for one in read(path):
            found = form(one)
            name = key(*_call(one.call)) if one.call else found.name if found else ""
            counted[one.direction, name] = counted.get((one.direction, name), 0) + 1
    return counted


def _call(call: str) -> tuple[str, str]:
    method, _, path = call.partition(" ")
    asked = path.partition("?")[0].split("/")
    for route in routes():
        parts = route.path.split("/")
        fits = len(parts) == len(asked) and all(
            part.startswith("{") or part == there for part, there in zip(parts, asked, strict=True)
        )
        if fits and route.method == method:
            return method, route.path
    return method, path


def render() -> Page:
    """Return the page."""
    parts: list[str] = []
    for number, title in SECTIONS.items():
        parts.append(f"## {title}")
        parts += filter(None, _tables(number))
    unsure = [[what, f"`{name}`", f"`{defaults()[name]}`"] for what, name in UNSURE]
    return page(
        "docs/cxone-wire.md",
        "the tables of routes and frames, `tests/dialects/cxone/evidence.py` and "
        "`fixtures/wire/cxone`",
        "# CXone on the wire",
        _ABOUT,
        table(["tag", "says"], ([f"**{tag}**", text] for tag, text in TAGS.items())),
        _TAGS,
        *parts,
        "## What nobody says",
        "Each of these is one member of a channel's `digital` ([Fixtures](fixtures.md)).",
        table(["not known", "member", "default"], unsure),
    )


def _tables(section: str) -> Iterator[str]:
    counted = cases()
    there = {key(one.method, one.path): one for one in routes()}
    calls = [
        [
            _shown(there[name]),
            there[name].summary,
            *_known(row, counted.get(("client", name), 0)),
        ]
        for name, row in CALLS.items()
        if row.section == section
    ]
    if calls:
        yield table(["call", "does", "evidence", "known from", "cases", ""], calls)
    yield _events("a client asks", section, "client", EVENTS)
    yield _events("the server says", section, "server", FRAMES)


def _shown(route: Route) -> str:
    return f"`{'socket' if route.auth is Auth.SOCKET else route.method} {route.path}`"


def _events(title: str, section: str, direction: str, rows: Mapping[str, Known]) -> str:
    counted = cases()
    shown = [
        [f"`{name}`", _kind(direction, name), *_known(row, counted.get((direction, name), 0))]
        for name, row in rows.items()
        if row.section == section
    ]
    return table([title, "as", "evidence", "known from", "cases", ""], shown) if shown else ""


def _kind(direction: str, name: str) -> str:
    if direction == "client":
        return "request" if name in frames.REQUESTS else "frame"
    if name in frames.REPLIES:
        return "answer"
    return "push" if name in frames.PUSHES else "frame"


def _known(row: Known, count: int) -> list[str]:
    return [row.tag, row.source, str(count), row.note]
