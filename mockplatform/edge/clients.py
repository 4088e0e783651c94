"""Owns how a client proves who it is: by its secret, or not at all and by PKCE later.

Source: RFC 6749, section 2.3. Status and text of the two refusals: [C] a client's tests against
Genesys Cloud.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import NamedTuple

from mockplatform.core.configuration import Client
from mockplatform.edge.call import Call
from mockplatform.edge.forms import Basic, basic_credentials
from mockplatform.errors import OAuthError, nearest

Parameters = dict[str, str]
_HINT = "Send HTTP Basic with id and secret, or client_id and client_secret."


class Proof(NamedTuple):
    """The client that a request names, and whether it gave the client's secret."""

    client: Client
    is_proven: bool

    def demand(self) -> None:
        """Let by who gave the secret.

        Raises:
            OAuthError: `invalid_client`: nobody did.
        """
        if not self.is_proven:
            raise _unproven(_HINT)


async def prove(call: Call, given: Parameters) -> Proof:
    """Return the client that a request names, by HTTP Basic or in its body.

    Raises:
        OAuthError: `invalid_client`: there is none such, or its secret is another.
    """
    basic = basic_credentials(call)
    if basic is not None and "client_secret" in given:
        raise OAuthError("invalid_request", "Two ways of client authentication at once")
    if basic is None:
        secret = given.get("client_secret", "")
        basic = Basic(given.get("client_id", ""), secret, secret)
    id_, secret, secret_as_sent = basic
    if not id_:
        raise OAuthError("invalid_client", "No client", status=401, hint=_HINT)
    await call.follow(call.platform.owner_of(id_))
    client = call.tenant.client(id_)
    if client is None:
        known = [one.id for one in call.tenant.config.clients]
        raise OAuthError("invalid_client", "client not found", hint=nearest(id_, known))
    call.subject = client.id
    if secret and not (_is_its(client, secret) or _is_its(client, secret_as_sent)):
        raise _unproven("The tenant's fixture has each client's secret.")
    return Proof(client, is_proven=bool(secret))


def _is_its(client: Client, secret: str) -> bool:
    return hmac.compare_digest(client.secret.encode(), secret.encode())


def _unproven(hint: str) -> OAuthError:
    return OAuthError(
        "invalid_client", "authentication failed", status=HTTPStatus.UNAUTHORIZED, hint=hint
    )
