"""Owns errors of guests: of their sessions, of what they send, of their files."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.errors.access import Forbidden, Unauthorized
from mockplatform.errors.base import PlatformError
from mockplatform.errors.requests import BadRequest, PayloadTooLarge, TooManyRequests
from mockplatform.errors.state import Conflict, NotFound


class SessionExpired(Unauthorized):
    """The guest's session has ended by its own time, for good."""

    code = "session.expired"


class SessionUnknown(NotFound):
    """No session stands behind that token."""

    code = "session.not.found"


class SessionReadOnly(Conflict):
    """The conversation was ended, and the deployment lets nobody write on."""

    code = "session.read.only"


class CannotDowngrade(Conflict):
    """An authenticated session was asked to be a guest's again."""

    code = "session.cannot.downgrade"


class SignInRefused(Forbidden):
    """The session may not be authenticated so."""

    code = "session.sign.in.refused"


class FeatureOff(PlatformError):
    """The deployment has that turned off."""

    status = 403
    code = "feature.unavailable"


class ThreadIsArchived(Conflict):
    """Nothing more can be said in the thread."""

    code = "thread.archived"


class TextTooLong(PayloadTooLarge):
    """A message's text is over the deployment's limit."""

    code = "message.too.long"


class CustomDataTooLarge(PayloadTooLarge):
    """Custom attributes are over the deployment's limit."""

    code = "custom.attributes.too.large"


class ParameterMissing(BadRequest):
    """A frame lacks what its action needs."""

    code = "parameter.missing"


class MessagesTooFast(TooManyRequests):
    """A session sends more messages than its deployment takes. `retry_after_s` is whole."""

    code = "messages.too.fast"

    def __init__(self, message: str, *, retry_after_s: int, hint: str = "") -> None:
        super().__init__(message, hint=hint, headers={"Retry-After": str(retry_after_s)})
        self.retry_after_s = retry_after_s


class FileRefused(BadRequest):
    """A file cannot be taken; `why` is type, size, content, name or length."""

    code = "file.refused"

    def __init__(
        self, message: str, why: str, *, hint: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, hint=hint, headers=headers)
        self.why = why


class FileUnknown(NotFound):
    """No file by that id in this session."""

    code = "file.not.found"


class FileExpired(Forbidden):
    """The time to upload the file, or to fetch it, is over."""

    code = "file.expired"


class FileNotUploaded(Conflict):
    """The file was announced, and its bytes have not come."""

    code = "file.not.uploaded"


class FileGone(NotFound):
    """The file was uploaded, and its bytes are not here any more."""

    code = "file.gone"


class DeviceRefused(BadRequest):
    """A session's device cannot be noted so; `why` is the platform's word for it."""

    code = "device.refused"

    def __init__(self, message: str, why: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.why = why


class DeviceUnknown(NotFound):
    """The session has no device."""

    code = "device.not.found"


class DeviceKnown(Conflict):
    """The session has another device already."""

    code = "device.already.registered"
