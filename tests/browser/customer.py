"""Owns a customer who has no browser: calls of the widget API, and a socket that stays open."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, suppress
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from websockets.sync.client import ClientConnection, connect

from mockplatform.client import TenantUnderTest

MESSAGING = "/api/v2/conversations/messaging"
PATIENCE_S = 10


class Customer:
    """One person at a widget.

    Attributes:
        at: The tenant.
        id: The conversation; "" before `begin`.
    """

    def __init__(self, at: TenantUnderTest, user: str) -> None:
        self.at = at
        self.user = user
        self.id = ""
        self._tokens: dict[str, Any] = {}
        self._tokens = self.call("POST", "/api/v2/widget/auth/token", self._who())

    def _who(self) -> dict[str, str]:
        return {
            "deploymentId": self.at.deployment_id,
            "userId": self.user,
            "instanceId": f"tab-{self.user}",
        }

    def begin(self, **body: Any) -> Customer:
        """Open a conversation."""
        self.id = str(self.call("POST", MESSAGING, body)["id"])
        return self

    def say(self, text: str) -> None:
        """Send a message, by HTTP; where the platform is down it stays unsaid."""
        with suppress(HTTPError):
            self.call("POST", f"{MESSAGING}/{self.id}/messages", {"text": text})

    def renew(self) -> None:
        """Renew the token, as five minutes before its end; where that fails the old one stays."""
        body = {"grant_type": "refresh_token", "refresh_token": self._tokens["refresh_token"]}
        with suppress(HTTPError):
            self._tokens = self.call("POST", "/api/v2/widget/auth/refresh", body)

    def listen(self) -> AbstractContextManager[ClientConnection]:
        """Return a socket of the conversation; it is open in `with`."""
        query = urlencode({"access_token": self._tokens["access_token"]})
        url = f"{self.at.ws_url}{MESSAGING}/{self.id}/ws?{query}"
        return connect(url, open_timeout=PATIENCE_S, proxy=None)

    def look(self, query: str = "") -> None:
        """Read how the conversation is; where the platform is down nothing comes of it."""
        with suppress(HTTPError):
            self.call("GET", f"{MESSAGING}/{self.id}{query}")

    def sin(self) -> None:
        """Read it as no client should: with the token in the URL."""
        self.look(f"?{urlencode({'access_token': self._tokens['access_token']})}")

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the platform; return what it says."""
        headers = {"Content-Type": "application/json"}
        if self._tokens:
            headers["Authorization"] = f"Bearer {self._tokens['access_token']}"
        data = None if body is None else json.dumps(body).encode()
        asked = Request(self.at.url + path, data, headers, method=method)  # noqa: S310 - ours
        with urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310 - ours
            said: dict[str, Any] = json.load(answer)
            return said
