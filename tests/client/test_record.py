"""A run is recorded by the client, blocking or on an event loop."""

from __future__ import annotations

import pytest

from mockplatform.client import AdminError
from mockplatform.client.under_test import TenantUnderTest
from tests.client.conftest import Either
from tests.client.customer import open_conversation


def test_a_run_is_recorded(call: Either, tenant: TenantUnderTest) -> None:
    assert call("record.state").state == "none"
    assert call("record.start").state == "recording"
    open_conversation(tenant.url, tenant.token(user_id="user-7"))
    assert call("record.stop").ended == "stopped"
    first, *_, last = call("record.get").splitlines()
    assert (b'"line":"run"' in first, b'"line":"end"' in last) == (True, True)
    assert call("record.remove") is None
    with pytest.raises(AdminError, match="No record"):
        call("record.get")
