"""A fixture is found, read and kept.

Source: issue 2, item 8; `docs/fixtures.md`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mockplatform import fixtures_loader
from mockplatform.errors import FixtureInvalid, UnknownThing
from mockplatform.limits import LIMITS
from tests.fixture_refusals import SMALLEST, problems


def test_a_shipped_fixture_goes_by_its_name() -> None:
    assert fixtures_loader.load("default").name == "Corner Shop"


def test_loading_again_gives_the_same_object() -> None:
    """A tenant is created in under 2 ms, so nothing is read for it twice."""
    assert fixtures_loader.load("retail") is fixtures_loader.load("retail")


def test_a_shipped_fixture_needs_no_yaml_parser() -> None:
    """Importing PyYAML costs a tenth of what a whole start may take."""
    code = (
        "import sys; from mockplatform import fixtures_loader; "
        "fixtures_loader.load('default'); sys.exit('yaml' in sys.modules)"
    )
    root = Path(fixtures_loader.__file__).parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_an_unknown_name_names_the_nearest_and_all() -> None:
    with pytest.raises(UnknownThing) as caught:
        fixtures_loader.load("retial")
    assert caught.value.message == "No fixture 'retial'"
    assert caught.value.hint.startswith(
        "Did you mean 'retail'? Known: bank, cxone, default, genesys, retail. A file is one"
    )


@pytest.mark.parametrize("name", ["", "../default", "tenants/default", "\0", "x" * 5_000])
def test_no_name_leads_out_of_the_shipped_ones(name: str) -> None:
    with pytest.raises(UnknownThing):
        fixtures_loader.load_shipped(name)


@pytest.mark.parametrize("name", ["nowhere.yaml", "no\0where.json", "x" * 5_000 + ".yml"])
def test_a_file_that_is_not_there_is_unknown(name: str) -> None:
    with pytest.raises(UnknownThing, match="No fixture file"):
        fixtures_loader.load(name)


def test_a_shipped_name_never_opens_another_file(tmp_path: Path) -> None:
    """The admin API takes names from the network."""
    file = tmp_path / "mine.yaml"
    file.write_text(SMALLEST)
    with pytest.raises(UnknownThing):
        fixtures_loader.load_shipped(str(file))


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".YAML"])
def test_a_file_goes_by_its_path(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"mine{suffix}"
    file.write_text(SMALLEST)
    assert fixtures_loader.load(str(file)).deployments[0].id == "web"


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SMALLEST + "name: One\n")
    before = fixtures_loader.load(str(file))
    file.write_text(SMALLEST + "name: Two\n")
    os.utime(file, (1, 1))
    assert (before.name, fixtures_loader.load(str(file)).name) == ("One", "Two")


def test_a_json_file_may_be_indented_by_tabs(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    config = {
        "deployments": [{"id": "web"}],
        "queues": [{"id": "q", "name": "\U0001f600"}],
        "clients": [{"id": "c", "secret": "s"}],
    }
    file.write_text(json.dumps(config, indent="\t"))
    assert fixtures_loader.load(str(file)).queues[0].name == "\U0001f600"


def test_a_folder_a_picture_and_a_giant_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG")
    (tmp_path / "giant.yaml").write_bytes(b"#" * (LIMITS.fixture_bytes_max + 1))
    for name, reason in {
        "folder": "cannot be read",
        "picture": "byte 0 is not UTF-8",
        "giant": "has over 1048576 bytes",
    }.items():
        with pytest.raises(FixtureInvalid, match=reason):
            fixtures_loader.load(str(tmp_path / f"{name}.yaml"))


def test_the_message_has_the_first_problem_and_the_number_of_others() -> None:
    with pytest.raises(FixtureInvalid) as caught:
        fixtures_loader.parse(SMALLEST + "nme: x\nsetings: {}\n", "shop.yaml")
    assert caught.value.message == (
        "shop.yaml:4:1 $.nme: unknown member 'nme'. Did you mean 'name'? (and 1 more)"
    )


def test_a_flood_of_problems_is_cut() -> None:
    text = SMALLEST + "".join(f"x{n}: 1\n" for n in range(500))
    assert len(problems(text)) == LIMITS.fixture_problems_shown_max


def test_a_compiled_form_counts_only_for_the_text_that_it_was_made_of(tmp_path: Path) -> None:
    """An edit of a shipped text acts at once, though nobody compiled it."""
    file = tmp_path / "tenants" / "mine.yaml"
    text = SMALLEST.encode()
    compiled = fixtures_loader.compiled_path(file)
    assert fixtures_loader.load_compiled(file, text) is None
    compiled.parent.mkdir()
    compiled.write_bytes(fixtures_loader.compile_fixture(text, file.name))
    assert fixtures_loader.load_compiled(file, text) == fixtures_loader.parse(SMALLEST)
    assert fixtures_loader.load_compiled(file, text + b"#") is None
    compiled.write_bytes(b"{}")
    assert fixtures_loader.load_compiled(file, text) is None
