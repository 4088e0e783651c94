"""docs/admin.md names every route, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from mockplatform.admin.routes import ROUTES
from mockplatform.admin.tokens import FLAWS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "admin.md").read_text(encoding="utf-8")


def test_the_page_names_every_route_and_no_other() -> None:
    named = set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s?]*)", PAGE))
    assert named == {(one.method, one.path) for one in ROUTES}


def test_the_page_names_every_flaw() -> None:
    assert all(f"`{flaw}`" in PAGE for flaw in FLAWS)


def test_the_page_names_every_parameter_of_a_query() -> None:
    assert all(f"{name}=" in PAGE for one in ROUTES for name in one.query)
