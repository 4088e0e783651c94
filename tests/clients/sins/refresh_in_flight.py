"""Owns a client that renews while a message is under way and forgets it, and one that does not."""

from __future__ import annotations

from typing import Any

from tests.clients.line import Line
from tests.clients.stage import Stage, Tokens, story

TEXT = "Where is my parcel?"


async def _says_it_without_an_answer(at: Stage, pair: Tokens) -> Line:
    """Say something of which the acknowledgement is lost."""
    id_ = await at.open(pair)
    await at.look(pair, id_)
    line = await at.connect(pair, id_)
    where = {"phase": "frame.out", "frame": "ack", "subject": at.user}
    fault = {"where": where, "when": {"times": 1}, "what": {"kind": "lose"}}
    await at.admin("POST", "/faults", fault)
    await line.tell("message.send", clientMessageId=f"{at.user}-1", text=TEXT)
    await line.until(lambda: bool(line.of_type("message")))
    return line


async def sin(at: Stage) -> None:
    """Begin anew with the new token: what it waited for is said as if for the first time."""
    pair = await at.sign_in()
    line = await _says_it_without_an_answer(at, pair)
    pair = await at.renewed(pair)
    await line.ask("token.update", token=pair.access)
    await line.ask("message.send", clientMessageId=f"{at.user}-2", text=TEXT)


async def good(at: Stage) -> None:
    """Keep the outbox as it is: what it waited for comes again under its own id."""
    pair = await at.sign_in()
    line = await _says_it_without_an_answer(at, pair)
    pair = await at.renewed(pair)
    await line.ask("token.update", token=pair.access)
    again = await line.ask("message.send", clientMessageId=f"{at.user}-1", text=TEXT)
    assert again["duplicate"]


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The message, the renewal, the message as another one."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "error"
    assert story(finding) == [
        "frame: a message came, and its answer was awaited",
        "http: the token was renewed meanwhile",
        "frame: the same text came again, as another message",
    ]
