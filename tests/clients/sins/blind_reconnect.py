"""Owns a client that goes back to a conversation at once, and one that asks before it does."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Take a drop for a broken network, and open the socket again."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.connect(pair, id_)
    await at.drop(id_)
    await at.connect(pair, id_)


async def good(at: Stage) -> None:
    """Ask how it is; what is on its way meanwhile goes over HTTP, under its own id."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    line = await at.connect(pair, id_)
    await line.ask("message.send", text="Hello?", clientMessageId="m-1")
    await at.drop(id_)
    await at.say(pair, id_, "Is anybody there?", "m-2")
    await at.passes(20)
    assert (await at.look(pair, id_)).body["state"] == "OPEN"
    await at.connect(pair, id_, f"?after={line.seqs[-1]}")
    await at.passes(3600)
    await at.say(pair, id_, "Good evening", "m-3")


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The drop, and the next socket."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert story(finding) == [
        "socket: the client's socket on the conversation ended",
        "socket: asked for another one, and had not read the state since",
    ]
