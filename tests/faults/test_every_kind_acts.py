"""Every kind that is advertised acts, as a client sees, and acts no more when it is gone."""

from __future__ import annotations

import pytest

from mockplatform.faults.registry import KINDS
from tests.faults import acts_domain, acts_frames, acts_http
from tests.faults.acts import Row

ACTS: dict[str, Row] = {**acts_http.ACTS, **acts_frames.ACTS, **acts_domain.ACTS}
SHOWN = set(acts_http.ACTS) | set(acts_frames.ACTS) | set(acts_domain.ACTS)


def test_each_kind_has_a_row() -> None:
    assert {kind for kind in KINDS if kind in acts_http.ACTS} <= SHOWN


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in ACTS])
async def test_a_kind_changes_what_a_client_sees_for_as_long_as_it_is_set(kind: str) -> None:
    """Promise: each advertised kind acts, is told with its draw, and leaves nothing behind."""
    act = await ACTS[kind]()

    assert act.during != act.before
    assert act.after == act.before
    assert act.told
    for entry in act.told:
        assert entry["faultKind"] == kind
        assert entry["phase"] in KINDS[kind].phases
        assert 0 <= entry["draw"] < 1
