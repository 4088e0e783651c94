"""The page of Genesys' calls and forms has all of them, and claims no client that is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from mockplatform.dialects.genesys.beyond import PATHS as NOT_EMULATED
from tests.dialects.genesys.wire import files, read
from tests.docs.blocks import ROOT
from tests.docs.genesys_evidence import NAMES, ROWS, TAGS, key
from tests.docs.genesys_wire import SECTIONS, render, routes
from tests.sdk.python_sdk import load

NODE = ROOT / "tests" / "sdk" / "node_modules"
_JS = re.compile(r"callApi\(\s*'([^']+)',\s*'(\w+)'")
_PY = re.compile(r"resource_path = '([^']+)'.*?call_api\(resource_path, '(\w+)'", re.DOTALL)
SIGN_IN = {"oauth", "logout"}
"""What the platform SDKs' clients do by themselves, without a method of an API's class."""


def test_every_call_has_a_row_of_evidence_and_every_row_a_call() -> None:
    """Issue 4: each endpoint as documented, observed or invented."""
    there = routes().keys() - {f"GET {path}" for path in NOT_EMULATED}
    assert (there - ROWS.keys(), ROWS.keys() - there) == (set(), set())


def test_a_row_has_a_tag_that_is_explained_and_clients_that_are_known() -> None:
    assert {row.tag for row in ROWS.values()} <= TAGS.keys()
    assert {one for row in ROWS.values() for one in row.clients.split()} == NAMES.keys()


def test_what_only_our_own_urls_lead_to_is_told_as_invented() -> None:
    """No installed client has a method for it, and no other client is known to name it."""
    named = {call for call, row in ROWS.items() if row.tag == "?"}
    assert named == {call for call in ROWS if not ROWS[call].clients} - {
        "GET /v1",
        "GET /webdeployments/v1/deployments/{}/config.json",
        "GET /webdeployments/v1/deployments/{}/domains.json",
    }


def test_every_fixture_is_in_a_section_of_the_page() -> None:
    sections = {one.section for path in files() for one in read(path)}
    assert sections == SECTIONS.keys()
    text = render().text
    assert [one.name for path in files() for one in read(path) if one.name not in text] == []


def calls(pattern: re.Pattern[str], paths: Iterable[Path]) -> set[str]:
    """Return the keys of the calls for which these sources have a method."""
    found = (one for path in paths for one in pattern.findall(path.read_text(encoding="utf-8")))
    return {key(method, path) for path, method in found}


@pytest.mark.parametrize("client", NAMES)
def test_the_clients_have_just_those_calls_that_the_rows_say(client: str) -> None:
    """The clients' own code, as it is installed for the tests."""
    folders = {
        "PY": Path(load().__file__).parent / "apis",
        "JS": NODE / "purecloud-platform-client-v2/src/purecloud-platform-client-v2/api",
        "GC": NODE / "purecloud-guest-chat-client/src/purecloud-guest-chat-client/api",
    }
    pattern, kind = (_PY, "*.py") if client == "PY" else (_JS, "*.js")
    there = calls(pattern, folders[client].glob(kind))
    rows = {call: row for call, row in ROWS.items() if call.split("/")[1] not in SIGN_IN}
    assert {call for call, row in rows.items() if client in row.clients.split()} == (
        there & rows.keys()
    )
