"""What the tests over HTTP share: one server a module, a fresh tenant a test."""

from tests.support.tenants import ann, api, server

__all__ = ["ann", "api", "server"]
