"""Owns one client of Genesys' SDK for Python (`purecloudplatformclientv2`), for async tests.

The SDK blocks, so each call runs in a thread while the server runs in the loop::

    async with serving() as server, python_sdk(server.url) as sdk:
        await sdk.login("shop-server", "secret")
        queues = await sdk.call("RoutingApi.get_routing_queues", page_size=5)
        assert queues.entities[0].name == "support"
        refused = await sdk.refusal("UsersApi.get_user", "nobody")
        assert (refused.status, refused.code) == (404, "not.found")

Its urllib3 sends again by itself, ten times and whatever the method: after a connection that
broke, and after 413, 429 and 503 with `Retry-After`, which it sleeps out in real time. A fault
that is to be seen leaves that header off.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.sdk.refused import PATIENCE_S, Refused


@cache
def load() -> Any:
    """Import the SDK, which takes a second or two, so only who drives it pays for it.

    It is told not to watch its configuration: it would follow each change below the home folder.
    """
    before = {name: value for name, value in os.environ.items() if name == "HOME"}
    collects = gc.isenabled()
    with TemporaryDirectory() as folder:
        config = Path(folder, ".genesyscloudpython", "config")
        config.parent.mkdir()
        config.write_text("[general]\nlive_reload_config = false\n", encoding="utf-8")
        os.environ["HOME"] = folder
        gc.disable()  # Its thousands of classes are no garbage; looking for some doubles the time.
        try:
            import PureCloudPlatformClientV2 as sdk  # type: ignore[import-untyped]  # noqa: N813
        finally:
            if collects:
                gc.enable()
            del os.environ["HOME"]
            os.environ.update(before)
    return sdk


class PythonSdk:
    """One client: a host, a token, connections of its own.

    Attributes:
        client: The SDK's `ApiClient`, for what `call` has no word for.
    """

    def __init__(self, url: str, token: str) -> None:
        self._sdk = load()
        self.client = self._sdk.ApiClient(host=url)
        self.client.access_token = token

    async def login(self, client_id: str, secret: str) -> None:
        """Log in with client credentials; raises `Refused`."""
        await self.call("ApiClient.get_client_credentials_token", client_id, secret)

    async def call(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Call a method and return what the SDK makes of the answer: models, or None.

        Args:
            name: Class and method, such as "ConversationsApi.get_conversation"; "ApiClient.…"
                is the client's own.
            arguments: What the method takes by position; a body may be a plain dict.
            named: What it takes by name.

        Raises:
            Refused: The SDK reports an error status, or gave up reaching the server. Whatever
                else it raises is an answer that it could not read, and goes through.
        """
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.to_thread(self._call, name, arguments, named)

    async def refusal(self, name: str, *arguments: Any, **named: Any) -> Refused:
        """Do the same with a call that is to be refused; return the refusal."""
        try:
            value = await self.call(name, *arguments, **named)
        except Refused as refused:
            return refused
        raise AssertionError(f"{name} was not refused: {value!r}")

    def model(self, name: str, **members: Any) -> Any:
        """Make a model of the SDK, for a body: members have Python's spelling."""
        made = getattr(self._sdk, name)()
        for member, value in members.items():
            assert member in made.swagger_types, f"{name} has no member {member}"
            setattr(made, member, value)
        return made

    def plain(self, model: Any) -> Any:
        """Return a model as it would stand on the wire, without what it does not know."""
        return self.client.sanitize_for_serialization(model)

    def close(self) -> None:
        """Let go of the connections; garbage would do so with a warning."""
        self.client.get_http_client().rest_client.pool_manager.clear()

    def _call(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        from urllib3.exceptions import HTTPError

        owner, _, method = name.partition(".")
        api = self.client if owner == "ApiClient" else getattr(self._sdk, owner)(self.client)
        try:
            return getattr(api, method)(*arguments, **named)
        except self._sdk.rest.ApiException as error:
            if not error.status:
                raise  # An answer came, but one of its times is none.
            raise _refused(error) from None
        except HTTPError as error:
            raise Refused(0, text=f"{type(error).__name__}: {error}") from None


def _refused(error: Any) -> Refused:
    try:
        body = json.loads(error.body) if error.body else None
    except ValueError:
        body = error.body
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return Refused(error.status, body, headers, text=str(error.reason or ""))


@asynccontextmanager
async def python_sdk(url: str, token: str = "") -> AsyncIterator[PythonSdk]:
    """Give a client of the platform at a URL, which may end in a tenant's prefix."""
    await asyncio.to_thread(load)
    sdk = PythonSdk(url, token)
    try:
        yield sdk
    finally:
        sdk.close()
