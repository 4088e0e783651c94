"""Owns the history of a guest's session, newest first, for whoever has the JWT of `getJwt`.

Source: [C] transport SDK 2.14 and web-messaging-sdk 18.1 (getHistory); [M] /api/v2/webmessaging.
"""

from __future__ import annotations

from collections.abc import Callable

from mockplatform.core.events import MessageSent
from mockplatform.core.scopes import GUEST_HISTORY
from mockplatform.core.session import Session, SignedIn
from mockplatform.dialects.genesys.shapes.guest_rest import HistoryPage
from mockplatform.dialects.genesys.shapes.messages import StructuredMessage
from mockplatform.dialects.genesys.translate import messages as translate
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import TokenInvalid
from mockplatform.findings.deeds import Fetched
from mockplatform.guests import history
from mockplatform.guests.files import urls
from mockplatform.guests.history import Told
from mockplatform.guests.standing import deployment_of


async def get(call: Call) -> Answer:
    """Give a page of what the guest was told."""
    size = call.page_size("pageSize")
    number = call.query_int("pageNumber", 1, 1, 1_000_000)
    session = _session(call)
    found = await history.read(call.platform.service, call.tenant, session)
    page = found.newest((number - 1) * size, number * size)
    _tell(call, session, page, is_first=number == 1, is_last=number * size >= len(found))
    view = _viewer(call, session)
    body = HistoryPage(
        entities=[view(one) for one in page],
        page_size=size,
        page_number=number,
        total=len(found),
        page_count=-(-len(found) // size),
    )
    return Answer(200, body, {"Cache-Control": "no-store"})


def _tell(call: Call, session: Session, page: list[Told], *, is_first: bool, is_last: bool) -> None:
    """Have the rules hear how much of the latest conversation a page has."""
    state = call.tenant.conversations.get(session.conversation_id)
    if state is None:
        return
    seqs = [one.seq for one in page if one.stream_id == state.id]
    begins = is_last or len(seqs) < len(page)
    after = 0 if begins else seqs[-1] - 1
    upto = state.version if is_first else max(seqs, default=0)
    call.did(Fetched(state.id, after, upto, state.version, can_skip=False))


def _session(call: Call) -> Session:
    """Return the session whose token it is.

    Raises:
        TokenInvalid: The token is none of a guest's session, or of one that is over.
    """
    claims, access = call.claims, call.access
    session = call.tenant.sessions.get(claims.instance_id)
    if (
        session is None
        or not session.is_live
        or access is None
        or GUEST_HISTORY not in access.scope
        or claims.deployment_id != session.deployment_id
    ):
        raise TokenInvalid(
            "The token is none of a guest's session that goes on",
            hint="Send getJwt on the session's socket, and its jwt as a bearer.",
        )
    return session


def _viewer(call: Call, session: Session) -> Callable[[Told], StructuredMessage]:
    url_of = urls(call.tenant, session.id, base_url(call))
    read_only = deployment_of(call.tenant, session).messaging.disconnect == "readOnly"

    def view(told: Told) -> StructuredMessage:
        match told.event:
            case MessageSent() as message:
                return translate.structured(message, url_of)
            case SignedIn() as event:
                return translate.signed_in(told.stream_id, told.seq, event)
            case event:
                return translate.disconnected(told.stream_id, told.seq, event, read_only=read_only)

    return view
