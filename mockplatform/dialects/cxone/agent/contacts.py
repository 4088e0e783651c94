"""Owns how contacts are found and read: cases, their messages, what befell them.

Source: the vendor's OpenAPI operations (paths, `status[]`, `scrollToken`, `page`, `size`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.core.statuses import Status
from mockplatform.dialects.cxone.agent import scrolling
from mockplatform.dialects.cxone.agent.known import look, messages_of
from mockplatform.dialects.cxone.chat import history
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.shapes import agent_api as shapes
from mockplatform.dialects.cxone.translate import agent_views, cases, messages
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, nearest
from mockplatform.limits import LIMITS

STATUSES = tuple(one.value for one in Status)
STATUS = "status[]"
_STATUS = re.compile(r"status(?:\[[0-9]{0,4}\])?", re.ASCII)
"""How the filter is written: `status[]` as the vendor's clients do, `status[0]`, or plainly."""


async def listing(call: Call) -> Answer:
    """Give contacts, those that began last first."""
    asked = call.request.query.items()
    wanted = frozenset(value for name, value in asked if _STATUS.fullmatch(name))
    for one in sorted(wanted - set(STATUSES)):
        raise InvalidValue(STATUS, f"{one[:64]!r} is none", hint=nearest(one[:64], STATUSES))

    def view(one: tuple[scrolling.Place, Conversation]) -> object:
        found = about(call.tenant, one[1])
        assert found is not None  # it is a case
        return cases.case(found)

    return Answer(200, scrolling.part(call, _all(call, wanted), itemgetter(0), view))


def _all(call: Call, wanted: frozenset[str]) -> Iterator[tuple[scrolling.Place, Conversation]]:
    """Yield all contacts that stand as is wanted, each with its place: the newest first."""
    for state in call.tenant.conversations.values():
        at = call.tenant.cases.at(state.id)
        if at is not None and (not wanted or cases.status_of(state) in wanted):
            yield (-state.created_at, at.number, 0), state


async def get(call: Call) -> Answer:
    """Give a contact."""
    return Answer(200, cases.case(await look(call)))


async def detail(call: Call) -> Answer:
    """Give a contact, and what belongs to it."""
    return Answer(200, agent_views.detail(await look(call)))


async def its_messages(call: Call) -> Answer:
    """Give a contact's messages, the newest first."""
    found = await look(call)
    known = await messages_of(call, found.state)

    def place(one: tuple[int, MessageSent]) -> scrolling.Place:
        return -float(one[0]), found.number, 0

    return Answer(
        200, scrolling.part(call, known, place, lambda one: messages.message(found, one[1]))
    )


async def its_history(call: Call) -> Answer:
    """Give what befell a contact beside its messages, a page at a time, oldest first.

    As a page of its thread's history has it: rendered anew, by the ids and the times of then.
    """
    found = await look(call)
    page = call.query_int("page", 1, 1, LIMITS.page_number_max)
    size = call.query_int("size", LIMITS.page_size_default, 1, LIMITS.page_size_max)
    events = await call.platform.service.events(call.tenant, "conversation", found.state.id)
    known = events[: found.state.version]
    pushes = list(history.beside(call.tenant, found.state.id, known))[::-1]
    start = (page - 1) * size
    return Answer(
        200,
        shapes.ContactHistory(
            data=pushes[start : start + size], page=page, size=size, total=len(pushes)
        ),
    )
