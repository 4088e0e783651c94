"""Owns the matrix as JUnit XML: a test suite in which each run is a test case.

A cell that failed and did not have to hold is a skipped case, which says that it failed; so is
one whose outage was never met, since it has tested nothing.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from mockplatform.cli.matrix.cells import Cell, Matrix

SUITE = "mockplatform.matrix"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped: a terminal's colours begin with such a character."""


def junit(matrix: Matrix) -> bytes:
    """Return the matrix as JUnit XML."""
    runs = matrix.runs
    counts = {
        "tests": str(len(runs)),
        "failures": str(len(matrix.broken)),
        "errors": "0",
        "skipped": str(sum(_is_let_be(cell) for cell in runs)),
        "time": f"{sum(cell.seconds for cell in runs):.3f}",
    }
    whole = {name: text for name, text in counts.items() if name != "skipped"}
    root = ET.Element("testsuites", {"name": SUITE, **whole})
    suite = ET.SubElement(root, "testsuite", {"name": SUITE, **counts})
    properties = ET.SubElement(suite, "properties")
    about = {"command": " ".join(matrix.command), "seed": matrix.seed, "fixture": matrix.fixture}
    for name, value in about.items():
        ET.SubElement(properties, "property", {"name": name, "value": _text(str(value))})
    for cell in runs:
        _case(suite, cell)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _is_let_be(cell: Cell) -> bool:
    return cell.holds and (cell.outcome != "survived" or cell.is_unmet)


def _case(suite: ET.Element, cell: Cell) -> None:
    about = {"classname": SUITE, "name": cell.outage, "time": f"{cell.seconds:.3f}"}
    case = ET.SubElement(suite, "testcase", about)
    output = _text("\n".join(cell.tail))
    if _is_let_be(cell):
        need = "be met" if cell.is_unmet else "survive"
        ET.SubElement(case, "skipped", {"message": f"{cell.said}; it did not have to {need}"})
    elif not cell.holds:
        kind = cell.outcome.replace(" ", "-") if cell.lacks_survival else "unmet"
        ET.SubElement(case, "failure", {"message": cell.said, "type": kind}).text = output
    ET.SubElement(case, "system-out").text = f"{cell.faults} faults fired\n{output}"


def _text(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
