"""Owns a bot's part in a conversation: a fold over its events that says what comes next.

A run is derived from events alone, so it comes back with them after a restart.
"""

from __future__ import annotations

from collections.abc import Mapping
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
        idle: The `idle` step met last; it runs once in each silence.
        heard: The customer's last text.
        heard_at: When the customer last spoke, or the run began.
    """

    bot_id: str
    script: Script
    ringing: bool
    due: float | None
    pending: tuple[Step, ...] = ()
    handlers: tuple[Step, ...] = ()
    idle: Step | None = None
    heard: str = ""
    heard_at: float = 0.0

    @property
    def next_at(self) -> float | None:
        """When the bot acts next, by a step or for silence."""
        if self.due is not None or self.idle is None:
            return self.due
        assert self.idle.idle is not None  # an idle step has its duration
        return self.heard_at + parse_duration(self.idle.idle)


def evolve(run: BotRun | None, event: Event, scripts: Mapping[str, Script]) -> BotRun | None:
    """Return the run after an event of its conversation; None where no bot takes part."""
    match event:
        case StateChanged(verb=Verb.OFFER, agent=agent) if agent and agent.id in scripts:
            script = scripts[agent.id]
            due = event.at + parse_duration(script.accept_after)
            return BotRun(bot_id=agent.id, script=script, ringing=True, due=due)
        case StateChanged(verb=Verb.ACCEPT, agent=agent) if agent and agent.id in scripts:
            script = scripts[agent.id]
            started = BotRun(
                bot_id=agent.id,
                script=script,
                ringing=False,
                due=event.at,
                pending=script.steps,
                heard_at=event.at,
            )
            return _advance(started, event.at)
        case StateChanged():
            return None
        case MessageSent(sender=sender) if run is not None and not run.ringing:
            if sender.id == run.bot_id:
                return _advance(replace(run, pending=_after_say(run.pending)), event.at)
            return _hear(run, event)
    return run


def acted(run: BotRun, at: float) -> BotRun:
    """Return the run after an act that leaves no event: typing, or the turn to `idle` steps."""
    if run.due is None:
        assert run.idle is not None  # only idle is due without a step
        return _advance(replace(run, pending=run.idle.steps, idle=None, due=at), at)
    step, *rest = run.pending
    run = replace(run, pending=tuple(rest))
    return _advance(run, at + parse_duration(step.typing) if step.typing is not None else at)


def text_of(step: Step, run: BotRun) -> str:
    """Return what a `say` step says."""
    assert step.say is not None  # asked of say steps only
    return step.say.replace("{text}", run.heard)


def _hear(run: BotRun, event: MessageSent) -> BotRun:
    run = replace(run, heard=event.text, heard_at=event.at)
    if run.idle is None:
        run = replace(run, idle=_last_idle(run.script.steps))
    text = event.text.casefold()
    for handler in run.handlers:
        if fnmatchcase(text, (handler.on or "").casefold()):
            pending = (*run.pending, *handler.steps)
            return _advance(replace(run, pending=pending), event.at, keep_due=run.due)
    return run


def _last_idle(steps: tuple[Step, ...]) -> Step | None:
    return next((step for step in reversed(steps) if step.idle is not None), None)


def _after_say(pending: tuple[Step, ...]) -> tuple[Step, ...]:
    for index, step in enumerate(pending):
        if step.say is not None:
            return pending[index + 1 :]
    return pending


def _advance(run: BotRun, at: float, keep_due: float | None = None) -> BotRun:
    """Take in the steps that are no acts, up to the next act, and say when that is due."""
    if keep_due is not None:
        return run
    pending, handlers, idle = run.pending, run.handlers, run.idle
    while pending and _is_passive(pending[0]):
        step, pending = pending[0], pending[1:]
        if step.wait is not None:
            at += parse_duration(step.wait)
        elif step.on is not None:
            handlers = (*handlers, step)
        else:
            idle = step
    return replace(run, pending=pending, handlers=handlers, idle=idle, due=at if pending else None)


def _is_passive(step: Step) -> bool:
    return any(getattr(step, name) is not None for name in _PASSIVE)
