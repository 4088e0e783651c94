"""Owns how a chat looks: lines with times; on a terminal also who types, at the bottom."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from mockplatform.cli.chat.session import Kind, Line

CLEAR = "\r\033[K"
_TIME = slice(11, 19)
"""Where an ISO-8601 instant has its hours, minutes and seconds."""


class Screen:
    """Prints lines to a terminal, or plainly to whatever else reads them."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._fancy = out.isatty()
        self._transient = False

    def show(self, line: Line) -> None:
        """Print a line."""
        if line.kind is Kind.TYPING:
            self._show_typing(line.text)
            return
        if self._fancy and line.kind is Kind.MINE and line.who == "you":
            return  # The terminal shows what was typed.
        self._erase()
        print(self._format(line), file=self._out, flush=True)

    def note(self, text: str) -> None:
        """Print a note of the client's own."""
        self.show(Line(Kind.NOTE, text))

    def _format(self, line: Line) -> str:
        time = line.at[_TIME] or " " * 8
        if line.who:
            who = click.style(line.who, bold=True) if self._fancy else line.who
            return f"{time}  {who}: {plain(line.text)}"
        mark = "!" if line.kind is Kind.ERROR else "*"
        text = f"{mark} {plain(line.text)}"
        return f"{time}  {click.style(text, dim=True) if self._fancy else text}"

    def _show_typing(self, text: str) -> None:
        if not self._fancy:
            return
        self._erase()
        if text:
            self._out.write(click.style(f"          {plain(text)} ...", dim=True))
            self._transient = True
        self._out.flush()

    def _erase(self) -> None:
        if self._transient:
            self._out.write(CLEAR)
            self._transient = False


def plain(text: str) -> str:
    """Return a text that steers no terminal: others wrote it."""
    return "".join(char if char.isprintable() else " " for char in text)
