"""The OpenAPI document says all there is, in a form that tools can read."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import validate

from mockplatform.app import calls, describe_http
from mockplatform.edge.route import Auth, Route
from mockplatform.openapi import operation_id

ROUTES = calls()
DOCUMENT: dict[str, Any] = msgspec.json.decode(describe_http())


def operation(route: Route) -> dict[str, Any]:
    """Return what the document says of a route."""
    found: dict[str, Any] = DOCUMENT["paths"][route.path][route.method.lower()]
    return found


every_route = pytest.mark.parametrize(
    "route", ROUTES, ids=[f"{one.method} {one.path}" for one in ROUTES]
)


def test_the_document_is_valid() -> None:
    validate(DOCUMENT)


def test_the_document_names_every_route_and_nothing_else() -> None:
    named = {
        f"{method.upper()} {path}" for path, verbs in DOCUMENT["paths"].items() for method in verbs
    }
    assert named == {f"{one.method} {one.path}" for one in ROUTES}


def test_every_operation_has_an_id_of_its_own() -> None:
    ids = [operation_id(one) for one in ROUTES]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9]+", id_) for id_ in ids)


def test_names_of_shapes_tell_whose_they_are_where_two_dialects_have_one() -> None:
    names = DOCUMENT["components"]["schemas"]
    assert {"WidgetConversationView", "AdminConversationView", "Problem"} <= set(names)
    assert not [name for name in names if "." in name]


def test_every_reference_leads_somewhere() -> None:
    text = msgspec.json.encode(DOCUMENT).decode()
    wanted = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert wanted <= set(DOCUMENT["components"]["schemas"])


@every_route
def test_a_route_says_what_it_takes_gives_and_refuses(route: Route) -> None:
    said = operation(route)
    assert said["summary"] == route.summary
    assert ("requestBody" in said) == (route.takes is not None or route.raw)
    named = {one["name"] for one in said.get("parameters", ())}
    others = [route.staff, route.marked and route.marked[1]]
    asked = {*route.query, *(name for one in others if one for name in one.query)}
    assert named == set(re.findall(r"\{(\w+)\}", route.path)) | asked
    assert {str(status) for status in route.gives} <= set(said["responses"])
    assert {"404", "default"} <= set(said["responses"])


@every_route
def test_a_route_says_which_token_it_needs(route: Route) -> None:
    security = operation(route)["security"]
    if route.auth is Auth.BEARER or (route.auth is Auth.SOCKET and route.scope):
        assert security == [{"accessToken": sorted(route.scope)}]
    elif route.path.startswith(("/__admin", "/metrics")):
        is_open = route.path in ("/__admin/live", "/__admin/ready")
        assert security == ([] if is_open else [{}, {"adminToken": []}])
    else:
        assert security == []


@pytest.mark.parametrize(
    ("method", "path", "kind", "shape"),
    [
        ("get", "/__admin/clock", "application/problem+json", "Problem"),
        ("get", "/api/v2/oauth/clients/{id}", "application/json", "WidgetErrorBody"),
        ("get", "/api/v2/users/{id}", "application/json", "GenesysErrorBody"),
        ("get", "/dfo/3.0/me", "application/json", "CxoneErrorBody"),
        ("post", "/auth/token", "application/json", "OAuthRefusal"),
        ("get", "/oauth/authorize", "application/json", "AuthorizationErrorBody"),
        ("post", "/api/v2/widget/auth/token", "application/json", "OAuthErrorBody"),
    ],
)
def test_errors_have_the_shape_of_their_dialect(
    method: str, path: str, kind: str, shape: str
) -> None:
    refused = DOCUMENT["paths"][path][method]["responses"]["default"]["content"]
    assert refused == {kind: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}


def test_an_answer_of_one_shape_or_another_names_both() -> None:
    path = "/chat/1.0/brand/{brand}/channel/{channel}/attachment"
    said = DOCUMENT["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]
    names = [one["$ref"].rpartition("/")[2] for one in said["schema"]["anyOf"]]
    assert names == ["Uploaded", "FileRestrictions"]


def test_a_path_of_two_dialects_has_the_answers_of_both() -> None:
    said = DOCUMENT["paths"]["/api/v2/users/me"]["get"]["responses"]
    for status, names in (
        ("200", ("UserView", "GenesysUser")),
        ("401", ("WidgetErrorBody", "GenesysErrorBody")),
    ):
        told = said[status]["content"]["application/json"]["schema"]["anyOf"]
        assert [one["$ref"].rpartition("/")[2] for one in told] == [*names]


def test_a_path_whose_query_tells_dialects_apart_has_the_errors_of_both() -> None:
    refused = DOCUMENT["paths"]["/oauth/token"]["post"]["responses"]["default"]["content"]
    told = refused["application/json"]["schema"]["anyOf"]
    names = ["AuthorizationErrorBody", "TokenRefusal"]
    assert [one["$ref"].rpartition("/")[2] for one in told] == names


def test_a_body_that_may_be_left_out_says_so() -> None:
    bodies = {
        path: DOCUMENT["paths"][path]["post"]["requestBody"]
        for path in ("/__admin/tenants", "/__admin/conversations/{id}/agent/message")
    }
    assert [body["required"] for body in bodies.values()] == [False, True]


def test_a_document_of_the_widgets_has_to_be_there() -> None:
    put = DOCUMENT["paths"]["/api/v2/conversations/messaging/{id}/conversation-data"]["put"]
    assert put["requestBody"]["required"]


def test_an_agent_may_leave_his_id_to_the_path_but_not_to_a_list() -> None:
    kinds = [
        DOCUMENT["paths"][path][method]["requestBody"]["required"]
        for path, method in (("/__admin/agents", "post"), ("/__admin/agents/{id}", "put"))
    ]
    assert kinds == [True, False]


def test_a_merge_patch_and_a_form_are_named_where_they_are_taken() -> None:
    patched = DOCUMENT["paths"]["/__admin/settings"]["patch"]["requestBody"]["content"]
    assert set(patched) == {"application/json", "application/merge-patch+json"}
    formed = DOCUMENT["paths"]["/oauth/token"]["post"]["requestBody"]["content"]
    assert "application/x-www-form-urlencoded" in formed


def test_settings_are_described_as_they_stand_on_the_wire() -> None:
    shown = DOCUMENT["components"]["schemas"]["SettingsView"]
    assert shown["properties"]["ring"] == {"type": "string"}
    body = DOCUMENT["components"]["schemas"]["SettingsBody"]
    assert body["properties"]["ring"] == {"anyOf": [{"type": "string"}, {"type": "number"}]}
    assert not body.get("required")


def test_members_have_what_their_types_say_of_them() -> None:
    """So that a form can be built of it, with its help."""
    where = DOCUMENT["components"]["schemas"]["Where"]
    assert where["description"] == "The scope of a fault; what is left out takes all."
    told = where["properties"]
    assert told["conversationId"]["description"] == "A conversation's id."
    assert told["dialect"]["description"].startswith("`widget`, `genesys`, `cxone`, `oauth`")
    when = DOCUMENT["components"]["schemas"]["When"]["properties"]
    assert when["for"]["description"] == "It stays open so long, on the tenant's clock."


def test_a_duration_of_a_fault_shows_how_it_is_written() -> None:
    ttl, _ = DOCUMENT["components"]["schemas"]["Fault"]["properties"]["ttl"]["anyOf"]
    assert ttl["title"] == "Duration"
    assert "31m" in ttl["examples"]
