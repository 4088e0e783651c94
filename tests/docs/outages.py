"""Owns the page about outages: the catalogue from its files, how to start one, the format."""

from __future__ import annotations

from collections.abc import Iterator

from mockplatform import outage_files
from mockplatform.faults.outage import Outage
from tests.docs.page import Page, page, table

_START = """\
```sh
export MOCKPLATFORM_URL=http://localhost:7070
mockplatform outage list
mockplatform outage start token-service-down --for 2m --intensity 0.5 --seed 7
mockplatform outage stop token-service-down
mockplatform outage start ack-loss --for 1s
mockplatform outage watch ack-loss
curl -s -X POST $MOCKPLATFORM_URL/__admin/outages/region-failover/start \\
  -H 'Content-Type: application/json' -d '{"for": "30s"}'
curl -s -X POST $MOCKPLATFORM_URL/__admin/outages/region-failover/stop
```"""

_TEST = """\
```python
import pytest
from mockplatform.client import AdminError


def test_a_login_fails_while_the_token_service_is_down(mockplatform):
    with mockplatform.outage("token-service-down") as down:
        with pytest.raises(AdminError):
            mockplatform.token()
        assert down.fired == 1
    assert mockplatform.token()


def test_a_brownout_is_over_after_five_minutes(mockplatform):
    mockplatform.admin.outages.start("brownout", intensity=0.5)
    ended = mockplatform.clock.advance("5m").fired
    assert ("outage.ended", "brownout") in [(one.what, one.subject) for one in ended]
```"""

_OWN = """\
```sh
export MOCKPLATFORM_URL=http://localhost:7070
cat > friday-evening.yaml <<'YAML'
name: friday-evening
title: Slow, then down, and half of the sockets break
for: 10m
ramps:
  - for: 5m
    steps: 5
    member: what.delay
    from: 200ms
    to: 3s
    fault:
      id: slow
      where: { phase: edge, path: /api/v2/conversations/* }
      what: { kind: latency, delay: 3s }
      scales: { member: what.delay, calm: 0s }
steps:
  - at: 5m
    for: 2m
    faults:
      - id: down
        where: { phase: edge }
        what: { kind: status, status: 503, retryAfter: 10s }
  - at: 5m
    every: 1m
    for: 10s
    faults:
      - id: sockets
        where: { phase: frame.out }
        when: { probability: 0.5 }
        what: { kind: drop, atOnce: true }
YAML
mockplatform validate friday-evening.yaml
mockplatform outage start friday-evening.yaml --for 1m --intensity 0.8
mockplatform outage stop friday-evening
```"""

_COURSE = (
    ("`name`", "by which it is started: lower case, digits, `-`"),
    ("`title`, `stages`, `client`", "one line; what it stages; what a well-behaved client does"),
    ("`for`", "how long it lasts, on the tenant's clock; 5m if left out"),
    (
        "`steps[].at`, `for`",
        "when its faults begin and how long they act; from the beginning, to the end if left out",
    ),
    ("`steps[].every`", "they begin again so often; `for` is how long each time"),
    (
        "`steps[].faults[]`",
        "`id`, and `what`, `where`, `when` as of any [fault](admin.md#faults) but without windows",
    ),
    (
        "`ramps[].member`",
        "which member of the `fault` goes `from` one value `to` another, in so many `steps`",
    ),
    (
        "`scales`",
        "what less intensity weakens: `probability`, `nothing`, or a `member` towards `calm`",
    ),
)


def render() -> Page:
    """Return the page."""
    return page(
        "docs/outages.md",
        "`fixtures/outages/*.yaml`",
        "# Outages",
        "An outage is a named set of faults with a course over time, all on the tenant's clock: "
        "`mockplatform clock advance` runs through it in no time. It is started for a while, with "
        "an intensity from 0 (no fault fires) to 1, and with a seed that decides which calls "
        "are hit when not all are: the same seed hits the same ones. Given another duration, its "
        "whole course is stretched or squeezed to that. When it ends, or is stopped, everything "
        "works again at once and what it held goes on.",
        _START,
        "Its faults are ordinary ones with the ids `outage:{outage}:{fault}`: "
        "`X-Mockplatform-Fault` names them on each answer that they have changed, the journal has "
        "each firing with its draw, and notes at the beginning and the end (`outage.started`, "
        "`outage.ended`). They stand behind the faults that were set before.",
        "## The catalogue",
        table(["outage", "lasts", "what it stages", "a well-behaved client"], _rows()),
        "## In Python",
        "On the pytest fixture, on both clients, and as `mockplatform.outage(…)` for the platform "
        "that the environment names; in `with` and in `async with`:",
        _TEST,
        "## One of your own",
        "YAML or JSON, by file from the command line and in Python "
        '(`mockplatform.outage("friday-evening.yaml")`), or posted to `/__admin/outages`:',
        _OWN,
        table(["member", "says"], _COURSE),
    )


def _rows() -> Iterator[list[str]]:
    for name in outage_files.names():
        one: Outage = outage_files.shipped(name)
        yield [f"`{name}`", str(one.for_), one.stages, one.client]
