"""Owns what the matrix finds: a cell for each outage, and what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

CLEAN = "clean"
"""How the run without an outage is called."""

Outcome = Literal["survived", "failed", "timed out"]
MARKS: dict[Outcome, str] = {"survived": "ok", "failed": "FAILED", "timed out": "TIMED OUT"}


class Cell(Struct, frozen=True, kw_only=True, rename="camel"):
    """One run of the command.

    Attributes:
        outage: Under which outage, or `clean`.
        outcome: The command's exit code was 0, was another, or it had to be ended.
        exit_code: As a shell has it: 128 and the signal's number where one ended it.
        seconds: How long it took, in real time.
        faults: How many faults fired meanwhile; at 0 the cell proves nothing.
        must_survive: Whether the matrix fails with this cell.
        tail: The last lines of the output.
        tenant: In which tenant it ran.
    """

    outage: str
    outcome: Outcome
    exit_code: int
    seconds: float
    faults: int
    must_survive: bool
    tail: list[str]
    tenant: str

    @property
    def holds(self) -> bool:
        """Whether it is as it was to be."""
        return self.outcome == "survived" or not self.must_survive

    @property
    def said(self) -> str:
        """What became of it, in a few words."""
        if self.outcome == "failed":
            return f"failed: exit code {self.exit_code}"
        if self.outcome == "survived" and not self.faults and self.outage != CLEAN:
            return "survived, but no fault fired"
        return str(self.outcome)


class Matrix(Struct, frozen=True, kw_only=True, rename="camel"):
    """All cells of one command, and what makes them again.

    Attributes:
        version: Of this shape; a reader of version 1 may rely on its members.
        lasts: For how long each outage was started; None: as its file says.
        after: How long after the run's beginning each began, on the tenant's clock.
        clean: The run without an outage.
        cells: The runs under outages; none where the clean run failed.
    """

    version: int = 1
    command: list[str]
    seed: int
    fixture: str
    lasts: str | None
    after: str
    intensity: float
    clean: Cell
    cells: list[Cell]

    @property
    def runs(self) -> Sequence[Cell]:
        """All runs in their order."""
        return [self.clean, *self.cells]

    @property
    def broken(self) -> list[Cell]:
        """The cells that were to hold and did not."""
        return [cell for cell in self.runs if not cell.holds]

    @property
    def verdict(self) -> str:
        """What it comes to, in one sentence."""
        if self.clean.outcome != "survived":
            return f"The clean run {self.clean.said}: no outage was tried."
        survived = sum(cell.outcome == "survived" for cell in self.cells)
        told = f"{survived} of {len(self.cells)} outages survived"
        broken = ", ".join(cell.outage for cell in self.broken)
        return f"{told}; these had to be: {broken}." if broken else f"{told}."
