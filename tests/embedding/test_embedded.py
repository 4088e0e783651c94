"""A platform inside another program starts, serves, stops, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mockplatform.client import Unreachable
from mockplatform.clock import ManualWall
from mockplatform.errors import FixtureInvalid, StoreRefused, UnknownMember, UnknownThing
from mockplatform.server import AlreadyRunning, AlreadyStopped, MockPlatform, PortInUse


def test_it_tells_where_it_is_and_is_steered() -> None:
    with MockPlatform.start(seed=7) as platform:
        assert platform.url.startswith("http://127.0.0.1:")
        assert platform.ws_url == platform.url.replace("http", "ws")
        assert platform.admin_url == f"{platform.url}/__admin"
        assert (platform.deployment_id, platform.seed) == ("shop-web", 7)
        assert platform.admin.server.ready().status == "ready"
        assert platform.admin.tenants.get("default").url == platform.url


def test_its_admin_api_is_at_hand_on_any_event_loop() -> None:
    async def look(platform: MockPlatform) -> str:
        async with platform.async_admin as admin:
            return (await admin.clock.now()).mode

    with MockPlatform.start() as platform:
        assert asyncio.run(look(platform)) == "running"


def test_time_may_be_the_tests_own() -> None:
    wall = ManualWall(1_900_000_000.0)
    with MockPlatform.start(wall=wall) as platform:
        assert platform.admin.clock.now().now == "2030-03-17T17:46:40.000Z"
        wall.move(60.0)
        assert platform.admin.clock.now().now == "2030-03-17T17:47:40.000Z"


def test_two_run_beside_each_other() -> None:
    with MockPlatform.start(fixture="retail") as one, MockPlatform.start() as other:
        assert one.url != other.url
        assert (one.deployment_id, other.deployment_id) == ("storefront", "shop-web")


def test_no_thread_and_no_socket_is_left() -> None:
    threads, files = set(threading.enumerate()), open_files()
    for _ in range(2):
        with MockPlatform.start() as platform:
            platform.admin.clock.advance("1h")
        with pytest.raises(Unreachable):
            platform.admin.server.live()
    for thread in set(threading.enumerate()) - threads:
        thread.join(30)  # The pool of keys finishes the one that it is at.
        assert not thread.is_alive()
    assert open_files() <= files


def open_files() -> set[str]:
    """Return what this process has open, sockets above all."""
    kept = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            kept.add(str(link.readlink()))
        except FileNotFoundError:
            continue  # The listing's own.
    return {name for name in kept if name.startswith(("socket:", "/"))}


def test_it_cannot_be_started_twice() -> None:
    with MockPlatform.start() as platform:
        with pytest.raises(AlreadyRunning):
            platform.start()
        with pytest.raises(AlreadyRunning), platform:
            pass


def test_it_cannot_be_stopped_twice() -> None:
    platform = MockPlatform.start()
    before = platform.is_running
    platform.stop()
    assert (before, platform.is_running) == (True, False)
    with pytest.raises(AlreadyStopped):
        platform.stop()
    with pytest.raises(AlreadyStopped), platform:
        pass


def test_it_may_be_stopped_within_its_block() -> None:
    with MockPlatform.start() as platform:
        platform.stop()


def test_a_port_in_use_is_refused_and_leaves_nothing() -> None:
    threads = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} .* in use"):
            MockPlatform.start(port=port)
    assert [one for one in threading.enumerate() if one.name == "mockplatform"] == []
    assert len(set(threading.enumerate()) - threads) == 0


def test_what_is_wrong_with_its_plan_is_raised(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("queues: []\n")
    with pytest.raises(UnknownThing, match="nowhere"):
        MockPlatform.start("nowhere")
    with pytest.raises(FixtureInvalid):
        MockPlatform.start(str(tmp_path / "wrong.yaml"))
    with pytest.raises(UnknownMember, match="inactvity"):
        MockPlatform.start(settings={"inactvity": "5m"})
    with pytest.raises(StoreRefused):
        MockPlatform.start(store="sqlite:////no/such/folder/x.db")
    assert [one for one in threading.enumerate() if one.name == "mockplatform"] == []


def test_a_store_outlives_it(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'shop.db'}"
    with MockPlatform.start(store=store) as platform:
        platform.admin.tenants.create("kept", seed=3)
    with MockPlatform.start(store=store) as platform:
        assert platform.admin.tenants.get("kept").seed == 3
        assert platform.admin.tenants.get("default").seed == platform.seed


def test_with_tls_its_clients_trust_it() -> None:
    with MockPlatform.start(tls="localhost") as platform:
        assert platform.url.startswith("https://")
        assert platform.admin.server.live().status == "live"
    Path(platform.ready.ca_file).unlink()
    Path(platform.ready.ca_file).parent.rmdir()


def test_a_program_that_forgets_to_stop_it_ends_all_the_same() -> None:
    script = (
        "from mockplatform.server import MockPlatform; "
        "platform = MockPlatform.start(); print(platform.url)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_importing_it_costs_no_server_library() -> None:
    heavy = ["aiohttp", "sqlalchemy", "websockets", "trustme", "uvloop", "structlog", "yaml", "jwt"]
    script = (
        "import sys, json; from mockplatform.server import MockPlatform; "
        "print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert set(heavy) & set(json.loads(done.stdout)) == set()


@pytest.mark.parametrize("command", ["serve"])
def test_a_plain_start_imports_only_what_it_needs(command: str) -> None:
    late = ["sqlalchemy", "aiosqlite", "websockets", "trustme", "yaml", "prometheus_client"]
    script = (
        "import sys, json; from mockplatform.server import MockPlatform\n"
        "with MockPlatform.start(): print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    known = json.loads(done.stdout)
    assert set(late) & set(known) == set()
    ours = {"brands", "errors", "token_route", "shapes", "shapes.base", "shapes.errors"}
    cxone = "mockplatform.dialects.cxone"
    vendors = [one for one in known if one.startswith((f"{cxone}.", "mockplatform.customers"))]
    assert {one.removeprefix(f"{cxone}.") for one in vendors} <= ours


def test_a_public_url_is_what_it_tells() -> None:
    with MockPlatform.start(public_url="https://mock.example/") as platform:
        assert (platform.url, platform.ready.ws_url) == (
            "https://mock.example",
            "wss://mock.example",
        )
        assert platform.ready.listen[0].startswith("http://127.0.0.1:")
