"""Owns files of a chat channel's customers: uploaded, named in a message, fetched again.

Who uploads a file says on which channel, and not who he is. So it is nobody's at first, and stays
for a while; the customer whose message names its URL first has it from then on. Whoever has the
URL may use it: it is signed with a secret of the file's (`mockplatform.guests.files`).

Invented: that a file waits, and for how long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from mockplatform.core import files as core
from mockplatform.core.channels import Channel
from mockplatform.core.files import File
from mockplatform.core.shelf import KIND, NOBODY, Waiting
from mockplatform.errors import FileGone, Forbidden, InvalidValue, TooManyRequests
from mockplatform.guests import files as shared
from mockplatform.guests.standing import Cause, execute
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.tenant import Tenant

PATH = "/chat/1.0/brand/{brand}/channel/{channel}/attachment/{file}"
_URL = re.compile(r"/chat/1\.0/brand/[^/]+/channel/(?P<channel>[^/]+)/attachment/(?P<file>[^/]+)$")
_DOWNLOAD = "attachment"


class Namer(NamedTuple):
    """Who names a file: the base URL by which he reaches the server, and which customer he is.

    Without a customer it is an agent, or a program of theirs, who may name any.
    """

    base: str = ""
    customer_id: str = ""


_ANYBODY = Namer()


class Upload(NamedTuple):
    """A file that has come."""

    name: str
    mime: str
    data: bytes


def take(tenant: Tenant, channel: Channel, upload: Upload, base: str, cause: Cause) -> str:
    """Keep a file that has come; return the URL that serves it, below a base.

    Raises:
        FeatureOff, FileRefused: The channel does not take it.
        TooManyRequests: There is no room.
    """
    name, mime, data = upload
    core.check(channel.digital, name, mime, len(data))
    now = tenant.clock.now()
    if len(tenant.shelf) >= LIMITS.channel_files_waiting_max:
        raise TooManyRequests(
            f"At most {LIMITS.channel_files_waiting_max} files wait for a message",
            hint=f"Each waits {LIMITS.file_upload_s_max:g} s of the tenant's clock at most.",
        )
    file = File(
        id=tenant.ids.uuid(),
        name=name,
        mime=mime,
        size=len(data),
        secret=tenant.ids.token(),
        offered_at=now,
        uploaded_at=now,
    )
    url = base + _path(tenant, channel.id, file)
    with tenant.blobs.place(len(data)) as held:
        if cause.staged.keep:
            held.keep(NOBODY, file.id, data)
            tenant.shelf.add(Waiting(channel.id, file, url))
            tenant.agenda.note(KIND, file.id, file.upload_until)
    return url


def _path(tenant: Tenant, channel_id: str, file: File) -> str:
    path = PATH.format(brand=tenant.brand_id, channel=channel_id, file=file.id)
    return f"{path}?signature={shared.sign(file, _DOWNLOAD)}"


def fetch(tenant: Tenant, channel: Channel, file_id: str, signature: str) -> tuple[File, bytes]:
    """Return the file that a URL serves, and its bytes.

    Raises:
        Forbidden: The URL is none that was handed out.
        FileGone: It was never here, or is not here any more.
    """
    owner, file = _find(tenant, channel, file_id)
    shared.check_signature(file, _DOWNLOAD, signature)
    kept_by = owner if tenant.blobs.get(NOBODY, file.id) is None else NOBODY
    return file, shared.bytes_of(tenant, kept_by, file.id)


def _find(tenant: Tenant, channel: Channel, file_id: str) -> tuple[str, File]:
    waiting = tenant.shelf.waiting(file_id)
    if waiting is not None and waiting.channel_id == channel.id:
        return NOBODY, waiting.file
    owner = tenant.customers.get(tenant.shelf.owner(file_id))
    if owner is not None and owner.deployment_id == channel.id:
        return owner.id, owner.files[file_id]
    raise FileGone(
        f"No file {file_id[:64]!r} is here",
        hint=f"Until a message names it, it waits {LIMITS.file_upload_s_max:g} s of the tenant's "
        "clock, and no longer than the server runs.",
    )


def part(
    tenant: Tenant, channel: Channel, url: str, name: str = "", by: Namer = _ANYBODY
) -> dict[str, Any]:
    """Return what a message keeps of a file that it names by its URL.

    Args:
        tenant: Whose channel it is.
        channel: By which the file came.
        url: As it was handed out, from whatever host.
        name: What the message calls it; empty: as it was uploaded.
        by: Who names it.

    Raises:
        InvalidValue: The URL is none of the channel's, or the name is too long.
        Forbidden: The file is another customer's; or as `fetch` has it.
        FileGone: As `fetch` has it.
    """
    if len(name) > LIMITS.file_name_chars_max:
        what = f"has at most {LIMITS.file_name_chars_max} characters"
        raise InvalidValue("attachments[].friendlyName", what)
    parts = _split(url)
    if parts is None or parts[0] != channel.id:
        raise InvalidValue(
            "attachments[].url",
            f"{url[:200]!r} is no URL of a file of this channel",
            hint="POST …/attachment gives one as `fileUrl`.",
        )
    _, file_id, signature = parts
    owner, file = _find(tenant, channel, file_id)
    shared.check_signature(file, _DOWNLOAD, signature)
    if by.customer_id and owner not in (NOBODY, by.customer_id):
        raise Forbidden(
            f"The file {file_id!r} is another customer's", hint="Upload it, and name that one."
        )
    waiting = tenant.shelf.waiting(file_id)
    # As it was handed out, or is reached: a host that a client names could be any.
    told = by.base + _path(tenant, channel.id, file) if waiting is None else waiting.url
    known = shared.known(tenant, replace(file, name=name or file.name), told)
    return {"contentType": shared.ATTACHMENT, "attachment": known}


def is_ours(url: str) -> bool:
    """Whether a URL has the form of those that serve files of chat channels."""
    return _split(url) is not None


def _split(url: str) -> tuple[str, str, str] | None:
    """Return channel, file and signature of a URL; None where it is none of a file."""
    try:
        found = urlsplit(url)
        signatures = parse_qs(found.query).get("signature", [""])
    except ValueError:
        return None
    match = _URL.search(found.path)
    return None if match is None else (match["channel"], match["file"], signatures[-1])


def offers(tenant: Tenant, parts: Sequence[Mapping[str, Any]]) -> list[core.OfferFile]:
    """Return what makes the files that a message names its customer's, as far as they wait."""
    found = (tenant.shelf.waiting(id_) for id_ in shared.ids_in(parts))
    return [core.OfferFile(file=one.file) for one in found if one is not None]


async def claim(
    service: Service,
    tenant: Tenant,
    customer_id: str,
    parts: Sequence[Mapping[str, Any]],
    cause: Cause,
) -> None:
    """Have the files that a message names be a customer's, as far as they are nobody's yet.

    Raises:
        TooManyRequests: He has as many as he may have.
    """
    for command in offers(tenant, parts):
        await execute(service, tenant, ("customer", customer_id), command, cause)
        # Until here they are served as nobody's: a fault, or a store, may have kept nothing.
        id_ = command.file.id
        tenant.blobs.move(id_, NOBODY, tenant.shelf.owner(id_))
