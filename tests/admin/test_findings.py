"""The admin API tells what clients did wrong: filtered, in formats, with what is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from mockplatform.limits import LIMITS
from tests.admin.api import Api, Reply

RULE = "token-in-url"


async def sin(api: Api, who: str) -> Reply:
    """Have a client put its token into a URL, which is a warning."""
    token = await api.token(who)
    headers = {"Authorization": f"Bearer {token}"}
    return await api.call("GET", f"/api/v2/users/me?access_token={token}", headers=headers)


async def listed(api: Api, **query: Any) -> list[str]:
    """Return the subjects of the findings that are listed."""
    reply = await api.get("/findings", params=query)
    return [one["subject"] for one in reply["findings"]]


async def test_a_suppression_that_a_snapshot_brought_stands_in_no_other_settings_way(
    api: Api,
) -> None:
    """Rules have other names in other versions."""
    taken = (await api.get("/snapshot")).body
    (tenant,) = (one for one in taken["streams"] if one["kind"] == "tenant")
    began = tenant["events"][0]
    began["settings"]["suppressFindings"] = ["renamed-rule:user-7*"]
    assert (await api.put("/snapshot", taken)).status == 200
    changed = await api.patch("/settings", {"inactivity": "20m"})
    assert (changed.status, changed["suppressFindings"]) == (200, ["renamed-rule:user-7*"])
    refused = await api.patch("/settings", {"suppressFindings": ["renamed-rule"]})
    assert (refused.status, "no rule is named" in refused["detail"]) == (400, True)
    assert (await api.patch("/settings", {"suppressFindings": []})).status == 200


async def test_a_finding_tells_all_there_is_to_it(api: Api) -> None:
    await sin(api, "ann")
    answer = await sin(api, "ann")
    reply = await api.get("/findings")
    (one,) = reply["findings"]
    assert answer.headers["X-Mockplatform-Findings"] == f"{one['id']};rule={RULE}"
    assert (one["rule"], one["severity"], one["subject"]) == (RULE, "warning", "ann")
    assert (one["count"], one["baseline"], one["suppressed"]) == (2, "new", False)
    shown = [time["story"][0]["entry"]["id"] for time in (one["first"], one["last"])]
    assert one["evidence"] == shown
    assert "conversationId" not in one
    assert one["docs"] == {
        "url": f"{api.server.url}/console#/findings/rules/{RULE}",
        "page": f"docs/findings/{RULE}.md",
    }
    assert reply["counts"] == {"error": 0, "warning": 1, "note": 0, "suppressed": 0, "known": 0}
    assert (reply["missed"], reply["dropped"], reply["broken"]) == (0, 0, {})
    (text,) = [rule for rule in reply["rules"] if rule["id"] == RULE]
    assert (text["remedy"], text["source"]) == (one["advice"], one["guide"])


async def test_it_names_the_conversation_in_which_it_happened(api: Api) -> None:
    token = await api.token("ann")
    id_ = await api.server.conversation(token)
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/api/v2/conversations/messaging/{id_}?access_token={token}"
    await api.call("GET", path, headers=headers)
    reply = await api.get("/findings", params={"rule": RULE})
    (one,) = reply["findings"]
    assert one["conversationId"] == id_


async def test_findings_are_filtered(api: Api) -> None:
    await sin(api, "ann")
    since = (await api.get("/journal"))["lastId"]
    await sin(api, "ben")
    assert await listed(api) == ["ann", "ben"]
    assert await listed(api, subject="a*") == ["ann"]
    assert await listed(api, since=since) == ["ben"]
    assert await listed(api, rule="token-*", severity="warning") == ["ann", "ben"]
    assert await listed(api, rule="no-*") == []
    assert await listed(api, rule="") == []
    assert await listed(api, severity="error") == []
    await sin(api, "ann")
    assert await listed(api, since=since) == ["ann", "ben"]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ({"severity": "warn"}, "Did you mean 'warning'?"),
        ({"format": "sarfi"}, "Did you mean 'sarif'?"),
        ({"failOn": "eror"}, "Did you mean 'error'?"),
        ({"rules": "x"}, "Did you mean 'rule'?"),
        ({"rule": "tokens-in-url"}, "Did you mean 'token-in-url'?"),
        ({"rule": "no-bakoff*"}, "Did you mean 'no-backoff'?"),
    ],
)
async def test_what_is_no_filter_is_refused_with_the_nearest(
    api: Api, query: Mapping[str, str], hint: str
) -> None:
    reply = await api.get("/findings", params=query)
    assert (reply.status, reply["hint"]) == (400, hint)


async def test_they_are_told_in_formats_that_other_tools_read(api: Api) -> None:
    await sin(api, "ann")
    sarif = await api.get("/findings", params={"format": "sarif", "artifact": "src/my widget.ts"})
    assert sarif.headers["Content-Type"] == "application/sarif+json"
    (result,) = sarif["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (result["ruleId"], place) == (RULE, {"uri": "src/my%20widget.ts"})
    junit = await api.get("/findings", params={"format": "junit"})
    assert junit.headers["Content-Type"].startswith("application/xml")
    root = ET.fromstring(junit.body)  # noqa: S314 - our own
    (failed,) = [
        case.get("name") for case in root.iter("testcase") if case.find("failure") is not None
    ]
    assert failed == RULE
    passes = await api.get("/findings", params={"format": "junit", "failOn": "error"})
    assert "<failure" not in passes.body
    markdown = await api.get("/findings", params={"format": "markdown"})
    assert markdown.headers["Content-Type"].startswith("text/markdown")
    assert markdown.body.startswith("# Findings\n\n1 finding, by")
    assert (await api.get("/findings", params={"artifact": "a" * 501})).status == 400


async def test_what_is_suppressed_is_told_and_counts_for_nothing(api: Api) -> None:
    await sin(api, "ann")
    await sin(api, "ben")
    await api.patch("/settings", {"suppressFindings": [f"{RULE}:a*"]})
    reply = await api.get("/findings")
    assert [one["suppressed"] for one in reply["findings"]] == [True, False]
    assert (reply["counts"]["warning"], reply["counts"]["suppressed"]) == (1, 1)
    refused = await api.patch("/settings", {"suppressFindings": ["tokens-in-url"]})
    assert (refused.status, refused["hint"]) == (400, f"Did you mean '{RULE}'?")


async def test_what_is_there_is_accepted_and_what_comes_after_is_new(api: Api) -> None:
    assert (await api.get("/findings/baseline")).body == {"isSet": False, "findings": []}
    await sin(api, "ann")
    accepted = await api.call("PUT", "/__admin/findings/baseline")
    assert accepted.body == {"isSet": True, "findings": [{"rule": RULE, "subject": "ann"}]}
    await sin(api, "ann")
    await sin(api, "ben")
    reply = await api.get("/findings")
    assert [one["baseline"] for one in reply["findings"]] == ["known", "new"]
    assert (reply["counts"]["warning"], reply["counts"]["known"]) == (1, 1)
    assert (await api.delete("/findings/baseline")).status == 204
    reply = await api.get("/findings")
    assert [one["baseline"] for one in reply["findings"]] == ["new", "new"]


async def test_a_baseline_is_given_by_rules_and_globs(api: Api) -> None:
    await sin(api, "ann")
    await sin(api, "ben")
    body = {"findings": [{"rule": RULE, "subject": "b*"}]}
    assert (await api.put("/findings/baseline", body)).body == {"isSet": True, **body}
    reply = await api.get("/findings")
    assert [one["baseline"] for one in reply["findings"]] == ["new", "known"]
    await api.put("/findings/baseline", {"findings": [{"rule": RULE}]})
    reply = await api.get("/findings")
    assert [one["baseline"] for one in reply["findings"]] == ["known", "known"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"findings": [{"rule": "tokens-in-url"}]}, "findings[0].rule: no rule is named"),
        ({"findings": [{"rule": RULE, "subjct": "x"}]}, "subjct"),
        ({"finding": []}, "finding"),
        ({"findings": [{"rule": RULE}] * (LIMITS.findings_accepted_max + 1)}, "findings"),
    ],
)
async def test_what_is_no_baseline_is_refused(api: Api, body: Any, told: str) -> None:
    refused = await api.put("/findings/baseline", body)
    assert refused.status == 400
    assert told in refused["detail"]
    assert (await api.get("/findings/baseline"))["isSet"] is False


async def test_findings_are_forgotten_and_begin_anew(api: Api) -> None:
    await sin(api, "ann")
    await api.put("/findings/baseline", {})
    assert (await api.delete("/findings")).status == 204
    assert await listed(api) == []
    await sin(api, "ann")
    (one,) = (await api.get("/findings"))["findings"]
    assert (one["id"], one["count"], one["baseline"]) == ("f2", 1, "known")


async def test_what_keeps_the_report_from_being_whole_is_told_in_sentences(api: Api) -> None:
    reply = await api.get("/findings")
    assert (reply["reviewing"], reply["doubts"]) == (True, [])
    await api.patch("/settings", {"findings": False})
    reply = await api.get("/findings")
    off = "The setting `findings` is off: nothing is reviewed."
    assert (reply["reviewing"], reply["doubts"]) == (False, [off])


async def test_a_herd_that_breaks_one_rule_is_counted_beyond_what_is_kept(api: Api) -> None:
    answers = [await sin(api, f"user-{each}") for each in range(LIMITS.findings_of_rule_max + 2)]
    named = ["X-Mockplatform-Findings" in answer.headers for answer in answers]
    assert named == [True] * LIMITS.findings_of_rule_max + [False] * 2
    reply = await api.get("/findings")
    assert (len(reply["findings"]), reply["dropped"]) == (LIMITS.findings_of_rule_max, 2)
    (doubt,) = reply["doubts"]
    assert doubt.startswith(f"The rule {RULE} was broken 2 more times")


async def test_the_openapi_document_has_each_format_and_what_may_be_asked(api: Api) -> None:
    document = (await api.get("/openapi.json")).body
    operation = document["paths"]["/__admin/findings"]["get"]
    types = operation["responses"]["200"]["content"]
    assert list(types) == [
        "application/json",
        "application/sarif+json",
        "application/xml",
        "text/markdown",
    ]
    for format_ in ("json", "sarif", "junit", "markdown"):
        reply = await api.get("/findings", params={"format": format_})
        assert reply.headers["Content-Type"].partition(";")[0] in types
    asked = {one["name"]: one["schema"].get("enum") for one in operation["parameters"]}
    assert asked["format"] == ["json", "sarif", "junit", "markdown"]
    assert asked["severity"] == asked["failOn"] == ["note", "warning", "error"]
    assert asked["rule"] is None
