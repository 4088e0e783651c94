"""A tenant that is kept and put back, by every client there is.

Source: `docs/snapshots.md`.
"""

from __future__ import annotations

from mockplatform.client.under_test import TenantUnderTest
from tests.client.conftest import Either
from tests.client.customer import open_conversation


def test_checkpoints_are_made_listed_gone_back_to_and_taken_away(
    call: Either, tenant: TenantUnderTest
) -> None:
    made = call("checkpoints.make", "here")
    assert (made.name, made.conversations) == ("here", 0)
    open_conversation(tenant.url, tenant.token(user_id="user-7"))
    assert call("checkpoints.rewind", "here").conversations == 0
    assert [one.name for one in call("checkpoints.list").checkpoints] == ["here"]
    assert call("checkpoints.remove", "here") is None
    assert call("checkpoints.list").checkpoints == []


def test_a_snapshot_is_taken_and_put_back(call: Either, tenant: TenantUnderTest) -> None:
    taken = call("snapshots.get")
    assert taken["tenant"] == tenant.id
    open_conversation(tenant.url, tenant.token(user_id="user-7"))
    assert call("snapshots.put", taken).conversations == 0


def test_a_test_rewinds_its_tenant(tenant: TenantUnderTest) -> None:
    tenant.checkpoint()
    with tenant.rewound():
        id_ = open_conversation(tenant.url, tenant.token(user_id="user-7"))
        assert tenant.conversations.get(id_).id == id_
    assert tenant.conversations.list().conversations == []
    tenant.admin.faults.create({"kind": "status"})
    tenant.rewind()
    assert tenant.admin.faults.list().faults == []
    assert [one.name for one in tenant.admin.checkpoints.list().checkpoints] == ["start"]
