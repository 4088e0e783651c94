"""Owns the group chat of a conversation: who was invited to it, who has joined, who takes part.

It is a note of the conversation's customer, as what is said of the conversation itself is. Its
guests are customers of the same channel, by the ids of their streams; one who has left is
remembered, since what he said is still there.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (invitations with codes, joining, leaving). Invented: who
may, how often a code is good, how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mockplatform.core.commands import Note
from mockplatform.core.conversation import Conversation
from mockplatform.core.noting import check_live
from mockplatform.core.participants import Participant
from mockplatform.errors import Conflict, TooManyRequests, UnknownThing
from mockplatform.limits import LIMITS

_NAME = "group"


class Group(NamedTuple):
    """A group chat.

    Attributes:
        invitations: By code, who has joined with it last; empty: nobody yet.
        guests: All who ever joined, in that order, and whether they take part now.
    """

    invitations: Mapping[str, str] = {}
    guests: Mapping[str, bool] = {}

    @property
    def present(self) -> tuple[str, ...]:
        """The guests who take part now."""
        return tuple(id_ for id_, is_in in self.guests.items() if is_in)


def _customer(state: Conversation) -> Participant | None:
    return next((one for one in state.participants if one.person.purpose == "customer"), None)


def group_of(state: Conversation) -> Group:
    """Return the group chat of a conversation; nobody is in it where there is none."""
    customer = _customer(state)
    noted = None if customer is None else customer.notes.get(_NAME)
    return Group(noted["invitations"], noted["guests"]) if noted else Group()


def _note(state: Conversation, group: Group) -> Note:
    customer = _customer(state)
    assert customer is not None  # every conversation begins with one
    noted = {"invitations": dict(group.invitations), "guests": dict(group.guests)}
    return Note(participant_id=customer.id, notes={_NAME: noted})


def invite(state: Conversation, code: str) -> Note:
    """Return what gives a conversation one more invitation.

    Raises:
        ConversationEnded: It is over.
        TooManyRequests: It has as many as it may have.
    """
    check_live(state)
    group, most = group_of(state), LIMITS.group_invitations_max
    if len(group.invitations) >= most:
        raise TooManyRequests(
            f"A case has at most {most} invitations", hint="One of those that were made still does."
        )
    return _note(state, group._replace(invitations={**group.invitations, code: ""}))


def check_code(state: Conversation, code: str, guest: str = "", *, once: bool = True) -> None:
    """Judge whether a code lets somebody in: `guest`, or whoever has not joined yet.

    Raises:
        UnknownThing: The conversation has no such code.
        ConversationEnded: It is over.
        Conflict: Somebody else has joined with it, and it is good `once`.
    """
    user = group_of(state).invitations.get(code)
    if user is None:
        raise unknown(code)
    check_live(state)
    if once and user not in ("", guest):
        raise Conflict(
            f"Invitation {code[:64]!r} is used up: somebody has joined with it",
            hint="CreateInvitationToGroupChat makes another one.",
        )


def unknown(code: str) -> UnknownThing:
    """Return the refusal of a code that is none."""
    hint = "CreateInvitationToGroupChat makes one, for one case."
    return UnknownThing("invitation", code[:64], hint=hint)


def join(state: Conversation, code: str, guest: str, *, once: bool = True) -> Note | None:
    """Return what makes somebody a guest; None where he is one already.

    Raises:
        UnknownThing, ConversationEnded, Conflict: As `check_code` says.
        TooManyRequests: There are as many guests as there may be.
    """
    check_code(state, code, guest, once=once)
    group, most = group_of(state), LIMITS.group_guests_max
    if group.guests.get(guest):
        return None
    if guest not in group.guests and len(group.guests) >= most:
        raise TooManyRequests(f"A case has at most {most} guests, with those who have left")
    invitations = {**group.invitations, code: guest}
    return _note(state, Group(invitations, {**group.guests, guest: True}))


def leave(state: Conversation, guest: str) -> Note:
    """Return what has a guest take part no more; he must be one."""
    group = group_of(state)
    return _note(state, group._replace(guests={**group.guests, guest: False}))
