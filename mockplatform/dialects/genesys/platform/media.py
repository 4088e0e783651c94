"""Owns files that agents send: where to upload one, what is known of it.

A file belongs to the session of the guest to whom it is sent; who has none is sent no files.
"""

from __future__ import annotations

from functools import lru_cache
from mimetypes import MimeTypes

from mockplatform.core.conversation import Conversation
from mockplatform.core.files import File, file_of
from mockplatform.core.participants import Participant
from mockplatform.core.session import Session
from mockplatform.dialects.genesys.platform.known import (
    check_connected,
    check_self,
    communication,
    find,
    look,
    note,
    url_of,
)
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.media import Media, MediaUpload, UploadMedia
from mockplatform.dialects.genesys.shapes.platform import Entities
from mockplatform.dialects.genesys.translate.participants import communication_id
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import FileUnknown, InvalidValue, UnknownThing
from mockplatform.guests import files
from mockplatform.guests.standing import Cause
from mockplatform.guests.standing import find as session_by_id

ANY_TYPE = "application/octet-stream"
MESSAGES = "/api/v2/conversations/messages"


@lru_cache(maxsize=1)
def _types() -> MimeTypes:
    # Not those of the machine: the same name has the same type everywhere.
    return MimeTypes(filenames=())


async def offer(call: Call) -> Answer:
    """Announce a file; its bytes go to the URL that the answer has."""
    state = find(call)
    one = communication(call, state)
    check_self(call, one)
    check_connected(one)
    body = read(call, UploadMedia)
    session = session_of(call, state)
    wish = files.Wish(
        name=body.file_name,
        mime=_types().guess_type(body.file_name)[0] or ANY_TYPE,
        size=body.content_length_bytes,
        md5=body.content_md5 or "",
        by=one.person.id,
    )
    cause = Cause(call.correlation_id, call.staged)
    file = await files.offer(call.platform.service, call.tenant, session, wish, cause)
    note(call, "media", one.person.id)
    return Answer(
        200,
        MediaUpload(
            id=file.id,
            name=file.name,
            upload_url=base_url(call) + files.upload_path(session.id, file),
            upload_headers={"Content-Type": file.mime},
            self_uri=_uri(state, one, file),
        ),
    )


async def get(call: Call) -> Answer:
    """Give what is known of a file."""
    state = await look(call)
    one = communication(call, state)
    id_ = call.params["media"]
    session = session_of(call, state)
    try:
        file = file_of(session.files, id_)
    except FileUnknown:
        raise UnknownThing("media", id_, hint="POST …/messages/media/uploads makes one.") from None
    return Answer(200, _shown(call, state, one, file))


async def listing(call: Call) -> Answer:
    """Give the files that the agent has announced."""
    state = await look(call)
    one = communication(call, state)
    known = session_of(call, state).files.values() if state.session_id else ()
    of_agent = sorted((file.offered_at, file.id, file) for file in known if file.by)
    found = [_shown(call, state, one, file) for _, _, file in of_agent if file.by == one.person.id]
    return Answer(200, Entities[Media](entities=found))


def session_of(call: Call, state: Conversation) -> Session:
    """Return the session of the guest whose conversation it is.

    Raises:
        InvalidValue: The conversation is none of a guest's session.
        SessionUnknown, SessionExpired: It has ended.
    """
    if not state.session_id:
        raise InvalidValue(
            "conversation",
            "its customer is sent no files",
            hint="Files go to guests of web messaging only; send a textBody.",
        )
    return session_by_id(call.tenant, state.session_id)


def _shown(call: Call, state: Conversation, one: Participant, file: File) -> Media:
    is_there = file.uploaded_at is not None
    return Media(
        id=file.id,
        name=file.name,
        url=url_of(call, state)(file.id) if is_there else None,
        media_type=file.mime,
        content_length_bytes=file.size,
        upload_url=None if is_there else base_url(call) + files.upload_path(state.session_id, file),
        status="valid" if is_there else "uploading",
        conversation_id=state.id,
        communication_id=communication_id(one.id),
        self_uri=_uri(state, one, file),
    )


def _uri(state: Conversation, one: Participant, file: File) -> str:
    line = communication_id(one.id)
    return f"{MESSAGES}/{state.id}/communications/{line}/messages/media/{file.id}"
