"""What JavaScript sees of HTTP faults: Node's own `fetch`, whose errors widgets must live with."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, create_subprocess_exec
from pathlib import Path
from typing import Any

from mockplatform.faults.registry import KINDS
from tests.support.server import MESSAGING, Server, serving

SCRIPT = Path(__file__).with_name("fetch.mjs")
PATIENCE_S = 30.0

FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "status", "status": 503, "retryAfter": "1500ms"},
    {"kind": "rate_limit", "quota": 0},
    {"kind": "latency", "delay": "1ms"},
    {"kind": "reset"},
    {"kind": "close"},
    {"kind": "truncate"},
    {"kind": "malformed"},
    {"kind": "drip", "rate": 1_000_000},
    {"kind": "hang"},
)


async def in_node(server: Server, path: str, token: str) -> dict[str, Any]:
    """Return what Node saw under each fault."""
    faults = [{"where": {"path": path}, "what": what} for what in FAULTS if what["kind"] in KINDS]
    for fault in faults:
        if fault["what"]["kind"] == "close":
            fault["where"]["phase"] = "edge"
    node = await create_subprocess_exec(
        "node", str(SCRIPT), server.url, path, token, json.dumps(faults), stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(PATIENCE_S):
        out, errors = await node.communicate()
    assert node.returncode == 0, errors.decode()
    seen: dict[str, Any] = json.loads(out)
    return seen


async def test_fetch_tells_each_kind_apart() -> None:
    async with serving() as server:
        token = await server.token()
        path = f"{MESSAGING}/{await server.conversation(token)}"
        seen = await in_node(server, path, token)

    clean = seen.pop("clean")
    assert clean["status"] == 200
    assert clean["json"]
    assert seen.pop("after") == clean
    status, limited = seen.pop("status"), seen.pop("rate_limit")
    assert (status["status"], status["retryAfter"], status["json"]) == (503, "2", True)
    assert (limited["status"], limited["retryAfter"]) == (429, "60")
    assert {**seen.pop("latency"), "fault": None} == clean
    assert {**seen.pop("drip"), "fault": None} == clean
    malformed = seen.pop("malformed")
    assert (malformed["status"], malformed["error"]) == (200, "SyntaxError")
    assert len(malformed["body"]) == len(clean["body"])
    truncated = seen.pop("truncate")
    assert (truncated["status"], truncated["error"]) == (200, "TypeError")
    assert "body" not in truncated
    assert seen.pop("reset") == {"error": "TypeError", "cause": "ECONNRESET"}
    assert seen.pop("hang") == {"error": "AbortError", "cause": None}
    if "close" in KINDS:
        assert seen.pop("close") == {"error": "TypeError", "cause": "UND_ERR_SOCKET"}
    assert seen == {}
