"""Owns which of a user's widgets has which tokens, where the tokens do not say so themselves."""

from __future__ import annotations

from mockplatform.findings.rule import Recent


class Instances:
    """Which widget each family of tokens is of: what its client once said beside its token.

    A family that more than one widget uses is nobody's: then each call speaks for itself alone.
    """

    def __init__(self) -> None:
        self._of: Recent[str, str | None] = Recent(lambda: None)

    def __len__(self) -> int:
        """Of how many families it is remembered."""
        return len(self._of)

    def of(self, family_id: str, told: str = "") -> str:
        """Return whose a token is; `told` is what came with it now. Empty where nobody knows."""
        known = self._of.get(family_id)
        if not told:
            return known or ""
        if known != told and family_id:
            self._of[family_id] = told if known is None else ""
        return told
