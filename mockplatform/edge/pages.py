"""Owns how files of the package are served to browsers: read once, tagged, under a strict policy.

A file is found by its name in a table that is made of its folder's contents; what stands in a
URL never reaches the file system. Nothing here is a matter of a tenant's: no fault, no token
and no journal stand before a page, so that the console works while everything else is broken.

Source: W3C Content Security Policy Level 3; RFC 9110 section 8.8.3 (ETag).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from mockplatform.edge.answers import respond
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.edge.routing import split_tenant
from mockplatform.errors import PlatformError, UnknownThing, nearest

TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
}
"""What is served, and as what; other files of a folder are not."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What a page may load and do. No HTML is made of data: that would need trusted types."""
POLICY_WITH_SOCKETS = POLICY.replace("connect-src 'self'", "connect-src 'self' ws: wss:")
"""For a page with sockets: not every browser counts those of its own host as its own."""
SAFETY: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class File(NamedTuple):
    """A file as it is served."""

    data: bytes
    type: str
    etag: str


def file(data: bytes, suffix: str) -> File:
    """Return a file of bytes; the suffix tells its type."""
    return File(data, TYPES[suffix], tag(data))


def tag(data: bytes) -> str:
    """Return the entity tag of some bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:16]}"'


def has(request: web.Request, etag: str) -> bool:
    """Whether `If-None-Match` says that the caller has it."""
    asked = request.headers.get("If-None-Match", "")
    return etag in asked or asked.strip() == "*"


class Shelf:
    """The files of a folder by their paths in it; read when the first one is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, File] = {}
        self._reading = asyncio.Lock()

    async def get(self, name: str) -> File:
        """Return a file.

        Raises:
            UnknownThing: The folder has none by that name; the hint names the nearest.
        """
        found = (await self.files()).get(name)
        if found is None:
            raise UnknownThing("file", name[:100], hint=nearest(name[:100], self._files))
        return found

    async def files(self) -> Mapping[str, File]:
        """Return all files."""
        if not self._files:
            async with self._reading:
                self._files = self._files or await asyncio.to_thread(self._read)
        return self._files

    def _read(self) -> dict[str, File]:
        return {
            path.relative_to(self._folder).as_posix(): file(path.read_bytes(), path.suffix)
            for path in sorted(self._folder.rglob("*"))
            if path.suffix in TYPES and path.is_file()
        }


def give(
    call: Call, found: File, headers: Mapping[str, str] = SAFETY, *, status: int = HTTPStatus.OK
) -> Answer:
    """Answer with a file, or with 304 where the caller has it."""
    told = {**headers, "ETag": found.etag, "Content-Type": found.type}
    if found.type == TYPES[".html"]:
        told.setdefault("Content-Security-Policy", POLICY)
    if status == HTTPStatus.OK and has(call.request, found.etag):
        return Answer(304, None, told)
    return Answer(status, found.data, told)


def is_nobodys(call: Call) -> bool:
    """Whether the path's prefix names a tenant that there is not."""
    prefix, _ = split_tenant(call.request.rel_url.raw_path)
    return prefix not in ("", call.tenant.id)


def _refuse(call: Call, error: PlatformError) -> web.Response:
    del call
    text = f"{error.message}\n{error.hint}\n".encode()
    return respond(error.status, text, SAFETY, "text/plain; charset=utf-8")


PAGES = Dialect("pages", _refuse, cors=False)


def page(
    path: str,
    handler: Callable[[Call], Awaitable[Answer | web.StreamResponse]],
    summary: str,
    *,
    is_part: bool = False,
    stands_alone: bool = False,
) -> Route:
    """Return a route of a page: for whoever asks, in no journal and in no document of the API."""
    return Route(
        method="GET",
        path=path,
        handler=handler,
        dialect=PAGES,
        summary=summary,
        auth=Auth.OWN,
        hidden=True,
        settles=False,
        is_part=is_part,
        stands_alone=stands_alone,
    )


def below(
    path: str,
    shelf: Shelf,
    index: str,
    summary: str,
    *,
    policy: str = POLICY,
    stands_alone: bool = False,
) -> tuple[Route, ...]:
    """Return the routes of a page at `path`, and of all its files below that.

    A page that stands alone is there without its tenant, and tells that itself.
    """
    headers = {**SAFETY, "Content-Security-Policy": policy}

    async def start(call: Call) -> Answer:
        status = HTTPStatus.NOT_FOUND if is_nobodys(call) else HTTPStatus.OK
        return give(call, await shelf.get(index), headers, status=status)

    async def part(call: Call) -> Answer:
        return give(call, await shelf.get("/".join(call.params.values())))

    return (
        page(path, start, summary, stands_alone=stands_alone),
        *(
            page(one, part, f"{summary}: its files", is_part=True, stands_alone=stands_alone)
            for one in (f"{path}/{{file}}", f"{path}/{{folder}}/{{name}}")
        ),
    )
