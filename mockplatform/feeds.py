"""Owns notification channels over the streams: found by a secret, one more than too many, ended.

What is told on a channel's socket is the dialect's; that it ends with its channel is settled here.
"""

from __future__ import annotations

from mockplatform.core.aggregate import Deadline
from mockplatform.core.feed import (
    ENDED,
    Credential,
    EndFeed,
    Ending,
    Feed,
    OpenFeed,
    SetTopics,
    unknown,
)
from mockplatform.core.feed import next_deadline as own_deadline
from mockplatform.errors import TooManyRequests
from mockplatform.faults.staged import AS_IT_IS, Staged
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.redaction import CHANNEL
from mockplatform.revocation import revocation
from mockplatform.service import Service
from mockplatform.tenant import Tenant
from mockplatform.tokens import AUDIENCE, Access, AccessClaims

_NORMAL = 1000
_ENDINGS: dict[Ending, str] = {
    "expired": "the channel has expired",
    "token": "the channel's token has ended",
    "replaced": "another channel took its place",
}


def feed_id(secret: str) -> str:
    """Return the id of a feed's stream: what is journaled of it opens nothing."""
    return derive_uuid("feed", secret)


def find(tenant: Tenant, secret: str) -> Feed:
    """Return a feed by its secret.

    Raises:
        NotFound: There is none.
    """
    feed = tenant.feeds.get(feed_id(secret))
    if feed is None or not feed.is_live:
        raise unknown()
    return feed


def owned(tenant: Tenant, access: Access, secret: str) -> Feed:
    """Return a feed of the user and the application of a token. Others' look like none.

    Raises:
        NotFound: They have no such feed.
    """
    feed = find(tenant, secret)
    if (feed.user_id, feed.client_id) != _owner(access):
        raise unknown()
    return feed


def of(tenant: Tenant, access: Access) -> list[Feed]:
    """Return the feeds of the user and the application of a token, the oldest first."""
    return [tenant.feeds[id_] for id_ in tenant.feeds_of.get(_owner(access), ())]


def _owner(access: Access) -> tuple[str, str]:
    return access.claims.sub, access.claims.client_id


async def begin(
    service: Service, tenant: Tenant, access: Access, *, cause: str, staged: Staged = AS_IT_IS
) -> Feed:
    """Open a feed for a token; where there are too many, the one that is least missed goes.

    Source: Genesys developer forum, "Notifications service limits & concepts".

    Raises:
        TooManyRequests: The tenant has as many as it may have.
    """
    while len(known := of(tenant, access)) >= LIMITS.feeds_per_owner_max:
        oldest = min(known, key=lambda one: (one.id in tenant.listeners, one.used_at))
        await end(service, tenant, oldest.id, "replaced", at=tenant.clock.now(), cause=cause)
    if len(tenant.feeds) >= LIMITS.feeds_per_tenant_max:
        raise TooManyRequests(
            f"A tenant has at most {LIMITS.feeds_per_tenant_max} notification channels",
            hint="They end a day after their topics were set last: advance the clock.",
        )
    claims = access.claims
    secret = f"{CHANNEL}0-{tenant.ids.token()}"
    command = OpenFeed(
        secret=secret,
        user_id=claims.sub,
        client_id=claims.client_id,
        token=Credential(
            id=claims.jti, key_id=access.key_id, issued_at=claims.iat, expires_at=claims.exp
        ),
    )
    outcome = await service.execute(
        tenant, "feed", feed_id(secret), command, cause=cause, staged=staged
    )
    feed: Feed = outcome.state
    return feed


async def set_topics(
    service: Service,
    tenant: Tenant,
    feed: Feed,
    command: SetTopics,
    *,
    cause: str,
    staged: Staged = AS_IT_IS,
) -> Feed:
    """Have a feed tell other topics; it lives on for a day.

    Raises:
        NotFound: It has ended meanwhile.
        BadRequest: They are too many.
    """
    outcome = await service.execute(tenant, "feed", feed.id, command, cause=cause, staged=staged)
    changed: Feed = outcome.state
    return changed


def access_of(tenant: Tenant, feed: Feed) -> Access:
    """Return the token that opened a feed, as far as it is known."""
    token = feed.token
    claims = AccessClaims(
        iss=tenant.issuer,
        aud=AUDIENCE,
        sub=feed.user_id,
        tenant=tenant.id,
        client_id=feed.client_id,
        scope="",
        iat=token.issued_at,
        exp=token.expires_at,
        jti=token.id,
    )
    return Access(claims, frozenset(), token.id.rpartition(".")[0], token.key_id)


def next_deadline(tenant: Tenant, feed: Feed, noted: float) -> Deadline | None:
    """Return when a feed ends: by its own time, or at once as its token was revoked."""
    if feed.is_live and revocation(tenant, access_of(tenant, feed)) is not None:
        return Deadline(noted, ENDED)
    return own_deadline(feed, tenant.settings)


async def expire(service: Service, tenant: Tenant, id_: str, at: float) -> None:
    """End a feed whose deadline has come, and forget it."""
    feed = tenant.feeds[id_]
    await end(service, tenant, id_, "expired" if at >= feed.expires_at else "token", at=at)


async def end(
    service: Service, tenant: Tenant, id_: str, reason: Ending, *, at: float, cause: str = ""
) -> None:
    """End a feed, close its socket, and forget it: nobody can ask for it any more."""
    await service.execute(tenant, "feed", id_, EndFeed(reason=reason), now=at, cause=cause)
    listener = tenant.listeners.pop(id_, None)
    if listener is not None:
        listener.close(_NORMAL, _ENDINGS[reason])
    await service.forget(tenant, "feed", id_)
