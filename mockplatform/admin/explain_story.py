"""Owns the sentences in which `explain` tells what entries of the journal say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

from mockplatform.durations import format_duration, format_instant
from mockplatform.faults.where import Phase
from mockplatform.journal import Entry

_OF_REQUESTS = frozenset(get_args(Phase)) - {"frame.in", "frame.out", "agent"}
Teller = Callable[[Entry], Iterator[str]]


def story(
    tenant: str,
    chain: Sequence[Entry],
    before: Sequence[Entry],
    after: Sequence[Entry],
    *,
    uses: int,
) -> list[str]:
    """Return what happened, in sentences.

    Args:
        tenant: Whose journal it is.
        chain: The entries of one correlation id.
        before: Others that led to them.
        after: Others to which they led.
        uses: How many answers have that id.
    """
    # A request's entry is written when it is answered, but the request came first.
    told = [f"It happened in tenant {tenant!r}."]
    if uses > 1:
        told.append(f"{uses} answers have this correlation id; this is told of the newest call.")
    told += [f"Before it: {line}" for one in before for line in _tell(one)]
    for entry in sorted(chain, key=lambda one: (one.kind != "http", one.id)):
        told += _tell(entry)
    if all(one.kind != "fault" for one in chain):
        told.append("No fault fired on its way.")
    if _is_held(chain):
        told.append("It was not answered yet: what fired may still hold it.")
    told += _frames(one for one in chain if one.kind == "frame")
    told += [f"It led to more: {line}" for line in _frames(after)]
    return told


def _is_held(chain: Sequence[Entry]) -> bool:
    """Whether a fault fired on a request that has no answer yet."""
    fired = [one for one in chain if one.kind == "fault"]
    of_requests = (one for one in fired if one.member("phase") in _OF_REQUESTS)
    return all(one.kind != "http" for one in chain) and any(of_requests)


def _tell(entry: Entry) -> Iterator[str]:
    teller = _TELLERS.get(entry.kind)
    if teller is not None:
        yield from teller(entry)


def _http(entry: Entry) -> Iterator[str]:
    method, path, status = (entry.member(name) for name in ("method", "path", "status"))
    who = f" for {entry.subject!r}" if entry.subject else ""
    said = "was not answered at all" if status is None else f"was answered {status}"
    code = entry.member("errorCode")
    because = f" ({code})" if code else ""
    yield (
        f"{method} {path} came at {format_instant(entry.at)} of the tenant's clock{who}, and "
        f"{said}{because} after {entry.member('elapsedMs')} ms."
    )
    end = entry.seconds("expiresAt")
    if end is not None:
        left = end - entry.at
        yield (
            f"Its token {entry.member('token')} (jti {entry.member('jti')}) was good for another "
            f"{format_duration(max(0.0, left))}."
        )
    if entry.member("fault"):
        yield f"Fault {entry.member('fault')!r} changed the answer: it is no error of its own."
    if entry.member("retryOf"):
        yield f"It perhaps repeats the call of entry {entry.member('retryOf')}, unanswered."
    for note in entry.member("notes") or ():
        yield f"Noted: {note}."
    if entry.member("hint"):
        yield f"The caller was told: {entry.member('hint')}"


def _auth(entry: Entry) -> Iterator[str]:
    end = entry.seconds("expiresAt")
    token = entry.member("token")
    which = f" of token {token} (jti {entry.member('jti') or 'unknown'})" if token else ""
    when = ""
    if end is not None:
        gap = end - entry.at
        word = "had left" if gap > 0 else "was over for"
        when = f"; the token {word} {format_duration(abs(gap))}, its end was {format_instant(end)}"
    yield f"Judged{which}: {entry.member('verdict')}{when}."


def _fault(entry: Entry) -> Iterator[str]:
    kind, phase, ordinal = (entry.member(name) for name in ("faultKind", "phase", "ordinal"))
    draw = entry.member("draw")
    drawn = f", draw {draw:.4f}" if isinstance(draw, float) else ""
    yield (
        f"Fault {entry.member('faultId')!r} ({kind}, phase {phase}) fired on "
        f"{entry.member('what')!r}: occasion {ordinal} of {entry.subject or 'everybody'!r}"
        f"{drawn}, effect {entry.member('effect')}."
    )


def _event(entry: Entry) -> Iterator[str]:
    stream = entry.member("stream")
    of = entry.conversation_id or entry.subject
    told = f"a token family of {of!r}" if stream == "family" else f"{stream} {of}"
    yield f"{entry.member('type')} happened: version {entry.member('version')} of {told}."


def _note(entry: Entry) -> Iterator[str]:
    yield f"Noted ({entry.member('code')}): {entry.member('text')}."


def _signal(entry: Entry) -> Iterator[str]:
    seq, state = entry.member("seq"), entry.member("state")
    said = f"has read up to {seq}" if seq is not None else f"typing is {state}"
    yield f"Told to those who watch, and not kept: of {entry.subject} {said}."


def _socket(entry: Entry) -> Iterator[str]:
    name, code = entry.member("channelId") or "The handshake", entry.member("code")
    with_code = f" with {code}" if code else ""
    yield f"{name}: {entry.member('act')}{with_code} ({entry.member('reason')})."


def _clock(entry: Entry) -> Iterator[str]:
    yield (
        f"The clock: {entry.member('verb')} to {entry.member('now')}; "
        f"{entry.member('fired')} fell due."
    )


def _act(entry: Entry) -> Iterator[str]:
    what = entry.member("what") or entry.member("agentId")
    yield f"Act: {entry.member('act')} ({what})."


_TELLERS: dict[str, Teller] = {
    "http": _http,
    "auth": _auth,
    "fault": _fault,
    "event": _event,
    "note": _note,
    "signal": _signal,
    "socket": _socket,
    "clock": _clock,
    "admin": _act,
    "agent": _act,
}
"""Frames are told by their number."""


def _frames(entries: Iterable[Entry]) -> list[str]:
    counts = Counter(
        (entry.member("direction"), entry.member("type"), entry.member("channelId"))
        for entry in entries
        if entry.kind == "frame"
    )
    return [
        f"{count} x {type_} {'came' if direction == 'in' else 'went out'} on {channel}."
        for (direction, type_, channel), count in counts.items()
    ]
