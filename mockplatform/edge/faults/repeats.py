"""Owns what is known of calls that come again because a fault cut their connection.

An HTTP stack that loses a kept-alive connection before an answer came sends an idempotent
request again by itself, on another one, and its user never hears of it. From here such a repeat
looks like this: the same request line and the very same headers (and so the same token and the
same correlation id, if it had one), from the same address, within a moment. A client whose own
code tries again at once, without changing a header, looks just the same: `retryOf` in the journal
says "the same request again", and no more.
"""

from __future__ import annotations

from hashlib import blake2b

from mockplatform.edge.call import Call
from mockplatform.limits import LIMITS


def remember(call: Call, entry: int) -> None:
    """Note that a fault left a call without an answer; `entry` is its line in the journal."""
    unanswered = call.tenant.unanswered
    key = _key(call)
    unanswered[key] = (call.platform.around.stopwatch(), entry)
    unanswered.move_to_end(key)
    if len(unanswered) > LIMITS.repeats_remembered_max:
        unanswered.popitem(last=False)


def find(call: Call) -> int | None:
    """Return the journal's line of the unanswered call that this one repeats, if it does."""
    unanswered = call.tenant.unanswered
    now = call.platform.around.stopwatch()
    while unanswered:
        oldest = next(iter(unanswered))
        if now - unanswered[oldest][0] <= LIMITS.repeat_s_max:
            break
        del unanswered[oldest]
    # Only until it is found: one call lost is one repeat.
    return unanswered.pop(_key(call), (0.0, None))[1] if unanswered else None


def _key(call: Call) -> bytes:
    request = call.request
    parts = [(request.remote or "").encode(), request.method.encode(), request.raw_path.encode()]
    for name, value in request.raw_headers:
        parts += (name, value)
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()
