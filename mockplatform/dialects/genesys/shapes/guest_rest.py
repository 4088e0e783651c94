"""Owns the bodies of the guest's REST calls: history, sign-in, push devices."""

from __future__ import annotations

from typing import Literal

from mockplatform.dialects.genesys.shapes.journeys import JourneyContext
from mockplatform.dialects.genesys.shapes.messages import StructuredMessage
from mockplatform.edge.wire import Wire


class HistoryPage(Wire, kw_only=True):
    """A page of a session's messages, newest first; all members must be there.

    Source: [C] transport SDK 2.14, MessageEntityList; [M] WebMessagingMessageEntityList.
    """

    entities: list[StructuredMessage]
    page_size: int
    page_number: int
    total: int
    page_count: int


class ExchangeParameters(Wire, kw_only=True):
    """What the identity provider gave: a code, or an id token (implicit flow).

    Source: [M] WebDeploymentsOAuthRequestParameters.
    """

    code: str | None = None
    id_token: str | None = None
    redirect_uri: str | None = None
    code_verifier: str | None = None
    nonce: str | None = None
    max_age: int | None = None
    iss: str | None = None


class CodeExchange(Wire, kw_only=True):
    """Trade an identity provider's code for the platform's JWT.

    Source: [M] WebDeploymentsOAuthExchangeRequest; [C] transport SDK 2.14, FetchJwtRequest.
    """

    deployment_id: str
    oauth: ExchangeParameters
    journey_context: JourneyContext | None = None


class SignedInTokens(Wire, kw_only=True):
    """The JWT of a known user; without a refresh token in the implicit flow.

    Source: [M] WebDeploymentsAuthorizationResponse; [C] transport SDK 2.14, AuthJwt.
    """

    jwt: str
    refresh_token: str | None = None


class TokenRefresh(Wire, kw_only=True):
    """Trade a refresh token for a new JWT. Source: [M] WebDeploymentsRefreshJWTRequest."""

    refresh_token: str
    deployment_id: str | None = None


class PushDevice(Wire, kw_only=True):
    """A device that wants notices; a PATCH carries the token and the language alone.

    Source: [M] PushDeviceInsertRequest, PushDeviceUpdateRequest.
    """

    device_token: str | None = None
    language: str | None = None
    device_type: Literal["android", "ios"] | None = None
    notification_provider: Literal["FCM", "APNS"] | None = None
