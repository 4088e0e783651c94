"""Owns two tabs that each write what they know, and two that look what the other has written."""

from __future__ import annotations

from typing import Any

from tests.clients.api import CONTEXTS
from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Open the page twice; each tab says where it is, and keeps the cart that it knows."""
    one, other = await at.sign_in("tab-1"), await at.sign_in("tab-2")
    id_ = await at.open(one, routingData={"tier": "premium", "page": "cart"})
    line = await at.connect(other, id_)
    await line.close()
    path = f"{CONTEXTS}/ctx_{at.user}"
    await at.call("PUT", path, token=one.access, json={"cart": ["book"], "theme": "dark"})
    data = {"page": "checkout"}
    await at.call("PATCH", f"{id_}/routing-data", token=one.access, json=data)
    line = await at.connect(one, id_)
    await line.ask("conversationData.merge", data={"case": "one"})
    data = {"page": "help"}
    await at.call("PATCH", f"{id_}/routing-data", token=other.access, json=data)
    data = {"case": "other"}
    await at.call("PUT", f"{id_}/conversation-data", token=other.access, json=data)
    await at.call("PUT", path, token=other.access, json={"theme": "dark"})


async def good(at: Stage) -> None:
    """Read before writing, follow the socket, name the version; or write what is one's own."""
    one, other = await at.sign_in("tab-1"), await at.sign_in("tab-2")
    id_ = await at.open(one, routingData={"page": "cart"}, conversationData={"case": "one"})
    path = f"{CONTEXTS}/ctx_{at.user}"
    await at.call("PUT", path, token=one.access, json={"cart": ["book"]})
    await at.look(other, id_)
    line = await at.connect(other, id_)
    data = {"page": "checkout", "only_one": "x"}
    await at.call("PATCH", f"{id_}/routing-data", token=one.access, json=data)
    await line.until(lambda: any(one["type"] == "routingData" for one in at.heard))
    data = {"page": "help", "only_other": "x"}
    assert (await line.ask("routingData.merge", data=data))["type"] == "ack"
    await line.ask("conversationData.merge", data={"case": "other"})
    read = await at.call("GET", path, token=other.access)
    await at.call("PATCH", path, token=one.access, json={"cart": ["book", "pen"]})
    tag = {"If-Match": read.headers["ETag"]}
    body = {"cart": ["lamp"]}
    stale = await at.call("PUT", path, token=other.access, json=body, headers=tag)
    assert stale.status == 412
    read = await at.call("GET", path, token=other.access)
    tag = {"If-Match": read.headers["ETag"]}
    body = {"cart": [*read.body["cart"], "lamp"]}
    assert (await at.call("PUT", path, token=other.access, json=body, headers=tag)).status == 200


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Who set it, and who set another value over it; of the three the first and the last."""
    assert (finding["subject"], finding["severity"]) == (f"{at.user}/tab-2", "warning")
    assert finding["count"] == 3
    assert story(finding) == [
        "http: tab-1 set `page` of routing data",
        "http: tab-2 set another value over that, which it had not read, without If-Match",
    ]
    assert story(finding, "last") == [
        "http: tab-1 set `cart` of the context document",
        "http: tab-2 replaced all of it, without that, which it had not read, without If-Match",
    ]
