"""Owns the journey a guest comes from, as sockets, token exchange and guest chat name it."""

from __future__ import annotations

from mockplatform.edge.wire import Wire


class JourneyCustomer(Wire, kw_only=True):
    """The visitor, mostly by a cookie. Source: [M] JourneyCustomer."""

    id: str | None = None
    id_type: str | None = None


class JourneySession(Wire, kw_only=True):
    """The visit. Source: [M] JourneyCustomerSession."""

    id: str | None = None
    type: str | None = None


class JourneyActionMap(Wire, kw_only=True):
    """Which rule of the site made the offer. Source: [M] JourneyActionMap."""

    id: str | None = None
    version: int | None = None


class JourneyAction(Wire, kw_only=True):
    """The offer that the visitor took. Source: [M] JourneyAction."""

    id: str | None = None
    action_map: JourneyActionMap | None = None


class JourneyContext(Wire, kw_only=True):
    """Where a guest comes from; the socket says triggeringAction, the token exchange journeyAction.

    Source: [C] transport SDK 2.14, JourneyContext; [M] WebDeploymentsJourneyContext.
    """

    customer: JourneyCustomer | None = None
    customer_session: JourneySession | None = None
    triggering_action: JourneyAction | None = None
    journey_action: JourneyAction | None = None
