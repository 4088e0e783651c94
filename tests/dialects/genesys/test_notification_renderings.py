"""What many sockets are told alike is rendered once, and not kept for ever."""

from __future__ import annotations

from mockplatform.dialects.genesys.notifications import renderings
from mockplatform.dialects.genesys.notifications.topics import ALL_MEDIA, MESSAGES
from mockplatform.limits import LIMITS
from tests.dialects.genesys.test_notification_socket import GENERAL, QUIET, opened, said, say
from tests.support.notified import notified
from tests.support.server import serving
from tests.support.staff import Staff


async def test_a_change_is_rendered_once_for_all_who_listen() -> None:
    async with serving(settings=QUIET) as server:
        staff, tenant = await Staff.of(server, "automation"), server.tenant
        token, id_ = await opened(server)
        made, service = renderings.of(tenant), server.platform.service
        async with notified(staff, GENERAL) as one, notified(staff, GENERAL) as other:
            await say(server, token, id_, "Hello")
            assert await one.pending() == await other.pending()
            state = tenant.conversations[id_]
            first = await made.get(service, tenant, MESSAGES, state)
            assert await made.get(service, tenant, MESSAGES, state) is first
            assert (await made.get(service, tenant, ALL_MEDIA, state)).body != first.body
            await say(server, token, id_, "again")
            for listener in (one, other):
                ((_, body),) = await listener.pending()
                assert said(body) == 2
        assert renderings.of(tenant) is made


async def test_the_renderings_of_only_so_many_conversations_are_kept() -> None:
    async with serving(settings=QUIET) as server:
        tenant, service = server.tenant, server.platform.service
        _, id_ = await opened(server)
        for _ in range(LIMITS.feed_renderings_kept):
            await opened(server)
        made = renderings.of(tenant)
        first = await made.get(service, tenant, MESSAGES, tenant.conversations[id_])
        for state in tenant.conversations.values():
            await made.get(service, tenant, MESSAGES, state)
        again = await made.get(service, tenant, MESSAGES, tenant.conversations[id_])
        assert again is not first
        assert again.body == first.body
