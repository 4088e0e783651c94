"""Each rule finds an offence planted for it and leaves its decent neighbour alone."""

from __future__ import annotations

import pytest

from tests.tidy import names, places, sizes, words
from tests.tidy.names import Ban
from tests.tidy.source import Source

SLEEP = Ban(names=("time.sleep",), instead="wait", only=("mockplatform/edge/wallclock.py",))


def source(text: str, path: str = "mockplatform/core/lease.py") -> Source:
    return Source(path, text)


def statements(count: int, indent: str = "") -> str:
    return "".join(f"{indent}x = {number}\n" for number in range(count))


def test_a_file_of_401_lines_is_too_long_and_one_of_400_is_not() -> None:
    assert sizes.long_files([source(statements(400))]) == []
    assert sizes.long_files([source(statements(401))]) != []


def test_a_function_of_51_lines_is_too_long_whatever_its_docstring() -> None:
    start = 'def f():\n    """One.\n\n    Two.\n    """\n'
    assert sizes.long_functions([source(start + statements(50, "    "))]) == []
    assert sizes.long_functions([source(start + statements(51, "    "))]) != []


def test_medians_leave_out_empty_files_and_docstrings() -> None:
    files = [source('"""Nothing but words."""\n'), source("def f():\n" + statements(9, "    "))]
    assert sizes.median_file_lines(files) == 10
    assert sizes.median_function_lines(files) == 9


def test_a_sixth_positional_parameter_is_one_too_many() -> None:
    assert sizes.wide_functions([source("def f(self, a, b, c, d, e, *, g): ...")]) == []
    assert sizes.wide_functions([source("def f(a, b, c, d, e, g): ...")]) != []


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(1)",
        "import time as t\nt.sleep(1)",
        "from time import sleep",
        "from time import sleep as nap\nnap(1)",
        "def f():\n    import time\n    return time.sleep",
    ],
)
def test_a_banned_name_is_found_however_it_is_imported(text: str) -> None:
    assert names.banned_names([source(text)], [SLEEP])[0].endswith(": time.sleep: wait")


@pytest.mark.parametrize("text", ["clock.sleep(1)", "import time\ntime.sleeper()", "sleep(1)"])
def test_a_name_that_only_looks_alike_is_not_banned(text: str) -> None:
    assert names.banned_names([source(text)], [SLEEP]) == []


def test_a_ban_spares_its_one_place_and_other_folders() -> None:
    text = "import time\ntime.sleep(1)"
    allowed = source(text, "mockplatform/edge/wallclock.py")
    inside = Ban(names=("time.sleep",), instead="wait", within="mockplatform/")
    assert names.banned_names([allowed], [SLEEP]) == []
    assert names.banned_names([source(text, "tests/bench/load.py")], [inside]) == []


@pytest.mark.parametrize("text", ["import jwt", "import jwt.api_jwk", "from jwt import decode"])
def test_a_banned_module_covers_all_that_is_in_it(text: str) -> None:
    assert names.banned_names([source(text)], [Ban(names=("jwt",), instead="no")]) != []


def test_patching_through_the_fixture_is_found_by_its_local_name() -> None:
    ban = Ban(names=("local:monkeypatch.setattr",), instead="no")
    assert names.banned_names([source("monkeypatch.setattr(a, 'b', 1)")], [ban]) != []
    assert names.banned_names([source("monkeypatch.setenv('A', '1')")], [ban]) == []


def test_modules_and_public_names_without_docstrings_are_found() -> None:
    bare = "class Lease:\n    def end(self): ...\n    def _slide(self): ...\n"
    assert words.undocumented_modules([source(bare)]) == ["mockplatform/core/lease.py"]
    assert [found.split()[-1] for found in words.undocumented_names([source(bare)])] == [
        "Lease",
        "end",
    ]
    assert words.undocumented_names([source('def f():\n    """Do."""')]) == []


def test_a_module_that_nothing_imports_is_dead() -> None:
    dead = source("from mockplatform.core.lease import Lease")
    package = source("", "mockplatform/core/__init__.py")
    user = source("from mockplatform.core import lease", "mockplatform/cli.py")
    assert names.dead_modules([dead, package], ()) != []
    assert names.dead_modules([dead, package, user], ["mockplatform.cli"]) == []


def test_a_module_named_in_a_string_is_alive() -> None:
    named = source("LATE = 'mockplatform.core.lease'", "mockplatform/cli.py")
    assert names.dead_modules([source(""), named], ["mockplatform.cli"]) == []


def test_a_todo_needs_an_issue_and_a_string_is_no_comment() -> None:
    left = "# TO" + "DO"
    assert words.unnumbered_todos([source(f"{left}: later\n")]) != []
    assert words.unnumbered_todos([source(f"{left} #12: later\n{left}(#7)\nx = '{left}'\n")]) == []


@pytest.mark.parametrize("home", ["root", "work", "Users", "home/ann"])
def test_a_path_of_one_machine_is_found_and_a_part_of_an_address_is_not(home: str) -> None:
    assert places.machine_paths("a.md", f"see /{home}/code") == [f"a.md:1: see /{home}/code"]
    assert places.machine_paths("a.md", f"GET http://host/{home}/code") == []


def test_a_core_module_without_a_test_module_is_found() -> None:
    module = "mockplatform/core/lease.py"
    tests = ["tests/core/test_lease.py", "mockplatform/core/__init__.py", "mockplatform/ids.py"]
    assert places.untested_modules([module, *tests[1:]], "core") == [f"{module}: write {tests[0]}"]
    assert places.untested_modules([module, *tests], "core") == []


def test_a_stranger_at_the_top_is_found_and_a_dotfile_is_not() -> None:
    assert places.strangers(["x/a.py", "notes.txt", ".ci/run"], ["x"]) == ["notes.txt"]
