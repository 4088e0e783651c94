"""Each rule of scripts finds an offence planted for it and leaves its decent neighbour alone."""

from __future__ import annotations

import pytest

from tests.tidy import scripts
from tests.tidy.source import Source


def source(text: str, path: str = "mockplatform/console/static/lib/dom.js") -> Source:
    return Source(path, text)


@pytest.mark.parametrize("text", ["// Owns the links.\n", "/* Owns the frame. */\n"])
def test_a_file_begins_with_what_it_owns(text: str) -> None:
    assert scripts.ownerless([source(text)]) == []
    assert scripts.ownerless([source("// The links.\n")]) != []
    assert scripts.ownerless([source("\n" + text)]) != []


def test_a_file_of_401_lines_is_too_long_and_one_of_400_is_not() -> None:
    assert scripts.long_files([source("f();\n" * 400)]) == []
    assert scripts.long_files([source("f();\n" * 401)]) != []


@pytest.mark.parametrize(
    "text",
    [
        "element.innerHTML = text;",
        "element.outerHTML += text;",
        'element.insertAdjacentHTML("beforeend", text);',
        "eval(text);",
        "new Function(text);",
        "console.log(text);",
        "debugger;",
    ],
)
def test_markup_and_code_are_not_made_of_texts_and_nothing_is_logged(text: str) -> None:
    assert scripts.banned([source(text)]) != []
    assert scripts.banned([source(f"// Never {text}\n/* {text} */\n")]) == []


@pytest.mark.parametrize("text", ["console.error(mistake);", "medieval(text);", "innerHTMLs();"])
def test_what_only_looks_alike_is_not_banned(text: str) -> None:
    assert scripts.banned([source(text)]) == []


def test_work_left_undone_names_its_issue() -> None:
    assert scripts.unnumbered_todos([source("// TODO #12: later")]) == []
    assert scripts.unnumbered_todos([source("// TODO later")]) != []


PAGE = {
    "index.html": '<link href="console/a.css" /><script src="console/app.js"></script>',
    "a.css": "",
    "app.js": 'import { a } from "./lib/a.js";\nimport "./side.js";\n',
    "side.js": 'const late = () => import("./views/late.js");\n',
    "lib/a.js": 'import {\n  b,\n} from "../lib/b.js";\n',
    "lib/b.js": "",
    "views/late.js": "",
}


def test_a_file_is_dead_to_which_neither_a_link_nor_an_import_leads() -> None:
    assert scripts.dead_files(PAGE, "index.html", "console/") == []
    assert scripts.dead_files({**PAGE, "lib/c.js": ""}, "index.html", "console/") == ["lib/c.js"]


def test_an_import_of_a_type_alone_keeps_no_file_alive() -> None:
    typed = '/** @typedef {import("./c.js").C} C */\n/** @type {import("./c.js").C} */ (a);\n'
    files = {**PAGE, "lib/b.js": typed, "lib/c.js": ""}
    assert scripts.dead_files(files, "index.html", "console/") == ["lib/c.js"]


def test_a_link_is_broken_that_leads_to_no_file() -> None:
    assert scripts.broken_links(PAGE, "index.html", "console/") == []
    files = {**PAGE, "lib/b.js": 'import "./gone.js";'}
    assert scripts.broken_links(files, "index.html", "console/") == ["lib/gone.js"]
