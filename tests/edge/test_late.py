"""What no start pays for is there for whoever asks, and answers as though it had always been."""

from __future__ import annotations

import json
import subprocess
import sys

from mockplatform.app import EARLY, everything
from mockplatform.edge.either import AMONG_CUSTOMERS
from mockplatform.edge.route import Route
from mockplatform.edge.routing import RouteTable
from mockplatform.errors import MethodNotAllowed, UnknownRoute
from tests.support.guests import guest
from tests.support.server import serving

LATE = "mockplatform.dialects.genesys"
WITHOUT = """
import json, sys
from mockplatform.server import MockPlatform
with MockPlatform.start() as platform:
    platform.admin.server.version()
    print(json.dumps([name for name in sys.modules if name.startswith("mockplatform.dialects.")]))
"""


def test_a_start_imports_nothing_of_genesys() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, timeout=60, check=True
    )
    known = json.loads(ran.stdout)
    assert [name for name in known if name.startswith(LATE)] == []
    assert known


def _is_found(table: RouteTable, route: Route) -> bool:
    try:
        table.find(route.method, route.path.replace("{", "a").replace("}", ""))
    except (UnknownRoute, MethodNotAllowed):
        return False
    return True


def test_no_route_that_is_there_early_takes_what_is_meant_for_a_late_one() -> None:
    """But on paths that bring what is late whatever is found there."""
    early = RouteTable((route, route) for route in EARLY.routes)
    known = {(route.method, route.path) for route in EARLY.routes}
    late = [one for one in everything().routes if (one.method, one.path) not in known]
    assert late
    taken = [one.path for one in late if _is_found(early, one)]
    assert [path for path in taken if path not in AMONG_CUSTOMERS] == []


async def test_what_is_not_there_is_told_the_same_before_and_after() -> None:
    async with serving() as server:

        async def ask(path: str) -> tuple[int, str | None, bytes]:
            async with server.http.get(server.url + path) as answer:
                hint = answer.headers.get("X-Mockplatform-Hint")
                return answer.status, hint, await answer.read()

        paths = (
            "/v2/none",
            AMONG_CUSTOMERS[0],
            "/t/nowhere/v1",
            "/t/nowhere/api/v2/oauth/clients/x",
            "/api/v2/none",
        )
        first = [await ask(path) for path in paths]
        async with guest(server) as visitor:
            await visitor.configure()
        second = [await ask(path) for path in paths]
    assert [one[:2] for one in first] == [one[:2] for one in second]
