"""Tokens as callers hold them: issued, refreshed, revoked, recognised, judged.

Source: guide, section 2 (a lease, a sliding window). Invented: rotation, grace, reuse.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from mockplatform.core.scopes import SCOPES
from mockplatform.errors import (
    OAuthError,
    TokenExpired,
    TokenInvalid,
    TokenRevoked,
    TooManyRequests,
)
from mockplatform.limits import LIMITS
from mockplatform.signing import ACCESS_TYPE, REFRESH_TYPE, sign
from mockplatform.tenant import Tenant
from mockplatform.tokens import TokenPair
from tests.support.world import World, holder, world


@pytest.fixture(params=["memory", "sql"])
async def made(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A platform over each log there is."""
    store = "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/file.db"
    async with world(store) as opened:
        yield opened


def spare(pair: TokenPair) -> str:
    """Return a pair's refresh token."""
    assert pair.refresh_token is not None
    return pair.refresh_token


def admit(made: World, tenant: Tenant, token: str) -> str:
    """Let a token by as the edge does; return whose it is."""
    tokens = made.platform.tokens
    access = tokens.recognise(tenant, token)
    tokens.judge(tenant, access, tenant.clock.now())
    return access.claims.sub


async def own(made: World, tenant: Tenant, /, **claims: Any) -> str:
    """Return a token that somebody signed himself with the tenant's key."""
    key = await made.platform.tokens.signing_key(tenant)
    now = int(tenant.clock.now())
    good = {
        "iss": tenant.issuer,
        "aud": "mockplatform",
        "sub": "ann",
        "tenant": tenant.id,
        "client_id": "widget",
        "scope": "conversation:read",
        "iat": now,
        "exp": now + 60,
        "jti": "my-own",
    }
    members = {name: value for name, value in {**good, **claims}.items() if value is not None}
    return sign(members, key, ACCESS_TYPE)


async def test_a_pair_speaks_for_its_holder(made: World) -> None:
    """What a request asks of a token is in it."""
    tenant = await made.tenant()
    pair = await made.platform.tokens.issue(tenant, holder("bob"), SCOPES[:2])
    access = made.platform.tokens.recognise(tenant, pair.access_token)
    assert access.claims.sub == "bob"
    assert access.scope == set(SCOPES[:2])
    assert (pair.expires_in, pair.scope) == (1800, " ".join(SCOPES[:2]))


async def test_sixteen_refreshes_at_once_have_one_new_pair(made: World) -> None:
    """Refresh under concurrency has one winner; within the grace all get its pair."""
    tenant = await made.tenant()
    pair = await made.issue(tenant)
    refresh = made.platform.tokens.refresh
    answers = await asyncio.gather(*(refresh(tenant, spare(pair), None) for _ in range(16)))
    assert len(set(answers)) == 1
    (family,) = tenant.families.values()
    assert family.pair is not None
    assert family.pair.number == 2


async def test_a_first_key_is_made_once(made: World) -> None:
    """Who comes while the first key is made does not make another."""
    tenant = await made.tenant()
    key = made.platform.tokens.signing_key
    keys = await asyncio.gather(*(key(tenant) for _ in range(8)))
    assert len({one.id for one in keys}) == len(tenant.keys) == 1


async def test_a_code_gives_one_family(made: World) -> None:
    """A family whose id was used is not begun again, nor by who comes at the same time."""
    tenant = await made.tenant()
    issue = made.platform.tokens.issue
    answers = await asyncio.gather(
        *(issue(tenant, holder(), SCOPES, family_id="code-1") for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, TokenPair) for one in answers) == 1
    refusals = [one for one in answers if isinstance(one, OAuthError)]
    assert {one.error for one in refusals} == {"invalid_grant"}
    assert len(refusals) == 3


async def test_a_refresh_token_is_of_its_tenant_client_and_user(made: World) -> None:
    """Elsewhere it is worth nothing, and is not spent."""
    tenant, other = await made.tenant(), await made.tenant("other")
    pair = await made.issue(tenant)
    tokens = made.platform.tokens
    await tokens.signing_key(other)
    with pytest.raises(OAuthError):
        await tokens.refresh(other, spare(pair), None)
    with pytest.raises(OAuthError):
        await tokens.refresh(tenant, spare(pair), None, client_id="desk")
    key = await tokens.signing_key(tenant)
    (family,) = tenant.families
    stolen = {"iss": tenant.issuer, "tenant": tenant.id, "sub": "bob", "jti": f"{family}.r1"}
    with pytest.raises(OAuthError):
        await tokens.refresh(tenant, sign(stolen, key, REFRESH_TYPE), None)
    assert await tokens.refresh(tenant, spare(pair), None, client_id="widget")


async def test_a_refresh_token_that_names_no_family_is_refused(made: World) -> None:
    """Whoever has the key can sign anything; it is refused all the same."""
    tenant = await made.tenant()
    key = await made.platform.tokens.signing_key(tenant)
    for jti in ("", "r1", "x.r1", "x.r", "x.r-1", "x.r٣", "x.r1e3", "x.r" + "9" * 30, None, 7):
        claims = {"iss": tenant.issuer, "tenant": tenant.id, "sub": "ann", "jti": jti}
        with pytest.raises(OAuthError) as refused:
            await made.platform.tokens.refresh(tenant, sign(claims, key, REFRESH_TYPE), None)
        assert refused.value.error == "invalid_grant", jti


ODD_CLAIMS: tuple[dict[str, Any], ...] = (
    {"iss": "http://elsewhere"},
    {"iss": None},
    {"aud": "someone else"},
    {"aud": ["mockplatform"]},
    {"aud": None},
    {"tenant": "other"},
    {"tenant": None},
    {"sub": ""},
    {"sub": None},
    {"sub": 7},
    {"jti": ""},
    {"jti": None},
    {"exp": None},
    {"exp": "1700001000"},
    {"exp": True},
    {"exp": 1_700_001_000.5},
    {"exp": -1},
    {"exp": 10**12},
    {"exp": 10**30},
    {"iat": "now"},
    {"nbf": 10**30},
    {"scope": ["conversation:read"]},
    {"scope": None},
    {"instance_id": 7},
)


async def test_claims_have_their_types(made: World) -> None:
    """The library checks few of them; a token that is odd is no token."""
    tenant = await made.tenant()
    for claims in ODD_CLAIMS:
        token = await own(made, tenant, **claims)
        with pytest.raises(TokenInvalid):
            admit(made, tenant, token)


async def test_a_token_of_ones_own_is_as_good_as_the_platforms(made: World) -> None:
    """A test may sign whatever it likes with the tenant's key."""
    tenant = await made.tenant()
    assert admit(made, tenant, await own(made, tenant, more="claims")) == "ann"


async def test_a_token_is_good_up_to_its_end_and_not_at_it(made: World) -> None:
    """No leeway: expiry is exact on the tenant's clock."""
    tenant = await made.tenant()
    pair = await made.issue(tenant)
    await made.advance(tenant, 1799.999)
    assert admit(made, tenant, pair.access_token) == "ann"
    await made.advance(tenant, 0.001)
    with pytest.raises(TokenExpired) as refused:
        admit(made, tenant, pair.access_token)
    assert "Refresh before exp" in refused.value.hint


async def test_a_token_whose_time_has_not_come_is_refused(made: World) -> None:
    """`nbf` is judged on the tenant's clock as well."""
    tenant = await made.tenant()
    token = await own(made, tenant, nbf=int(tenant.clock.now()) + 30)
    with pytest.raises(TokenInvalid):
        admit(made, tenant, token)
    await made.advance(tenant, 30)
    assert admit(made, tenant, token) == "ann"


async def test_a_revoked_family_is_refused_at_once(made: World) -> None:
    """RFC 7009: by either of its tokens, whole, and no other family."""
    tenant = await made.tenant()
    tokens = made.platform.tokens
    for which in ("access_token", "refresh_token"):
        pair, other = await made.issue(tenant), await made.issue(tenant)
        assert await tokens.revoke(tenant, getattr(pair, which))
        with pytest.raises(TokenRevoked):
            admit(made, tenant, pair.access_token)
        with pytest.raises(OAuthError):
            await tokens.refresh(tenant, spare(pair), None)
        assert admit(made, tenant, other.access_token) == "ann"


async def test_a_token_of_ones_own_can_be_revoked(made: World) -> None:
    """It belongs to no family: its id alone is refused."""
    tenant = await made.tenant()
    token, other = await own(made, tenant), await own(made, tenant, jti="another")
    await made.platform.tokens.revoke(tenant, token)
    with pytest.raises(TokenRevoked):
        admit(made, tenant, token)
    assert admit(made, tenant, other) == "ann"


async def test_what_is_no_token_can_be_revoked_without_a_trace(made: World) -> None:
    """RFC 7009 section 2.2: unknown tokens are answered alike."""
    tenant = await made.tenant()
    version = tenant.tenancy.version
    for token in ("", "nonsense", "a.b.c"):
        assert await made.platform.tokens.revoke(tenant, token) == ""
    assert tenant.tenancy.version == version


async def test_a_users_tokens_can_be_revoked_together(made: World) -> None:
    """Those of others stay, and so do those that the user gets afterwards."""
    tenant = await made.tenant()
    tokens = made.platform.tokens
    mine = [(await made.issue(tenant)).access_token for _ in range(2)]
    mine.append(await own(made, tenant))
    other = (await made.issue(tenant, "bob")).access_token
    assert await tokens.revoke_matching(tenant, user_id="ann") == 2
    for token in mine:
        with pytest.raises(TokenRevoked):
            admit(made, tenant, token)
    assert admit(made, tenant, other) == "bob"
    assert admit(made, tenant, (await made.issue(tenant)).access_token) == "ann"


async def test_everybodys_tokens_can_be_revoked(made: World) -> None:
    """Those issued afterwards are good, even within the same second."""
    tenant = await made.tenant()
    tokens = made.platform.tokens
    before = [(await made.issue(tenant, user)).access_token for user in ("ann", "bob")]
    before.append(await own(made, tenant))
    await tokens.revoke_matching(tenant, everybody=True)
    for token in before:
        with pytest.raises(TokenRevoked):
            admit(made, tenant, token)
    assert admit(made, tenant, (await made.issue(tenant)).access_token) == "ann"


async def test_a_rotated_key_verifies_for_as_long_as_it_is_kept(made: World) -> None:
    """Also a token that was seen before: what is known of it goes with its key."""
    tenant = await made.tenant()
    tokens = made.platform.tokens
    seen, unseen = await made.issue(tenant), await made.issue(tenant)
    assert admit(made, tenant, seen.access_token) == "ann"
    new = await tokens.rotate_keys(tenant, 600)
    assert (await tokens.signing_key(tenant)) is new
    await made.advance(tenant, 599)
    assert admit(made, tenant, seen.access_token) == "ann"
    renewed = await tokens.refresh(tenant, spare(unseen), None)
    await made.advance(tenant, 1)
    for pair in (seen, unseen):
        with pytest.raises(TokenInvalid):
            admit(made, tenant, pair.access_token)
        with pytest.raises(OAuthError):
            await tokens.refresh(tenant, spare(pair), None)
    assert admit(made, tenant, renewed.access_token) == "ann"


async def test_a_key_that_is_not_kept_is_gone_at_once(made: World) -> None:
    """A leaked key is taken out of use."""
    tenant = await made.tenant()
    pair = await made.issue(tenant)
    admit(made, tenant, pair.access_token)
    await made.platform.tokens.rotate_keys(tenant, 0)
    with pytest.raises(TokenInvalid):
        admit(made, tenant, pair.access_token)
    assert len(tenant.keys) == 1


async def test_a_lost_answer_is_given_again_after_a_rotation_of_keys(made: World) -> None:
    """The same bytes, signed by the key that signed them first, while that is kept."""
    tenant = await made.tenant()
    tokens = made.platform.tokens
    pair = await made.issue(tenant)
    first = await tokens.refresh(tenant, spare(pair), None)
    await tokens.rotate_keys(tenant, 60)
    assert await tokens.refresh(tenant, spare(pair), None) == first


async def test_a_tenant_keeps_only_so_many_keys(made: World) -> None:
    """Memory is bounded, and a JWKS stays a short document."""
    tenant = await made.tenant()
    tokens = made.platform.tokens
    key = await tokens.signing_key(tenant)
    for number in range(LIMITS.keys_per_tenant_max - 1):
        tenant.keys[f"old-{number}"] = key
    with pytest.raises(TooManyRequests) as refused:
        await tokens.rotate_keys(tenant, 60)
    assert refused.value.hint
    assert await tokens.signing_key(tenant) is key


async def test_a_tenant_made_anew_does_not_know_the_old_ones_tokens(made: World) -> None:
    """Same id, same seed, and yet another tenant."""
    tenant = await made.tenant("t", seed=7)
    pair = await made.issue(tenant)
    admit(made, tenant, pair.access_token)
    await made.platform.drop("t")
    again = await made.tenant("t", seed=7)
    await made.issue(again)
    with pytest.raises(TokenInvalid):
        admit(made, again, pair.access_token)


async def test_an_access_token_renews_its_family_side_by_side_and_again(made: World) -> None:
    """Where that alone is shown there is nothing that could be spent, or used again."""
    tenant = await made.tenant()
    tokens = made.platform.tokens
    pair = await tokens.issue(tenant, holder("ann"), SCOPES)
    access = tokens.recognise(tenant, pair.access_token)
    given = await asyncio.gather(*(tokens.renew(tenant, access, life_s=60) for _ in range(4)))
    assert len({one.access_token for one in given}) == 4
    assert {one.expires_in for one in given} == {60}
    assert [admit(made, tenant, one.access_token) for one in given] == ["ann"] * 4
    await tokens.revoke_family(tenant, access.family_id)
    with pytest.raises(OAuthError):
        await tokens.renew(tenant, access, life_s=60)
