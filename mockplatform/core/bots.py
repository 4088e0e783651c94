"""Owns a bot's part in a conversation: a fold over its events that says what comes next.

A run is derived from events alone, so it comes back with them after a restart. Typing and
the turn to `idle` steps leave no event; what the bot says next tells that they have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.aggregate import Event
from mockplatform.core.configuration import Script, Step
from mockplatform.core.events import MessageSent, StateChanged
from mockplatform.core.states import Verb
from mockplatform.durations import parse_duration

_PASSIVE = ("wait", "on", "idle")


class BotRun(Struct, frozen=True, kw_only=True):
    """Where a bot stands in its script.

    Attributes:
        ringing: Whether it is alerted and has not accepted yet.
        due: When its next act is due; None when it waits for the customer.
        pending: The steps to come; the first is the act that is due.
        handlers: The `on` steps met so far.
        idle: The `idle` step that runs next in this silence; None when it has run.
        first_idle: The `idle` step that each silence begins with: the one met last, but
            for those that stand inside `idle` steps.
        idling: Whether the silence's steps have begun.
        heard: The customer's last text.
        heard_at: When the customer last spoke, or the run began.
        unanswered: Whether no `on` step met so far has matched what was heard while the
            bot was busy; those it meets until it rests may.
        rested_at: When it had last done all that was pending.
    """

    bot_id: str
    script: Script
    ringing: bool
    due: float | None
    pending: tuple[Step, ...] = ()
    handlers: tuple[Step, ...] = ()
    idle: Step | None = None
    first_idle: Step | None = None
    idling: bool = False
    heard: str = ""
    heard_at: float = 0.0
    unanswered: bool = False
    rested_at: float = 0.0

    @property
    def next_at(self) -> float | None:
        """When the bot acts next, by a step or for silence."""
        if self.due is not None or self.idle is None:
            return self.due
        # A bot that speaks for longer than the silence may last does not go back in time.
        return max(self.heard_at + _silence_s(self.idle), self.rested_at)


def evolve(run: BotRun | None, event: Event, scripts: Mapping[str, Script]) -> BotRun | None:
    """Return the run after an event of its conversation; None where no bot takes part."""
    match event:
        case StateChanged(verb=Verb.OFFER, agent=agent) if agent and agent.id in scripts:
            script = scripts[agent.id]
            due = event.at + parse_duration(script.accept_after)
            return BotRun(bot_id=agent.id, script=script, ringing=True, due=due)
        case StateChanged(verb=Verb.ACCEPT, agent=agent) if agent and agent.id in scripts:
            return _accepted(run, agent.id, scripts[agent.id], event.at)
        case StateChanged():
            return None
        case MessageSent(sender=sender) if run is not None:
            if sender.purpose == "customer":
                return _hear(run, event)
            return _said(run, event) if sender.id == run.bot_id else run
    return run


def overheard(run: BotRun | None, text: str) -> BotRun | None:
    """Return the run of a bot that is being alerted, with what the customer said before."""
    if run is None or not run.ringing or not text:
        return run
    return replace(run, heard=text, unanswered=True)


def acted(run: BotRun, at: float) -> BotRun:
    """Return the run after an act that leaves no event: typing, or the turn to `idle` steps."""
    if run.due is None:
        return _advance(_turn_to_idle(run), at)
    step, *rest = run.pending
    run = replace(run, pending=tuple(rest))
    return _advance(run, at + parse_duration(step.typing) if step.typing is not None else at)


def text_of(step: Step, run: BotRun) -> str:
    """Return what a `say` step says."""
    assert step.say is not None  # asked of say steps only
    return step.say.replace("{text}", run.heard)


def problems(run: BotRun, steps_max: int) -> Iterator[tuple[str, str]]:
    """Yield where a run that came from elsewhere is none of its script, and why."""
    if run.ringing:
        if run.due is None:
            yield ".due", "a bot that is alerted is due to accept"
        if run.pending or run.handlers or run.idle or run.first_idle:
            yield "", "a bot that is alerted has not begun its script"
    elif (run.due is None) == bool(run.pending):
        yield ".due", "stands just where steps are pending"
    if len(run.pending) > steps_max:
        yield ".pending", f"has at most {steps_max} steps"
    if run.pending and _is_passive(run.pending[0]):
        yield ".pending[0]", "the first of the pending steps is an act: say, typing or the like"
    known = set(_all_steps(run.script.steps))
    idle = (run.idle,) if run.idle else ()
    first_idle = (run.first_idle,) if run.first_idle else ()
    for name, steps, member in (
        (".pending[{}]", run.pending, ""),
        (".handlers[{}]", run.handlers, "on"),
        (".idle", idle, "idle"),
        (".first_idle", first_idle, "idle"),
    ):
        for number, step in enumerate(steps):
            if step not in known or (member and getattr(step, member) is None):
                yield name.format(number), "is no such step of the bot's script"


def _all_steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all_steps(step.steps)


def _silence_s(step: Step) -> float:
    assert step.idle is not None  # asked of idle steps only
    return parse_duration(step.idle)


def _accepted(run: BotRun | None, bot_id: str, script: Script, at: float) -> BotRun:
    # What the customer said during the ring waits for an answer.
    started = BotRun(
        bot_id=bot_id,
        script=script,
        ringing=False,
        due=at,
        pending=script.steps,
        heard=run.heard if run is not None else "",
        heard_at=at,
        unanswered=run is not None and run.unanswered,
    )
    return _advance(started, at)


def _hear(run: BotRun, event: MessageSent) -> BotRun:
    run = replace(
        run,
        heard=event.text,
        heard_at=event.at,
        # After a restart an act without an event is due again: now, not before this event.
        due=None if run.due is None else max(run.due, event.at),
        idle=run.first_idle,
        idling=False,
        unanswered=run.due is not None,
    )
    for handler in run.handlers:
        if _matches(handler, event.text):
            run = replace(run, pending=(*run.pending, *handler.steps), unanswered=False)
            return run if run.due is not None else _advance(run, event.at)
    return run


def _matches(handler: Step, text: str) -> bool:
    assert handler.on is not None  # asked of on steps only
    return fnmatchcase(text.casefold(), handler.on.casefold())


def _said(run: BotRun, event: MessageSent) -> BotRun:
    """Return the run after the bot's own message: behind the step that says so.

    What stands before that step is over: it left no event. A message that is not in the
    script was sent by somebody else in the bot's name, and leaves the run where it is.
    """
    quiet = _skip_quiet(run)
    behind = _behind(run, event.text) or _behind(quiet, event.text)
    if behind is None and quiet.idle is not None:
        behind = _behind(_turn_to_idle(quiet), event.text)
        if behind is not None and event.at < run.heard_at + _silence_s(quiet.idle):
            # The customer has spoken since the steps began: another silence runs already.
            behind = replace(behind, idle=quiet.idle, idling=False)
    return run if behind is None else _advance(behind, event.at)


def _behind(run: BotRun, text: str) -> BotRun | None:
    for index, step in enumerate(run.pending):
        if step.say is not None and text_of(step, run) == text:
            before = run.pending[:index]
            run = replace(run, pending=run.pending[index + 1 :])
            for passed in before:
                run = _pass(run, passed)
            return run
    return None


def _skip_quiet(run: BotRun) -> BotRun:
    while run.pending and (run.pending[0].typing is not None or _is_passive(run.pending[0])):
        step, *rest = run.pending
        run = _pass(replace(run, pending=tuple(rest)), step)
    return run


def _turn_to_idle(run: BotRun) -> BotRun:
    assert run.idle is not None  # only idle is due without a step
    pending = (*run.idle.steps, *run.pending)
    return replace(run, pending=pending, idle=None, idling=True)


def _advance(run: BotRun, at: float) -> BotRun:
    """Take in the steps that are no acts, up to the next act, and say when that is due."""
    while run.pending and _is_passive(run.pending[0]):
        step, *rest = run.pending
        run = _pass(replace(run, pending=tuple(rest)), step)
        if step.wait is not None:
            at += parse_duration(step.wait)
    if run.pending:
        return replace(run, due=at)
    return replace(run, due=None, rested_at=at, unanswered=False)


def _is_passive(step: Step) -> bool:
    return any(getattr(step, name) is not None for name in _PASSIVE)


def _pass(run: BotRun, step: Step) -> BotRun:
    """Take in one step that is passed on the way: `on` listens from now, `idle` counts."""
    if step.idle is not None:
        return replace(run, idle=step, first_idle=run.first_idle if run.idling else step)
    if step.on is None:
        return run
    handlers = run.handlers if step in run.handlers else (*run.handlers, step)
    run = replace(run, handlers=handlers)
    if run.unanswered and _matches(step, run.heard):
        run = replace(run, pending=(*run.pending, *step.steps), unanswered=False)
    return run
