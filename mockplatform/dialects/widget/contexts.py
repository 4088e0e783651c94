"""Owns the routes of the context store: `ctx_{userId}` and `ctx_{conversationId}`.

Source: guide, section 1 (`/api/v2/widget-context`, key `ctx_{userId}`).
"""

from __future__ import annotations

from mockplatform.core.aggregate import Command
from mockplatform.core.context import PREFIX, Context, RemoveContext, WriteContext
from mockplatform.dialects.widget.deeds import wrote
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.preconditions import ANY, etag, expected_version, is_known
from mockplatform.errors import NotYours, UnknownThing
from mockplatform.findings.deeds import Saw
from mockplatform.findings.routing_facts import written
from mockplatform.limits import LIMITS

EXPIRES = "X-Context-Expires-At"


def _key(call: Call) -> str:
    """Return the key, if it is the caller's: of himself, or of a conversation of his.

    Raises:
        NotYours: It is somebody else's, or of another form.
    """
    key = call.params["key"]
    user_id = call.claims.sub
    if key.startswith(PREFIX) and call.tenant.context_owner(key)[0] == user_id:
        return key
    raise NotYours(
        "The context document is not yours",
        hint=f"Your keys are {PREFIX}{user_id} and {PREFIX} with the id of a conversation "
        "of yours.",
    )


def _find(call: Call, key: str) -> Context:
    state = call.tenant.contexts.get(key)
    as_of = call.staged.as_of
    # Of what a document was before, nothing is kept: younger than that, it is not there yet.
    if state is None or state.data is None or (as_of is not None and state.written_at > as_of):
        raise UnknownThing(
            "context document", key, hint="PUT it first; it may also have ended (?ttl=)."
        )
    return state


def _headers(state: Context) -> dict[str, str]:
    return {**etag(state.version), EXPIRES: format_instant(state.expires_at)}


async def read(call: Call) -> Answer:
    """Give the document; 304 where the caller has this version."""
    key = _key(call)
    state = _find(call, key)
    call.did(Saw("context", key))
    if is_known(call.request, state.version):
        return Answer(304, None, _headers(state))
    return Answer(200, state.data, _headers(state))


async def put(call: Call) -> Answer:
    """Replace the document: 201 where there was none."""
    return await _write(call, merge=False)


async def patch(call: Call) -> Answer:
    """Merge into the document (RFC 7386)."""
    return await _write(call, merge=True)


async def _write(call: Call, *, merge: bool) -> Answer:
    key = _key(call)
    before = call.tenant.contexts.get(key)
    ttl_s = None
    if "ttl" in call.request.query:
        ttl_s = float(call.query_int("ttl", 0, 1, int(LIMITS.context_ttl_s_max)))
    command = WriteContext(
        data=call.document(),
        merge=merge,
        ttl_s=ttl_s,
        expected=expected_version(call.request),
        absent=call.request.headers.get("If-None-Match", "").strip() == "*",
    )
    is_guarded = command.expected not in {None, ANY} or command.absent
    instance = call.claims.instance_id
    call.did(written("context", key, command.data, instance, is_merge=merge, is_guarded=is_guarded))
    state = await _execute(call, key, command)
    wrote(call, "context", key)
    existed = before is not None and before.data is not None
    return Answer(200 if existed else 201, state.data, _headers(state))


async def remove(call: Call) -> Answer:
    """Take the document away."""
    command = RemoveContext(expected=expected_version(call.request))
    await _execute(call, _key(call), command)
    return Answer(204)


async def _execute(call: Call, key: str, command: Command) -> Context:
    outcome = await call.platform.service.execute(
        call.tenant, "context", key, command, cause=call.correlation_id, staged=call.staged
    )
    state: Context = outcome.state
    return state
