"""Owns a Genesys guest on a platform whose time stands still, for small client programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed

from tests.clients.api import Api, Reply
from tests.support.guests import DEPLOYMENT, Guest, Shop, shop

CALLBACK = "http://localhost:8080/callback"
HISTORY = "/api/v2/webmessaging/messages"
SIGN_IN = "/api/v2/webdeployments/token"
EXCHANGE = f"{SIGN_IN}/oauthcodegrantjwtexchange"
Json = dict[str, Any]


class Visit:
    """One guest: the session of a token, over as many sockets as it takes.

    Attributes:
        place: The tenant.
        token: The session's.
        user: The known user who signs in, if he does.
    """

    def __init__(self, place: Shop, name: str, stack: AsyncExitStack) -> None:
        self.place = place
        self.token = f"token of {name}"
        self.user = name
        self._stack = stack

    @property
    def api(self) -> Api:
        """The tenant's HTTP."""
        return Api(self.place.server.http, f"{self.place.server.url}/t/{self.place.id}")

    @property
    def subject(self) -> str:
        """Whom findings are to name: the guest of the session."""
        return self.place.session(self.token).customer.id

    async def connect(self) -> Guest:
        """Open a socket and configure the session on it."""
        guest = await self._stack.enter_async_context(self.place.guest(self.token))
        await guest.configure()
        return guest

    async def connect_as(self, tokens: Json) -> Guest:
        """Open a socket and configure the session on it as the user who has signed in."""
        guest = await self._stack.enter_async_context(self.place.guest(self.token))
        known = {"deploymentId": DEPLOYMENT, "data": {"code": tokens["jwt"]}}
        await guest.say("configureAuthenticatedSession", **known)
        while (await guest.hear())["class"] != "SessionResponse":
            pass
        return guest

    async def gone(self, guest: Guest) -> None:
        """Wait until a socket has ended."""
        try:
            while True:
                await guest.hear()
        except ConnectionClosed:
            pass

    async def drop(self, guest: Guest) -> None:
        """Cut the session's sockets, as a network does."""
        for one in (await self.admin("GET", "/channels"))["channels"]:
            if one["group"] == self.place.session(self.token).id:
                await self.admin("POST", f"/channels/{one['id']}/drop", {})
        await self.gone(guest)

    async def history(self, guest: Guest) -> list[Json]:
        """Read the newest messages, as whoever was away has to."""
        await guest.say("getJwt")
        jwt = (await guest.hear_class("JwtResponse"))["body"]["jwt"]
        found: list[Json] = (await self.api.must("GET", HISTORY, token=jwt))["entities"]
        return found

    async def sign_in(self) -> Json:
        """Sign in as a known user; return the JWT and the refresh token."""
        query = f"client_id=widget&response_type=code&login_hint={self.user}"
        url = f"{self.api.url}/oauth/authorize?{query}&redirect_uri={CALLBACK}"
        async with self.place.server.http.get(url, allow_redirects=False) as answer:
            code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
        oauth = {"code": code, "redirectUri": CALLBACK}
        asked = {"deploymentId": DEPLOYMENT, "oauth": oauth}
        found: Json = await self.api.must("POST", EXCHANGE, json=asked)
        return found

    async def refresh(self, tokens: Json) -> Reply:
        """Spend a refresh token."""
        body = {"refreshToken": tokens["refreshToken"], "deploymentId": DEPLOYMENT}
        return await self.api.call("POST", f"{SIGN_IN}/refresh", json=body)

    async def passes(self, seconds: float) -> None:
        """Let the tenant's time pass."""
        await self.admin("POST", "/clock/advance", {"by": seconds})

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Steer the tenant."""
        server = self.place.server
        api = Api(server.http, f"{server.url}/t/{self.place.id}/__admin")
        return await api.must(method, path, json=body)

    async def findings(self) -> list[Json]:
        """Return what was found until now."""
        found: list[Json] = (await self.admin("GET", "/findings"))["findings"]
        return found


@asynccontextmanager
async def visiting(name: str, **messaging: Any) -> AsyncIterator[Visit]:
    """Run a tenant whose deployment takes guests, and give one of them; it leaves at the end."""
    async with shop(**messaging) as place, AsyncExitStack() as stack:
        yield Visit(place, name, stack)
