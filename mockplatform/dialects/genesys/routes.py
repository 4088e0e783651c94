"""Owns the table of the Genesys dialect's routes."""

from __future__ import annotations

from mockplatform.dialects.genesys.guest import rest_routes as rest
from mockplatform.dialects.genesys.guest import routes as guest
from mockplatform.dialects.genesys.notifications import routes as notifications
from mockplatform.dialects.genesys.platform import beyond_routes as beyond
from mockplatform.dialects.genesys.platform import conversation_routes as conversations
from mockplatform.dialects.genesys.platform import routes as platform
from mockplatform.dialects.genesys.webchat import routes as webchat

ROUTES = (
    *guest.ROUTES,
    *rest.ROUTES,
    *platform.ROUTES,
    *conversations.ROUTES,
    *beyond.ROUTES,
    *webchat.ROUTES,
    *notifications.ROUTES,
)
