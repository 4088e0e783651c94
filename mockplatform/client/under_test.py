"""Owns a tenant as a test sees it: where it is, tokens for it, its clock, a hand for its agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec

from mockplatform.client import faulting, http, outaging
from mockplatform.client.answers import Conversation, Message, Tenant
from mockplatform.client.anywhere import fault_at, outage_at
from mockplatform.client.asynchronous import AsyncAdmin
from mockplatform.client.blocking import Admin
from mockplatform.client.blocks import Staging
from mockplatform.client.errors import AdminError
from mockplatform.client.findings_under_test import FindingsUnderTest
from mockplatform.client.request import TIMEOUT_S, Target

TOKEN_PATH = "/api/v2/widget/auth/token"  # noqa: S105 - a path
WAITING = "OPEN"
_BLOCK = "rewound-block"
P = ParamSpec("P")
T = TypeVar("T")
EitherT = TypeVar("EitherT")

ConversationLike = str | Any
"""A conversation's id, or what has it as `id` or `["id"]`: an answer of any API here."""


def id_of(conversation: ConversationLike) -> str:
    """Return a conversation's id."""
    if isinstance(conversation, str):
        return conversation
    if isinstance(conversation, dict):
        return str(conversation["id"])
    return str(conversation.id)


class AgentHand:
    """Acts as an agent, at once: nothing here waits for anything."""

    def __init__(self, admin: Admin) -> None:
        self._admin = admin

    def offer(self, conversation: ConversationLike, agent: str | None = None) -> Conversation:
        """Alert an agent; whoever serves the queue, if none is named."""
        return self._admin.conversations.offer(id_of(conversation), agent)

    def accept(self, conversation: ConversationLike, agent: str | None = None) -> Conversation:
        """Take the conversation; it is offered first if nobody is alerted yet."""
        id_ = id_of(conversation)
        if self._admin.conversations.get(id_).state == WAITING:
            self.offer(id_, agent)
        return self._admin.conversations.accept(id_, agent)

    def decline(self, conversation: ConversationLike) -> Conversation:
        """Refuse the offer."""
        return self._admin.conversations.decline(id_of(conversation))

    def say(
        self, conversation: ConversationLike, text: str, *, client_message_id: str | None = None
    ) -> Message:
        """Send a message to the customer."""
        return self._admin.conversations.message(
            id_of(conversation), text, client_message_id=client_message_id
        )

    def typing(self, conversation: ConversationLike, *, on: bool = True) -> None:
        """Show the customer that the agent types, or has stopped to."""
        self._admin.conversations.typing(id_of(conversation), "on" if on else "off")

    def transfer(
        self, conversation: ConversationLike, queue: str | None = None, *, agent: str | None = None
    ) -> Conversation:
        """Hand the conversation to another queue, or to an agent, who is alerted at once."""
        return self._admin.conversations.transfer(id_of(conversation), queue, agent=agent)

    def leave(self, conversation: ConversationLike) -> Conversation:
        """Leave; the conversation waits in its queue again."""
        return self._admin.conversations.leave(id_of(conversation))

    def close(self, conversation: ConversationLike, reason: str | None = None) -> Conversation:
        """End the conversation."""
        return self._admin.conversations.close(id_of(conversation), reason)


def _of_tenant(
    build: Callable[P, Staging[T]], at: Callable[[Target, Staging[T]], EitherT]
) -> Callable[Concatenate[TenantUnderTest, P], EitherT]:
    @wraps(build)
    def method(self: TenantUnderTest, /, *args: P.args, **kwargs: P.kwargs) -> EitherT:
        return at(self.admin.target, build(*args, **kwargs))

    return method


class TenantUnderTest:
    """A tenant of a test's own.

    Attributes:
        admin: Its admin API, blocking.
        clock: Its clock: `clock.advance("31m")`.
        conversations: Its conversations: `conversations.get(id).state`.
        agents: Its agents: who is there, with which queues and capacity.
        sessions: Its guests' sessions: `sessions.delete(id)` ends one as silence would.
        channels: Its live sockets: `channels.drop(id)`.
        journal: What happened: `journal.verify({"kind": "http", "status": 401}, exactly=1).ok`.
        findings: What its clients did wrong: `findings.assert_none()`.
        agent: Acts as an agent: `agent.accept(id)`, `agent.say(id, "Hello")`.
    """

    def __init__(self, admin: Admin, tenant: Tenant) -> None:
        self._tenant = tenant
        self.admin = admin
        self.clock = admin.clock
        self.conversations = admin.conversations
        self.agents = admin.agents
        self.sessions = admin.sessions
        self.channels = admin.channels
        self.journal = admin.journal
        self.findings = FindingsUnderTest(admin)
        self.agent = AgentHand(admin)

    @property
    def id(self) -> str:
        """The tenant's id."""
        return self._tenant.id

    @property
    def url(self) -> str:
        """Its base URL, with which a widget is built."""
        return self._tenant.url

    @property
    def ws_url(self) -> str:
        """Its base URL for sockets."""
        return self._tenant.ws_url

    @property
    def admin_url(self) -> str:
        """The base URL of its admin API."""
        return self._tenant.admin_url

    @property
    def deployment_id(self) -> str:
        """Its first deployment."""
        return self._tenant.deployment_id

    @property
    def client_id(self) -> str:
        """The deployment's OAuth client."""
        return self._tenant.client.id

    @property
    def client_secret(self) -> str:
        """The secret of that client."""
        return self._tenant.client.secret

    @property
    def seed(self) -> int:
        """From which all its ids and draws derive."""
        return self._tenant.seed

    @property
    def async_admin(self) -> AsyncAdmin:
        """Its admin API for an event loop."""
        target = self.admin.target
        return AsyncAdmin(
            target.root, tenant=target.tenant, token=target.token, ca_file=target.ca_file
        )

    def checkpoint(self, name: str = "start") -> None:
        """Keep what the tenant is now by a name, to go back to; again replaces."""
        self.admin.checkpoints.make(name)

    def rewind(self, name: str = "start") -> None:
        """Make the tenant what it was; its sockets close with 1012."""
        self.admin.checkpoints.rewind(name)

    @contextmanager
    def rewound(self) -> Iterator[None]:
        """Let the tenant be at the end of the block what it was at its beginning."""
        self.checkpoint(_BLOCK)
        try:
            yield
        finally:
            self.rewind(_BLOCK)
            self.admin.checkpoints.remove(_BLOCK)

    def token(
        self,
        *,
        user_id: str | None = None,
        scope: str | None = None,
        expires_in: str | float | None = None,
    ) -> str:
        """Return an access token: a customer's, or one of staff where `user_id` is an agent's.

        Args:
            user_id: Whose; a new guest's if left out. An agent's gives a token of staff, for the
                platform API, as `POST /__admin/tokens` does.
            scope: Names with blanks between; all that a widget may have if left out.
            expires_in: How long it lives on the tenant's clock, "90s"; as the settings say if
                left out.

        Raises:
            AdminError: The platform refused.
        """
        if expires_in is not None or (user_id is not None and self._has_agent(user_id)):
            minted = self.admin.tokens.mint(user_id, scope=scope, expires_in=expires_in)
            return minted.access_token
        body = {"deploymentId": self.deployment_id, "userId": user_id, "scope": scope}
        answer = http.send(
            "POST",
            self.url + TOKEN_PATH,
            headers={"Content-Type": "application/json"},
            body=msgspec.json.encode({k: v for k, v in body.items() if v is not None}),
            ca_file=self.admin.target.ca_file,
            timeout_s=TIMEOUT_S,
        )
        if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
            raise AdminError.read(answer.status, answer.body)
        return str(msgspec.json.decode(answer.body)["access_token"])

    def _has_agent(self, user_id: str) -> bool:
        return any(one.id == user_id for one in self.agents.list().agents)

    fault = _of_tenant(faulting.fault, fault_at)
    outage = _of_tenant(outaging.outage, outage_at)

    def __repr__(self) -> str:
        return f"TenantUnderTest({self.url!r}, seed={self.seed})"
