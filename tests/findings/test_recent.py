"""What a rule remembers is of those that were last heard of, and bounded."""

from __future__ import annotations

import pytest

from mockplatform.findings.rule import Recent


def _recent() -> Recent[str, list[int]]:
    recent = Recent[str, list[int]](list, 2)
    for key in "ab":
        recent[key].append(1)
    return recent


def test_what_is_asked_for_is_there() -> None:
    """Made where there was none, and the same the next time."""
    recent = _recent()
    assert recent["a"] == [1]
    assert recent.values() == [[1], [1]]
    assert recent.get("c") is None
    assert recent.pop("c") is None
    assert recent.pop("a") == [1]
    assert len(recent) == 1


@pytest.mark.parametrize("is_set", [True, False])
def test_the_one_that_was_not_heard_of_for_longest_goes(*, is_set: bool) -> None:
    """Of one that is asked for, or set, something was heard; not so of one that is looked up."""
    recent = _recent()
    if is_set:
        recent["a"] = [2]
    else:
        recent["a"].append(2)
    recent.get("b")
    if is_set:
        recent["c"] = []
    else:
        assert recent["c"] == []
    assert recent.get("b") is None
    assert recent.get("a")
    assert len(recent) == 2
