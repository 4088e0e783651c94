"""The pytest plugin gives each test a tenant of its own, alone and under pytest-xdist."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mockplatform.client import TenantUnderTest
from mockplatform.server import MockPlatform
from tests.client.customer import open_conversation

pytest_plugins = ["pytester"]

PLUGINS = ("-p", "no:cacheprovider", "-p", "mockplatform.pytest_plugin", "-p", "xdist")
INI = """
[pytest]
filterwarnings = error
"""


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test suite of somebody else, as strict as ours.

    Plugins are named there: loading all that our own suite has takes seconds a process. That
    pytest finds ours by itself is shown by `TestTenant`.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makefile(".ini", pytest=INI)
    return pytester


def run(inner: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run that suite in a process of its own, as its author would."""
    return inner.runpytest_subprocess(*PLUGINS, *arguments, timeout=120)


class TestTenant:
    """Used directly: this suite has the plugin too."""

    def test_it_tells_where_it_is(self, mockplatform: TenantUnderTest) -> None:
        assert mockplatform.url.endswith(f"/t/{mockplatform.id}")
        assert mockplatform.ws_url == mockplatform.url.replace("http", "ws")
        assert mockplatform.admin_url == f"{mockplatform.url}/__admin"
        assert mockplatform.deployment_id == "shop-web"
        assert (mockplatform.client_id, mockplatform.client_secret) == ("widget", "widget-secret")
        assert mockplatform.id.startswith("test-it-tells-where-it-is")

    def test_an_agent_takes_a_conversation_that_nobody_offered(
        self, mockplatform: TenantUnderTest
    ) -> None:
        id_ = open_conversation(mockplatform.url, mockplatform.token(user_id="user-7"))
        assert mockplatform.agent.accept(id_, "ana").state == "ACTIVE"
        mockplatform.agent.typing(id_)
        mockplatform.agent.say(id_, "Hello")
        transcript = mockplatform.conversations.get(id_).transcript or []
        assert [(one.text, one.from_.name) for one in transcript] == [("Hello", "Ana Duarte")]
        mockplatform.agent.transfer({"id": id_}, "billing")
        mockplatform.agent.offer(id_, "ana")
        mockplatform.agent.decline(id_)
        mockplatform.agent.accept(id_)
        mockplatform.agent.leave(mockplatform.conversations.get(id_))
        mockplatform.agent.accept(id_, "ben")
        assert mockplatform.agent.close(id_, "done").close_reason == "done"

    def test_bots_do_nothing_unless_asked(self, mockplatform: TenantUnderTest) -> None:
        id_ = open_conversation(mockplatform.url, mockplatform.token())
        mockplatform.clock.advance("1m")
        assert mockplatform.conversations.get(id_).state == "OPEN"

    @pytest.mark.mockplatform(bots=True)
    def test_bots_act_when_asked(self, mockplatform: TenantUnderTest) -> None:
        id_ = open_conversation(mockplatform.url, mockplatform.token())
        mockplatform.clock.advance("5s")
        assert mockplatform.conversations.get(id_).state == "ACTIVE"

    def test_half_an_hour_passes_in_a_call(self, mockplatform: TenantUnderTest) -> None:
        id_ = open_conversation(mockplatform.url, mockplatform.token())
        fired = mockplatform.clock.advance("31m").fired
        assert ("conversation.inactive", id_) in [(one.what, one.subject) for one in fired]

    def test_a_token_may_be_narrow_and_short(self, mockplatform: TenantUnderTest) -> None:
        mockplatform.token(user_id="user-7", scope="user:read", expires_in="90s")
        (lease,) = mockplatform.admin.tokens.list().tokens
        assert (lease.user_id, lease.scope) == ("user-7", "user:read")

    @pytest.mark.mockplatform(
        fixture="retail", seed=3, settings={"inactivity": "5m"}, clock="2030-01-01T00:00:00Z"
    )
    def test_a_marker_says_what_it_begins_with(self, mockplatform: TenantUnderTest) -> None:
        assert (mockplatform.deployment_id, mockplatform.seed) == ("storefront", 3)
        assert mockplatform.admin.settings.get()["inactivity"] == "5m"
        assert mockplatform.clock.now().now.startswith("2030-01-01T00:00:0")

    async def test_it_serves_tests_on_an_event_loop(self, mockplatform: TenantUnderTest) -> None:
        async with mockplatform.async_admin as admin:
            assert (await admin.conversations.list()).total == 0


SUITE = """
import json, urllib.request, pytest

def create(tenant):
    request = urllib.request.Request(
        tenant.url + "/api/v2/conversations/messaging", data=b"{}",
        headers={"Authorization": "Bearer " + tenant.token(user_id="user-7"),
                 "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["id"]

@pytest.mark.parametrize("number", range(6))
def test_alone(mockplatform, number, record_property):
    id_ = create(mockplatform)
    assert mockplatform.conversations.list().total == 1
    with open("ids.txt", "a") as file:
        file.write(f"{number} {id_}\\n")

def test_server_is_one(mockplatform, mockplatform_admin):
    assert [one.id for one in mockplatform_admin.tenants.list().tenants] == [
        "default", mockplatform.id]
"""


def ids(inner: pytest.Pytester) -> list[str]:
    """Return the ids of the conversations that a run made, by test."""
    file = inner.path / "ids.txt"
    lines = sorted(file.read_text().splitlines())
    file.unlink()
    return lines


def test_the_same_seed_gives_the_same_ids_in_any_order_and_on_any_worker(
    inner: pytest.Pytester,
) -> None:
    inner.makepyfile(test_suite=SUITE)
    alone = run(inner, "--mockplatform-seed", "5")
    alone.assert_outcomes(passed=7)
    alone.stdout.fnmatch_lines(["mockplatform: seed 5"])
    first = ids(inner)
    spread = run(inner, "--mockplatform-seed", "5", "-n", "2")
    spread.assert_outcomes(passed=7)
    spread.stdout.fnmatch_lines(["mockplatform: seed 5"])
    assert ids(inner) == first
    other = run(inner, "--mockplatform-seed", "6")
    other.assert_outcomes(passed=7)
    assert ids(inner) != first


def test_ini_options_hold_for_the_whole_run(inner: pytest.Pytester) -> None:
    inner.makefile(
        ".ini",
        pytest=INI
        + "mockplatform_fixture = bank\nmockplatform_seed = 11\nmockplatform_store = sqlite:///t.db",
    )
    inner.makepyfile(
        """
        def test_it(mockplatform, mockplatform_admin):
            assert mockplatform_admin.tenants.get("default").fixture == "bank"
            assert mockplatform_admin.tenants.get(mockplatform.id).fixture == "bank"
            assert mockplatform.admin.server.version().store == "sqlite"
        """
    )
    for arguments in ([], ["-n", "2"]):
        result = run(inner, *arguments)
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(["mockplatform: seed 11"])
    assert (inner.path / "t.db").exists()
    assert list(inner.path.glob("t-gw*.db"))


def test_a_running_platform_may_be_used(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        def test_it(mockplatform, request):
            assert mockplatform.url.startswith(request.config.getoption("mockplatform_url"))
        """
    )
    with MockPlatform.start() as platform:
        run(inner, "--mockplatform-url", platform.url).assert_outcomes(passed=1)
        assert [one.id for one in platform.admin.tenants.list().tenants] == ["default"]


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("fixtur='retail'", "*has no 'fixtur'. Did you mean 'fixture'?*"),
        ("'retail'", "*takes names only*"),
        ("fixture='retial'", "*Did you mean 'retail'?*"),
        ("settings={'inactvity': '5m'}", "*Did you mean 'inactivity'?*"),
    ],
)
def test_a_wrong_marker_is_told_in_a_line(inner: pytest.Pytester, marker: str, told: str) -> None:
    inner.makepyfile(
        f"""
        import pytest

        @pytest.mark.mockplatform({marker})
        def test_it(mockplatform):
            pass
        """
    )
    result = inner.runpytest_inprocess(*PLUGINS)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_platform_that_cannot_start_is_told_in_a_line(inner: pytest.Pytester) -> None:
    inner.makepyfile("def test_it(mockplatform): pass")
    result = run(inner, "--mockplatform-url", "http://127.0.0.1:9")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*No answer from http://127.0.0.1:9: Connection refused*"])
    result = run(inner, "-o", "mockplatform_fixture=nowhere")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*No fixture 'nowhere'*"])


def test_a_suite_that_does_not_use_it_pays_next_to_nothing() -> None:
    script = (
        "import sys, mockplatform.pytest_plugin; print({'aiohttp', 'asyncio.base_events', "
        "'msgspec', 'http.client', 'mockplatform.app', 'mockplatform.errors'} & {*sys.modules})"
    )
    base = "import sys, pytest; print({'asyncio.base_events', 'http.client'} & {*sys.modules})"
    told, before = (
        subprocess.run([sys.executable, "-c", one], capture_output=True, text=True, check=True)
        for one in (script, base)
    )
    assert told.stdout == before.stdout
