"""Owns what is logged and how: life events and warnings, as text or JSON, on standard error."""

from __future__ import annotations

import logging
import sys
from typing import Literal

from aiohttp.http_exceptions import HttpProcessingError

LogFormat = Literal["text", "json"]


class NoQuotes(logging.Filter):
    """Keeps what a client sent out of the log of `aiohttp.server`.

    Its parser's errors quote the request, and so the first 100 bytes of an Authorization
    header. Which error it was is all that may be told.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the exception out of a record about a request that is no HTTP."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):
            record.msg = "refused a request that is no HTTP: %s"
            record.args = (type(error).__name__,)
            record.exc_info = None
            record.exc_text = None
        return True


_FILTER = NoQuotes()


def keep_secrets() -> None:
    """Filter the logger that would print them; calling it again changes nothing."""
    logging.getLogger("aiohttp.server").addFilter(_FILTER)


def configure(format_: LogFormat) -> None:
    """Send this process's logs to standard error: warnings of all, life events of our own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LateFormatter(format_))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("mockplatform").setLevel(logging.INFO)


class LateFormatter(logging.Formatter):
    """Renders by structlog, which is imported with the first line: most starts log none."""

    def __init__(self, format_: LogFormat) -> None:
        super().__init__()
        self._format: LogFormat = format_
        self._renderer: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for a record."""
        if self._renderer is None:
            self._renderer = _renderer(self._format)
        return self._renderer.format(record)


def _renderer(format_: LogFormat) -> logging.Formatter:
    import structlog

    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    trace: list[structlog.typing.Processor] = []
    renderer: structlog.typing.Processor
    if format_ == "json":
        trace = [structlog.processors.format_exc_info]
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *trace, renderer],
    )
