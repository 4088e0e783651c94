"""The client as such: complete, the same twice, truthful about shapes, clear when refused."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, get_args
from urllib.parse import unquote

import msgspec
import pytest

from mockplatform.admin.routes import ROUTES
from mockplatform.client import Admin, AdminError, AsyncAdmin, Unreachable, calls
from mockplatform.client.request import Request, Target
from mockplatform.server import MockPlatform

NO_CALL = {
    ("GET", "/__admin/echo"),  # a socket
    ("GET", "/metrics"),  # text for scrapers
    ("POST", "/__admin/reset/{part}"),  # `reset` with a part, as are the next two
    ("POST", "/__admin/tenants/{id}/reset"),
    ("POST", "/__admin/tenants/{id}/reset/{part}"),
}
SAMPLES = {
    "id": "{id}",
    "name": "{name}",
    "outage": {},
    "text": "t",
    "queue": "q",
    "changes": {},
    "what": {},
    "match": {},
    "correlation_id": "{correlationId}",
    "faults": [],
    "format": "json",
    "snapshot": {},
}
NOUNS = (
    "agents",
    "channels",
    "checkpoints",
    "clock",
    "conversations",
    "faults",
    "findings",
    "journal",
    "keys",
    "outages",
    "record",
    "server",
    "sessions",
    "settings",
    "snapshots",
    "tenants",
    "tokens",
)


def modules() -> Iterator[ModuleType]:
    """Yield the modules of calls."""
    for name in NOUNS:
        yield __import__(f"{calls.__name__}.{name}", fromlist=[name])


@cache
def built() -> tuple[Request[Any], ...]:
    """Return each call once, with as little as it takes."""
    made = []
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                needed = [
                    SAMPLES[one.name]
                    for one in inspect.signature(function).parameters.values()
                    if one.default is inspect.Parameter.empty
                ]
                made.append(function(*needed))
    return tuple(made)


def route_of(request: Request[Any]) -> tuple[str, str]:
    """Return a call's method and the route's path."""
    return request.method, unquote(request.path)


def test_every_route_of_the_admin_api_has_a_method() -> None:
    routes = {(route.method, route.path) for route in ROUTES} - NO_CALL
    covered = {route_of(request) for request in built()}
    assert routes - covered == set()


def test_no_method_calls_what_does_not_exist() -> None:
    routes = {(route.method, route.path) for route in ROUTES}
    assert {route_of(request) for request in built()} - routes == set()


def test_the_answers_have_the_members_that_the_server_writes() -> None:
    given = {(route.method, route.path): route.gives for route in ROUTES}
    for request in built():
        for type_ in given[route_of(request)].values():
            for shape in get_args(type_) or (type_,):
                if is_struct(shape) and is_struct(request.answer):
                    compare(request.answer, shape, request.path)


def is_struct(type_: Any) -> bool:
    """Whether a type is a struct whose members can be compared."""
    return inspect.isclass(type_) and issubclass(type_, msgspec.Struct)


def compare(ours: Any, theirs: Any, path: str) -> None:
    """Fail unless every member that the server writes can be read, and ours come from there."""
    names = {one.encode_name: one for one in msgspec.structs.fields(theirs)}
    mine = {one.encode_name: one for one in msgspec.structs.fields(ours)}
    needed = {name for name, one in mine.items() if one.required}
    assert names.keys() == mine.keys(), path
    assert {name for name, one in names.items() if one.required} >= needed, path
    for name in mine.keys() & names.keys():
        for ours_inner, theirs_inner in zip(
            structs_in(mine[name].type), structs_in(names[name].type), strict=True
        ):
            compare(ours_inner, theirs_inner, f"{path} {name}")


def structs_in(type_: Any) -> list[Any]:
    """Return the structs that a type is made of."""
    if is_struct(type_):
        return [type_]
    return [found for part in get_args(type_) for found in structs_in(part)]


def test_both_clients_have_the_same_methods_with_the_same_parameters() -> None:
    blocking, on_loop = methods(Admin("http://x")), methods(AsyncAdmin("http://x"))
    assert blocking == on_loop
    assert len(blocking) > 40


def methods(admin: Any) -> dict[str, str]:
    """Return a client's methods by their paths, with their parameters."""
    nouns = {"": admin, **{name: noun for name, noun in vars(admin).items() if name in NOUNS}}
    return {
        f"{noun_name}.{name}": str(inspect.signature(method.__wrapped__))
        for noun_name, noun in nouns.items()
        for name, method in inspect.getmembers(noun, inspect.ismethod)
        if hasattr(method, "__wrapped__")
    }


@pytest.mark.parametrize(
    ("url", "tenant", "base"),
    [
        ("http://h:1", "default", "http://h:1"),
        ("http://h:1/", "t1", "http://h:1/t/t1"),
        ("http://h:1/t/t1", "default", "http://h:1/t/t1"),
        ("http://h:1/t/t1/__admin", "default", "http://h:1/t/t1"),
        ("http://h:1/t/t1", "t2", "http://h:1/t/t2"),
        ("http://h:1/base/t/t1", "default", "http://h:1/base/t/t1"),
        ("http://h:1/__admin", "default", "http://h:1"),
        ("h:1", "default", "http://h:1"),
    ],
)
def test_any_url_of_a_tenant_leads_to_it(url: str, tenant: str, base: str) -> None:
    assert Target.of(url, tenant=tenant, token="", ca_file="").base == base


def test_a_refusal_has_status_detail_hint_and_places(platform: MockPlatform) -> None:
    with pytest.raises(AdminError) as refused:
        platform.admin.tenants.create(fixture="retial")
    assert refused.value.status == 404
    assert "Did you mean 'retail'?" in refused.value.hint
    assert refused.value.hint in str(refused.value)
    with pytest.raises(AdminError) as refused:
        platform.admin.call(
            Request("POST", "/__admin/tenants", dict[str, Any], body={"sed": 1, "fixture": 2})
        )
    assert {one["path"] for one in refused.value.errors} == {"$.sed", "$.fixture"}


def test_an_answer_that_is_no_problem_document_is_told_as_it_is() -> None:
    error = AdminError.read(502, b"<h1>Bad gateway</h1>")
    assert str(error) == "502 Bad Gateway: <h1>Bad gateway</h1>"


async def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="Connection refused"):
        Admin("http://127.0.0.1:9").server.live()
    with pytest.raises(Unreachable):
        await AsyncAdmin("http://127.0.0.1:9").server.live()


async def test_within_a_block_connections_are_kept(platform: MockPlatform) -> None:
    async with platform.async_admin as admin:
        first = await admin.server.version()
        assert await admin.server.version() == first
    assert (await admin.server.live()).status == "live"


def test_the_blocking_client_needs_no_server_library() -> None:
    script = (
        "import sys; from mockplatform.client import Admin; "
        "print({'aiohttp', 'asyncio', 'jwt', 'sqlalchemy', 'yaml', 'websockets'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("block", ['outage("brownout")', 'fault("reset")'])
def test_a_block_where_no_server_runs_tells_what_to_do(block: str) -> None:
    """All that its author sees is the traceback."""
    done = subprocess.run(
        [sys.executable, "-c", f"import mockplatform\nwith mockplatform.{block}:\n    pass"],
        env={**os.environ, "MOCKPLATFORM_URL": "http://127.0.0.1:1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Unreachable: No answer from http://127.0.0.1:1" in done.stderr
    assert done.stderr.endswith(f"\n{Unreachable('', '').hint}\n")
    assert "`mockplatform serve`" in done.stderr
    assert "MOCKPLATFORM_URL" in done.stderr
