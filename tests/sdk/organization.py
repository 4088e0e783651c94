"""Owns the organization that the SDKs' tests sign in to: the fixture `genesys`, by names.

Serve it with `serving(fixture=FIXTURE)`.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from mockplatform import fixtures_loader
from mockplatform.core.configuration import Client
from mockplatform.edge.codes import challenge_of
from tests.support.server import Server

FIXTURE = "genesys"
CONFIG = fixtures_loader.load(FIXTURE)
MACHINE, BROWSER, DESK = CONFIG.clients
"""Client credentials; codes with PKCE and no secret, as Ada; codes with a secret, as Ben."""
ADA, BEN, BOT = CONFIG.agents
SUPPORT, CLAIMS, ASSISTANT = CONFIG.queues
WEBSITE, PORTAL = CONFIG.deployments
CALLBACK = "http://localhost:8081/callback"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"


async def code(server: Server, client: Client, *, verifier: str = "") -> str:
    """Return an authorization code, as a browser would bring it back from the log-in page."""
    query = {"response_type": "code", "client_id": client.id, "redirect_uri": CALLBACK}
    if verifier:
        query |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    url = f"{server.url}/oauth/authorize?{urlencode(query)}"
    async with server.http.get(url, allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
