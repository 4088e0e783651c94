"""Owns the socket on which faults act: its frames pass them while there are any."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from aiohttp import WSMsgType, web

from mockplatform.core.lease import Holder
from mockplatform.edge.faults import frames
from mockplatform.edge.faults.frame_occasions import of_frame
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import Socket
from mockplatform.faults.effects import Effect
from mockplatform.faults.staged import Staged
from mockplatform.faults.where import Occasion, Phase, Suffering
from mockplatform.findings.deeds import NOBODY, Deed, Who
from mockplatform.tokens import Access


class Tongue(Protocol):
    """What faults ask of a dialect's way to talk.

    Attributes:
        dialect: The dialect's name.
        writes: The types of a client's frames that have something stored.
    """

    dialect: str
    writes: frozenset[str]


class HarmableSocket(Socket):
    """A socket on which faults act. How it is addressed is a subclass's to say.

    Attributes:
        conversation_id: The conversation that it is about.
        correlation_id: That of the handshake.
        access: Whose it is; None until that is known.
        ordinal: Which socket of its conversation it is, from 1; 0 until that is known.
        staged: What faults want of the frame that is heard.
    """

    __slots__ = ("staged",)

    is_harmable: ClassVar[bool] = True
    conversation_id: str
    correlation_id: str
    access: Access | None
    ordinal: int
    staged: Staged
    _voice: Tongue

    @property
    def speaker(self) -> Holder | None:
        """For whom it speaks; None until that is known."""
        if self.access is None:
            return None
        claims = self.access.claims
        return Holder(
            user_id=claims.sub,
            client_id=claims.client_id,
            deployment_id=claims.deployment_id,
            instance_id=claims.instance_id,
        )

    @property
    def user_id(self) -> str:
        """The user for whom it speaks; empty until that is known."""
        return "" if self.access is None else self.access.claims.sub

    @property
    def who(self) -> Who:
        """Whose it is, for the rules that review clients."""
        if self.access is None:
            return NOBODY
        claims, known = self.access.claims, self.tenant.reviewer.instances
        return Who(claims.sub, claims.instance_id or known.of(self.access.family_id))

    @property
    def suffers(self) -> frozenset[Suffering]:
        """What is done to it already, for the faults that would do the same again."""
        found: set[Suffering] = {"end"} if self.is_closing else set()
        if self.harm is not None:
            found |= {"deaf"} if self.harm.is_deaf else set()
            found |= {"mute"} if self.harm.is_mute else set()
        return frozenset(found)

    @property
    def writes(self) -> frozenset[str]:
        """The types of frames that have something stored."""
        return self._voice.writes

    @property
    def dialect(self) -> str:
        """The name of the dialect that it speaks."""
        return self._voice.dialect

    @property
    def request(self) -> web.BaseRequest:
        """The request of its handshake."""
        return self._request

    # What it tells of itself.

    def note(self, direction: str, type_: str, size: int, seq: int | None, act: Any = None) -> None:
        """Have the journal say that a frame came or went; `act` is what it came to, or several."""
        journal, id_ = self.tenant.journal, self.conversation_id
        journal.record(
            "frame",
            (direction, self.id, type_, size, seq),
            correlation_id=self.correlation_id,
            subject=self.user_id,
            conversation_id=id_,
            caused_by=0 if seq is None else journal.event_of(id_, seq),
            deed=None if act is None else self._deed(type_, act),
        )
        self.tenant.reviewer.nudge()

    def tell(self, act: str, code: int | None, reason: str, deed: Any = None) -> None:
        """Have the journal say that the socket opened or closed, or was refused."""
        self.tenant.journal.record(
            "socket",
            (act, self.id, code, reason),
            correlation_id=self.correlation_id,
            subject=self.user_id,
            conversation_id=self.conversation_id,
            deed=None if deed is None else self._deed(act, deed),
        )
        self.tenant.reviewer.nudge()

    def _deed(self, op: str, did: Any) -> Deed:
        if type(did) is Deed:  # of somebody whose the socket is not yet
            return did
        return Deed(self.who, op, acts=did if type(did) is tuple else (did,))

    def heed(self) -> None:
        """Let the frame that is heard be served, unless a fault wants it refused.

        Raises:
            InjectedFault: A fault does.
        """
        if self.staged.refusal is not None:
            raise self.staged.refusal

    async def send_harmed(self, out: Out, seq: int | None) -> None:
        """Send a frame as faults will have it."""
        await frames.send(self, out, seq)

    async def hear_harmed(self, type_: WSMsgType, data: bytes) -> None:
        """Hear a frame as faults will have it."""
        await frames.hear(self, type_, data)

    def occasion(
        self, phase: Phase | None = None, frame: str | None = "", data: bytes = b""
    ) -> Occasion:
        """Return the occasion of a frame (None: its data tells the type), or of the socket."""
        return of_frame(self, phase, frame, data)

    def strike(self, effect: Effect) -> None:
        """Do at once what a fault wants done that has just opened."""
        frames.strike(self, effect)
