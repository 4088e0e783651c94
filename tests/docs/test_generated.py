"""The generated pages say what the source says now."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from mockplatform.core.states import State, Verb
from mockplatform.findings.rules import BY_ID
from mockplatform.limits import LIMITS
from mockplatform.settings import schema
from tests.docs import findings, generate, lifecycle, limits, settings
from tests.docs.part import ROOT


def test_every_generated_page_is_fresh() -> None:
    """House rule: docs cannot rot; `make docs` writes these anew."""
    assert [one.path for one in generate.stale()] == []


def test_a_page_that_is_missing_or_was_changed_is_stale_until_it_is_written(
    tmp_path: Path,
) -> None:
    """What the check finds, the command mends."""
    missing = generate.stale(tmp_path)
    assert len(missing) == len(generate.GENERATORS)
    generate.write(missing, tmp_path)
    assert generate.stale(tmp_path) == []
    (tmp_path / missing[0].path).write_text("changed by hand")
    assert generate.stale(tmp_path) == [missing[0]]


def test_the_check_tells_which_page_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    """In this tree none is; the command says nothing then and succeeds."""
    assert generate.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_the_lifecycle_page_has_every_state_and_verb() -> None:
    """A state or a verb that is added must be described."""
    text = lifecycle.render().text
    assert all(f"`{name}`" in text for name in (*State, *Verb))
    assert "    [*] --> OPEN : create\n    OPEN --> RINGING : offer\n" in text


def test_the_settings_page_has_every_setting() -> None:
    """Its range, its default, its source."""
    text = settings.render().text
    assert all(f"| `{one['name']}` | `" in text for one in schema())


def test_the_limits_page_has_every_limit_in_a_group() -> None:
    """The groups are the comments of the source."""
    named = [name for names in limits.groups().values() for name in names]
    assert named == [field.name for field in dataclasses.fields(LIMITS)]
    assert "" not in limits.groups()


def test_each_rule_has_a_page_and_no_other_thing_has() -> None:
    """A rule that is renamed leaves no page behind."""
    pages = {one.name for one in (ROOT / findings.FOLDER).iterdir()}
    assert pages == {f"{name}.md" for name in BY_ID}
    index = findings.index().text
    assert all(f"](findings/{name})" in index for name in pages)
