"""Owns `explain`: the chain that led to an answer, as entries, figures and sentences.

All of it is read from the journal when somebody asks; a call pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockplatform.admin.bodies import View
from mockplatform.admin.explain_story import story
from mockplatform.admin.journal import scan
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import UnknownThing
from mockplatform.journal import Entry, Journal
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

_LIMITING = frozenset({408, 413, 429, 507})
_SWITCHING = 101
_ASKED = frozenset({"auth", "fault"})
"""What is told of a call before its answer."""
_TRUNCATED = "routing.data.truncated"
_LOSING = "lost their values"
"""How the caller is told what the truncate policy took away."""


class ClockNow(View, kw_only=True):
    """The tenant's clock, as it stands when this is told."""

    now: str
    mode: str
    rate: float


class TokenSeen(View, kw_only=True):
    """The token that came along, as far as it is ever told.

    Attributes:
        verdict: `good`, or who refused it and why.
        token: Its last characters.
        expires_at: Its end on the tenant's clock.
        expires_in: Seconds that it had left when it came; below zero: how long it was over.
    """

    verdict: str
    jti: str | None = None
    token: str | None = None
    expires_at: str | None = None
    expires_in: float | None = None


class ConversationNow(View, kw_only=True):
    """The conversation that it was about, as it is when this is told."""

    id: str
    state: str
    version: int


class LimitHit(View, kw_only=True):
    """A limit of the platform's that the request ran into; not one that a fault made up."""

    code: str
    hint: str | None = None


class ExplainView(View, kw_only=True):
    """What led to an answer, and to what the request led.

    Attributes:
        story: The same in sentences.
        request: The request's entry; left out where the id is no request's.
        faults: The faults that fired. Those that were asked and did not fire leave no entry.
        events: What happened because of it, with the versions of the streams.
        limits: What limits it ran into.
        caused_by: Entries of other requests and sockets that led to these.
        caused: Entries of others to which these led, such as frames that were pushed.
        entries: All entries with this correlation id, the newest if there are very many.
        hidden: How many more there are.
        uses: How many answers the journal has that have this id; the newest is told.
        evicted: How many entries the ring has dropped since it was last cleared.
    """

    correlation_id: str
    tenant: str
    clock: ClockNow
    story: list[str]
    request: dict[str, Any] | None = None
    token: TokenSeen | None = None
    conversation: ConversationNow | None = None
    faults: list[dict[str, Any]]
    events: list[dict[str, Any]]
    limits: list[LimitHit]
    caused_by: list[dict[str, Any]]
    caused: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    hidden: int
    uses: int
    evicted: int


async def get(call: Call) -> Answer:
    """Tell the chain behind an answer."""
    id_, tenant = call.params["correlationId"], call.tenant
    journal = tenant.journal
    everything = journal.behind(0)
    chain = await scan(everything, lambda entry: entry.correlation_id == id_)
    if not chain:
        raise UnknownThing("answer", id_, hint=_hint(journal))
    uses = sum(entry.kind == "http" for entry in chain)
    chain = list(_newest(chain))
    ids = {entry.id for entry in chain}
    causes = {entry.caused_by for entry in chain} | {_retried(entry) for entry in chain}
    near = await scan(
        everything,
        lambda entry: entry.id not in ids and (entry.id in causes or entry.caused_by in ids),
    )
    return Answer(200, _view(call, chain, near, causes, uses=uses))


def _newest(chain: Sequence[Entry]) -> Sequence[Entry]:
    """Return what belongs to the newest of the calls that had one id: a client may repeat its own.

    A request's entry is its last, but for a socket's, which is its first.
    """
    ends = [place for place, entry in enumerate(chain) if entry.kind == "http"]
    if not ends:
        return chain
    last = ends[-1]
    is_socket = chain[last].member("status") == _SWITCHING
    if not is_socket and any(entry.kind in _ASKED for entry in chain[last + 1 :]):
        return chain[last + 1 :]  # another came since, and has no answer yet
    return chain[ends[-2] + 1 :] if len(ends) > 1 else chain


def _hint(journal: Journal) -> str:
    if journal.evicted:
        return (
            f"The journal has dropped {journal.evicted} entries, perhaps those: ask sooner, or "
            "raise the setting journalEntries."
        )
    return "Take X-Correlation-Id of an answer of this tenant; GET /__admin/journal lists them."


def _retried(entry: Entry) -> int:
    return entry.member("retryOf") or 0


def _view(
    call: Call, chain: Sequence[Entry], near: Sequence[Entry], causes: set[int], *, uses: int
) -> ExplainView:
    tenant = call.tenant
    shown = chain[-LIMITS.explained_entries_max :]
    request = next((one for one in chain if one.kind == "http"), None)
    token = _token(chain, request)
    conversation = _conversation(tenant, chain)
    before = [one for one in near if one.id in causes]
    after = [one for one in near if one.id not in causes]
    limits = _limits(chain)
    return ExplainView(
        correlation_id=call.params["correlationId"],
        tenant=tenant.id,
        clock=ClockNow(
            now=format_instant(tenant.clock.now()),
            mode="paused" if tenant.clock.state.paused else "running",
            rate=tenant.clock.state.rate,
        ),
        story=story(tenant.id, shown, before, after, uses=uses),
        request=None if request is None else request.render(),
        token=token,
        conversation=conversation,
        faults=_rendered(one for one in shown if one.kind == "fault"),
        events=_rendered(one for one in shown if one.kind == "event"),
        limits=limits,
        caused_by=_rendered(before),
        caused=_rendered(after[: LIMITS.explained_entries_max]),
        entries=_rendered(shown),
        hidden=len(chain) - len(shown),
        uses=uses,
        evicted=tenant.journal.evicted,
    )


def _rendered(entries: Any) -> list[dict[str, Any]]:
    return [one.render() for one in entries]


def _token(chain: Sequence[Entry], request: Entry | None) -> TokenSeen | None:
    """Return the token that was refused, else the one that was let by."""
    refused = next((one for one in chain if one.kind == "auth" and one.member("token")), None)
    entry = refused or request
    if entry is None or not entry.member("token"):
        return None
    end = entry.seconds("expiresAt")
    return TokenSeen(
        verdict="good" if refused is None else entry.member("verdict"),
        jti=entry.member("jti"),
        token=entry.member("token"),
        expires_at=None if end is None else format_instant(end),
        expires_in=None if end is None else round(end - entry.at, 3),
    )


def _conversation(tenant: Tenant, chain: Sequence[Entry]) -> ConversationNow | None:
    id_ = next((one.conversation_id for one in chain if one.conversation_id), "")
    state = tenant.conversations.get(id_)
    if state is None:
        return None
    return ConversationNow(id=id_, state=state.state.value, version=state.version)


def _limits(chain: Sequence[Entry]) -> list[LimitHit]:
    found = []
    for entry in chain:
        if entry.kind != "http" or entry.member("fault"):
            continue
        hint, code = entry.member("hint"), entry.member("errorCode")
        if entry.member("status") in _LIMITING:
            found.append(LimitHit(code=code or "limit", hint=hint))
        elif code is None and hint and _LOSING in hint:
            found.append(LimitHit(code=_TRUNCATED, hint=hint))
    return found
