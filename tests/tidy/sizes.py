"""Owns how long a file and a function may be, and how many arguments go by position."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from tests.tidy.source import Function, Source, body_of

FILE_LINES_MAX = 400
FILE_LINES_MEDIAN_MAX = 120
FUNCTION_LINES_MAX = 50
FUNCTION_LINES_MEDIAN_MAX = 10
POSITIONAL_PARAMETERS_MAX = 5


def body_lines(function: Function) -> int:
    """Return how many lines a function's body takes, its docstring left out."""
    body = body_of(function)
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def long_files(sources: Iterable[Source]) -> list[str]:
    """Find files that are too long to read in one go."""
    return [
        f"{source.path}: {source.lines} lines; split it by noun"
        for source in sources
        if source.lines > FILE_LINES_MAX
    ]


def median_file_lines(sources: Iterable[Source]) -> float:
    """Return the median length of the files that have more to them than a docstring."""
    return median([source.lines for source in sources if body_of(source.tree)] or [0])


def long_functions(sources: Iterable[Source]) -> list[str]:
    """Find functions that are too long to see at once."""
    return [
        f"{source.path}:{function.lineno}: {function.name} has {body_lines(function)} lines"
        for source in sources
        for function in source.functions
        if body_lines(function) > FUNCTION_LINES_MAX
    ]


def median_function_lines(sources: Iterable[Source]) -> float:
    """Return the median length of the functions' bodies."""
    return median([body_lines(each) for source in sources for each in source.functions] or [0])


def wide_functions(sources: Iterable[Source]) -> list[str]:
    """Find functions whose callers must count arguments."""
    return [
        f"{source.path}:{function.lineno}: {function.name} takes {count} positional parameters;"
        " put a * before the later ones"
        for source in sources
        for function in source.functions
        if (count := _positional_parameters(function)) > POSITIONAL_PARAMETERS_MAX
    ]


def _positional_parameters(function: Function) -> int:
    names = [each.arg for each in function.args.posonlyargs + function.args.args]
    return len(names) - (names[:1] in (["self"], ["cls"]))
