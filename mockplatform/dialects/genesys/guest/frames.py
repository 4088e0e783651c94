"""Owns the tables of a guest socket's frames, for whoever describes them."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.genesys.guest.acts import ACTS
from mockplatform.dialects.genesys.shapes.guest_frames import BODIES, ServerFrame

PATH = "/v1"
CLIENT_FRAMES: dict[str, Any] = {name: shape for name, (shape, _) in ACTS.items()}
"""What clients may say, by action."""
SERVER_FRAMES: dict[str, Any] = {
    name: ServerFrame[body]  # type: ignore[valid-type]  # a table of types
    for name, body in BODIES.items()
}
"""What is said to them, by the class of its body."""
