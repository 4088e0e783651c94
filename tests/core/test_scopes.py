"""The scopes are those that the guide names."""

from __future__ import annotations

from mockplatform.core.scopes import SCOPES


def test_there_are_the_six_scopes_of_the_guide() -> None:
    """Source: guide, section 2."""
    assert set(SCOPES) == {
        "conversation:read",
        "conversation:write",
        "oauth:client:read",
        "routing:write",
        "user:read",
        "widget:configure",
    }


def test_no_scope_stands_twice() -> None:
    assert len(set(SCOPES)) == len(SCOPES)
