"""How the SDK's modules become one file: in the order of their needs, one name once."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mockplatform.sdk.assembling import ENTRY, in_order, module, script
from mockplatform.sdk.bundle import HERE

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "src").glob("*.js")}
_TOP = re.compile(r"^(?:export )?(?:async )?(?:class|function\*?|const|let) (\w+)", re.MULTILINE)
_IMPORTING = re.compile(r"^\s*import\b.*", re.MULTILINE)
_EXPORTING = re.compile(r"^export\b.*", re.MULTILINE)


def test_a_module_stands_behind_those_that_it_needs() -> None:
    sources = {
        "index.js": 'import { b } from "./b.js";\nimport { a } from "./a.js";\n',
        "a.js": "export const a = 1;\n",
        "b.js": 'import { a } from "./a.js";\nexport const b = a;\n',
    }
    assert in_order(sources) == ["a.js", "b.js", "index.js"]


def test_modules_that_need_each_other_are_refused() -> None:
    sources = {
        "index.js": 'import { a } from "./a.js";\n',
        "a.js": 'import { b } from "./index.js";\n',
    }
    with pytest.raises(AssertionError, match="circle"):
        in_order(sources)


def test_every_source_is_part_of_the_sdk() -> None:
    assert set(in_order(SOURCES)) == set(SOURCES)


def test_no_two_sources_have_a_name_in_common() -> None:
    """In one file they would be one scope."""
    seen: dict[str, str] = {}
    for file, text in SOURCES.items():
        for name in _TOP.findall(text):
            assert name not in seen, f"{name} stands in {seen[name]} and {file}"
            seen[name] = file


def test_all_that_joins_modules_is_taken_out() -> None:
    """Whatever import or export is written otherwise would stay, and break the file."""
    text = module(SOURCES).decode()
    assert _IMPORTING.findall(text) == []
    assert _EXPORTING.findall(text) == ["export { createWidgetSDK, widgetSDK };"]
    assert _EXPORTING.findall(script(SOURCES).decode()) == []


@pytest.mark.parametrize(("make", "suffix"), [(module, ".mjs"), (script, ".cjs")])
def test_the_file_is_a_script_that_an_engine_takes(
    make: Callable[[Mapping[str, str]], bytes], suffix: str, tmp_path: Path
) -> None:
    node = shutil.which("node")
    assert node is not None, "Node.js is needed: .ci/debian installs it"
    path = tmp_path / f"widget-sdk{suffix}"
    path.write_bytes(make(SOURCES))
    done = subprocess.run(
        [node, "--check", str(path)], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_entry_is_the_one_that_is_joined_last() -> None:
    assert in_order(SOURCES)[-1] == ENTRY
