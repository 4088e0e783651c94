"""A guest's files on his socket: asked for, sent, taken away, and what is refused."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from msgspec.structs import replace

from mockplatform.core.messaging import Messaging
from mockplatform.limits import LIMITS
from mockplatform.platform import TenantPlan
from tests.support.files import PNG, Json, ask, fetch, presigned, put, send, upload
from tests.support.guests import guest
from tests.support.server import Server, serving


async def tenant_with(server: Server, **messaging: Any) -> str:
    """Make a tenant whose deployments are like that; return its prefix."""
    config = server.tenant.config
    deployments = tuple(
        replace(one, messaging=Messaging(**messaging)) for one in config.deployments
    )
    plan = TenantPlan(config=replace(config, deployments=deployments))
    await server.platform.create("other", plan)
    return "/t/other"


async def test_a_file_goes_up_and_comes_back_byte_for_byte() -> None:
    async with serving() as server, guest(server) as visitor, guest(server) as second:
        await visitor.configure()
        await second.configure()
        done = await upload(server, visitor, fileName="Ümläut 1.png", attachmentId="mine-1")
        assert done["timestamp"] == "2023-11-14T22:13:20.000Z"
        assert (await second.hear_class("UploadSuccessEvent"))["body"] == done
        await send(visitor, "mine-1", text="Look")
        frame = await visitor.hear_class("StructuredMessage")
        assert await second.hear() == frame
        (part,) = frame["body"]["content"]
        url = part["attachment"].pop("url")
        assert part == {
            "contentType": "Attachment",
            "attachment": {
                "id": "mine-1",
                "mediaType": "Image",
                "mime": "image/png",
                "filename": "Ümläut 1.png",
                "fileSize": len(PNG),
            },
        }
        assert (await fetch(server, done["downloadUrl"]))[1] == PNG
        status, body, headers = await fetch(server, url)
        assert (status, body) == (200, PNG)
        assert (headers["Content-Type"], headers["Content-Length"]) == ("image/png", str(len(PNG)))
        assert headers["Content-Disposition"] == (
            "attachment; filename=\"_ml_ut 1.png\"; filename*=UTF-8''%C3%9Cml%C3%A4ut%201.png"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        status, body, headers = await fetch(server, url, "HEAD")
        assert (status, body, headers["Content-Length"]) == (200, b"", str(len(PNG)))


async def test_an_upload_s_answer_has_headers_and_a_download_s_has_none_but_a_size() -> None:
    """[C] That is how the transport SDK tells one from the other."""
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor, tracingId="t-1")
        assert where["headers"]
        assert "fileSize" not in where
        assert where["url"].startswith(server.url + "/")
        await visitor.say("getAttachment", attachmentId=where["attachmentId"])
        assert (await visitor.refusal())[0] == 4010
        await put(server, where, PNG)
        await visitor.hear_class("UploadSuccessEvent")
        await visitor.say("getAttachment", attachmentId=where["attachmentId"], tracingId="t-2")
        frame = await visitor.hear_class("PresignedUrlResponse")
        assert (frame["tracingId"], frame["body"]["headers"]) == ("t-2", {})
        assert frame["body"]["fileSize"] == len(PNG)
        assert (await fetch(server, frame["body"]["url"]))[1] == PNG


async def test_what_is_not_taken_is_told_by_code_as_json_or_as_text() -> None:
    async with serving() as server:
        prefix = await tenant_with(server, file_types=("image/*",), file_size_kb_max=2)
        async with guest(server, prefix=prefix) as visitor:
            await visitor.configure()
            bad: tuple[tuple[Json, int], ...] = (
                ({"fileType": "text/plain"}, 4001),
                ({"fileName": "a.EXE"}, 4001),
                ({"fileSize": 2001}, 4002),
                ({"fileSize": 0}, 4002),
                ({"fileName": ""}, 4004),
                ({"fileName": "a" * 256}, 4005),
                ({"fileMd5": "nonsense"}, 400),
                ({"attachmentId": "../../etc"}, 400),
            )
            for members, code in bad:
                frame = await ask(visitor, **{"attachmentId": "x", **members})
                assert (frame["class"], frame["body"]["errorCode"]) == ("GenerateUrlError", code)
                frame = await ask(visitor, **members, errorsAsJson=False)
                assert (frame["class"], frame["code"]) == ("string", code)
            assert (await presigned(visitor, 2000))["fileType"] == "image/png"


async def test_a_deployment_without_attachments_says_4000() -> None:
    async with serving() as server:
        prefix = await tenant_with(server, attachments=False)
        async with guest(server, prefix=prefix) as visitor:
            await visitor.configure()
            frame = await ask(visitor, attachmentId="x")
            assert (frame["body"]["errorCode"], frame["body"]["attachmentId"]) == (4000, "x")


async def test_a_file_is_offered_by_who_has_a_session_alone() -> None:
    async with serving() as server, guest(server) as visitor:
        assert (await ask(visitor))["code"] == 4007


async def test_more_bytes_or_fewer_or_others_are_refused_and_the_right_ones_may_follow() -> None:
    digest = hashlib.md5(PNG, usedforsecurity=False)
    wrong = base64.b64encode(bytes(16)).decode()
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor, fileMd5=base64.b64encode(digest.digest()).decode())

        async def chunks() -> Any:
            yield PNG
            yield b"x"

        for data, headers, status, code in (
            (PNG + b"x", {}, 400, 4002),
            (chunks(), {}, 400, 4002),
            (PNG[:-1], {}, 400, 4002),
            (b"", {}, 400, 4002),
            (PNG[:-1] + b"x", {}, 400, 4003),
            (PNG, {"Content-MD5": wrong}, 400, 4003),
        ):
            assert await put(server, where, data, **headers) == status
            body = (await visitor.hear_class("UploadFailureEvent"))["body"]
            assert (body["attachmentId"], body["errorCode"]) == (where["attachmentId"], code)
        assert server.tenant.blobs.taken == 0
        assert await put(server, where, PNG) == 200
        await visitor.hear_class("UploadSuccessEvent")


async def test_the_same_bytes_may_come_again_and_others_may_not() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor)
        assert await put(server, where, PNG) == 200
        await visitor.hear_class("UploadSuccessEvent")
        assert await put(server, where, PNG) == 200
        assert await put(server, where, PNG[::-1]) == 409
        await visitor.hear_class("UploadFailureEvent")
        assert server.tenant.blobs.taken == len(PNG)
        again = await ask(visitor, attachmentId=where["attachmentId"])
        assert again["class"] == "GenerateUrlError"


async def test_urls_are_signed_and_good_for_one_thing_and_for_a_while() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor)
        up = where["url"]
        other = up[:-1] + ("1" if up.endswith("0") else "0")
        for spoilt in (other, up.partition("?")[0]):
            assert await put(server, {**where, "url": spoilt}, PNG) == 403
        assert await put(server, where, PNG) == 200
        down = (await visitor.hear_class("UploadSuccessEvent"))["body"]["downloadUrl"]
        assert (await fetch(server, up.replace("/uploads/", "/downloads/")))[0] == 403
        for spoilt in ("expires=1", "expires=x", "expires=99999999999"):
            head, _, tail = down.partition("expires=")
            assert (await fetch(server, f"{head}{spoilt}&{tail.partition('&')[2]}"))[0] == 403
        await server.advance(LIMITS.file_download_s_max)
        assert (await fetch(server, down))[0] == 200
        await server.advance(1)
        assert (await fetch(server, down))[0] == 403
        await visitor.say("getAttachment", attachmentId=where["attachmentId"])
        fresh = (await visitor.hear_class("PresignedUrlResponse"))["body"]["url"]
        assert (await fetch(server, fresh))[0] == 200


async def test_an_upload_that_comes_too_late_is_refused() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor)
        await server.advance(LIMITS.file_upload_s_max + 1)
        assert await put(server, where, PNG) == 403
        assert (await visitor.hear_class("UploadFailureEvent"))["body"]["errorCode"] == 4008
        await send(visitor, where["attachmentId"])
        assert (await visitor.refusal())[0] == 4008


async def test_a_message_names_files_that_were_uploaded() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        where = await presigned(visitor)
        for ids, code in (((where["attachmentId"],), 4010), (("nope",), 4009), ((None,), 4020)):
            await send(visitor, *ids)
            assert (await visitor.refusal())[0] == code
        assert server.tenant.conversations == {}


async def test_a_file_is_deleted_until_it_is_sent() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        first = await upload(server, visitor)
        await visitor.say("deleteAttachment", attachmentId=first["attachmentId"], tracingId="t")
        frame = await visitor.hear_class("AttachmentDeletedResponse")
        assert (frame["body"], frame["tracingId"]) == (
            {"attachmentId": first["attachmentId"]},
            "t",
        )
        assert (await fetch(server, first["downloadUrl"]))[0] == 403
        assert server.tenant.blobs.taken == 0
        await visitor.say("deleteAttachment", attachmentId=first["attachmentId"])
        assert (await visitor.refusal())[0] == 4009
        second = await upload(server, visitor)
        await send(visitor, second["attachmentId"])
        await visitor.hear_class("StructuredMessage")
        await visitor.say("deleteAttachment", attachmentId=second["attachmentId"])
        assert (await visitor.refusal())[0] == 400
        assert (await fetch(server, second["downloadUrl"]))[0] == 200
