"""Owns how a generated part stands in a page that is written by hand: between two comments."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def replaced(path: str, name: str, part: str) -> str:
    """Return a page's text with another part between `<!-- name: … -->` and `<!-- /name -->`."""
    text = (ROOT / path).read_text(encoding="utf-8")
    between = re.compile(rf"(<!-- {name}: [^>]*-->\n).*?(<!-- /{name} -->\n)", re.DOTALL)
    assert len(between.findall(text)) == 1, f"{path} has not one place for {name}"
    return between.sub(lambda found: f"{found[1]}\n{part}\n\n{found[2]}", text)
