"""The bytes of a guest's files: how much there may be, who has them, when they end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientPayloadError

from mockplatform.guests import files
from mockplatform.guests.standing import Cause
from mockplatform.limits import LIMITS
from tests.support.faulty import fault
from tests.support.files import PNG, Json, fetch, presigned, put, send, upload
from tests.support.guests import PATIENCE_S, guest
from tests.support.server import serving
from tests.support.staff import Staff


async def test_a_tenant_holds_so_many_bytes_and_says_so() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        with server.tenant.blobs.place(LIMITS.files_per_tenant_bytes_max - len(PNG) + 1):
            where = await presigned(visitor)
            assert await put(server, where, PNG) == 429
            assert (await visitor.hear_class("UploadFailureEvent"))["body"]["errorCode"] == 429
        assert await put(server, where, PNG) == 200


async def test_ten_megabytes_come_in_pieces_while_others_are_served() -> None:
    data = bytes(10_000_000)
    async with serving() as server, guest(server) as visitor, guest(server, "other") as other:
        await visitor.configure()
        await other.configure()
        where = await presigned(visitor, len(data))
        half, rest = asyncio.Event(), asyncio.Event()

        async def slowly() -> Any:
            yield data[: len(data) // 2]
            half.set()
            await rest.wait()
            yield data[len(data) // 2 :]

        going = asyncio.create_task(put(server, where, slowly()))
        await half.wait()
        await other.text("Hello")
        assert server.tenant.blobs.taken == len(data)
        rest.set()
        assert await going == 200
        done = (await visitor.hear_class("UploadSuccessEvent"))["body"]
        assert (await fetch(server, done["downloadUrl"]))[1] == data


async def begin(url: str, head: str, body: bytes) -> bytes:
    """Begin an upload that never ends; return the line with which it is answered."""
    at = urlsplit(url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    request = f"PUT {at.path}?{at.query} HTTP/1.1\r\nHost: {at.netloc}\r\n{head}\r\n\r\n"
    writer.write(request.encode() + body)
    async with asyncio.timeout(PATIENCE_S):
        line = await reader.readline()
    writer.close()
    return line


async def test_too_many_bytes_are_refused_before_the_rest_of_them_has_come() -> None:
    size = len(PNG) + 1
    chunk = f"{size:x}\r\n".encode() + PNG + b"x\r\n"
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        url = (await presigned(visitor))["url"]
        for head, body in (
            (f"Content-Length: {size}", b""),
            ("Transfer-Encoding: chunked", chunk),
        ):
            assert b" 400 " in await begin(url, head, body)
            failure = (await visitor.hear_class("UploadFailureEvent"))["body"]
            assert failure["errorCode"] == 4002


async def test_a_client_that_leaves_in_the_middle_takes_no_room() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor, 1_000_000)
        began = asyncio.Event()

        async def never() -> Any:
            yield b"x" * 1000
            began.set()
            await asyncio.Event().wait()
            yield b""

        going = asyncio.create_task(put(server, where, never()))
        await began.wait()
        going.cancel()
        async with asyncio.timeout(5):
            await server.tenant.journal.wait_for(
                lambda entry: entry.kind == "http" and "uploads" in entry.render()["path"]
            )
        assert server.tenant.blobs.taken == 0


async def test_a_page_of_another_origin_may_upload_and_download() -> None:
    page = {"Origin": "https://shop.example"}
    asks = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-attachment-id",
    }
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor)
        async with server.http.options(where["url"], headers={**page, **asks}) as answer:
            assert answer.status == 204
            assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
            assert answer.headers["Access-Control-Allow-Headers"] == "x-attachment-id"
        async with server.http.put(where["url"], data=PNG, headers=page) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == page["Origin"]


async def test_the_journal_knows_uploads_and_no_signature_stands_there() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor)
        await put(server, where, PNG)
        await put(server, {**where, "url": where["url"] + "0"}, PNG)
        signature = where["url"].partition("signature=")[2]
        text = str([entry.render() for entry in server.tenant.journal.behind(0)])
        assert "/api/v2/uploads/" in text
        assert signature not in text


async def test_faults_hit_uploads_and_downloads() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor)
        uploads = {"path": "/api/v2/uploads/*"}
        async with fault(
            server, "status", where={"phase": "edge", **uploads}, what={"status": 503}
        ):
            assert await put(server, where, PNG) == 503
        async with fault(server, "lost_write", where=uploads):
            assert await put(server, where, PNG) == 200
        assert server.tenant.blobs.taken == 0
        assert await put(server, where, PNG) == 200
        done = (await visitor.hear_class("UploadSuccessEvent"))["body"]
        downloads = {"path": "/api/v2/downloads/*"}
        async with fault(server, "truncate", where=downloads):
            with pytest.raises(ClientPayloadError):
                await fetch(server, done["downloadUrl"])


async def test_what_is_cleared_or_reset_takes_its_bytes_along() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        await upload(server, visitor)
        await visitor.configure()
        old = server.tenant
        await server.platform.reset("default")
        assert (old.blobs.taken, server.tenant.blobs.taken) == (0, 0)
    async with serving() as server:
        async with guest(server) as visitor:
            await visitor.configure()
            done = await upload(server, visitor)
            await send(visitor, done["attachmentId"])
            await visitor.hear()
            clear = {"eventType": "Presence", "presence": {"type": "Clear"}}
            await visitor.say("onMessage", message={"type": "Event", "events": [clear]})
            await visitor.hear_class("SessionClearedEvent")
            # Agents may still look at it, as long as the session is remembered.
            assert (await fetch(server, done["downloadUrl"]))[0] == 200
        async with guest(server) as visitor:
            await visitor.configure()
            assert server.tenant.blobs.taken == 0


async def test_a_rewind_keeps_the_bytes_of_files_that_were_there() -> None:
    from mockplatform.snapshots.taking import take

    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        kept = await upload(server, visitor)
        snapshot = await take(server.platform.service, server.tenant)
        gone = await upload(server, visitor)
        await server.platform.put_back("default", snapshot)
        assert (await fetch(server, kept["downloadUrl"]))[1] == PNG
        assert (await fetch(server, gone["downloadUrl"]))[0] == 403
        assert server.tenant.blobs.taken == len(PNG)


async def test_bytes_are_in_no_store_and_a_download_says_so(tmp_path: Path) -> None:
    at = f"sqlite:///{tmp_path / 'a.db'}"
    async with serving(store=at) as server, guest(server) as visitor:
        await visitor.configure()
        done = await upload(server, visitor)
        path = done["downloadUrl"].removeprefix(server.url)
        assert (await fetch(server, server.url + path))[1] == PNG
    async with serving(store=at) as server:
        status, _, headers = await fetch(server, server.url + path)
        assert (status, "restart" in headers["X-Mockplatform-Hint"]) == (404, True)


async def test_the_widget_api_shows_a_guest_s_file() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        done = await upload(server, visitor)
        await send(visitor, done["attachmentId"], text="Look")
        await visitor.hear_class("StructuredMessage")
        ((id_, state),) = server.tenant.conversations.items()
        headers = {"Authorization": f"Bearer {await server.token(state.customer.id)}"}
        url = f"{server.url}/api/v2/conversations/messaging/{id_}/messages"
        async with server.http.get(url, headers=headers) as answer:
            ((message),) = (await answer.json())["entities"]
        (shown,) = message["attachments"]
        assert (shown["name"], shown["mime"], shown["size"]) == ("a.png", "image/png", len(PNG))
        await server.advance(10 * LIMITS.file_download_s_max)
        assert (await fetch(server, server.url + shown["url"]))[1] == PNG


async def test_the_platform_api_shows_it_too_with_a_url_that_serves_it() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        done = await upload(server, visitor)
        await send(visitor, done["attachmentId"])
        echo = (await visitor.hear_class("StructuredMessage"))["body"]
        staff = await Staff.of(server, "automation")
        found = await staff.get(f"/conversations/messages/{echo['id']}/details")
        attachment = found["normalizedMessage"]["content"][0]["attachment"]
        size, url = attachment.pop("contentSizeBytes"), attachment["url"]
        assert {**attachment, "fileSize": size} == echo["content"][0]["attachment"]
        assert (await fetch(server, url))[1] == PNG


async def test_a_guest_hears_nothing_of_what_an_agent_uploads() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        (session,) = server.tenant.sessions.values()
        wish = files.Wish(name="a.png", mime="image/png", size=len(PNG), by="ana")
        service = server.platform.service
        file = await files.offer(service, server.tenant, session, wish, Cause())
        url = server.url + files.upload_path(session.id, file)
        where: Json = {"url": url, "headers": {}}
        assert await put(server, where, PNG[1:]) == 400
        assert await put(server, where, PNG) == 200
        await visitor.say("getAttachment", attachmentId=file.id)
        fetched = await visitor.hear_class("PresignedUrlResponse")
        assert (await fetch(server, fetched["body"]["url"]))[1] == PNG
