"""A wheel holds all that a clone does: the code, its types, and the fixtures beside it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel_files(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build a wheel from this tree, without the network, and list what is in it."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    built = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def files_below(folder: str) -> set[str]:
    """List the files of a folder of the repository, as paths from that folder."""
    top = ROOT / folder
    found = (path.relative_to(top) for path in top.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def test_every_fixture_is_inside_the_package(wheel_files: set[str]) -> None:
    expected = {f"mockplatform/_fixtures/{name}" for name in files_below("fixtures")}
    assert expected <= wheel_files


def test_every_file_of_the_package_is_there(wheel_files: set[str]) -> None:
    expected = {f"mockplatform/{name}" for name in files_below("mockplatform")}
    assert expected <= wheel_files


def test_nothing_else_is_there(wheel_files: set[str]) -> None:
    tops = {name.partition("/")[0].partition("-")[0] for name in wheel_files}
    assert tops == {"mockplatform"}, "tests and tools stay at home"
