"""Every file of the catalogue is an outage; what is wrong with a file is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockplatform import outage_files
from mockplatform.errors import FixtureInvalid, UnknownThing
from mockplatform.faults.course import Staging, faults_of
from mockplatform.faults.spans import seconds

PROMISED = {
    "edge-401-storm",
    "token-service-down",
    "refresh-slow",
    "region-failover",
    "websocket-flap",
    "half-open-sockets",
    "message-duplicates",
    "ack-loss",
    "reordering",
    "brownout",
    "rate-limited",
    "routing-down",
    "context-store-down",
    "no-agents",
    "key-rotation",
    "clock-skew",
    "thundering-herd",
}
"""Source: the admin API's contract, Faults."""

WRONG = """\
name: Bad
for: 1m
steps:
  - at: 0s
    faults:
      - id: down
        what: { kind: statsu }
ramps:
  - steps: 1
    member: delay
    from: 1
    too: 2
    fault: { id: slow, what: { kind: latency } }
"""


def test_the_catalogue_has_all_that_was_promised() -> None:
    assert set(outage_files.names()) == PROMISED


@pytest.mark.parametrize("name", outage_files.names())
def test_every_file_says_what_it_stages_and_what_a_good_client_does(name: str) -> None:
    one = outage_files.shipped(name)
    assert one.name == name
    assert one.title
    assert not one.title.endswith(".")
    assert one.stages.endswith(".")
    assert one.client.endswith(".")


@pytest.mark.parametrize("intensity", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("name", outage_files.names())
def test_every_outage_comes_to_faults_that_end_with_it(name: str, intensity: float) -> None:
    one = outage_files.shipped(name)
    faults = faults_of(one, Staging(1, intensity, lasts_s=20.0))
    assert faults
    assert len({fault.id for fault in faults}) == len(faults)
    for fault in faults:
        assert fault.when.for_ is not None
        assert seconds(fault.when.after) + seconds(fault.when.for_) <= 20.001


def test_all_that_is_wrong_is_told_at_once_with_line_and_path() -> None:
    with pytest.raises(FixtureInvalid) as caught:
        outage_files.parse(WRONG, "bad.yaml")
    told = [(one.field, one.message) for one in caught.value.details]
    places = [field for field, _ in told]
    assert places == [
        "bad.yaml:1:1 $.name",
        "bad.yaml:7:17 $.steps[0].faults[0].what.kind",
        "bad.yaml:9:5 $.ramps[0].steps",
        "bad.yaml:9:5 $.ramps[0]",
        "bad.yaml:10:5 $.ramps[0].member",
        "bad.yaml:12:5 $.ramps[0].too",
    ] or places == sorted(places, key=lambda one: int(one.split(":")[1])), told
    assert "Did you mean 'status'?" in dict(told)["bad.yaml:7:17 $.steps[0].faults[0].what.kind"]
    assert "Did you mean 'to'?" in dict(told)["bad.yaml:12:5 $.ramps[0].too"]


def test_a_member_that_cannot_be_weakened_is_told_with_its_line() -> None:
    text = (
        "name: bad\nsteps:\n  - faults:\n      - id: a\n        what: { kind: status }\n"
        "        scales: { member: what.delay, calm: 0 }\n"
    )
    with pytest.raises(FixtureInvalid) as caught:
        outage_files.parse(text, "bad.yaml")
    (one,) = caught.value.details
    assert one.field == "bad.yaml:4:9 $.steps[0].faults[0]"


def test_an_unknown_outage_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownThing) as caught:
        outage_files.shipped("brown-out")
    assert caught.value.hint == "Did you mean 'brownout'?"


@pytest.mark.parametrize("name", ["../tenants/default", "", "a" * 300])
def test_a_name_never_leads_out_of_the_catalogue(name: str) -> None:
    with pytest.raises(UnknownThing):
        outage_files.shipped(name)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownThing):
        outage_files.load_file(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"name: \xff")
    with pytest.raises(FixtureInvalid, match="not UTF-8"):
        outage_files.load_file(tmp_path / "bytes.yaml")
