"""Owns how signals end the matrix: with all that it has started, however often they come."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from mockplatform.cli.execute import ENDED_BY_SIGNAL
from mockplatform.cli.exits import Failure

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class _Signalled(BaseException):
    """A signal asks the matrix to end."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let signals end it as Ctrl-C does: the first ends it, those behind it change nothing.

    Raises:
        Failure: A signal came; the exit code is 128 and its number.
        KeyboardInterrupt: It was Ctrl-C.
    """
    heard: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        heard.append(number)
        if len(heard) > 1:  # it is ending, which is bounded; to be cut short would leave things
            return
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise _Signalled(number)

    with _handling(stop):
        try:
            yield
        except _Signalled as error:
            code = ENDED_BY_SIGNAL + error.args[0]
            raise Failure("ended by a signal", code=code) from None


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals that would end us wait until something is done."""
    heard: list[int] = []
    try:
        with _handling(lambda number, _: heard.append(number)):
            yield
    finally:
        if heard:
            signal.raise_signal(heard[0])


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Hear signals for a while, but for those that we were started to ignore (`nohup`)."""
    before = {one: signal.getsignal(one) for one in ENDING}
    heard = [one for one in ENDING if before[one] is not signal.SIG_IGN]
    try:
        for one in heard:
            signal.signal(one, handler)
        yield
    finally:
        for one in heard:
            signal.signal(one, before[one])
