"""Owns the page of Genesys' calls, frames and bodies: what there is, and how sure each is.

It is made of the tables of routes, of the rows of evidence beside them, and of the wire fixtures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockplatform.dialects.genesys.routes import ROUTES as GENESYS
from mockplatform.dialects.oauth.routes import ROUTES as OAUTH
from mockplatform.edge.route import Auth, Route
from tests.dialects.genesys.wire import Fixture, files, read
from tests.docs.genesys_evidence import GROUPS, NAMES, ROWS, TAGS, Row, key
from tests.docs.page import Page, page, table

SECTIONS = {
    "2.1": "Web messaging: the handshake",
    "2.3": "Web messaging: actions and their answers",
    "2.4": "Web messaging: sessions",
    "2.5": "Web messaging: messages",
    "2.6": "Web messaging: files",
    "2.7": "Web messaging: errors",
    "2.9": "Web messaging: HTTP",
    "3": "The older guest chat",
    "4": "OAuth, tokens, users",
    "5.1": "Platform API: listings and errors",
    "5.2": "Platform API: views of a conversation",
    "5.3": "Platform API: calls",
    "6": "Notifications",
}
_ABOUT = (
    "What of Genesys Cloud is spoken here, call by call and form by form, and how each is known. "
    "[Point your Genesys client here](genesys.md) tells how to use it, "
    "[Fidelity](fidelity.md#genesys-cloud) what is chosen where nobody says how it is, and what "
    "is left out."
)
_CALLS = (
    "Evidence is that of the call: its verb, its path, that it exists. What its bodies are known "
    "by stands further down. *Clients* are those of the installed ones that have a method for it: "
    "the platform SDKs from PyPI (`purecloudplatformclientv2`) and npm "
    "(`purecloud-platform-client-v2`), and `purecloud-guest-chat-client`. A call that is not here "
    "answers staff with 501 in Genesys' error shape, and names the nearest one in "
    "`X-Mockplatform-Hint`."
)
_FORMS = (
    "Each line is one or several dated examples in `fixtures/wire/genesys`, which the tests decode "
    "and encode again. *From* says who sends it. A form that a client may send is understood; "
    "whether something is done with it, [Fidelity](fidelity.md#genesys-cloud) tells."
)


def routes() -> dict[str, Route]:
    """Return every route of Genesys' worlds by its key, in the order of the table of evidence."""
    found = {key(one.method, one.path): one for one in (*GENESYS, *OAUTH) if not one.hidden}
    order = {call: place for place, call in enumerate(ROWS)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], len(order))))


def render() -> Page:
    """Return the page."""
    parts: list[str] = []
    there = routes()
    for title, rows in GROUPS.items():
        shown = [(there[call], row) for call, row in rows.items() if call in there]
        if shown:
            header = ["call", "does", "evidence", "clients", ""]
            parts += [f"### {title}", table(header, map(_call, shown))]
    parts += ["## Frames and bodies", _FORMS]
    for section, title in SECTIONS.items():
        header = ["form", "from", "evidence", "cases", "known from"]
        parts += [f"### {title}", table(header, _forms(section))]
    return page(
        "docs/genesys-wire.md",
        "the tables of routes, `tests/docs/genesys_evidence.py` and `fixtures/wire/genesys`",
        "# Genesys on the wire",
        _ABOUT,
        table(["tag", "says"], ([f"**{tag}**", text] for tag, text in TAGS.items())),
        "## Calls",
        _CALLS,
        *parts,
    )


def _call(shown: tuple[Route, Row]) -> list[str]:
    route, row = shown
    clients = ", ".join(NAMES[one] for one in row.clients.split())
    method = "socket" if route.auth is Auth.SOCKET else route.method
    return [f"`{method} {route.path}`", route.summary, row.tag, clients, row.note]


def fixtures() -> Iterator[Fixture]:
    """Yield all the wire fixtures."""
    for path in files():
        yield from read(path)


def _forms(section: str) -> Iterator[list[str]]:
    cases: dict[tuple[str, str, str, str], list[str]] = {}
    for one in fixtures():
        if one.section == section:
            row = (_label(one), one.direction, one.evidence, one.source)
            cases.setdefault(row, []).append(one.name)
    for (label, direction, evidence, source), names in sorted(cases.items(), key=_by_form):
        yield [label, direction, evidence, _joined(names), source]


def _by_form(pair: tuple[tuple[str, str, str, str], list[str]]) -> tuple[bool, str, int, str]:
    label, direction, evidence, source = pair[0]
    return direction == "server", label, list(TAGS).index(evidence), source


def _joined(names: Iterable[str]) -> str:
    return "; ".join(names)


def _label(one: Fixture) -> str:
    """Return the name by which a form is known on the wire, else that of its shape."""
    frame = one.frame if isinstance(one.frame, dict) else {}
    if one.over == "socket" and "class" in frame:
        return f"class `{frame['class']}`"
    if one.over == "socket" and "action" in frame:
        return f"action `{frame['action']}`"
    return f"`{_short(one.shape)}`"


def _short(shape: str) -> str:
    """Return a shape's name without its modules: `list[ChannelTopic]`."""
    outer, bracket, inner = shape.partition("[")
    return outer.rpartition(".")[2] + (f"[{_short(inner[:-1])}]" if bracket else "")
