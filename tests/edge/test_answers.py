"""An answer is the same whichever way it is written: in one step, or by the server library."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from mockplatform.dialects.widget.errors import WIDGET
from mockplatform.edge.route import Route
from mockplatform.edge.routing import REMEMBERED_CHARS_MAX, RouteTable
from tests.support.server import serving

PATH = "/.well-known/openid-configuration"
PLAIN = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE_S = 10


async def exchange(url: str, *requests: str) -> list[tuple[str, dict[str, str], bytes]]:
    """Return status line, headers and body of each answer that comes over one connection."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write("".join(requests).encode())
    answers = []
    async with asyncio.timeout(PATIENCE_S):
        for request in requests:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *rest = head.removesuffix("\r\n\r\n").split("\r\n")
            headers = dict(one.split(": ", 1) for one in rest)
            size = 0 if request.startswith("HEAD") else int(headers["Content-Length"])
            answers.append((line, headers, await reader.readexactly(size)))
    writer.close()
    return answers


@pytest.mark.parametrize(
    ("request_line", "more", "extra"),
    [
        (f"GET {PATH} HTTP/1.1", "Connection: close\r\n", {"Connection": "close"}),
        (f"GET {PATH} HTTP/1.0", "", {}),
        (f"HEAD {PATH} HTTP/1.1", "", {}),
    ],
)
async def test_the_short_way_says_what_the_long_way_says(
    request_line: str, more: str, extra: dict[str, str]
) -> None:
    """RFC 9110 section 9.3.2, RFC 9112 section 9.3."""
    async with serving() as server:
        [plain] = await exchange(server.url, PLAIN)
        [other] = await exchange(server.url, f"{request_line}\r\nHost: localhost\r\n{more}\r\n")

    told = {"X-Correlation-Id", "X-Mockplatform-Explain", "Date"}
    assert plain[0].split(" ", 1)[1] == other[0].split(" ", 1)[1] == "200 OK"
    assert {k: v for k, v in other[1].items() if k not in told} == {
        **{k: v for k, v in plain[1].items() if k not in told},
        **extra,
    }
    assert told <= plain[1].keys() & other[1].keys()
    assert int(plain[1]["Content-Length"]) == len(plain[2])
    assert other[2] == (b"" if request_line.startswith("HEAD") else plain[2])


async def test_a_kept_connection_answers_again_and_again() -> None:
    async with serving() as server:
        answers = await exchange(server.url, PLAIN, PLAIN, PLAIN)

    assert [line for line, _, _ in answers] == ["HTTP/1.1 200 OK"] * 3


def test_long_paths_are_found_and_not_remembered() -> None:
    async def answer(call: object) -> None: ...

    route = Route(
        method="GET",
        path="/a/{id}",
        handler=answer,  # type: ignore[arg-type]  # it is never called
        dialect=WIDGET,
        summary="",
    )
    table = RouteTable([(route, route)])
    short, long = "x", "y" * REMEMBERED_CHARS_MAX

    for id_ in (short, long, short, long):
        assert table.find("GET", f"/a/{id_}").params == {"id": id_}
    assert table.find("GET", f"/a/{short}") is table.find("GET", f"/a/{short}")
    assert table.find("GET", f"/a/{long}") is not table.find("GET", f"/a/{long}")
