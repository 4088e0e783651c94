"""Owns the last resort: every error becomes an answer in the dialect's shape."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web

from mockplatform import errors
from mockplatform.edge.answers import closes
from mockplatform.edge.call import Call, Next
from mockplatform.edge.cutting import NoAnswer
from mockplatform.edge.route import Route
from mockplatform.findings.deeds import Ended
from mockplatform.redaction import without_tokens

HINT = "X-Mockplatform-Hint"
_log = logging.getLogger("mockplatform.edge")


def layer(route: Route, rest: Next) -> Next:
    """Write errors as the dialect does; a programmer's error is 500 and goes to the log."""

    async def catch(call: Call) -> web.StreamResponse:
        try:
            response = await rest(call)
        except errors.PlatformError as error:
            response = refuse(route, call, error)
        except web.HTTPException as error:
            response = refuse(route, call, _translate(error))
        except asyncio.CancelledError:
            raise
        except ConnectionError:
            if call.request.transport is not None:
                raise
            call.note("the client left in the middle of its request: nothing was done")
            return NoAnswer(reset=False)
        except Exception:  # noqa: BLE001 - the last resort: nothing may leave without an answer
            path = without_tokens(call.path)
            about = {"correlation_id": call.correlation_id, "path": path}
            _log.exception("internal error", extra=about)
            response = refuse(route, call, errors.PlatformError("Internal error"))
        if call.hint and not response.prepared:
            response.headers[HINT] = header_text(call.hint)
        return response

    return catch


def refuse(route: Route, call: Call, error: errors.PlatformError) -> web.Response:
    """Return the error as the dialect writes it; the journal will have its code and hint."""
    call.error_code = getattr(error, "error", "") or error.code
    if error.hint:
        call.hint = error.hint
    if isinstance(error, errors.ConversationEnded) and call.conversation_id:
        call.did(Ended(call.conversation_id))
    response = route.dialect.error(call, error)
    response.headers.update(error.headers)
    if closes(error.headers):
        # What is left of the request is not worth waiting for.
        response.force_close()
    return response


def header_text(text: str) -> str:
    """Return text that can stand in a header: one line of visible ASCII."""
    spelled = " ".join(text.split()).replace("…", "...")
    return spelled.encode("ascii", "replace").decode()[:1000]


def _translate(error: web.HTTPException) -> errors.PlatformError:
    if error.status == errors.PayloadTooLarge.status:
        return errors.PayloadTooLarge("The body is too large")
    return errors.BadRequest(error.reason)
