"""Owns the calls for notification channels and their subscriptions."""

from __future__ import annotations

from mockplatform import feeds
from mockplatform.core.feed import Feed, SetTopics, check_count
from mockplatform.dialects.genesys.notifications import topics
from mockplatform.dialects.genesys.platform.table import read, read_list
from mockplatform.dialects.genesys.shapes.notifications import ChannelTopic, NotificationChannel
from mockplatform.dialects.genesys.shapes.platform import Entities
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import socket_url
from mockplatform.edge.wire import Wire
from mockplatform.errors import Detail, Forbidden, InvalidValue
from mockplatform.tokens import Access

SOCKET = "/channels"
"""Where the sockets are, as on the platform's own host for them."""
_TOLD = 3
"""So many topics that are not permitted the message names; the details name more."""
_DETAILED = 20


class Nothing(Wire, kw_only=True):
    """The body of a call that needs none."""


def _view(call: Call, feed: Feed) -> NotificationChannel:
    return NotificationChannel(
        id=feed.secret,
        connect_uri=f"{socket_url(call)}{SOCKET}/{feed.secret}",
        expires=format_instant(feed.expires_at),
    )


def _access(call: Call) -> Access:
    assert call.access is not None  # the token layer lets none by without
    return call.access


def _find(call: Call) -> Feed:
    return feeds.owned(call.tenant, _access(call), call.params["channel"])


async def create(call: Call) -> Answer:
    """Open a channel for the token."""
    read(call, Nothing)
    feed = await feeds.begin(
        call.platform.service,
        call.tenant,
        _access(call),
        cause=call.correlation_id,
        staged=call.staged,
    )
    return Answer(200, _view(call, feed))


async def listing(call: Call) -> Answer:
    """Give the channels of the token, or all of its user and client.

    Raises:
        InvalidValue: `includechannels` is neither.
    """
    which = call.request.query.get("includechannels", "token")
    if which not in ("token", "oauthclient"):
        raise InvalidValue("includechannels", f"{which[:40]!r} is neither token nor oauthclient")
    access = _access(call)
    found = [
        one
        for one in feeds.of(call.tenant, access)
        if which == "oauthclient" or one.token.id == access.claims.jti
    ]
    return Answer(200, Entities(entities=[_view(call, one) for one in found]))


async def get(call: Call) -> Answer:
    """Give a channel; by HEAD, whether there is one."""
    return Answer(200, _view(call, _find(call)))


def _topic(feed: Feed, text: str, rejection: str = "") -> ChannelTopic:
    return ChannelTopic(
        id=text,
        state="Rejected" if rejection else "Permitted",
        rejection_reason=rejection or None,
        self_uri=f"/api/v2/notifications/channels/{feed.secret}/subscriptions",
    )


async def subscriptions(call: Call) -> Answer:
    """Give what is told on a channel."""
    feed = _find(call)
    return Answer(200, Entities(entities=[_topic(feed, one) for one in feed.topics]))


async def replace(call: Call) -> Answer:
    """Have these topics told instead of those before."""
    return await _subscribe(call, add=False)


async def add(call: Call) -> Answer:
    """Have these topics told beside those before."""
    return await _subscribe(call, add=True)


async def _subscribe(call: Call, *, add: bool) -> Answer:
    feed, access = _find(call), _access(call)
    texts = list(dict.fromkeys(one.id for one in read_list(call, ChannelTopic)))
    check_count(len(texts))  # before each is looked at, which takes its time
    rejected = {text: why for text in texts if (why := topics.rejection(call.tenant, access, text))}
    if rejected and not call.request.query.get("ignoreErrors", "").lower() == "true":
        raise _forbidden(rejected)
    permitted = tuple(text for text in texts if text not in rejected)
    feed = await _set(call, feed, SetTopics(topics=permitted, add=add))
    entities = [_topic(feed, text, rejected.get(text, "")) for text in texts]
    return Answer(200, Entities(entities=entities))


def _forbidden(rejected: dict[str, str]) -> Forbidden:
    found = list(rejected.items())
    shown = "; ".join(f"{text[:200]}: {why}" for text, why in found[:_TOLD])
    more = f"; and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
    return Forbidden(
        f"Not permitted: {shown}{more}",
        hint="Nothing was subscribed; ?ignoreErrors=true takes the others.",
        details=[Detail("not.authorized", text[:200], why) for text, why in found[:_DETAILED]],
    )


async def clear(call: Call) -> Answer:
    """Have nothing told any more; the channel lives on."""
    await _set(call, _find(call), SetTopics(topics=()))
    return Answer(204)


async def _set(call: Call, feed: Feed, command: SetTopics) -> Feed:
    return await feeds.set_topics(
        call.platform.service,
        call.tenant,
        feed,
        command,
        cause=call.correlation_id,
        staged=call.staged,
    )


def _expand(call: Call) -> list[str]:
    """Return what is wanted. Source: [R] both SDKs join lists by commas."""
    return [one for text in call.request.query.getall("expand", ()) for one in text.split(",")]


async def available(call: Call) -> Answer:
    """Give the topics that are emulated."""
    return Answer(200, Entities(entities=topics.available(_expand(call))))
