"""What an entry must be like: member by member. Source: docs/journal.md, Matches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.admin import journal_match
from mockplatform.clock import ManualWall
from mockplatform.errors import BadRequest
from mockplatform.globs import glob
from mockplatform.journal import Entry, Journal


def entries() -> list[Entry]:
    """Return a journal's entries: a request that failed, a note, an event."""
    wall = ManualWall(1_700_000_000.0)
    made = Journal(10, wall, wall)
    notes = ["unknown members ignored: x"]
    detail = ("POST", "/api/v2/*", 503, 1.5, "down", None, notes, "f-1", None, "j", "…", wall.at)
    made.record("http", detail, correlation_id="r-1", subject="ann")
    made.record("note", ("bot.stopped", "gone"), caused_by=1)
    made.record("event", ("conversation", 3, "MessageSent"), correlation_id="r-1")
    return list(made.behind(0))


def found(match: dict[str, Any]) -> list[int]:
    """Return the ids of the entries that match."""
    wanted = journal_match.read(match)
    return [one.id for one in entries() if wanted(one)]


@pytest.mark.parametrize(
    ("match", "ids"),
    [
        ({}, [1, 2, 3]),
        ({"kind": "note"}, [2]),
        ({"kind": "*e*"}, [2, 3]),
        ({"correlationId": "r-1", "kind": "event"}, [3]),
        ({"correlationId": None}, [2]),
        ({"correlationId": {"not": None}}, [1, 3]),
        ({"status": 503}, [1]),
        ({"status": 503.0}, [1]),
        ({"status": {"atLeast": 500}}, [1]),
        ({"status": {"atLeast": 500, "atMost": 502}}, []),
        ({"status": {"in": [500, 503]}}, [1]),
        ({"status": {"not": 503}}, [2, 3]),
        ({"version": {"atMost": 3}}, [3]),
        ({"path": "/api/*"}, [1]),
        ({"path": "/api"}, []),
        ({"path": {"is": "/api/v2/*"}}, [1]),
        ({"path": {"is": "/api/*"}}, []),
        ({"notes": "*ignored*"}, [1]),
        ({"notes": "ignored"}, []),
        ({"hint": None, "kind": "http"}, [1]),
        ({"causedBy": 1}, [2]),
        ({"id": {"atLeast": 2}}, [2, 3]),
        ({"at": "2023-11-14T22:13:20Z"}, [1, 2, 3]),
        ({"at": {"atLeast": "2023-11-14T23:13:20.001+01:00"}}, []),
        ({"wallAt": {"atMost": 1_700_000_000}}, [1, 2, 3]),
        ({"at": "2023-11-14T22:*"}, [1, 2, 3]),
        ({"expiresAt": "2023-11-14T23:13:20+01:00"}, [1]),
        ({"expiresAt": {"atLeast": 1_700_000_001}}, []),
        ({"expiresAt": {"not": None}}, [1]),
        ({"code": {"in": ["bot.stopped", 1012]}}, [2]),
        ({"code": 1012}, []),
        ({"kind": {"not": "http"}}, [2, 3]),
        ({"kind": {"in": ["h*", "event"]}}, [1, 3]),
        ({"status": None, "kind": {"is": "http"}}, []),
    ],
)
def test_a_match_finds_what_is_like_it(match: dict[str, Any], ids: list[int]) -> None:
    assert found(match) == ids


@pytest.mark.parametrize(
    ("match", "words"),
    [
        ({"kind": "htp"}, "'http'"),
        ({"stats": 503}, "'status'"),
        ({"kind": "frame", "status": 503}, "bytes"),
        ({"status": {"atleast": 500}}, "'atLeast'"),
        ({"status": [500, 503]}, '{"in": […]}'),
        ({"status": {}}, "atLeast"),
        ({"status": {"in": 500}}, "list"),
        ({"status": {"atLeast": True}}, "number"),
        ({"status": {"is": {}}}, "must be"),
        ({"status": "503"}, "$.match.status: is a number Write 503."),
        ({"status": "5*"}, "atLeast"),
        ({"status": True}, "is a number"),
        ({"status": {"atLeast": "500"}}, "$.match.status.atLeast: is a number Write 500."),
        ({"status": {"in": [500, "503"]}}, "$.match.status.in[1]: is a number"),
        ({"status": {"not": "503"}}, "$.match.status.not: is a number"),
        ({"draw": {"atMost": "one"}}, "as in 503"),
        ({"path": 5}, 'is a text Write "5".'),
        ({"kind": "socket", "code": "1012"}, "is a number Write 1012."),
        ({"notes": {"atLeast": "a"}}, "list of texts"),
        ({"expiresAt": "soon"}, "2026"),
        ({"now": {"atLeast": "soon"}}, "2026"),
        ({"subject": ""}, "null"),
        ({"kind": {"is": "htpt"}}, "$.match.kind.is: no kind 'htpt' Did you mean 'http'?"),
        ({"kind": {"in": ["event", "htp"]}}, "$.match.kind.in[1]: no kind"),
        ({"kind": {"not": {"in": ["htp"]}}}, "$.match.kind.not.in[0]: no kind"),
        ({"kind": "hptt*"}, "no kind 'hptt*'"),
        ({"kind": None}, "fits no kind"),
        ({"kind": {"is": "note"}, "status": 503}, "code, conv"),
        ({"at": "yesterday"}, "2026"),
    ],
)
def test_what_cannot_match_is_refused_with_what_was_meant(
    match: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        journal_match.read(match)
    assert words in f"{refused.value.message} {refused.value.hint}"


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_glob_takes_what_the_globs_of_faults_take(pattern: str, text: str) -> None:
    """One notation for paths, wherever they are written."""
    is_taken = journal_match.read({"path": pattern or "*"})
    wall = ManualWall()
    made = Journal(1, wall, wall)
    made.record("http", ("GET", text))
    (entry,) = made.behind(0)
    assert is_taken(entry) == glob(pattern or "*")(text)
