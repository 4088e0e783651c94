"""Owns the fault as a value: an id, where, when, what, and its dead-man's switch."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from mockplatform.faults.registry import What
from mockplatform.faults.scopes import check_scope
from mockplatform.faults.spans import Duration, check_duration
from mockplatform.faults.when import When
from mockplatform.faults.where import Phase, Where
from mockplatform.faults.written import Written

_WORDS_OF_PATHS = {"kinds"}
"""What stands where an id would."""
FaultId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~:-]{0,127}$(?!\n)")]


class Fault(Written, frozen=True, kw_only=True):
    """A fault, as it is set.

    Attributes:
        id: Its name; numbered if left out.
        what: What goes wrong.
        where: On which occasions.
        when: On which of these.
        ttl: It is taken away so long after it was set, on the tenant's clock, whatever else.
        seed: From which its draws derive; the tenant's if left out.
    """

    id: FaultId | None = None
    what: What
    where: Where = Where()
    when: When = When()
    ttl: Duration | None = None
    seed: Annotated[int, Meta(ge=0, le=2**53)] | None = None

    def __post_init__(self) -> None:
        """Check what goes together."""
        if self.id in _WORDS_OF_PATHS:
            raise ValueError(f"id: {self.id} is a word of the admin API's paths. Take another one")
        check_duration(self.ttl, "ttl", low=0.001)
        if self.phase not in self.what.phases:
            name = type(self.what).__struct_config__.tag
            known = ", ".join(self.what.phases)
            raise ValueError(
                f"where.phase: {name} cannot stand in {self.phase}. It may in: {known}"
            )
        try:
            self.what.check(self.phase)
        except ValueError as error:
            raise ValueError(f"what.{error}") from None
        kind = str(type(self.what).__struct_config__.tag)
        check_scope(self.where, self.phase, kind, at_once=self.what.acts_at_once)

    @property
    def phase(self) -> Phase:
        """Where on a call's way it stands."""
        return self.where.phase or self.what.phases[0]

    def named(self, id_: str) -> Fault:
        """Return the fault with an id."""
        return replace(self, id=id_)
