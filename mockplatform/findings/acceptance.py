"""Owns which findings fail nobody: those of suppressed rules, and those that are known already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from mockplatform.errors import InvalidValue, nearest
from mockplatform.findings.kept import ANYBODY
from mockplatform.findings.rules import BY_ID
from mockplatform.globs import glob
from mockplatform.settings import Settings


class Accepted(NamedTuple):
    """What is accepted: findings of a rule about subjects that fit a glob."""

    rule: str
    subject: str = ANYBODY


class Acceptance:
    """A set of what is accepted; to ask it costs next to nothing where no glob has a `*`."""

    def __init__(self, accepted: Iterable[Accepted] = ()) -> None:
        self.listed = tuple(dict.fromkeys(accepted))
        self._exact = {one for one in self.listed if ANYBODY not in one.subject}
        self._globs: dict[str, list[Callable[[str], bool]]] = {}
        for one in self.listed:
            if one not in self._exact:
                self._globs.setdefault(one.rule, []).append(glob(one.subject))

    def has(self, rule: str, subject: str) -> bool:
        """Whether a finding of that rule about that subject is accepted."""
        if Accepted(rule, subject) in self._exact:
            return True
        return any(fits(subject) for fits in self._globs.get(rule, ()))


def suppressed(settings: Settings) -> Acceptance:
    """Return what the setting `suppressFindings` accepts."""
    return _of(settings.suppress_findings)


@lru_cache(maxsize=128)
def _of(texts: tuple[str, ...]) -> Acceptance:
    return Acceptance(map(_parsed, texts))


def _parsed(text: str) -> Accepted:
    rule, _, subject = text.partition(":")
    return Accepted(rule, subject or ANYBODY)


def judged(settings: Settings, path: str = "settings") -> Settings:
    """Return settings whose suppressions name rules that there are.

    Raises:
        InvalidValue: One names another; the hint has the nearest.
    """
    for place, text in enumerate(settings.suppress_findings):
        known(_parsed(text).rule, f"{path}.suppressFindings[{place}]")
    return settings


def known(rule: str, path: str) -> str:
    """Return the name of a rule.

    Raises:
        InvalidValue: There is none by that name; the hint has the nearest.
    """
    if rule not in BY_ID:
        raise InvalidValue(path, f"no rule is named {rule!r}", hint=nearest(rule, BY_ID))
    return rule
