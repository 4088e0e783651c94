"""Owns the table of rules; each has a file of its own."""

from __future__ import annotations

from mockplatform.findings.rule import Rule
from mockplatform.findings.rules.token_in_url import TokenInUrl

RULES: tuple[type[Rule], ...] = (TokenInUrl,)
"""In the order of the report; within a severity the worst first."""

BY_ID = {rule.about.id: rule for rule in RULES}
