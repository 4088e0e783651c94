"""Every kind that is advertised acts, as a client sees, and acts no more when it is gone."""

from __future__ import annotations

import pytest

from mockplatform.faults.registry import KINDS
from tests.faults import acts_domain, acts_frames, acts_http
from tests.faults.acts import Row

TABLES = (acts_http.ACTS, acts_frames.ACTS, acts_domain.ACTS)
ACTS: dict[str, Row] = {kind: row for table in TABLES for kind, row in table.items()}


def test_each_advertised_kind_has_one_row_and_no_other_has_any() -> None:
    assert [kind for kind in KINDS if kind not in ACTS] == [], "kinds that are not shown to act"
    assert [kind for kind in ACTS if kind not in KINDS] == [], "rows of kinds that are none"
    assert sum(map(len, TABLES)) == len(ACTS), "a kind has two rows"


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
