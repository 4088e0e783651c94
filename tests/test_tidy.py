"""The source keeps to its own rules: sizes, banned names, docstrings, places.

Source: the house rules in `docs/architecture.md`; the rules themselves are in `tests/tidy/`.
"""

from __future__ import annotations

import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.tidy import names, places, scripts, sizes, words
from tests.tidy.names import Ban
from tests.tidy.source import Source

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs",
    "fixtures",
    "mockplatform",
    "pyproject.toml",
    "requirements.lock",
    "tests",
}
WALL_CLOCK = "mockplatform/edge/wallclock.py"
RANDOM = (
    "choice choices gauss getrandbits randbytes randint random randrange sample seed shuffle"
    " uniform"
)
BANS = (
    Ban(
        names=(
            "datetime.date.today",
            "datetime.datetime.now",
            "datetime.datetime.today",
            "datetime.datetime.utcnow",
            "time.monotonic",
            "time.monotonic_ns",
            "time.time",
            "time.time_ns",
        ),
        only=(WALL_CLOCK,),
        instead=f"take a clock; only {WALL_CLOCK} reads real time",
    ),
    Ban(
        names=("time.perf_counter", "time.perf_counter_ns"),
        only=(WALL_CLOCK,),
        within="mockplatform/",
        instead=f"take a clock; only {WALL_CLOCK} reads real time",
    ),
    Ban(
        names=("asyncio.sleep", "time.sleep"),
        only=(WALL_CLOCK,),
        instead="wait for the thing itself: an event, the journal, a deadline",
    ),
    Ban(
        names=("uuid.uuid1", "uuid.uuid4", *(f"random.{name}" for name in RANDOM.split())),
        instead="draw from a seeded generator of mockplatform.ids",
    ),
    Ban(
        names=("jwt",),
        only=("mockplatform/signing.py",),
        within="mockplatform/",
        instead="only mockplatform/signing.py makes and reads tokens",
    ),
    Ban(
        names=("aiosqlite", "sqlalchemy"),
        only=("mockplatform/log/sql*.py",),
        within="mockplatform/",
        instead="only mockplatform/log/sql*.py speaks SQL, so that it loads when asked for",
    ),
    Ban(
        names=("freezegun", "local:monkeypatch.setattr", "mock", "time_machine", "unittest.mock"),
        instead="hand in the real thing or a small stand-in; assert outcomes, not calls",
    ),
)


@cache
def tracked() -> tuple[str, ...]:
    """Return what git keeps; a copy without git has nothing to say about that."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("no git repository here")
    return tuple(filter(None, listed.stdout.split("\0")))


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """Return the Python files below a folder at the top of the repository."""
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / folder).rglob("*.py"))
    )


@cache
def script_sources(folder: str) -> tuple[Source, ...]:
    """Return the scripts and style sheets below a folder; those of other people aside."""
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".js", ".mjs", ".css"} and "node_modules" not in path.parts
    )


def pages_files(folder: str) -> dict[str, str]:
    """Return the texts of a page's files by their paths in its folder."""
    top = ROOT / folder
    return {
        path.relative_to(top).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".d." not in path.name  # what types scripts is for their readers
    }


def entry_points() -> set[str]:
    """Return the modules that something outside the package starts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tables = (project["scripts"], *project["entry-points"].values())
    started = {target.partition(":")[0] for table in tables for target in table.values()}
    return started | {"mockplatform.__main__"}


def assert_none(offences: list[str], rule: str) -> None:
    """Fail with the rule, and below it each offence on a line."""
    assert not offences, "\n  ".join([rule, *offences])


both = pytest.mark.parametrize("folder", ["mockplatform", "tests"])


@both
def test_no_file_is_over_400_lines(folder: str) -> None:
    assert_none(sizes.long_files(sources(folder)), "A file has at most 400 lines:")


@both
def test_the_median_file_is_at_most_120_lines(folder: str) -> None:
    assert sizes.median_file_lines(sources(folder)) <= sizes.FILE_LINES_MEDIAN_MAX, (
        f"The files of {folder}/ have grown long; split the longest by noun."
    )


@both
def test_no_function_is_over_50_lines(folder: str) -> None:
    assert_none(sizes.long_functions(sources(folder)), "A function has at most 50 lines:")


@both
def test_the_median_function_is_at_most_10_lines(folder: str) -> None:
    assert sizes.median_function_lines(sources(folder)) <= sizes.FUNCTION_LINES_MEDIAN_MAX, (
        f"The functions of {folder}/ have grown long; give the steps of the longest names."
    )


@both
def test_no_function_takes_over_five_positional_parameters(folder: str) -> None:
    assert_none(sizes.wide_functions(sources(folder)), "Five parameters, the rest by keyword:")


@both
def test_banned_names_are_used_only_where_they_belong(folder: str) -> None:
    assert_none(names.banned_names(sources(folder), BANS), "These belong elsewhere:")


@both
def test_every_module_says_what_it_owns(folder: str) -> None:
    assert_none(words.undocumented_modules(sources(folder)), "A module begins with a docstring:")


def test_every_public_class_and_function_is_documented() -> None:
    undocumented = words.undocumented_names(sources("mockplatform"))
    assert_none(undocumented, "A public name has a docstring:")


def test_no_module_of_the_package_is_dead() -> None:
    dead = names.dead_modules(sources("mockplatform"), entry_points())
    assert_none(dead, "A module is imported by another or is an entry point in pyproject.toml:")


@both
def test_work_left_undone_names_its_issue(folder: str) -> None:
    assert_none(words.unnumbered_todos(sources(folder)), "A TODO names its issue (#12):")


def test_every_module_of_the_core_has_its_own_test_module() -> None:
    paths = [source.path for folder in ("mockplatform", "tests") for source in sources(folder)]
    missing = places.untested_modules(paths, "core")
    assert_none(missing, "A core module is covered by a test module of its name:")


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert_none(places.strangers(tracked(), TOP_LEVEL), "These have no place at the top:")


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    offences = []
    for path in tracked():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            continue  # Deleted but not committed yet, or a picture.
        offences += places.machine_paths(path, text)
    assert_none(offences, "These paths exist on one machine only:")


def test_every_script_and_style_sheet_says_what_it_owns() -> None:
    ownerless = scripts.ownerless(script_sources("mockplatform"))
    assert_none(ownerless, "A script begins with `// Owns …`, a style sheet with `/* Owns …`:")


@both
def test_no_script_is_over_400_lines(folder: str) -> None:
    assert_none(scripts.long_files(script_sources(folder)), "A script has at most 400 lines:")


def test_no_script_makes_markup_of_texts_or_talks_to_nobody() -> None:
    assert_none(scripts.banned(script_sources("mockplatform")), "These no script of ours does:")


@both
def test_work_left_undone_in_scripts_names_its_issue(folder: str) -> None:
    assert_none(scripts.unnumbered_todos(script_sources(folder)), "A TODO names its issue (#12):")


@pytest.mark.parametrize(
    ("folder", "entry", "prefix", "beside"),
    [
        ("mockplatform/console/static", "index.html", "console/", []),
        ("mockplatform/sdk/demo", "index.html", "widget/", ["widget-sdk.mjs"]),
        ("mockplatform/sdk/src", "index.js", "", []),
    ],
)
def test_every_file_of_a_page_is_reached_and_every_link_leads_to_one(
    folder: str, entry: str, prefix: str, beside: list[str]
) -> None:
    files = pages_files(folder)
    assert_none(scripts.dead_files(files, entry, prefix), "Nothing links or imports these:")
    assert scripts.broken_links(files, entry, prefix) == beside
