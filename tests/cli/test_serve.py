"""`mockplatform serve` tells where it is when it is there, and goes without losing a word."""

from __future__ import annotations

import json
import shlex
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.client import Admin, AdminError, http
from tests.support.waiting import environment, program, run, until


def test_the_last_line_tells_where_it_is(tmp_path: Path) -> None:
    with program(tmp_path, "serve", "--port", "0", "--seed", "42") as server:
        words = server.line("Ready: ").split()
        url = words[1]
        assert words[2:] == ["admin", f"{url}/__admin", "deployment", "shop-web", "seed", "42"]
        version = Admin(url).server.version()
        assert (version.name, version.seed) == ("mockplatform", 42)
        assert server.end() == Exit.OK


def test_the_printed_pages_are_there(tmp_path: Path) -> None:
    with program(tmp_path, "serve", "--port", "0") as server:
        pages = [server.line("/console").strip(), server.line("/widget").strip()]
        for page in pages:
            answer = http.send("GET", page, headers={}, body=None, timeout_s=10)
            assert answer.status == 200
            assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_and_nothing_said(tmp_path: Path, number: signal.Signals) -> None:
    with program(tmp_path, "serve", "--port", "0") as server:
        server.line("Ready: ")
        assert server.end(number) == Exit.OK
        assert server.error_text() == ""


def test_a_call_of_the_admin_api_ends_it(tmp_path: Path) -> None:
    with program(tmp_path, "serve", "--port", "0") as server:
        url = server.line("Ready: ").split()[1]
        assert Admin(url).server.shutdown().status == "stopping"
        assert server.wait() == Exit.OK


def test_localhost_answers_on_both_loopback_addresses(tmp_path: Path) -> None:
    with program(tmp_path, "serve", "--port", "0") as server:
        url = server.line("Ready: ").split()[1]
        assert url.startswith("http://localhost:")
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)):
            pass
        if not has_ipv6_loopback():
            pytest.skip("this machine has no IPv6")
        with socket.create_connection(("::1", port)):
            pass


def has_ipv6_loopback() -> bool:
    """Whether something can be bound there."""
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_the_printed_example_works_as_printed(tmp_path: Path) -> None:
    with program(tmp_path, "serve", "--port", "0") as server:
        token, conversation = server.line("TOKEN=$(curl"), server.line("Authorization")
        chat = server.line(" chat ")
        server.line("Ready: ")
        script = f"{token}\n{conversation}\n{chat} --say hello --until-reply='*assistant*'\n"
        done = subprocess.run(
            ["sh", "-eu", "-c", script],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stderr
        document, _ = json.JSONDecoder().raw_decode(done.stdout)
        assert (document["state"], document["userId"]) == ("OPEN", "user-7")
        assert "Sam: Hi, this is Sam" in done.stdout


@pytest.mark.parametrize(
    "guarded",
    [("--host", "0.0.0.0"), ("--admin-token", "s3cret")],  # noqa: S104
)
def test_the_printed_chat_needs_no_admin_token(tmp_path: Path, guarded: tuple[str, str]) -> None:
    with program(tmp_path, "serve", "--port", "0", *guarded) as server:
        words = shlex.split(server.line(" chat "))
        words = words[words.index("chat") :]
        server.line("Ready: ")
        done = run(tmp_path, *words, "--say", "hello", "--until-reply=*assistant*")
        assert done.returncode == 0, done.stderr
        assert words[3:] == ["--deployment", "shop-web"]


def test_a_public_url_does_not_hide_the_real_port(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    public = ("--public-url", "https://mock.example", "--ready-file", str(file))
    with program(tmp_path, "serve", "--port", "0", "--seed", "1", *public) as server:
        line = server.line("Ready: ")
        listen = json.loads(file.read_text())["listen"]
        assert line.startswith("Ready: https://mock.example  admin https://mock.example/__admin ")
        assert line.endswith(f"seed 1  listening on {listen[0]}")
        assert listen[0].startswith("http://127.0.0.1:")
        assert all(Admin(url).server.live().status == "live" for url in listen)


def test_a_port_in_use_has_an_exit_code_of_its_own_and_a_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = run(tmp_path, "serve", "--host", "127.0.0.1", "--port", port)
    assert refused.returncode == Exit.PORT_IN_USE
    assert f"Port {port} of 127.0.0.1 is in use" in refused.stderr
    assert "--port 0" in refused.stderr


class TestReadyFile:
    """The ready file is there when the server is, whole, and for its owner's eyes."""

    def test_it_has_all_that_a_client_needs(self, tmp_path: Path) -> None:
        file = tmp_path / "ready.json"
        with program(tmp_path, "serve", "--port", "0", "--ready-file", str(file)) as server:
            line = server.line("Ready: ")
            ready = json.loads(file.read_text())
            assert ready["url"] in line
            assert ready["wsUrl"] == ready["url"].replace("http", "ws")
            assert ready["adminUrl"] == ready["url"] + "/__admin"
            assert ready["deploymentId"] == "shop-web"
            assert ready["client"] == {"id": "widget", "secret": "widget-secret"}
            assert f"seed {ready['seed']}" in line
            assert ready["pid"] == server.process.pid
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert server.end() == Exit.OK
        assert not file.exists(), "nobody is to take it for a server that runs"

    def test_an_old_one_goes_before_the_start(self, tmp_path: Path) -> None:
        file = tmp_path / "ready.json"
        file.write_text("{}")
        arguments = ("serve", "--fixture", "no-such", "--ready-file", str(file))
        assert run(tmp_path, *arguments, "--port", "0").returncode == Exit.REFUSED
        assert not file.exists()

    def test_a_place_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        file = tmp_path / "missing" / "ready.json"
        refused = run(tmp_path, "serve", "--port", "0", "--ready-file", str(file))
        assert refused.returncode == Exit.REFUSED
        assert "cannot be written" in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--fixture", "retial"], Exit.REFUSED, "Did you mean 'retail'?"),
        (["--setting", "inactvity=5m"], Exit.REFUSED, "Did you mean 'inactivity'?"),
        (["--setting", "inactivity"], Exit.USAGE, "name=value"),
        (["--store", "sqlite:////no/such/folder/x.db"], Exit.STORE_REFUSED, "cannot be opened"),
        (["--host", "192.0.2.1"], Exit.REFUSED, "an address of this machine"),
        (["--port", "70000"], Exit.USAGE, "--port"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint_and_no_traceback(
    tmp_path: Path, arguments: list[str], code: Exit, told: str
) -> None:
    refused = run(tmp_path, "serve", "--port", "0", *arguments)
    assert refused.returncode == code, refused.stderr
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr


class TestAStoreThatIsOpenedAgain:
    """What the store keeps is told as it is, and what was asked for in vain too."""

    def start(self, folder: Path, *arguments: str) -> tuple[str, str, int]:
        """Serve for a moment; return the last line, the errors, the default tenant's seed."""
        store = f"sqlite:///{folder / 'shop.db'}"
        with program(folder, "serve", "--port", "0", "--store", store, *arguments) as server:
            line = server.line("Ready: ")
            seed = Admin(line.split()[1]).tenants.get("default").seed
            assert server.end() == Exit.OK
            return line, server.error_text(), seed

    def test_it_tells_the_seed_that_is_in_use(self, tmp_path: Path) -> None:
        first, errors, seed = self.start(tmp_path)
        drawn = first.split(" seed ")[1]
        assert (drawn.isdecimal(), errors) == (True, "")
        again, errors, kept = self.start(tmp_path)
        assert (again.split(" seed ")[1], errors) == (f"{seed} (kept by the store)", "")
        assert kept == seed
        same, errors, _ = self.start(tmp_path, "--seed", drawn, "--fixture", "default")
        assert (same.split(" seed ")[1], errors) == (drawn, "")

    def test_it_warns_of_a_seed_and_a_fixture_that_are_not_used(self, tmp_path: Path) -> None:
        _, _, seed = self.start(tmp_path, "--seed", "1", "--fixture", "retail")
        again = self.start(tmp_path, "--seed", "2", "--fixture", "default")
        assert again[0].endswith(f"deployment storefront  seed {seed} (kept by the store)")
        about_seed, about_fixture = again[1].splitlines()
        assert about_seed.startswith("Warning: The seed 2 is not used")
        assert str(seed) in about_seed
        assert about_fixture.startswith("Warning: The fixture 'default' is not used")
        assert "'retail'" in about_fixture
        assert again[1].count("name another store file") == 2


def test_without_the_c_parser_it_does_not_start(tmp_path: Path) -> None:
    environ = {"AIOHTTP_NO_EXTENSIONS": "1"}
    refused = run(tmp_path, "serve", "--port", "0", environ=environ)
    assert refused.returncode == Exit.REFUSED
    assert "Unset AIOHTTP_NO_EXTENSIONS" in refused.stderr


def test_settings_are_those_of_the_default_tenant(tmp_path: Path) -> None:
    settings = ("--setting", "inactivity=5m", "--setting", "botsAct=false")
    with program(tmp_path, "serve", "--port", "0", *settings) as server:
        url = server.line("Ready: ").split()[1]
        shown = Admin(url).settings.get()
        assert (shown["inactivity"], shown["botsAct"]) == ("5m", False)


def test_beyond_loopback_an_admin_token_is_made_and_asked_for(tmp_path: Path) -> None:
    with program(tmp_path, "serve", "--port", "0", "--host", "0.0.0.0") as server:  # noqa: S104
        assert "the console asks for it" in server.line("Type this")
        token = server.line("Admin token").split()[-1]
        url = server.line("Ready: ").split()[1]
        with pytest.raises(AdminError) as refused:
            Admin(url).server.version()
        assert refused.value.status == 401
        assert Admin(url, token=token).server.version().name == "mockplatform"


def test_a_given_admin_token_is_printed_nowhere(tmp_path: Path) -> None:
    secret = "keep-me-to-yourself"
    with program(tmp_path, "serve", "--port", "0", "--admin-token", secret) as server:
        url = server.line("Ready: ").split()[1]
        assert Admin(url, token=secret).server.live().status == "live"
        assert server.end() == Exit.OK
        assert secret not in "".join(server.lines) + server.error_text()


def test_a_request_that_is_no_http_leaves_its_secret_out_of_the_log(tmp_path: Path) -> None:
    secret = "s3cr3t"
    with program(tmp_path, "serve", "--port", "0", "--host", "127.0.0.1") as server:
        url = server.line("Ready: ").split()[1]
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as client:
            bearer = f"Authorization: Bearer {secret * 10_000}\r\n\r\n"
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + bearer.encode())
            assert client.recv(64).startswith(b"HTTP/1.")
        until(lambda: "no HTTP" in server.error_text(), "a line in the log")
        assert server.end() == Exit.OK
        assert secret not in server.error_text()


def test_tls_serves_with_a_certificate_that_its_authority_vouches_for(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    arguments = ("serve", "--port", "0", "--tls", "--ready-file", str(file))
    with program(tmp_path, *arguments) as server:
        assert "curl --cacert" in server.line("Trust ")
        url = server.line("Ready: ").split()[1]
        assert url.startswith("https://")
        ca_file = json.loads(file.read_text())["caFile"]
        assert Path(ca_file).parent == tmp_path
        assert Admin(url, ca_file=ca_file).server.live().status == "live"
        answered = run(tmp_path, "clock", "now", "--url", url)
        assert answered.returncode == Exit.UNREACHABLE
        assert "--ca" in answered.stderr
