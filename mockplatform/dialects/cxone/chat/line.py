"""Owns what one chat socket knows of itself: on which channel, and for which customer."""

from __future__ import annotations


class Line:
    """One connection of a customer.

    Attributes:
        channel_id: The channel for which it was opened.
        base: The base URL under which the client reached the server, for URLs handed out.
        customer_id: The customer for whom it speaks; empty until that is known.
        joined: The case that has begun beside it and of which nothing was told yet.
        is_secured: Whether a transaction token has said so, once and for all.
        is_proven: Whether that customer has proved who he is, on a channel with authorization.
    """

    __slots__ = ("base", "channel_id", "customer_id", "is_proven", "is_secured", "joined")

    def __init__(self, *, channel_id: str, base: str = "") -> None:
        self.channel_id = channel_id
        self.base = base
        self.customer_id = ""
        self.joined = ""
        self.is_secured = False
        self.is_proven = False
