"""Owns the scene that pictures show: a shop at twenty to ten on a Monday, in some trouble.

It is the same each time: seeded ids, a clock that stands, an outage half over, tokens near their
end, and one conversation in each state. What differs between machines is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Self

from mockplatform.client import TenantUnderTest
from tests.browser.customer import Customer

BEGIN = 1_772_443_200.0
"""2026-03-02T09:20:00Z."""
PREMIUM = {"tier": "premium", "language": "en-US", "source_channel": "web_widget"}
CASE = {"crm_case_id": "CR-88421", "plan": {"name": "Enterprise", "seats": 40}}
# Whom it is aimed at has left: nothing waits for a clock that stands.
SLOW: Mapping[str, Any] = {
    "where": {"phase": "reply", "path": "*/messages", "subject": "noor"},
    "when": {"probability": 0.5},
    "what": {"kind": "latency", "delay": "40ms"},
}
REFUSED: Mapping[str, Any] = {
    "where": {"phase": "edge", "method": "POST", "path": "*/messages", "subject": "omar"},
    "when": {"times": 1},
    "what": {"kind": "status", "status": 503, "retryAfter": "2s"},
}


class Scene:
    """A tenant with something going on.

    Attributes:
        talk: The conversation that there is most to see of.
        ringing: One that rings at Ben's desk.
    """

    def __init__(self, at: TenantUnderTest) -> None:
        self._at = at
        self._sockets = ExitStack()
        self._there: dict[str, Customer] = {}
        self.talk = self.ringing = ""

    def __enter__(self) -> Self:
        """Let it all happen; who has a socket keeps it until the end."""
        at = self._at
        at.admin.settings.patch({"botsAct": False, "agentsAct": False})
        for one in at.agents.list().agents:
            if one.kind == "person":
                at.agents.put(one.id, name=one.name, queues=one.queues, capacity=3, present=True)
        self._past()
        self._shop()
        self._trouble()
        return self

    def __exit__(self, *error: object) -> None:
        """Close the sockets."""
        self._sockets.close()

    def _come(self, user: str) -> Customer:
        return self._there.setdefault(user, Customer(self._at, user))

    def _past(self) -> None:
        """Two conversations that are over."""
        at = self._at
        noor = self._come("noor").begin(routingData={"intent": "delivery"})
        noor.say("Where is my parcel?")
        sofia = self._come("sofia").begin(routingData={"intent": "billing", "language": "en-GB"})
        at.agent.accept(sofia.id, "ana")
        sofia.say("I was charged twice for one lamp.")
        at.clock.advance("70s")
        at.agent.say(sofia.id, "I have returned one of the two payments. Sorry for that!")
        at.agent.close(sofia.id)
        at.clock.advance("15m")

    def _shop(self) -> None:
        """The conversations that are going on."""
        at = self._at
        maria = self._come("maria").begin(routingData=PREMIUM, conversationData=CASE)
        self._sockets.enter_context(maria.listen()).recv()
        maria.say("Hello, our sign-in page says that the licence has ended.")
        at.clock.advance("12s")
        at.agent.accept(maria.id, "ana")
        at.agent.say(maria.id, "Good morning Maria, I see your case. One moment, please.")
        at.clock.advance("41s")
        maria.say("Forty people are waiting, so the sooner the better :)")
        omar = self._come("omar").begin(routingData={"intent": "order"})
        at.agent.accept(omar.id, "ben")
        omar.say("Can I still change the colour of the fern's pot?")
        at.clock.advance("30s")
        at.agent.say(omar.id, "As long as it has not left our house: yes. Which one?")
        at.clock.advance("3m")
        self._come("li").begin(routingData={"intent": "billing", "language": "de-DE"}).say(
            "Guten Morgen"
        )
        self.talk = maria.id

    def _trouble(self) -> None:
        """Faults, an outage, and tokens near their end."""
        at = self._at
        maria, omar, jonas = (self._come(user) for user in ("maria", "omar", "jonas"))
        at.admin.faults.put("slow-answers", **SLOW)
        at.admin.faults.put("one-message-refused", **REFUSED)
        omar.say("The green one, please.")
        omar.say("The green one, please.")
        at.admin.outages.start("token-service-down", for_="5m", intensity=0.5, seed=7)
        for one in (maria, omar):
            at.clock.advance("20s")
            one.renew()
        at.agent.say(maria.id, "Done: the licence is good for another year. Does it work?")
        at.clock.advance("45s")
        maria.say("It does. Thank you!")
        jonas.begin(routingData={"intent": "return of a lamp"})
        jonas.say("The lamp is too bright for my desk.")
        at.agent.offer(jonas.id, "ben")
        at.clock.advance("8s")
        self.ringing = jonas.id
