"""Owns the popup that asks whether a customer is still there, and how its answer is read.

Source: the fixtures of the vendor's mobile SDKs (elements, and the two postbacks). Invented: the
words that it shows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from mockplatform.core.digital import POPUP
from mockplatform.dialects.cxone.shapes.heard import ContentHeard
from mockplatform.dialects.cxone.translate import times
from mockplatform.ids import derive_uuid

__all__ = ["PLUGIN", "POPUP", "Answer", "answer", "payload"]

PLUGIN = "PLUGIN"
EXPIRATION = "sessionExpiration"


class Answer(NamedTuple):
    """What a customer says: that he is gone, or still there; `job_id` is what he was asked."""

    is_expired: bool
    job_id: str


def payload(message_id: str, part: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a popup's message shows."""
    job_id, seconds = part["jobId"], part["seconds"]
    countdown = {"startedAt": times.seconds(part["startedAt"]), "numberOfSeconds": seconds}
    elements: list[dict[str, Any]] = [
        {"type": "TITLE", "text": "Are you still there?"},
        {"type": "TEXT", "text": "We have not heard from you for a while. The chat ends in"},
        {"type": "COUNTDOWN", "variables": countdown},
        {"type": "TEXT", "text": "Do you want to go on?"},
        {"type": "BUTTON", "text": "Go on", "postback": _postback(job_id, is_expired=False)},
        {"type": "BUTTON", "text": "End the chat", "postback": _postback(job_id, is_expired=True)},
    ]
    numbered = [
        {"id": derive_uuid(message_id, "element", n), **one} for n, one in enumerate(elements)
    ]
    whole = {
        "id": derive_uuid(message_id, "popup"),
        "type": "INACTIVITY_POPUP",
        "elements": numbered,
    }
    return {"text": "", "postback": "", "elements": [whole]}


def _postback(job_id: str, *, is_expired: bool) -> str:
    return json.dumps({"type": EXPIRATION, "isExpired": is_expired, "workflowJobId": job_id})


def answer(content: ContentHeard) -> Answer | None:
    """Return what a message answers to a popup; None where it is none of that."""
    text = content.postback or content.payload.get("postback")
    if not isinstance(text, str) or EXPIRATION not in text:
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("type") != EXPIRATION:
        return None
    return Answer(said.get("isExpired") is True, str(said.get("workflowJobId", "")))
