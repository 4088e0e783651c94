"""Owns errors of the platform itself: not ready, no room, no such store or fixture."""

from __future__ import annotations

from mockplatform.errors.base import PlatformError


class NotReady(PlatformError):
    """The platform is starting or stopping."""

    status = 503
    code = "not.ready"


class StorageFull(PlatformError):
    """The store cannot take more; nothing of the request was kept."""

    status = 507
    code = "storage.full"


class FixtureInvalid(PlatformError):
    """A fixture file does not describe a tenant. `details` have file, line and path."""

    status = 422
    code = "fixture.invalid"


class StoreRefused(PlatformError):
    """A store's file is of another schema number, locked, or no store at all."""

    code = "store.refused"
