"""Owns every error that a user of the platform can meet: one class each, one tree.

    PlatformError
      BadRequest     400   InvalidJson InvalidValue UnknownMember RoutingDataNotFlat …
      Unauthorized   401   TokenMissing TokenInvalid TokenExpired TokenRevoked
      Forbidden      403   MissingScope NotYours
      NotFound       404   UnknownThing UnknownRoute
      Conflict       409   IllegalTransition ConversationEnded MessageIdReused …
      OAuthError     400   the errors of RFC 6749, by their registered names
      … and those with a status of their own

An error knows what happened (`message`), the next step (`hint`) and what was wrong
where (`details`). How that is written on the wire is a dialect's matter.
"""

from mockplatform.errors.access import (
    Forbidden,
    HostRefused,
    MissingScope,
    NotYours,
    OAuthError,
    OriginRefused,
    TokenExpired,
    TokenInvalid,
    TokenMissing,
    TokenRevoked,
    Unauthorized,
)
from mockplatform.errors.base import (
    Detail,
    PlatformError,
    nearest,
)
from mockplatform.errors.injected import FAULT, InjectedFault
from mockplatform.errors.requests import (
    AmbiguousCredentials,
    BadRequest,
    ClockBackwards,
    ConversationDataTooDeep,
    ExpectationFailed,
    InvalidJson,
    InvalidMembers,
    InvalidValue,
    MethodNotAllowed,
    PayloadTooLarge,
    RequestTimeout,
    RoutingDataNotFlat,
    RoutingDataTooLarge,
    TooManyRequests,
    UnknownFrame,
    UnknownMember,
    UnknownMembers,
    UnsupportedMediaType,
    UpgradeRequired,
)
from mockplatform.errors.running import (
    AlreadyRunning,
    AlreadyStopped,
    FixtureInvalid,
    NotReady,
    PortInUse,
    StartRefused,
    StorageFull,
    StoreRefused,
)
from mockplatform.errors.state import (
    Conflict,
    ConversationEnded,
    IdempotencyKeyReused,
    IllegalTransition,
    MessageIdReused,
    NotFound,
    PreconditionFailed,
    ThingExists,
    UnknownRoute,
    UnknownThing,
    WrongExpectedVersion,
)

__all__ = [
    "FAULT",
    "AlreadyRunning",
    "AlreadyStopped",
    "AmbiguousCredentials",
    "BadRequest",
    "ClockBackwards",
    "Conflict",
    "ConversationDataTooDeep",
    "ConversationEnded",
    "Detail",
    "ExpectationFailed",
    "FixtureInvalid",
    "Forbidden",
    "HostRefused",
    "IdempotencyKeyReused",
    "IllegalTransition",
    "InjectedFault",
    "InvalidJson",
    "InvalidMembers",
    "InvalidValue",
    "MessageIdReused",
    "MethodNotAllowed",
    "MissingScope",
    "NotFound",
    "NotReady",
    "NotYours",
    "OAuthError",
    "OriginRefused",
    "PayloadTooLarge",
    "PlatformError",
    "PortInUse",
    "PreconditionFailed",
    "RequestTimeout",
    "RoutingDataNotFlat",
    "RoutingDataTooLarge",
    "StartRefused",
    "StorageFull",
    "StoreRefused",
    "ThingExists",
    "TokenExpired",
    "TokenInvalid",
    "TokenMissing",
    "TokenRevoked",
    "TooManyRequests",
    "Unauthorized",
    "UnknownFrame",
    "UnknownMember",
    "UnknownMembers",
    "UnknownRoute",
    "UnknownThing",
    "UnsupportedMediaType",
    "UpgradeRequired",
    "WrongExpectedVersion",
    "nearest",
]
