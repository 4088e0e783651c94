"""Owns the page about the life of a conversation: diagram and table from the one that rules it."""

from __future__ import annotations

from collections.abc import Iterator

from mockplatform.core.states import INITIAL, LIVE, TRANSITIONS, State, Verb
from mockplatform.core.statuses import AWAITING, BY_VERB, MARKS, Status
from mockplatform.durations import format_duration
from mockplatform.settings import DEFAULTS
from tests.docs.page import Page, page, table

STATES = {
    State.OPEN: "made; nobody is alerted yet",
    State.RINGING: "an agent or a bot is alerted",
    State.ACTIVE: "an agent or a bot is connected",
    State.CLOSED: "over; the transcript can still be read",
    State.DELETED: "taken away; told for "
    f"{format_duration(DEFAULTS.deleted_kept)} (`deletedKept`), then 404",
}
VERBS = {
    Verb.OFFER: "an agent is alerted",
    Verb.ACCEPT: "the agent alerted takes it",
    Verb.DECLINE: "the agent alerted refuses; the next one is asked",
    Verb.LAPSE: f"nobody answers for {format_duration(DEFAULTS.ring)} (`ring`); "
    "the next one is asked",
    Verb.TRANSFER: "the connected agent passes it to a queue",
    Verb.LEAVE: "the connected agent leaves; it waits in its queue again",
    Verb.CLOSE: "the customer, the connected agent or a supervisor ends it",
    Verb.EXPIRE: f"no message and no typing for {format_duration(DEFAULTS.inactivity)} "
    "(`inactivity`); reading does not count",
    Verb.RESUME: "a guest of a Genesys session writes again within "
    f"{format_duration(DEFAULTS.threading_window)} (`threadingWindow`); the widget API has no "
    "such verb",
    Verb.DELETE: "it is taken away",
}


def render() -> Page:
    """Return the page."""
    live = ", ".join(f"`{state}`" for state in State if state in LIVE)
    return page(
        "docs/lifecycle.md",
        "`mockplatform/core/states.py`",
        "# The life of a conversation",
        "One table rules it; the diagram and the tables here are drawn from that table.",
        "\n".join(["```mermaid", *_diagram(), "```"]),
        f"A widget may resume a conversation that is {live}. Out of the other two nothing leads "
        "back: drop the id and create a new conversation.",
        table(["state", "means", "can be resumed"], _states()),
        "## What leads where",
        "An empty cell is refused with 409 and the verbs that the state does allow.",
        table(["verb", *State], _cells()),
        table(["verb", "means"], ([f"`{verb}`", VERBS[verb]] for verb in Verb)),
        "Names in brackets are [settings](settings.md) of the tenant.",
        "## How far it is",
        "Beside its state a conversation has a status, which verbs lead to and agents set; CXone's "
        "clients see a case by it. It begins as `new`. A customer's message opens what was "
        + " or ".join(f"`{one}`" for one in sorted(AWAITING))
        + ".",
        table(["status", "by the verb", "set by agents"], _statuses()),
    )


def _statuses() -> Iterator[list[str]]:
    for status in Status:
        verbs = ", ".join(f"`{verb}`" for verb, to in BY_VERB.items() if to is status)
        yield [f"`{status}`", verbs or "", "yes" if status in MARKS else ""]


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {INITIAL} : create"
    for state in State:
        ways: dict[State, list[str]] = {}
        for verb, to in TRANSITIONS[state].items():
            ways.setdefault(to, []).append(verb)
        yield from (f"    {state} --> {to} : {', '.join(verbs)}" for to, verbs in ways.items())
        if not ways:
            yield f"    {state} --> [*]"


def _states() -> Iterator[list[str]]:
    for state in State:
        yield [f"`{state}`", STATES[state], "yes" if state in LIVE else "no"]


def _cells() -> Iterator[list[str]]:
    for verb in Verb:
        yield [f"`{verb}`", *(TRANSITIONS[state].get(verb, "") for state in State)]
