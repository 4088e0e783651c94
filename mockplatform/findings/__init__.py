"""Owns the findings: what a client did wrong, with the evidence, the reason and the remedy.

What clients do comes in as deeds, in the words of no dialect, beside the journal's entries that
tell of it. Rules read them one by one; what they find is kept for whoever asks.
"""

from mockplatform.findings.kept import Finding, Findings
from mockplatform.findings.reviewer import Reviewer
from mockplatform.findings.rule import About, Evidence, Rule, Seen

__all__ = [
    "About",
    "Evidence",
    "Finding",
    "Findings",
    "Reviewer",
    "Rule",
    "Seen",
]
