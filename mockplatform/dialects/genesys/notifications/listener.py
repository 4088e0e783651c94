"""Owns the socket of a notification channel: what is told on it, and what it hears.

It is told what happens from when it was opened: the platform replays nothing, and neither does
this. Source: Genesys developer forum, "Notifications service limits & concepts".
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from mockplatform import feeds
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.feed import Feed
from mockplatform.core.signals import Notice
from mockplatform.core.tenancy import AgentPut
from mockplatform.dialects.genesys.notifications import duties, news, renderings
from mockplatform.dialects.genesys.notifications.topics import Wanted
from mockplatform.dialects.genesys.translate import notifications as translate
from mockplatform.edge.call import Call
from mockplatform.edge.follower import Follower
from mockplatform.edge.handshake import SocketResponse, accept, check
from mockplatform.edge.heartbeat import GOING_AWAY, SOCKETS
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import BAD_UTF8
from mockplatform.errors import PlatformError
from mockplatform.limits import LIMITS
from mockplatform.platform import GOING_RESTART
from mockplatform.strictjson import parse_object
from mockplatform.tenant import Tenant

_NORMAL = 1000
_ANNOUNCED = frozenset({GOING_AWAY, GOING_RESTART})
"""With these a server goes, and its clients come back."""


async def connect(call: Call) -> SocketResponse:
    """Open the socket of a channel; the id in the path is the secret that lets it in.

    Raises:
        NotFound: There is no such channel, or no more.
        UpgradeRequired: It is no handshake.
    """
    check(call.request)
    feed = feeds.find(call.tenant, call.params["channel"])
    access = feeds.access_of(call.tenant, feed)
    call.subject = feed.user_id
    response = await accept(call, ())
    call.then = Listener(
        call.request,
        response,
        call.request.app[SOCKETS],
        platform=call.platform,
        tenant=call.tenant,
        voice=Voice(feed),
        correlation_id=call.correlation_id,
        access=access,
    ).run
    return response


class Voice:
    """What a channel's socket hears, and its heartbeats; what it tells is the socket's own."""

    dialect = "genesys"
    writes: frozenset[str] = frozenset()

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._beat_at = 0.0
        self._wanted = Wanted()
        self._version = 0

    def wanted(self, tenant: Tenant) -> Wanted:
        """Return what is wanted as of now: who subscribes is told all that happens behind that."""
        feed = tenant.feeds.get(self.feed.id)
        if feed is not None and feed.version != self._version:
            self._version = feed.version
            self._wanted = Wanted(feed.topics)
        return self._wanted

    def opened(self, socket: Follower) -> None:
        """Take the place of the socket that the channel has, and listen.

        Source: Genesys developer forum (one socket for each channel, the last one).
        """
        tenant, id_ = socket.tenant, self.feed.id
        self._beat_at = socket.platform.around.stopwatch()
        socket.enter(id_)
        if socket.is_closing:
            return
        if id_ not in tenant.feeds:
            socket.close(_NORMAL, "the channel has ended")
            return
        other = tenant.listeners.get(id_)
        if other is not None:
            other.close(_NORMAL, "another socket took its place")
        tenant.listeners[id_] = socket
        for kind in ("conversation", "tenant"):
            socket.oversee(kind)

    def event(self, socket: Follower, stream: StreamId, event: Event, state: Any) -> Iterable[Out]:
        """Say nothing: see `Listener.told`."""
        del socket, stream, event, state
        return ()

    def notice(self, socket: Follower, stream: StreamId, notice: Notice) -> Iterable[Out]:
        """Return what is told of a signal."""
        tenant = socket.tenant
        return news.typing(tenant, self.wanted(tenant), stream.id, notice)

    def due_at(self, socket: Follower) -> float | None:
        """Return None: the socket lives as long as its channel, which ends it."""

    def due(self, socket: Follower, now: float) -> list[str]:
        """Do nothing."""
        del socket, now
        return []

    def look(self, socket: Follower, now: float) -> None:
        """Send the heartbeat, in real time. Source: Genesys developer forum (30 s)."""
        if now - self._beat_at >= LIMITS.feed_beat_s:
            self._beat_at = now
            socket.push(Out(translate.METADATA, translate.HEARTBEAT))

    async def hear(self, socket: Follower, data: bytes) -> None:
        """Answer a ping at once; what else a client says is let pass. Invented: that it is."""
        asked = ""
        try:
            data.decode()
            message = parse_object(data).get("message")
            asked = message if message == "ping" else ""
        except UnicodeDecodeError as error:
            socket.close(BAD_UTF8, f"byte {error.start} is not UTF-8")
        except PlatformError:
            pass
        socket.note("in", asked, len(data), None)
        if asked:
            socket.push(Out(translate.METADATA, translate.PONG))


class Listener(Follower):
    """The socket of a channel."""

    __slots__ = ("_is_announced", "_shown")

    _voice: Voice

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_announced = False
        self._shown: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def close(self, code: int, reason: str) -> None:
        """Begin to close; where the server goes, clients are told so first."""
        if code in _ANNOUNCED and not (self.is_closing or self._is_announced):
            self._is_announced = True
            self.push(self._closing_soon(reason))
        super().close(code, reason)
        self._make_room()

    def close_at_once(self, code: int, reason: str) -> None:
        """Begin to close; nothing is said before, not even that."""
        self._is_announced = True
        super().close_at_once(code, reason)

    def left(self, code: int, reason: str) -> None:
        """End: the connection is over."""
        self._make_room()
        super().left(code, reason)

    def _make_room(self) -> None:
        listeners, id_ = self.tenant.listeners, self._voice.feed.id
        if listeners.get(id_) is self:
            del listeners[id_]

    def _closing_soon(self, reason: str) -> Out:
        feed = self._voice.feed
        data = translate.closing(
            feed.secret, feed.user_id, feed.client_id, reason, self.correlation_id
        )
        return Out(translate.CLOSING, data)

    async def told(self, stream: StreamId, event: Event, before: Any, state: Any) -> Iterable[Out]:
        """Return what is news of an event on the channel's topics."""
        wanted = self._voice.wanted(self.tenant)
        if stream.kind == "conversation":
            found = [
                out
                for name in news.ALL
                if (topics := news.topics_of(wanted, name, event, before, state))
                for out in await self._views(name, topics, state)
            ]
            found += duties.engagements(self.tenant, wanted, event, before, state)
            return self._about(stream.id, found)
        if isinstance(event, AgentPut):
            return duties.changes(self.tenant, wanted, event, before, state.version)
        return ()

    def _about(self, conversation_id: str, outs: list[Out]) -> Iterator[Out]:
        """Yield frames, and be about the conversation meanwhile, for faults and the journal."""
        self.conversation_id = conversation_id
        try:
            yield from outs
        finally:
            self.conversation_id = ""

    async def _views(self, name: str, topics: list[str], state: Conversation) -> list[Out]:
        """Return the conversation whole on each topic, unless it looks as it did before."""
        tenant = self.tenant
        whole = await renderings.of(tenant).get(self.platform.service, tenant, name, state)
        key = (state.id, name)
        if self._shown.get(key) == whole.digest:
            return []
        self._shown[key] = whole.digest
        self._shown.move_to_end(key)
        if len(self._shown) > LIMITS.feed_views_remembered_max:
            self._shown.popitem(last=False)
        cause = news.correlation(tenant, state.id, state.version)
        return [news.out(topic, whole.body, cause) for topic in topics]
