"""Owns what bodies about faults may hold, as far as it is more than one fault.

Whoever imports this imports each kind of fault: do it late.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mockplatform.admin.bodies import Body
from mockplatform.faults.fault import Fault
from mockplatform.limits import LIMITS


class FaultsBody(Body, frozen=True, kw_only=True):
    """All the faults of a tenant, in their order."""

    faults: Annotated[tuple[Fault, ...], Meta(max_length=LIMITS.faults_per_tenant_max)]
