"""Files belong to the channel by which they came: on another one they are not there."""

from __future__ import annotations

import pytest

from mockplatform import customers
from mockplatform.core.channels import Channel
from mockplatform.customers import files
from mockplatform.customers.files import Upload
from mockplatform.errors import FileGone
from mockplatform.guests.standing import Cause
from mockplatform.tenant import Tenant
from tests.support.chats_cxone import chat
from tests.support.server import serving

HERE, ELSEWHERE = "chat_livechat", "chat_messaging"
DATA = b"\x89PNG\r\n\x1a\n"


def take(tenant: Tenant) -> str:
    """Upload a file on a channel; return its URL."""
    upload = Upload("a.png", "image/png", DATA)
    return files.take(tenant, customers.find_channel(tenant, HERE), upload, "http://x", Cause())


def given(url: str) -> tuple[str, str]:
    """Return id and signature of a file's URL."""
    path, _, signature = url.partition("?signature=")
    return path.rpartition("/")[2], signature


async def test_a_file_that_waits_is_fetched_and_named_on_its_own_channel_alone() -> None:
    async with serving() as server:
        url = take(server.tenant)
        _check(server.tenant, url)


async def test_a_file_that_was_sent_is_fetched_and_named_on_its_own_channel_alone() -> None:
    async with serving() as server, chat(server, HERE) as robin:
        url = take(server.tenant)
        named = [{"url": url, "friendlyName": "a"}]
        assert "error" not in await robin.say("See", attachments=named)
        assert server.tenant.shelf.waiting(given(url)[0]) is None
        _check(server.tenant, url)


def _check(tenant: Tenant, url: str) -> None:
    own, other = (customers.find_channel(tenant, id_) for id_ in (HERE, ELSEWHERE))
    assert files.fetch(tenant, own, *given(url))[1] == DATA
    assert files.part(tenant, own, url)["attachment"]["filename"] == "a.png"
    with pytest.raises(FileGone):
        files.fetch(tenant, other, *given(url))
    with pytest.raises(FileGone):
        files.part(tenant, other, _moved(url, other))


def _moved(url: str, channel: Channel) -> str:
    """Return a URL as it would be on another channel."""
    return url.replace(HERE, channel.id)
