"""Owns the admin routes of the baseline: the findings that are known, and fail nobody."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mockplatform.admin.bodies import Body, View, read
from mockplatform.edge.call import Answer, Call
from mockplatform.findings.acceptance import Acceptance, Accepted, known
from mockplatform.findings.kept import ANYBODY
from mockplatform.limits import LIMITS


class KnownBody(Body, frozen=True, kw_only=True):
    """A finding that is known.

    Attributes:
        rule: Of which rule.
        subject: About whom; `*` stands for any text, so alone for everybody.
    """

    rule: str
    subject: Annotated[str, Meta(max_length=LIMITS.subject_chars_max)] = ANYBODY


class BaselineBody(Body, frozen=True, kw_only=True):
    """A baseline.

    Attributes:
        findings: The findings that are known; all that there are now, if left out.
    """

    findings: Annotated[list[KnownBody], Meta(max_length=LIMITS.findings_accepted_max)] | None = (
        None
    )


class KnownView(View, kw_only=True):
    """A finding that is known; `*` in its subject stands for any text."""

    rule: str
    subject: str


class BaselineView(View, kw_only=True):
    """The baseline; `is_set` is false where there is none, and every finding is new."""

    is_set: bool
    findings: list[KnownView]


async def get(call: Call) -> Answer:
    """Show the baseline."""
    return _answer(call)


async def put(call: Call) -> Answer:
    """Set the baseline: what the body lists, or all that was found, whatever the user's widget."""
    body, reviewer = read(call, BaselineBody), call.tenant.reviewer
    if body.findings is None:
        reviewer.settle()
        listed = [Accepted(one.about.id, one.known_as) for one in reviewer.findings]
    else:
        listed = [
            Accepted(known(one.rule, f"findings[{place}].rule"), one.subject)
            for place, one in enumerate(body.findings)
        ]
    reviewer.baseline = Acceptance(listed)
    return _answer(call)


async def remove(call: Call) -> Answer:
    """Take the baseline away: every finding is new again."""
    call.tenant.reviewer.baseline = None
    return Answer(204)


def _answer(call: Call) -> Answer:
    baseline = call.tenant.reviewer.baseline
    listed = () if baseline is None else baseline.listed
    findings = [KnownView(rule=one.rule, subject=one.subject) for one in listed]
    return Answer(200, BaselineView(is_set=baseline is not None, findings=findings))
