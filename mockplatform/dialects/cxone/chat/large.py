"""Owns frames that are too large to be sent: what goes instead, and where the whole is fetched.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (replies too are fetched). Invented: from which size on,
as 128 KB is what a managed gateway takes.
"""

from __future__ import annotations

import msgspec
from aiohttp import WSMsgType

from mockplatform.customers import large
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.dialects.cxone.chat.words import encode
from mockplatform.dialects.cxone.shapes import large as shapes
from mockplatform.edge.outgoing import Out
from mockplatform.ids import derive_uuid
from mockplatform.tenant import Tenant

NAME = "EventInS3"
PATH = "/chat/1.0/brand/{brand}/events/{event}"
_read = msgspec.json.Decoder(shapes.Head).decode


def fitting(tenant: Tenant, line: Line, out: Out) -> Out:
    """Return a frame as it is, or what stands for it where it is too large for its channel.

    The same event is put by once for all sockets of a customer.
    """
    deployment = tenant.tenancy.deployments.get(line.channel_id)
    if deployment is None or deployment.digital is None or out.opcode is not WSMsgType.TEXT:
        return out
    if len(out.data) <= deployment.digital.event_bytes_max:
        return out
    try:
        head = _read(out.data)
    except msgspec.DecodeError:  # A fault has made it no frame.
        return out
    id_ = derive_uuid(NAME, line.channel_id, line.customer_id, line.base, head.event_id)
    signature = large.put_by(tenant, id_, out.data)
    if signature is None:
        return out
    path = PATH.format(brand=tenant.brand_id, event=id_)
    url = f"{line.base}{path}?signature={signature}"
    return out._replace(type=NAME, data=encode(_frame(head, id_, url)))


def _frame(head: shapes.Head, id_: str, url: str) -> shapes.EventInS3:
    of = head.event_type or (head.postback.event_type if head.postback else "")
    return shapes.EventInS3(
        event_id=id_,
        event_object="S3Object",
        event_type=NAME,
        created_at=head.created_at,
        data=shapes.LargeData(
            s3_object=shapes.Stored(url=url),
            origin_event=shapes.Origin(event_id=head.event_id, event_type=of),
        ),
    )
