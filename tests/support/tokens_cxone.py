"""Owns how tests ask for transaction tokens of chat channels, and for what goes with them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.support.brands import CHANNEL, Brand

Json = dict[str, Any]
CALLBACK = "http://localhost:8080/callback"
COOKIE = "cx_digital_wi"


class Told(NamedTuple):
    """What a call came to."""

    status: int
    body: Json
    headers: Any

    @property
    def cookie(self) -> str:
        """What is to be sent back as `Cookie`; empty where none was set."""
        return str(self.headers.get("Set-Cookie", "")).partition(";")[0]

    @property
    def customer(self) -> str:
        """Whom the token names."""
        return str(self.body["customerIdentity"]["idOnExternalPlatform"])


async def asked(
    shop: Brand,
    body: Json | str,
    channel: str = CHANNEL,
    *,
    brand: int | str | None = None,
    cookie: str = "",
    query: Json | None = None,
    **headers: str,
) -> Told:
    """Ask for a transaction token."""
    number = shop.tenant.brand_id if brand is None else brand
    given = {"brandId": number, "channelId": channel, "visitorId": "", **(query or {})}
    sent = {**headers, **({"Cookie": cookie} if cookie else {})}
    url = f"{shop.server.url}/t/{shop.id}/oauth/token?{urlencode(given)}"
    data = body if isinstance(body, str) else json.dumps(body)
    sent = {"Content-Type": "application/json", **sent}
    async with shop.server.http.post(url, data=data, headers=sent) as answer:
        return Told(answer.status, await answer.json(), answer.headers.copy())


def named(customer: str) -> Json:
    """Return the body of an anonymous customer."""
    return {"customerIdentity": {"idOnExternalPlatform": customer}}


def coded(code: str, **more: str) -> Json:
    """Return the body of a customer with a code."""
    given = {"grant_type": "authorization_code", "authorization_code": code, **more}
    return {"thirdParty": given}


def renewing(refresh_token: str) -> Json:
    """Return the body of a customer with a refresh token."""
    return {"thirdParty": {"grant_type": "refresh_token", "refresh_token": refresh_token}}


async def code_for(shop: Brand, user_id: str = "user-7", **more: str) -> str:
    """Return a code that the platform's own login gives."""
    query = {
        "response_type": "code",
        "client_id": "widget",
        "redirect_uri": CALLBACK,
        "login_hint": user_id,
        **more,
    }
    url = f"{shop.server.url}/t/{shop.id}/oauth/authorize"
    async with shop.server.http.get(url, params=query, allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
