"""A baseline that the platform gave is taken back, and holds in the next run."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from mockplatform.findings.rules import RULES
from mockplatform.limits import LIMITS
from tests.admin.api import Api

RULE = "token-in-url"


async def sin(api: Api, user: str, instance: str) -> str:
    """Have one of a user's widgets put its token into a URL; return the finding's subject."""
    deployment = api.server.tenant.config.deployments[0].id
    body = {"deploymentId": deployment, "userId": user, "instanceId": instance}
    signed_in = await api.call("POST", "/api/v2/widget/auth/token", body)
    token = signed_in["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    await api.call("GET", f"/api/v2/users/me?access_token={token}", headers=headers)
    return f"{user}/{instance}"


async def told(api: Api, name: str) -> list[Any]:
    """Return a member of each finding."""
    return [one[name] for one in (await api.get("/findings"))["findings"]]


async def test_what_was_accepted_of_one_widget_is_known_of_the_users_next_one(api: Api) -> None:
    await sin(api, "ann", "tab-1")
    await sin(api, "ann", "tab-2")
    accepted = await api.call("PUT", "/__admin/findings/baseline")
    assert accepted["findings"] == [{"rule": RULE, "subject": "ann/*"}]
    assert await told(api, "knownAs") == ["ann/*"] * 2
    await api.delete("/findings")
    await sin(api, "ann", "tab-3")
    await sin(api, "annabel", "tab-1")
    assert await told(api, "baseline") == ["known", "new"]


async def test_two_runs_of_a_client_with_fresh_widgets_have_the_same_fingerprints(api: Api) -> None:
    async def prints() -> list[str]:
        log = await api.get("/findings", params={"format": "sarif"})
        results = log["runs"][0]["results"]
        return [one["partialFingerprints"]["mockplatform/v1"] for one in results]

    await sin(api, "ann", "tab-1")
    first = await prints()
    await api.delete("/findings")
    await sin(api, "ann", "tab-2")
    await sin(api, "ben", "tab-2")
    same, other = await prints()
    assert ([same], other == same) == (first, False)


async def test_a_subject_may_be_as_long_as_a_user_and_one_of_his_widgets(api: Api) -> None:
    longest = await sin(api, "u" * LIMITS.id_chars_max, "i" * LIMITS.id_chars_max)
    assert await told(api, "subject") == [longest]
    known = {"findings": [{"rule": RULE, "subject": longest}]}
    assert (await api.put("/findings/baseline", known)).body == {"isSet": True, **known}
    assert await told(api, "baseline") == ["known"]
    patched = await api.patch("/settings", {"suppressFindings": [f"{RULE}:{longest}"]})
    assert patched.status == 200
    assert await told(api, "suppressed") == [True]
    too_long = {"findings": [{"rule": RULE, "subject": f"{longest}+"}]}
    assert (await api.put("/findings/baseline", too_long)).status == 400


async def test_all_that_can_be_found_can_be_a_baseline(api: Api) -> None:
    assert len(RULES) * LIMITS.findings_of_rule_max <= LIMITS.findings_accepted_max
    longest = "é" * (LIMITS.subject_chars_max - 8)
    listed = [
        {"rule": "non-string-routing-values", "subject": f"{longest}{number:08d}"}
        for number in range(LIMITS.findings_accepted_max)
    ]
    body = io.BytesIO(json.dumps({"findings": listed}, ensure_ascii=False).encode())
    headers = {"Content-Type": "application/json"}
    taken = await api.call("PUT", "/__admin/findings/baseline", data=body, headers=headers)
    assert (taken.status, len(taken["findings"])) == (200, LIMITS.findings_accepted_max)


@pytest.mark.parametrize(
    ("path", "is_found", "is_known"),
    [
        ("/reset/journal", True, True),
        ("/checkpoints/a/rewind", True, True),
        ("/reset", False, False),
    ],
)
async def test_what_forgets_findings_and_baseline_is_what_the_docs_say(
    api: Api, path: str, is_found: bool, is_known: bool
) -> None:
    await sin(api, "ann", "tab-1")
    await api.call("PUT", "/__admin/findings/baseline")
    await api.post("/checkpoints/a")
    assert (await api.post(path)).status in {200, 204}
    assert await told(api, "subject") == ["ann/tab-1"] * is_found
    assert (await api.get("/findings/baseline"))["isSet"] is is_known
