"""Owns the comparison of a finished conversation: what was told against what the platform has."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.clients.api import Api
from tests.soak.customer import Talk

PAGE = 200


async def judge(admin: Api, talk: Talk) -> tuple[list[str], list[str]]:
    """Return what is wrong with a conversation, and the ids of the agents' messages in it."""
    whole = await admin.must("GET", f"/conversations/{talk.id}")
    seqs = await _seqs(admin, talk.id)
    transcript = whole["transcript"]
    wrong = list(differences(talk, transcript))
    if seqs != list(range(1, whole["latestSeq"] + 1)):
        wrong.append(f"seq has gaps: {seqs}")
    agents = [one["clientMessageId"] for one in transcript if one["direction"] == "outbound"]
    return [f"{talk.id}: {one}" for one in wrong], agents


async def _seqs(admin: Api, id_: str) -> list[int]:
    seqs: list[int] = []
    more = True
    while more:
        after = seqs[-1] if seqs else 0
        page = await admin.must("GET", f"/conversations/{id_}/events?after={after}&limit={PAGE}")
        seqs += [one["seq"] for one in page["events"]]
        more = page["hasMore"]
    return seqs


def differences(talk: Talk, transcript: list[dict[str, Any]]) -> list[str]:
    """Return where a customer's knowledge and a transcript part: lost, doubled, out of order."""
    wrong = []
    inbound = [one for one in transcript if one["direction"] == "inbound"]
    kept = [one["clientMessageId"] for one in inbound]
    if lost := [id_ for id_ in talk.told if id_ not in kept]:
        wrong.append(f"acknowledged and lost: {lost}")
    if doubled := sorted({id_ for id_ in kept if kept.count(id_) > 1}):
        wrong.append(f"doubled: {doubled}")
    if strange := [id_ for id_ in kept if id_ not in talk.told]:
        wrong.append(f"never acknowledged, though its sender waited for it: {strange}")
    if not wrong and kept != list(talk.told):
        wrong.append(f"out of order: sent {list(talk.told)}, kept {kept}")
    if not wrong and [one["seq"] for one in inbound] != list(talk.told.values()):
        wrong.append(f"acknowledged with another seq: {talk.told}")
    if any(earlier >= later for earlier, later in pairwise(one["seq"] for one in transcript)):
        wrong.append("the transcript is not in the order of seq")
    if talk.pane != {one["seq"]: one["text"] for one in transcript}:
        wrong.append(f"seen {sorted(talk.pane.items())}, kept {transcript}")
    return wrong
