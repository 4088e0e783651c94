"""Owns a crowd: thousands of conversations at once, made of a few by a snapshot."""

from __future__ import annotations

from typing import Any

from mockplatform.client import TenantUnderTest


def crowd(at: TenantUnderTest, patterns: list[str], count: int) -> list[str]:
    """Have so many conversations like the patterns, beside these; return their ids."""
    document: dict[str, Any] = at.admin.snapshots.get()
    streams = {one["id"]: one for one in document["streams"]}
    ids = [f"crowd-{number:04}" for number in range(count)]
    for number, id_ in enumerate(ids):
        pattern = patterns[number % len(patterns)]
        document["streams"].append(
            {**streams[pattern], "id": id_, "events": _of(streams, pattern, number)}
        )
        _copy(document, pattern, id_)
    at.admin.snapshots.put(document)
    return ids


def _of(streams: dict[str, Any], pattern: str, number: int) -> list[dict[str, Any]]:
    first, *others = streams[pattern]["events"]
    person = {"purpose": "customer", "id": f"user-{number}", "name": f"Customer {number}"}
    return [{**first, "customer": person}, *others]


def _copy(document: dict[str, Any], pattern: str, id_: str) -> None:
    """Have a copy fall due, and wait in line, as its pattern does."""
    due = [one for one in document["due"] if one["subject"] == pattern]
    document["due"].extend({**one, "subject": id_} for one in due)
    for line in document["waiting"]:
        if pattern in line["conversations"]:
            line["conversations"].append(id_)
