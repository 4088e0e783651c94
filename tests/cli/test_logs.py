"""What `serve` writes to standard error, as text and as JSON, and what it never writes."""

from __future__ import annotations

import json
import logging

import pytest

from mockplatform.server.logs import LateFormatter


def record(**about: object) -> logging.LogRecord:
    """Return a record such as the edge makes for a request."""
    made = logging.LogRecord(
        "mockplatform.requests", logging.INFO, "journaling.py", 1, "request", (), None
    )
    made.__dict__.update(about)
    return made


def test_a_json_line_has_every_field_of_its_record() -> None:
    """`--log-format json`: one object a line, for those who collect logs."""
    line = LateFormatter("json").format(record(status=201, path="/api", tenant="default"))

    members = json.loads(line)
    assert (members["event"], members["level"]) == ("request", "info")
    assert (members["status"], members["path"], members["tenant"]) == (201, "/api", "default")


def test_a_text_line_reads_like_a_sentence_with_its_fields() -> None:
    """`--log-format text`: for people."""
    line = LateFormatter("text").format(record(status=201, path="/api"))

    assert "request" in line
    assert "status=201" in line
    assert "path=/api" in line


@pytest.mark.parametrize("format_", ["json", "text"])
def test_a_crash_is_told_with_its_trace(format_: str) -> None:
    """A programmer's error goes to the log whole."""
    made = record()
    made.exc_info = (ValueError, ValueError("broken"), None)

    assert "ValueError: broken" in LateFormatter(format_).format(made)  # type: ignore[arg-type] # parametrised
