"""Owns what the matrix finds: a cell for each outage, and what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

CLEAN = "clean"
"""How the run without an outage is called."""

Outcome = Literal["survived", "failed", "timed out"]
_MARKS: dict[Outcome, str] = {"survived": "ok", "failed": "FAILED", "timed out": "TIMED OUT"}


class Cell(Struct, frozen=True, kw_only=True, rename="camel"):
    """One run of the command.

    Attributes:
        outage: Under which outage, or `clean`.
        outcome: The command's exit code was 0, was another, or it had to be ended.
        exit_code: As a shell has it: 128 and the signal's number where one ended it.
        seconds: How long it took, in real time.
        faults: How many faults fired meanwhile; at 0 the cell proves nothing.
        must_survive: Whether the matrix fails if the command does.
        must_fire: Whether the matrix fails if no fault fired.
        tail: The last lines of the output.
        tenant: In which tenant it ran.
    """

    outage: str
    outcome: Outcome
    exit_code: int
    seconds: float
    faults: int
    must_survive: bool
    must_fire: bool = False
    tail: list[str]
    tenant: str

    @property
    def holds(self) -> bool:
        """Whether it is as it was to be."""
        return not (self.lacks_survival or self.lacks_fire)

    @property
    def lacks_survival(self) -> bool:
        """Whether it had to be survived and was not."""
        return self.must_survive and self.outcome != "survived"

    @property
    def lacks_fire(self) -> bool:
        """Whether a fault had to fire and none did."""
        return self.must_fire and not self.faults

    @property
    def is_unmet(self) -> bool:
        """Whether it did well under an outage that it never met: that proves nothing."""
        return self.outcome == "survived" and not self.faults and self.outage != CLEAN

    @property
    def mark(self) -> str:
        """What became of it, in a word."""
        return "unmet" if self.is_unmet else _MARKS[self.outcome]

    @property
    def said(self) -> str:
        """What became of it, in a few words."""
        if self.outcome == "failed":
            return f"failed: exit code {self.exit_code}"
        if self.is_unmet:
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
        told = f"{self.survived} of {len(self.cells)} outages survived"
        if self.unmet:
            told += f", {self.unmet} never met"
        for what, cells in (
            ("survived", [cell for cell in self.cells if cell.lacks_survival]),
            ("met", [cell for cell in self.cells if cell.lacks_fire]),
        ):
            if cells:
                told += f"; had to be {what}: {', '.join(cell.outage for cell in cells)}"
        return f"{told}."

    @property
    def survived(self) -> int:
        """How many outages were met and survived."""
        return sum(cell.outcome == "survived" for cell in self.cells) - self.unmet

    @property
    def unmet(self) -> int:
        """How many outages were never met."""
        return sum(cell.is_unmet for cell in self.cells)
