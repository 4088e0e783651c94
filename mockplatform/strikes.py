"""Owns what faults do to the platform itself: for good, on one occasion or on all as they open.

Who asks is the edge, or the timeline for a fault that acts at once. What is done here is real:
to take the fault away gives nothing back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import suppress
from types import coroutine
from typing import Any, NamedTuple

from mockplatform import injection, strikes_sockets
from mockplatform.core.commands import Close
from mockplatform.core.context import RemoveContext
from mockplatform.errors import ConversationEnded, TooManyRequests, UnknownThing
from mockplatform.faults.plan import Armed
from mockplatform.faults.where import Occasion, Stake
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.tenant import Tenant
from mockplatform.tokens import Tokens


class Means(NamedTuple):
    """With what the platform is changed."""

    service: Service
    tokens: Tokens


async def open_fault(means: Means, tenant: Tenant, armed: Armed, at: float) -> None:
    """Let a fault that acts at once do so on all that is in its scope at `at`.

    Each target is an occasion: it counts, is drawn, and is journaled before it is hit.
    """
    if not armed.fault.what.acts_at_once:
        return
    strike = _AT_ONCE.get(str(type(armed.fault.what).__struct_config__.tag))
    if strike is None:
        return
    for number, target in enumerate(strike.targets(tenant, at), 1):
        if tenant.is_gone or tenant.faults.get(armed.id) is not armed:
            return
        firing = injection.ask_one(tenant, armed, target)
        if firing is not None:
            await strike.act(means, tenant, firing.effect, target)
        if number % LIMITS.fired_at_once == 0:
            await turn()


@coroutine
def turn() -> Generator[None]:
    """Let all else that is ready run once."""
    yield


async def revoke(means: Means, tenant: Tenant, effect: Any, at: Occasion) -> None:
    """Revoke the token that is at stake, with its family."""
    del effect
    if at.token is not None:
        await means.tokens.revoke_id(tenant, at.token.id)


async def rotate(means: Means, tenant: Tenant, effect: Any, at: Occasion) -> None:
    """Sign with a new key; where the tenant keeps too many old ones, the journal says so."""
    try:
        await means.tokens.rotate_keys(tenant, effect.keep_old_s)
    except TooManyRequests as error:
        tenant.journal.record(
            "note", ("key.kept", error.message), at=at.now, correlation_id=at.correlation_id
        )


async def close(means: Means, tenant: Tenant, effect: Any, at: Occasion) -> None:
    """Close the conversation, as the platform."""
    command = Close(by="platform", reason=effect.reason)
    with suppress(ConversationEnded, UnknownThing):  # another was first
        await means.service.execute(
            tenant, "conversation", at.conversation_id, command, cause=at.correlation_id
        )


async def evict(means: Means, tenant: Tenant, effect: Any, at: Occasion) -> None:
    """Forget the context document."""
    del effect
    command = RemoveContext(reason="evicted")
    with suppress(UnknownThing):  # its time was over
        await means.service.execute(
            tenant, "context", at.document, command, cause=at.correlation_id
        )


class _Strike(NamedTuple):
    """What a kind hits at once, and how."""

    targets: Callable[[Tenant, float], Iterator[Occasion]]
    act: Callable[[Means, Tenant, Any, Occasion], Awaitable[None]]


def _families(tenant: Tenant, at: float) -> Iterator[Occasion]:
    for family in tuple(tenant.families.values()):
        pair, holder = family.pair, family.holder
        if family.revoked or pair is None:
            continue
        yield Occasion(
            now=at,
            subject=holder.user_id,
            client_id=holder.client_id,
            deployment_id=holder.deployment_id,
            instance_id=holder.instance_id,
            token=Stake("access", pair.access_id, pair.expires_at),
        )


def _keys(tenant: Tenant, at: float) -> Iterator[Occasion]:
    del tenant
    yield Occasion(now=at)


def _conversations(tenant: Tenant, at: float) -> Iterator[Occasion]:
    for id_ in tuple(tenant.conversations):
        state = tenant.conversations.get(id_)
        if state is not None and state.is_live:
            yield Occasion(
                now=at,
                subject=state.customer.id,
                conversation_id=id_,
                deployment_id=state.deployment_id,
                finds=True,
            )


def _documents(tenant: Tenant, at: float) -> Iterator[Occasion]:
    for key in tuple(tenant.contexts):
        state = tenant.contexts.get(key)
        if state is not None and state.data is not None:
            owner, conversation_id = tenant.context_owner(key)
            yield Occasion(
                now=at, subject=owner, conversation_id=conversation_id, document=key, finds=True
            )


_AT_ONCE: dict[str, _Strike] = {
    "revoke_family": _Strike(_families, revoke),
    "key_rotated": _Strike(_keys, rotate),
    "close_conversation": _Strike(_conversations, close),
    "context_evicted": _Strike(_documents, evict),
    "drop": _Strike(strikes_sockets.targets, strikes_sockets.strike),
    "close": _Strike(strikes_sockets.targets, strikes_sockets.strike),
}
"""By the kind's name, so that a start pays for no kind of fault."""
