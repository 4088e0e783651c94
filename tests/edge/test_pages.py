"""Pages: files of a folder by their names, tagged, under a policy; nothing else of the disk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockplatform.edge.pages import tag
from tests.support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGES = ("/console", "/widget")


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_may_load_only_what_is_the_servers_own(api: Api, path: str) -> None:
    """CSP Level 3: no inline script or style, no HTML made of texts, no frame around it."""
    reply = await api(f"GET {path}")
    policy = dict(one.split(" ", 1) for one in reply.headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert (policy["frame-ancestors"], policy["trusted-types"]) == ("'none'", "'none'")
    assert (policy["style-src"], policy["base-uri"]) == ("'self'", "'none'")
    assert (policy["form-action"], policy["require-trusted-types-for"]) == ("'none'", "'script'")
    sockets = " ws: wss:" if path == "/widget" else ""
    assert policy["connect-src"] == f"'self'{sockets}"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
async def test_what_a_browser_has_it_is_not_sent_again(api: Api, path: str) -> None:
    """RFC 9110 section 13.1.2; and it asks each time, so that no page is older than the server."""
    first = await api(f"GET {path}")
    assert first.headers["Cache-Control"] == "no-cache"
    again = await api(f"GET {path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/console/..%2froutes.py",
        "/console/%2e%2e/routes.py",
        "/console/lib/..%2f..%2froutes.py",
        "/console/%2fetc%2fpasswd",
        "/widget/..%2fsrc%2findex.js",
        "/console/routes.py",
    ],
)
async def test_what_is_no_file_of_the_page_is_not_there(api: Api, path: str) -> None:
    """A file is looked up in a table: a path leads nowhere else, however it is written."""
    assert (await api(f"GET {path}")).status == 404


async def test_an_unknown_file_is_told_with_the_nearest(api: Api) -> None:
    reply = await api("GET /console/ap.js")
    assert "app.js" in reply.headers["X-Mockplatform-Hint"]


async def test_whoever_opens_the_printed_address_is_led_to_the_console(api: Api) -> None:
    """Below a tenant's prefix, to that tenant's."""
    at_root = replace(api, prefix="")
    for caller, path in ((at_root, "/"), (api, "/"), (api, "")):
        reply = await caller(f"GET {path}")
        assert (reply.status, reply.headers["Location"]) == (303, f"{caller.prefix}/console")


async def test_the_console_of_a_tenant_that_there_is_not_tells_that_itself(api: Api) -> None:
    """Its files are there too; a call is refused, and no tenant is named to who may not ask."""
    nobodys = replace(api, prefix="/t/never")
    page = await nobodys("GET /console")
    assert page.status == 404
    assert b"<mp-shell>" in page.data
    again = await nobodys("GET /console", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status == 404
    for path in ("/console/app.js", "/console/lib/feed.js"):
        assert (await nobodys(f"GET {path}")).status == 200
    assert (await nobodys("GET /")).headers["Location"] == "/t/never/console"
    for path in ("/widget", "/api/v2/users/me", "/__admin/clock"):
        refused = await nobodys(f"GET {path}")
        assert refused.status in (401, 404)
        assert api.prefix.removeprefix("/t/") not in refused.headers["X-Mockplatform-Hint"]


async def test_a_page_is_served_while_every_call_is_refused(api: Api) -> None:
    """An outage breaks what is looked at, not what it is looked at with."""
    await api("POST /__admin/faults", {"what": {"kind": "status", "status": 503}})
    assert (await api("GET /api/v2/users/me")).status == 503
    assert [(await api(f"GET {path}")).status for path in PAGES] == [200, 200]


async def test_a_look_at_a_page_leaves_the_journal_alone(api: Api) -> None:
    await api("GET /console")
    entries = (await api("GET /__admin/journal?kind=http")).body["entries"]
    assert entries == []


async def test_all_files_of_a_shelf_have_a_type_and_a_tag() -> None:
    from mockplatform.console.routes import SHELF

    files = await SHELF.files()
    assert {"index.html", "app.js", "styles/base.css"} <= files.keys()
    assert all(one.etag == tag(one.data) and one.type for one in files.values())
