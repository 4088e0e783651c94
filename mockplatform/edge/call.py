"""Owns the call: what one request has become known to be, on its way through the edge."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from aiohttp import web

from mockplatform import strictjson
from mockplatform.core.lease import Holder
from mockplatform.errors import InvalidValue
from mockplatform.faults.staged import AS_IT_IS
from mockplatform.findings.deeds import Aim
from mockplatform.limits import LIMITS
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access

BodyT = TypeVar("BodyT", bound=msgspec.Struct)


class Answer(NamedTuple):
    """What a dialect answers: a status, something that becomes JSON (or bytes), headers."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = {}


class Call:
    """One request: whose, for what, by whom, when.

    Attributes:
        now: The tenant's time when the request came, or went on after a fault had held it.
        came_at: The tenant's time when it came, held or not.
        token: What came as the token, where it had to be looked for to find the tenant.
        access: The verified token; None where the route needs none and none came.
        body: The request's body, once the edge has read it.
        hint: The next step for the caller, sent as `X-Mockplatform-Hint`.
        instance: Which of its user's widgets it says it is, where it asks for a token.
        prefixed: Whether the path named the tenant.
        notes: What the journal is to say of the request beside its line.
        fault: The id of the fault that changed the answer, if one did.
        cause: The journal's entry of what led to the answer: a fault's firing, a refusal; 0: none.
        staged: What faults want of the work.
        retry_of: The journal's entry of the unanswered call that this one perhaps repeats.
        is_read: Whether the body has been read.
        is_readable: Whether pages of other origins may read the answer; a fault may forbid it.
        is_numbered: Whether the correlation id was numbered here, and not the caller's own.
        op: What is asked, the same for each of its kind: the method and the route's path.
        aim: What the caller is after, where the rules that review clients must know that.
        has_instances: Whether its dialect's clients say which of a user's widgets they are.
        is_url_given: Whether its URL came whole from here, with the token in it.
        acts: What the call came to, for the rules that review clients.
        presented: The token that came and is ours, be it good now or not.
        then: What goes on when the answer has left all layers: a socket's life.
    """

    __slots__ = (
        "access",
        "acts",
        "aim",
        "began",
        "body",
        "came_at",
        "cause",
        "conversation_id",
        "correlation_id",
        "error_code",
        "fault",
        "has_instances",
        "hint",
        "instance",
        "is_numbered",
        "is_read",
        "is_readable",
        "is_url_given",
        "notes",
        "now",
        "op",
        "params",
        "path",
        "platform",
        "prefixed",
        "presented",
        "request",
        "retry_of",
        "staged",
        "subject",
        "tenant",
        "then",
        "token",
    )

    def __init__(
        self,
        request: web.Request,
        platform: Platform,
        tenant: Tenant,
        *,
        params: Mapping[str, str],
        path: str,
    ) -> None:
        self.request = request
        self.platform = platform
        self.tenant = tenant
        self.params = params
        self.path = path
        self.prefixed = False
        self.now = 0.0
        self.came_at = 0.0
        self.correlation_id = ""
        self.access: Access | None = None
        self.presented: Access | None = None
        self.op = ""
        self.aim: Aim = ""
        self.has_instances = False
        self.is_url_given = False
        self.acts: tuple[Any, ...] = ()
        self.token: str | None = None
        self.body = b""
        self.hint = ""
        self.notes: list[str] | None = None
        self.error_code: str | None = None
        self.subject = ""
        self.instance = ""
        self.conversation_id = ""
        self.began = 0.0
        self.fault: str | None = None
        self.cause = 0
        self.retry_of: int | None = None
        self.staged = AS_IT_IS
        self.is_read = False
        self.is_readable = True
        self.is_numbered = False
        self.then: Callable[[], Awaitable[None]] | None = None

    @property
    def holder(self) -> Holder:
        """For whom the call's token speaks; only on routes that need one."""
        claims = self.claims
        return Holder(
            user_id=claims.sub,
            client_id=claims.client_id,
            deployment_id=claims.deployment_id,
            instance_id=claims.instance_id,
        )

    @property
    def claims(self) -> Any:
        """The claims of the call's token; only on routes that need one."""
        assert self.access is not None  # the token layer lets none by on such routes
        return self.access.claims

    async def enter(self, tenant: Tenant, *, settle: bool = True) -> None:
        """Go on in a tenant: what is due there is done (or not, so), and now is its time."""
        self.tenant = tenant
        self.now = now = tenant.clock.now()
        if settle and tenant.agenda.earliest <= now:
            await self.platform.timeline.settle(tenant)
            self.now = tenant.clock.now()
        tenant.used_at = self.platform.around.wall()

    async def follow(self, tenant: Tenant | None) -> None:
        """Go on in the tenant that a credential in the body names.

        Unless the path named one, or a token that was let by: what it allows, it allows there.
        """
        if tenant is None or tenant is self.tenant or self.prefixed or self.access is not None:
            return
        await self.enter(tenant)
        if self.is_numbered:  # by the tenant that was thought of first
            self.correlation_id = tenant.name_call()

    def did(self, act: Any) -> None:
        """Have the rules hear of an act (see `mockplatform.findings.deeds`)."""
        self.acts = (*self.acts, act)

    def note(self, text: str) -> None:
        """Have the journal say something of this request."""
        if self.notes is None:
            self.notes = []
        self.notes.append(text)

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; an empty body is an empty object.

        Raises:
            InvalidJson: It is no strict JSON object.
        """
        return strictjson.parse_object(self.body) if self.body else {}

    def document(self) -> dict[str, Any]:
        """Return the body as a JSON object that must be there.

        Raises:
            InvalidJson: It is missing, or no strict JSON object.
        """
        return strictjson.parse_object(self.body)

    def parse(self, type_: type[BodyT]) -> BodyT:
        """Return the body as `type_`.

        Members that the type does not know are noted, or refused where the type forbids them.

        Raises:
            InvalidJson: It is no strict JSON object.
            InvalidValue: A member has the wrong type or is missing.
        """
        members = self.json()
        value = convert(members, type_)
        self.note_unknown(members, type_)
        return value

    def note_unknown(self, members: Mapping[str, Any], type_: type[msgspec.Struct]) -> None:
        """Have the journal say which members of a body nobody reads."""
        if extra := sorted(unknown_members(members, type_)):
            self.note(f"unknown members ignored: {', '.join(extra)[:500]}")

    def header(self, name: str) -> str:
        """Return a header that is stored or hashed; ``""`` where there is none.

        Raises:
            InvalidValue: It is too long, or something else than visible ASCII.
        """
        text = self.request.headers.get(name, "")
        if len(text) > LIMITS.id_chars_max or not (text.isascii() and text.isprintable()):
            raise InvalidValue(name, f"has at most {LIMITS.id_chars_max} visible ASCII characters")
        return text

    def query_int(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number from the query.

        Raises:
            InvalidValue: It is no whole number, or out of range.
        """
        text = self.request.query.get(name)
        if text is None:
            return default
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()):
            raise InvalidValue(
                name, f"{text[:40]!r} is no whole number", hint="Write it in digits: 25."
            )
        # What has more digits than the highest is over it, and need not be read.
        if len(digits) > len(str(high)) or not low <= int(text) <= high:
            raise InvalidValue(
                name,
                f"must be between {low} and {high}",
                hint=f"Leave it out for {default}, or take a number in between.",
            )
        return int(text)

    def page_size(self, name: str) -> int:
        """Return how many entries a page is to have."""
        return self.query_int(name, LIMITS.page_size_default, 1, LIMITS.page_size_max)


def unknown_members(
    members: Mapping[str, Any], type_: type[msgspec.Struct], path: str = ""
) -> list[str]:
    """Return the paths of members that a type does not know, also inside its own objects."""
    names, inner = _members_of(type_)
    known = members.keys()
    found = [] if known <= names else [f"{path}{name}" for name in known - names]
    for name, inner_type in inner:
        value = members.get(name)
        if isinstance(value, dict):
            found += unknown_members(value, inner_type, f"{path}{name}.")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                found += unknown_members(item, inner_type, f"{path}{name}[{index}].")
    return found


@cache
def _members_of(
    type_: type[msgspec.Struct],
) -> tuple[frozenset[str], tuple[tuple[str, type[msgspec.Struct]], ...]]:
    """Return a type's names on the wire, and which of them hold objects of a type."""
    inner = []
    fields = msgspec.inspect.type_info(type_).fields  # type: ignore[attr-defined]  # a Struct's
    for field in fields:
        for part in getattr(field.type, "types", (field.type,)):
            item = getattr(part, "item_type", part)
            if isinstance(item, msgspec.inspect.StructType):
                inner.append((field.encode_name, item.cls))
    return frozenset(type_.__struct_encode_fields__), tuple(inner)


def convert(value: Any, type_: type[BodyT], root: str = "$") -> BodyT:
    """Return JSON's `value` as `type_`.

    Raises:
        InvalidValue: Something has the wrong type; the error has its JSON path.
    """
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `")
        field = root + path.removesuffix("`").removeprefix("$")
        raise InvalidValue(field, what, hint=_shape_hint(value, type_)) from None


def _shape_hint(value: Any, type_: type[msgspec.Struct]) -> str:
    """Return what the type takes where `value` does not fit, with the known values."""
    # Imported late: only who errs pays for the check that finds the reason.
    from mockplatform.fixtures_check import misfits
    from mockplatform.fixtures_document import render

    problem = next(iter(misfits(value, type_)), None)
    if problem is None:
        return "GET /__admin/openapi.json has the shape of every body."
    return f"{render(problem.path)}: {problem.message.rstrip('.')}."


Next = Callable[[Call], Awaitable[web.StreamResponse]]
"""The rest of the edge, seen from a layer."""
