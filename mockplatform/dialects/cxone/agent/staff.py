"""Owns who calls the Digital API: an agent, or a program without one, which may act for anybody.

Invented: that no permission is asked for beside that; customers' tokens open nothing here.
"""

from __future__ import annotations

from mockplatform.core.agents import person
from mockplatform.core.configuration import Agent
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import Person
from mockplatform.customers.desk import NOBODY
from mockplatform.edge.call import Call
from mockplatform.edge.staffing import check_staff
from mockplatform.errors import BadRequest

_WAY_IN = (
    "Log in by an access key: POST /auth/token, or POST /__admin/tokens with an agent's id as "
    "userId."
)


def check(call: Call) -> None:
    """Let by a call that staff makes.

    Raises:
        Forbidden: The token is a customer's.
        TokenInvalid: It is of nobody here: neither an agent nor a client.
    """
    check_staff(call, "the Digital API", _WAY_IN)


def agent_of(call: Call) -> Agent | None:
    """Return the agent for whom the token speaks; None for a program's own."""
    found: Agent | None = call.tenant.tenancy.agents.get(call.claims.sub)
    return found


def user(call: Call) -> Agent:
    """Return the agent for whom the token speaks.

    Raises:
        BadRequest: It is a program's own, and speaks for none.
    """
    found = agent_of(call)
    if found is None:
        raise BadRequest(
            "The token speaks for no agent",
            hint="Log in by an agent's access key, or give the client a `user` in the fixture.",
        )
    return found


def speaker(call: Call, state: Conversation) -> Person:
    """Return who speaks in a conversation: the token's agent; of a program, whoever has it."""
    agent = agent_of(call)
    return (state.agent or NOBODY) if agent is None else person(agent)
