"""Owns a guest's files for tests: asked for, uploaded, sent, fetched, as clients do it."""

from __future__ import annotations

from typing import Any

from tests.support.guests import Guest
from tests.support.server import Server

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
Json = dict[str, Any]


async def ask(visitor: Guest, size: int = len(PNG), /, **members: Any) -> Json:
    """Ask where to upload a file; return the answer's frame."""
    about = {"fileName": "a.png", "fileType": "image/png", "fileSize": size, **members}
    await visitor.say("onAttachment", **{"errorsAsJson": True, **about})
    return await visitor.hear()


async def presigned(visitor: Guest, size: int = len(PNG), **members: Any) -> Json:
    """Ask the same; return where to."""
    frame = await ask(visitor, size, **members)
    assert frame["class"] == "PresignedUrlResponse", frame
    body: Json = frame["body"]
    return body


async def put(server: Server, where: Json, data: Any, **headers: str) -> int:
    """Upload bytes as a client does; return the status."""
    sent = {**where["headers"], "Content-Type": "image/png", **headers}
    async with server.http.put(where["url"], data=data, headers=sent) as answer:
        return answer.status


async def upload(server: Server, visitor: Guest, data: bytes = PNG, **members: Any) -> Json:
    """Upload a file; return the body of UploadSuccessEvent."""
    where = await presigned(visitor, len(data), **members)
    assert await put(server, where, data) == 200
    body: Json = (await visitor.hear_class("UploadSuccessEvent"))["body"]
    assert body["attachmentId"] == where["attachmentId"]
    return body


async def send(visitor: Guest, *ids: str | None, text: str = "") -> None:
    """Send a message that names files."""
    content = [{"contentType": "Attachment", "attachment": {"id": id_}} for id_ in ids]
    await visitor.say("onMessage", message={"type": "Text", "text": text, "content": content})


async def fetch(server: Server, url: str, method: str = "GET") -> tuple[int, bytes, Any]:
    """Return status, body and headers of a download."""
    async with server.http.request(method, url) as answer:
        return answer.status, await answer.read(), answer.headers
