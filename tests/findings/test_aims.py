"""What a request is for stands with its route, so that no rule knows paths by heart."""

from __future__ import annotations

import re
from pathlib import Path

import mockplatform.findings
from mockplatform.app import calls
from tests.findings.book import AIMS

ROUTES = {f"{route.method} {route.path}": route.aim for route in calls()}
TYPING = [
    "POST /api/v2/conversations/messages/{id}/communications/{communication}/typing",
    "POST /api/v2/conversations/messaging/{id}/typing",
    "POST /api/v2/webchat/guest/conversations/{id}/members/{memberId}/typing",
]


def test_the_routes_say_what_each_request_is_for() -> None:
    assert {op: aim for op, aim in ROUTES.items() if aim} == {
        "POST /auth/token": "refreshes",
        "POST /authentication/v1/token/access-key": "begins",
        "POST /cxone/auth/token": "refreshes",
        "POST /dfo/3.0/channels/{channel}/threads/{thread}/sender-actions": "types",
        **AIMS,
        **dict.fromkeys(TYPING, "types"),
    }


def test_no_rule_knows_a_path_by_heart() -> None:
    """One that is written into a rule is no longer found once it changes."""
    package = Path(str(mockplatform.findings.__file__)).parent
    known = re.compile(r'"(?:GET|POST|PUT|PATCH|DELETE) /|"/[a-z]')
    told = [
        f"{file.name}: {line}"
        for file in sorted(package.rglob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if known.search(line)
    ]
    assert told == []
