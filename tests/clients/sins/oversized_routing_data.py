"""Owns a client that measures characters where the platform counts bytes, and one that counts."""

from __future__ import annotations

import json
from typing import Any

from tests.clients.stage import Stage, story

LIMIT = 16_384


async def sin(at: Stage) -> None:
    """Check the length of the text, in which an umlaut is one character; and never the whole."""
    pair = await at.sign_in()
    id_ = await at.open(pair, routingData={"tier": "gold"})
    topic = {"intent": "ü" * 9_000}
    assert len(json.dumps(topic, ensure_ascii=False)) < LIMIT
    reply = await at.call("PUT", f"{id_}/routing-data", token=pair.access, json=topic)
    assert reply.status == 413
    half = {"intent": "x" * 9_000}
    reply = await at.call("PATCH", f"{id_}/routing-data", token=pair.access, json=half)
    assert reply.status == 200
    line = await at.connect(pair, id_)
    answer = await line.ask("routingData.merge", data={"language": "y" * 9_000})
    assert answer["code"] == "routing.data.too.large"


async def good(at: Stage) -> None:
    """Measure the bytes of the whole, and leave a member out that rules can do without."""
    pair = await at.sign_in()
    whole = {"intent": "ü" * 8_000, "tier": "gold"}
    assert len(json.dumps(whole, ensure_ascii=False).encode()) < LIMIT
    id_ = await at.open(pair, routingData=whole)
    line = await at.connect(pair, id_)
    answer = await line.ask("routingData.merge", data={"intent": "order", "language": "en-US"})
    assert answer["type"] == "ack"


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Each refusal is one; of the last, the frame that came and the one that refused it."""
    assert (finding["subject"], finding["severity"]) == (f"{at.user}/tab-1", "error")
    assert finding["count"] == 2
    assert story(finding) == [
        "http: routing data of 18,013 bytes came, 16,384 at most are taken, and was refused"
    ]
    assert story(finding, "last") == [
        "frame: a merge of 9,015 bytes came, which made all of it more than can be taken",
        "frame: it was refused as too large",
    ]
