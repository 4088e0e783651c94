"""What is suppressed, or known, is told and fails nobody."""

from __future__ import annotations

import pytest

from mockplatform.errors import InvalidValue
from mockplatform.findings.acceptance import Acceptance, Accepted, judged, suppressed
from mockplatform.settings import DEFAULTS, change, to_wire


@pytest.mark.parametrize(
    ("text", "subject", "is_suppressed"),
    [
        ("token-in-url", "ann/tab-1", True),
        ("token-in-url:*", "ann/tab-1", True),
        ("token-in-url:ann/*", "ann/tab-1", True),
        ("token-in-url:ann/*", "ben/tab-1", False),
        ("token-in-url:ann", "ann/tab-1", False),
        ("token-in-url:ann", "ann", True),
        ("token-in-url:urn:ann", "urn:ann", True),
    ],
)
def test_a_rule_is_suppressed_for_everybody_or_for_some(
    text: str, subject: str, *, is_suppressed: bool
) -> None:
    settings = judged(change(DEFAULTS, {"suppressFindings": [text]}))
    assert suppressed(settings).has("token-in-url", subject) is is_suppressed
    assert not suppressed(settings).has("token-in-u", subject)


def test_nothing_is_suppressed_unless_somebody_says_so() -> None:
    assert to_wire(DEFAULTS)["suppressFindings"] == []
    assert not suppressed(DEFAULTS).has("token-in-url", "ann")


def test_a_rule_that_there_is_not_is_refused_with_the_nearest() -> None:
    settings = change(DEFAULTS, {"suppressFindings": ["token-in-url", "token-in-uri:ann"]})
    with pytest.raises(InvalidValue, match=r"suppressFindings\[1\]: no rule is named") as refused:
        judged(settings)
    assert refused.value.hint == "Did you mean 'token-in-url'?"


@pytest.mark.parametrize(
    "wrong", ["token-in-url", ["Token"], ["a-rule:"], ["a:b,c"], [7], ["a"] * 101]
)
def test_what_is_no_list_of_rules_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidValue, match="suppressFindings"):
        change(DEFAULTS, {"suppressFindings": wrong})


def test_what_is_accepted_twice_is_listed_once() -> None:
    known = Acceptance([Accepted("r", "ann"), Accepted("r", "b*"), Accepted("r", "ann")])
    assert known.listed == (Accepted("r", "ann"), Accepted("r", "b*"))
    assert [known.has("r", who) for who in ("ann", "ben", "cy")] == [True, True, False]
    assert not known.has("other", "ann")
