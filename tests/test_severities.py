"""How bad a finding may be is one order, known by its names alone."""

from __future__ import annotations

import pytest

from mockplatform.severities import SEVERITIES, at_least


def test_each_is_itself_or_worse_than_those_before() -> None:
    order = ["note", "warning", "error"]
    assert list(SEVERITIES) == order
    for place, severity in enumerate(order):
        assert [at_least(severity, one) for one in order] == [other <= place for other in range(3)]


@pytest.mark.parametrize("pair", [("warn", "note"), ("note", "warn")])
def test_what_is_none_is_told_with_the_nearest(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no severity is named 'warn'\. Did you mean 'warning'\?"):
        at_least(*pair)
