"""Owns who calls the platform API: a user of the organization, or a client without one.

Staff are the tenant's agents; their tokens come from the code grant or from the admin API. A
client's own token (client credentials) has no user. Tokens of customers open nothing here, and
those of somebody who is neither agent nor client (any more) are not known.
"""

from __future__ import annotations

from mockplatform.core.configuration import Agent
from mockplatform.dialects.genesys.rates import MINUTE_S, rate_key
from mockplatform.edge.call import Call
from mockplatform.edge.staffing import check_staff
from mockplatform.errors import BadRequest, NotYours, TooManyRequests

_WAY_IN = (
    "Log in as a client or an agent: POST /oauth/token, or POST /__admin/tokens with an agent's "
    "id as userId."
)


def check(call: Call) -> None:
    """Let a call by that staff makes, no more often than the tenant allows.

    Source: Genesys developer forum (300 requests a minute for each token).

    Raises:
        Forbidden: The token is a customer's.
        TokenInvalid: It is of nobody here: neither an agent nor a client.
        TooManyRequests: There were as many calls within the minute as may be.
    """
    check_staff(call, "the platform API", _WAY_IN)
    limit = call.tenant.settings.api_requests_per_minute
    taken = call.tenant.take(rate_key(call), limit, MINUTE_S)
    if not taken.is_allowed:
        is_told = call.tenant.settings.api_retry_after
        raise TooManyRequests(
            f"Rate limit exceeded the maximum. Retry the request in [{taken.reset_s}] seconds",
            hint=f"{limit} requests a minute for each token (setting apiRequestsPerMinute).",
            headers={"Retry-After": str(taken.reset_s)} if is_told else {},
        )


def check_self(call: Call, user_id: str) -> None:
    """Let users change themselves, and clients everybody.

    Invented: on the platform permissions decide, which are not emulated.

    Raises:
        NotYours: The caller is another user.
    """
    subject = call.claims.sub
    if subject != user_id and subject in call.tenant.tenancy.agents:
        raise NotYours(
            f"User {subject} may not change {user_id}",
            hint="Use his own token, or a client's by client credentials.",
        )


def user(call: Call) -> Agent:
    """Return the user for whom the call is made.

    Raises:
        BadRequest: The token is a client's, and has no user. Source: [?] the platform's 400.
    """
    found = call.tenant.tenancy.agents.get(call.claims.sub)
    if found is None:
        raise BadRequest(
            "This request requires a user context. Client credentials cannot be used for requests "
            "that require a user context",
            hint="Use an agent's token: the code grant, or POST /__admin/tokens with an agent's "
            "id as userId.",
        )
    return found
