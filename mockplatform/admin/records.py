"""Owns the records' admin routes: a run is recorded, and the record handed out as it is so far."""

from __future__ import annotations

from mockplatform.admin.bodies import View
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import AlreadyRunning, TooManyRequests, UnknownThing
from mockplatform.limits import LIMITS
from mockplatform.platform import Platform
from mockplatform.recording.recorder import Recorder
from mockplatform.recording.run import observe
from mockplatform.recording.sinks import Memory

JSON_LINES = "application/x-ndjson"


class RecordView(View, kw_only=True):
    """How the record of a tenant's run stands.

    Attributes:
        state: `recording`, `ended`, or `none`: there is none.
        ended: Why it ended: `stopped`, `limit`, or what became of the tenant.
        lines: How many lines it has.
        bytes: How large it is.
        bytes_max: How large it may grow; then it ends.
    """

    state: str
    ended: str = ""
    lines: int
    bytes: int
    bytes_max: int


async def start(call: Call) -> Answer:
    """Begin to record the tenant's run, in the place of the record before."""
    kept: Recorder | None = call.tenant.record
    if kept is not None and not kept.ended:
        raise AlreadyRunning("The run is recorded already", hint="Stop it: …/record/stop.")
    if kept is None and _kept(call.platform) >= LIMITS.records_kept_max:
        raise TooManyRequests(
            f"The server keeps at most {LIMITS.records_kept_max} records",
            hint="Take away one that was fetched: DELETE …/record.",
        )
    call.tenant.record = recorder = observe(call.platform, call.tenant).record(Memory())
    return Answer(200, _view(recorder))


def _kept(platform: Platform) -> int:
    return sum(tenant.record is not None for tenant in platform.tenants.values())


async def state(call: Call) -> Answer:
    """Tell how the record stands; it is no refusal that there is none."""
    recorder: Recorder | None = call.tenant.record
    if recorder is None:
        return Answer(200, RecordView(state="none", lines=0, bytes=0, bytes_max=0))
    recorder.catch_up()
    return Answer(200, _view(recorder))


async def stop(call: Call) -> Answer:
    """Stop recording; the record can be fetched until the next one begins."""
    recorder = _recorder(call)
    recorder.stop()
    return Answer(200, _view(recorder))


async def get(call: Call) -> Answer:
    """Hand out the record, as far as it has come."""
    recorder = _recorder(call)
    recorder.catch_up()
    assert isinstance(recorder.sink, Memory)  # the admin API starts no other
    return Answer(200, recorder.sink.read(), {"Content-Type": JSON_LINES})


async def remove(call: Call) -> Answer:
    """Take the record away; if it is still written, it ends."""
    recorder = _recorder(call)
    recorder.stop()
    call.tenant.record = None
    return Answer(204)


def _recorder(call: Call) -> Recorder:
    recorder: Recorder | None = call.tenant.record
    if recorder is None:
        raise UnknownThing(
            "record", call.tenant.id, hint="Begin one: POST …/record/start, then run the client."
        )
    return recorder


def _view(recorder: Recorder) -> RecordView:
    return RecordView(
        state="ended" if recorder.ended else "recording",
        ended=recorder.ended,
        lines=recorder.lines,
        bytes=recorder.size,
        bytes_max=recorder.sink.bytes_max,
    )
