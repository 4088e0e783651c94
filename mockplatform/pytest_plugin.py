"""Owns the pytest plugin: the fixture `mockplatform`, a tenant of each test's own on one server.

pytest imports this at each start, wherever the package is installed, so it imports next to
nothing until the fixture is asked for.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Generator, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from mockplatform.severities import SEVERITIES

if TYPE_CHECKING:
    from mockplatform.client import Admin, AdminError, TenantUnderTest

SEED = pytest.StashKey[int]()
WORKER_SEED = "mockplatform_seed"
FAIL_ON = "MOCKPLATFORM_FAIL_ON_FINDINGS"
"""`exec --fail-on-findings` sets it for the command that it runs."""
TTL = "1h"
"""A tenant on somebody else's server goes by itself that long after a killed run."""

_MARKER = """\
mockplatform(fixture=None, settings={}, seed=None, clock=None, bots=False, findings=None): what \
this test's tenant begins with; bots=True lets the fixture's bots act by themselves; findings: \
from which severity on they fail this test, or "ignore"."""
_MARKED = ("fixture", "settings", "seed", "clock", "bots", "findings")
_IGNORE = "ignore"
_HAS_FAILED = pytest.StashKey[bool]()
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
_NAME_CHARS = 40


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what is the same for a whole run."""
    group = parser.getgroup("mockplatform", "mock contact-center platform")
    group.addoption(
        "--mockplatform-url",
        metavar="URL",
        help="use the platform that runs there, instead of starting one",
    )
    group.addoption(
        "--mockplatform-seed",
        metavar="NUMBER",
        type=int,
        help="make a run again: the seed that its header told",
    )
    group.addoption(
        "--mockplatform-fail-on-findings",
        metavar="SEVERITY",
        choices=SEVERITIES,
        help="fail each test whose clients did something so bad or worse: note, warning, error",
    )
    parser.addini("mockplatform_fail_on_findings", "as --mockplatform-fail-on-findings", default="")
    parser.addini("mockplatform_fixture", "what tenants begin with (a name, or a file)", default="")
    parser.addini("mockplatform_seed", "the seed of each run; drawn if left out", default="")
    parser.addini("mockplatform_store", "where the platform keeps events", default="memory")


def pytest_configure(config: pytest.Config) -> None:
    """Settle the run's seed: xdist's workers take that of the run they belong to."""
    config.addinivalue_line("markers", _MARKER)
    told = getattr(config, "workerinput", {}).get(WORKER_SEED)
    chosen = config.getoption("mockplatform_seed")
    if told is None and chosen is None and config.getini("mockplatform_seed"):
        chosen = int(config.getini("mockplatform_seed"))
    seed = told if told is not None else chosen
    config.stash[SEED] = secrets.randbits(32) if seed is None else seed


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist the run's seed."""
    node.workerinput[WORKER_SEED] = node.config.stash[SEED]


def pytest_report_header(config: pytest.Config) -> str:
    """Tell the seed, so that a run can be made again."""
    where = config.getoption("mockplatform_url")
    return f"mockplatform: seed {config.stash[SEED]}" + (f", at {where}" if where else "")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test has failed by itself: its own error is what counts then."""
    report = yield
    if call.when == "call":
        # Not the report's outcome: of a test that is expected to fail it is another one.
        item.stash[_HAS_FAILED] = call.excinfo is not None
    return report


@pytest.fixture(scope="session")
def mockplatform_admin(request: pytest.FixtureRequest) -> Iterator[Admin]:
    """The admin API of the run's one server (of each worker's, under xdist)."""
    from mockplatform.client import Admin
    from mockplatform.errors import PlatformError

    url = request.config.getoption("mockplatform_url")
    if url:
        yield Admin(
            url,
            token=os.environ.get("MOCKPLATFORM_ADMIN_TOKEN", ""),
            ca_file=os.environ.get("MOCKPLATFORM_CA", ""),
        )
        return
    from mockplatform.server import MockPlatform

    try:
        platform = MockPlatform.start(
            request.config.getini("mockplatform_fixture") or "default",
            seed=request.config.stash[SEED],
            store=_store(request.config),
        )
    except PlatformError as error:
        _fail(f"{error.message}\n{error.hint}")
    with platform:
        yield platform.admin


@pytest.fixture
def mockplatform(
    request: pytest.FixtureRequest, mockplatform_admin: Admin
) -> Iterator[TenantUnderTest]:
    """A tenant of this test's own: its clock, its ids, its agents; gone after the test."""
    from mockplatform.client import AdminError, TenantUnderTest, Unreachable

    plan = _plan(request)
    fail_on = _fail_on(request)
    try:
        tenant = _create(mockplatform_admin, plan)
    except (AdminError, Unreachable) as error:
        _fail(str(error))
    under_test = TenantUnderTest(mockplatform_admin.of(tenant.id), tenant)
    yield under_test
    told = ""
    try:
        if fail_on and not request.node.stash.get(_HAS_FAILED, False):
            told = _findings(under_test, fail_on)
        mockplatform_admin.tenants.delete(tenant.id)
    except AdminError as error:
        if error.status != 404:  # noqa: PLR2004 - the test itself took it away
            raise
    if told:
        _fail(told)


def _fail_on(request: pytest.FixtureRequest) -> str:
    """Return from which severity on findings fail this test; empty if none do."""
    config = request.config
    ini = str(config.getini("mockplatform_fail_on_findings"))
    marked = _marked(request).get("findings")
    asked = config.getoption("mockplatform_fail_on_findings") or os.environ.get(FAIL_ON, "")
    told = marked or asked or ini
    if told and told not in (*SEVERITIES, _IGNORE):
        from mockplatform.errors import nearest

        hint = nearest(str(told), (*SEVERITIES, _IGNORE))
        _fail(f"Findings have no severity {told!r}. {hint}")
    return "" if told == _IGNORE else str(told)


def _findings(tenant: TenantUnderTest, fail_on: str) -> str:
    """Return the story of what a test's clients did wrong; empty if it is nothing so bad."""
    from mockplatform.client.findings_under_test import failure

    return failure(tenant.admin.findings.get(), fail_on)


def _plan(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return what this test's tenant is made of."""
    from mockplatform.ids import derive_seed

    config, node = request.config, request.node.nodeid
    marked = _marked(request)
    is_ours = not config.getoption("mockplatform_url")
    settings = {} if marked.get("bots") else {"botsAct": False}
    seed = marked.get("seed")
    plan = {
        "fixture": marked.get("fixture"),
        "settings": {**settings, **(marked.get("settings") or {})},
        # Of the run and the test alone: the order of tests, or workers, changes nothing.
        "seed": derive_seed(config.stash[SEED], node) if seed is None else seed,
        "clock": marked.get("clock"),
    }
    if is_ours:
        return {**plan, "id": _tenant_id(node)}
    named = config.getini("mockplatform_fixture") or None
    return {**plan, "fixture": plan["fixture"] or named, "ttl": TTL}


def _marked(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    """Return what the test's markers say; the nearest has the last word."""
    merged: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("mockplatform"))):
        if marker.args:
            _fail(f"@pytest.mark.mockplatform takes names only: {', '.join(_MARKED)}")
        for name, value in marker.kwargs.items():
            if name not in _MARKED:
                from mockplatform.errors import nearest

                _fail(f"@pytest.mark.mockplatform has no {name!r}. {nearest(name, _MARKED)}")
            both = name == "settings" and name in merged
            merged[name] = {**merged[name], **value} if both else value
    return merged


def _tenant_id(node: str) -> str:
    """Return an id that tells the test, and is its own."""
    name = _NOT_IN_AN_ID.sub("-", node.rpartition("::")[2].lower())[:_NAME_CHARS].strip("-")
    return f"{name or 'test'}-{sha256(node.encode()).hexdigest()[:8]}"


def _create(admin: Admin, plan: dict[str, Any]) -> Any:
    from mockplatform.client import AdminError

    try:
        return admin.tenants.create(**plan)
    except AdminError as error:
        if not _is_left_over(error, plan):
            raise
        # A run that was killed left it in the store; it had the same name.
        admin.tenants.delete(plan["id"])
        return admin.tenants.create(**plan)


def _is_left_over(error: AdminError, plan: dict[str, Any]) -> bool:
    return error.status == 409 and "id" in plan  # noqa: PLR2004 - HTTP's Conflict


def _store(config: pytest.Config) -> str:
    """Return where this process keeps events: each worker of xdist needs a file of its own."""
    store = str(config.getini("mockplatform_store"))
    worker = getattr(config, "workerinput", {}).get("workerid", "")
    if not worker or store == "memory":
        return store
    stem, dot, suffix = store.rpartition(".")
    return f"{stem}-{worker}.{suffix}" if dot else f"{store}-{worker}"


def _fail(message: str) -> NoReturn:
    pytest.fail(message.strip(), pytrace=False)
