"""Owns how tests call the admin API: one line a call, and the answer as a value."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockplatform.clock import ManualWall
from tests.support.server import MESSAGING, Server


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its JSON (None where there is none), its headers."""

    status: int
    body: Any
    headers: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        """Return a member of the body."""
        return self.body[name]

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a problem document."""
        assert self.headers["Content-Type"].startswith("application/problem+json"), self
        assert self.status == self.body["status"], self
        return self.status, self.body["code"]


class Api:
    """The admin API of a server, for one of its tenants."""

    def __init__(self, server: Server, tenant: str = "") -> None:
        self.server = server
        self.prefix = f"/t/{tenant}" if tenant else ""

    def of(self, tenant: str) -> Api:
        """Return the same server's admin API for another tenant."""
        return Api(self.server, tenant)

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> Reply:
        """Call a path of the server."""
        headers = more.pop("headers", {})
        if body is not None:
            more["data"] = json.dumps(body)
            headers = {"Content-Type": "application/json", **headers}
        url = self.server.url + self.prefix + path
        async with self.server.http.request(method, url, headers=headers, **more) as answer:
            text = await answer.text()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return Reply(answer.status, json.loads(text) if is_json else text, dict(answer.headers))

    async def get(self, path: str, **more: Any) -> Reply:
        """Read."""
        return await self.call("GET", "/__admin" + path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> Reply:
        """Act."""
        return await self.call("POST", "/__admin" + path, {} if body is None else body, **more)

    async def put(self, path: str, body: Any) -> Reply:
        """Replace."""
        return await self.call("PUT", "/__admin" + path, body)

    async def patch(self, path: str, body: Any) -> Reply:
        """Change a part."""
        return await self.call("PATCH", "/__admin" + path, body)

    async def delete(self, path: str) -> Reply:
        """Take away."""
        return await self.call("DELETE", "/__admin" + path)

    async def token(self, user_id: str = "user-7", **asked: Any) -> str:
        """Mint a token and return it."""
        reply = await self.post("/tokens", {"userId": user_id, **asked})
        assert reply.status == 201, reply
        minted: str = reply["accessToken"]
        return minted

    async def widget(self, method: str, path: str, token: str, body: Any = None) -> Reply:
        """Call the widget API as its customer."""
        return await self.call(method, path, body, headers={"Authorization": f"Bearer {token}"})

    async def conversation(self, user_id: str = "user-7", **body: Any) -> str:
        """Open a conversation as a customer; return its id."""
        reply = await self.widget("POST", MESSAGING, await self.token(user_id), body)
        assert reply.status == 201, reply
        id_: str = reply["id"]
        return id_

    async def act(self, id_: str, act: str, **body: Any) -> Reply:
        """Act as an agent in a conversation."""
        return await self.post(f"/conversations/{id_}/agent/{act}", body)


class Alarms:
    """Timers on a manual wall: they ring when the wall is moved over them."""

    def __init__(self, wall: ManualWall) -> None:
        self._wall = wall
        self._armed: dict[int, tuple[float, Callable[[], None]]] = {}
        self._count = 0

    def __call__(self, delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Arm a timer; return what disarms it."""
        self._count = number = self._count + 1
        self._armed[number] = (self._wall() + delay_s, callback)

        def disarm() -> None:
            self._armed.pop(number, None)

        return disarm

    def pass_time(self, by_s: float) -> None:
        """Move the wall, ringing on the way what is due."""
        until = self._wall.at + by_s
        while due := sorted((at, number) for number, (at, _) in self._armed.items() if at <= until):
            at, number = due[0]
            self._wall.at = max(at, self._wall.at)
            self._armed.pop(number)[1]()
        self._wall.at = until
