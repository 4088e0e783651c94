"""Texts that a pattern bounds: none of them takes a line's end with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from mockplatform.core.configuration import Id
from mockplatform.faults.fault import FaultId
from mockplatform.faults.outage import MemberPath, OutageName, PartId
from mockplatform.settings import schema
from tests.admin.api import Api
from tests.admin.conftest import api
from tests.support.server import MESSAGING

__all__ = ["api"]

NAMED = {
    "id": (Id, "a"),
    "fault": (FaultId, "a"),
    "outage": (OutageName, "a"),
    "part": (PartId, "a"),
    "member": (MemberPath, "what.delay"),
}


@pytest.mark.parametrize(("type_", "good"), NAMED.values(), ids=NAMED)
def test_a_name_has_no_line_end(type_: Any, good: str) -> None:
    taken = jsonschema_rs.validator_for(msgspec.json.schema(type_))
    assert msgspec.convert(good, type_) == good
    assert taken.is_valid(good)
    with pytest.raises(msgspec.ValidationError, match="matching regex"):
        msgspec.convert(f"{good}\n", type_)
    assert not taken.is_valid(f"{good}\n")


async def test_a_fault_whose_name_ends_a_line_is_refused_and_harms_nobody(api: Api) -> None:
    refused = await api.put("/faults", {"faults": [{"id": "a\n", "what": {"kind": "status"}}]})
    assert refused.status == 400
    assert (await api.widget("GET", MESSAGING, await api.token())).status == 200


@pytest.mark.parametrize("path", ["/tenants", "/agents"])
async def test_whoever_is_made_has_no_line_end_in_his_name(api: Api, path: str) -> None:
    assert (await api.post(path, {"id": "a\n", "name": "A", "queues": ["support"]})).status == 400


async def test_no_pattern_that_is_told_ends_where_a_line_may_end(api: Api) -> None:
    told = [*patterns((await api.get("/openapi.json")).body), *patterns(schema())]
    assert len(told) > len(NAMED)
    assert [one for one in told if one.endswith("$")] == []


def patterns(node: Any) -> Iterator[str]:
    """Yield the patterns that stand in a JSON schema."""
    if isinstance(node, list):
        for one in node:
            yield from patterns(one)
    if isinstance(node, dict):
        for name, one in node.items():
            if name == "pattern" and isinstance(one, str):
                yield one
            else:
                yield from patterns(one)
