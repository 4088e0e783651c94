"""Two runs part, for each subject, at the first step of a lane that differs."""

from __future__ import annotations

from typing import Any

from mockplatform.recording.compare import compare
from mockplatform.recording.reading import Record
from tests.recording.test_lines import RUN

ONE, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def request(
    path: str, status: int | None = 200, subject: str = "ann", **more: Any
) -> dict[str, Any]:
    """Return the journal's entry of a request."""
    entry = {"kind": "http", "method": "GET", "path": path, "status": status, **more}
    return {name: value for name, value in {**entry, "subject": subject}.items() if value}


def frame(direction: str, type_: str) -> dict[str, Any]:
    """Return the journal's entry of a frame."""
    return {"kind": "frame", "direction": direction, "type": type_, "subject": "ann"}


def firing(ordinal: int, draw: float) -> dict[str, Any]:
    """Return the journal's entry of a fault that fired."""
    about = {"faultId": "f", "faultKind": "status", "ordinal": ordinal, "draw": draw}
    return {"kind": "fault", "what": "GET /a", "subject": "ann", **about}


def differences(
    then: list[dict[str, Any]], now: list[dict[str, Any]], *, ended: str = "stopped"
) -> list[str]:
    """Return where two runs part, as it is told."""
    record = Record(run=RUN, entries=then, ended=ended)
    return [str(one) for one in compare(record, Record(run=RUN, entries=now, ended="stopped"))]


def test_equal_runs_do_not_part() -> None:
    run = [request("/a"), frame("in", "message.send"), frame("out", "ack"), firing(1, 0.5)]
    assert differences(run, run) == []


def test_ids_are_equal_if_they_are_met_in_the_same_order() -> None:
    then = [request(f"/c/{ONE}"), request(f"/c/{OTHER}"), request(f"/c/{ONE}")]
    same = [request(f"/c/{OTHER}"), request(f"/c/{ONE}"), request(f"/c/{OTHER}")]
    other = [request(f"/c/{OTHER}"), request(f"/c/{ONE}"), request(f"/c/{ONE}")]
    assert differences(then, same) == []
    assert differences(then, other) == [
        "ann: requests, number 3: expected GET /c/{id 1} -> 200, got GET /c/{id 2} -> 200"
    ]


def test_another_answer_is_a_difference() -> None:
    now = [request("/a"), request("/b", 503, errorCode="fault", fault="f")]
    assert differences([request("/a"), request("/b")], now) == [
        "ann: requests, number 2: expected GET /b -> 200, got GET /b -> 503 fault by fault f"
    ]


def test_an_answer_that_was_lost_is_told_so() -> None:
    assert differences([request("/a", None)], [request("/a")]) == [
        "ann: requests, number 1: expected GET /a -> no answer, got GET /a -> 200"
    ]


def test_the_first_difference_of_a_subject_is_told_and_no_other() -> None:
    then = [frame("in", "typing"), request("/a"), request("/b")]
    now = [request("/x"), frame("in", "seen"), request("/y")]
    assert differences(then, now) == ["ann: frames sent, number 1: expected typing, got seen"]


def test_each_subject_is_told_by_itself() -> None:
    then = [
        request("/a", subject="ann"),
        request("/b", subject="bob"),
        request("/c", subject="eve"),
    ]
    now = [request("/c", subject="eve"), request("/z", subject="bob")]
    assert differences(then, now) == [
        "ann: requests, number 1: expected GET /a -> 200, got nothing",
        "bob: requests, number 1: expected GET /b -> 200, got GET /z -> 200",
    ]


def test_how_subjects_interleave_is_no_difference() -> None:
    then = [request("/a", subject="ann"), request("/b", subject="bob")]
    assert differences(then, then[::-1]) == []


def test_what_time_interleaves_is_no_difference() -> None:
    then = [frame("out", "ack"), frame("out", "message"), frame("out", "ack")]
    assert differences(then, [then[1], then[0], then[2]]) == []


def test_a_call_of_the_admin_api_is_no_clients_request() -> None:
    assert differences([request("/__admin/record", 404), request("/a")], [request("/a")]) == []


def test_a_frame_too_few_is_a_difference() -> None:
    then = [frame("out", "ack"), frame("out", "ack")]
    assert differences(then, then[:1]) == ["ann: frames ack, number 2: expected ack, got nothing"]


def test_a_fault_that_decides_otherwise_is_a_difference() -> None:
    then, now = "at ordinal 1, draw 0.250000", "at ordinal 2, draw 0.750000"
    what = f"expected f (status) {then}: GET /a, got f (status) {now}: GET /a"
    assert differences([firing(1, 0.25)], [firing(2, 0.75)]) == [f"ann: faults, number 1: {what}"]


def test_timers_and_the_clients_goodbye_are_not_compared() -> None:
    def close(code: int) -> dict[str, Any]:
        return {"kind": "socket", "act": "close", "code": code, "subject": "ann"}

    assert differences([frame("in", "ping"), close(1000)], [close(1006)]) == []
    assert differences([close(4401)], [close(1006)]) == [
        "ann: sockets, number 1: expected close 4401, got nothing"
    ]


def test_behind_the_end_of_a_record_that_is_not_whole_there_is_no_difference() -> None:
    then, now = [request("/a")], [request("/a"), request("/b")]
    assert differences(then, now, ended="") == []
    assert differences(then, now) == [
        "ann: requests, number 2: expected nothing, got GET /b -> 200"
    ]
