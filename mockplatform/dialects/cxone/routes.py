"""Owns the table of the CXone dialect's routes."""

from __future__ import annotations

from mockplatform.dialects.cxone.agent import routes as agent
from mockplatform.dialects.cxone.agent import token_routes as issuer
from mockplatform.dialects.cxone.channel import routes as channel
from mockplatform.dialects.cxone.chat import routes as chat

ROUTES = (*chat.ROUTES, *channel.ROUTES, *issuer.ROUTES, *agent.ROUTES)
