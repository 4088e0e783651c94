"""What the tests of fixtures share: a smallest fixture, and how refusals are read."""

from __future__ import annotations

import pytest

from mockplatform import fixtures_loader
from mockplatform.errors import FixtureInvalid

SMALLEST = """\
deployments: [{id: web}]
queues: [{id: general}, {id: billing}]
clients: [{id: widget, secret: s}]
"""


def problems(text: str, source: str = "shop.yaml") -> list[str]:
    """Return what is refused, a line each, as `mockplatform validate` prints it."""
    with pytest.raises(FixtureInvalid) as caught:
        fixtures_loader.parse(text, source)
    return [f"{one.field}: {one.message}" for one in caught.value.details]


def problem(addition: str) -> str:
    """Return the one problem of the smallest fixture with something added from line 4 on."""
    found = problems(SMALLEST + addition)
    assert len(found) == 1, found
    return found[0]


def agents(*members: str) -> str:
    """Return a list with one agent, who has these members."""
    return "agents:\n  - id: sam\n" + "".join(f"    {member}\n" for member in members)


def bot(*steps: str) -> str:
    """Return a list with one agent: a bot whose script has these steps."""
    lines = "".join(f"        - {step}\n" for step in steps)
    return agents("kind: bot", "script:") + "      steps:\n" + lines
