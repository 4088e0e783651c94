"""Owns the one call of a customer that these tests need: a conversation to act in."""

from __future__ import annotations

import json
import urllib.request
from typing import Any


def open_conversation(url: str, token: str, **body: Any) -> str:
    """Open a conversation and return its id."""
    request = urllib.request.Request(  # noqa: S310 - the URL is the test's own server
        f"{url}/api/v2/conversations/messaging",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        id_: str = json.load(answer)["id"]
        return id_
