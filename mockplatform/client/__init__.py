"""Owns the typed clients of the admin API: `Admin` blocks, `AsyncAdmin` is for an event loop.

Both send the same calls (`mockplatform.client.calls`), which do no I/O by themselves.
"""

from mockplatform.client.asynchronous import AsyncAdmin
from mockplatform.client.blocking import Admin
from mockplatform.client.errors import AdminError, ClientError, Unreachable
from mockplatform.client.under_test import TenantUnderTest

__all__ = ["Admin", "AdminError", "AsyncAdmin", "ClientError", "TenantUnderTest", "Unreachable"]
