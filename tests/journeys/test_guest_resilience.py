"""The whole catalogue of outages against a guest who keeps to what web messaging offers him.

The platform keeps what is sent twice, as the real one seems to: what a guest's client can do is
to look into the history before it sends again, and that is enough under all outages but the one
that doubles frames on their way in.
"""

from __future__ import annotations

from pathlib import Path

from tests.journeys.test_resilience import matrix

DOUBLED = "message-duplicates"
UNMET = {"context-store-down", "edge-401-storm", "no-agents", "refresh-slow", "token-service-down"}
"""What is of no concern to a guest whose socket stands, who has no token, and an agent."""


def test_a_guest_who_looks_before_he_sends_again_says_everything_once(tmp_path: Path) -> None:
    found = matrix(tmp_path, "guest")
    failed = {
        cell["outage"]: cell["tail"][-1] for cell in found["cells"] if cell["outcome"] != "survived"
    }
    assert failed.keys() == {DOUBLED}
    assert "kept twice" in failed[DOUBLED]
    assert {cell["outage"] for cell in found["cells"] if not cell["faults"]} == UNMET


def test_doubled_frames_are_kept_once_where_the_platform_dedupes(tmp_path: Path) -> None:
    settings = ("--setting", "guestDedupe=true")
    (cell,) = matrix(tmp_path, "guest", DOUBLED, settings=settings)["cells"]
    assert (cell["outcome"], cell["faults"] > 0) == ("survived", True), cell["tail"]


def test_a_guest_survives_that_nobody_comes_and_that_the_edge_refuses_him(tmp_path: Path) -> None:
    for outage in ("no-agents", "edge-401-storm"):
        (cell,) = matrix(tmp_path, "guest", outage, after="0s")["cells"]
        assert (cell["outcome"], cell["faults"] > 0) == ("survived", True), cell["tail"]
