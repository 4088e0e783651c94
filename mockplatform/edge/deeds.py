"""Owns what a request is to the rules that review clients: who asked, with what, to what end."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.edge.call import Call
from mockplatform.edge.faults.occasions import INSTANCE
from mockplatform.errors import Unauthorized
from mockplatform.findings.deeds import Deed, Renewed, Who, is_trouble
from mockplatform.limits import LIMITS
from mockplatform.tokens import Access


def who(call: Call, queried: str = "") -> Who:
    """Return whose call it is, as far as is known; `queried` is a token where none is read."""
    access = call.access or call.presented or (_recognised(call, queried) if queried else None)
    if access is None:
        # With a client's secret as the bearer, the refresh token says for whom it is.
        renewed = next((act for act in call.acts if type(act) is Renewed), None)
        if renewed is not None:
            return Who(renewed.user, renewed.instance)
        return Who(call.subject, call.instance if call.has_instances else None)
    claims = access.claims
    if not call.has_instances:
        return Who(claims.sub)
    return Who(claims.sub, claims.instance_id or _told(call, access.family_id))


def _told(call: Call, family_id: str) -> str:
    """Return which widget it is by what stands beside this token, or once stood there."""
    told = call.instance or call.request.headers.get(INSTANCE, "")
    told = told[: LIMITS.id_chars_max] if told.isprintable() else ""
    return call.tenant.reviewer.instances.of(family_id, told)


def of(call: Call, status: int, headers: Mapping[str, str] | None) -> Deed:
    """Return the call's deed, once it is answered."""
    access = call.access or call.presented
    wait = None if headers is None else headers.get("Retry-After")
    queried = _queried(call)
    return Deed(
        who(call, queried),
        call.op,
        status,
        call.error_code,
        None if access is None else access.claims.exp,
        bool(queried),
        float(wait) if wait is not None and wait.isdecimal() else None,
        call.fault is not None,
        call.acts,
        _body(call),
        call.came_at,
        call.tenant.clock.now() if wait is not None or is_trouble(status) else None,
        call.aim,
    )


def _queried(call: Call) -> str:
    """Return the token in the query, however its name is encoded; empty where we put it there."""
    url = call.request.rel_url
    if not url.raw_query_string or call.is_url_given:
        return ""
    return url.query.get("access_token", "")


def _recognised(call: Call, token: str) -> Access | None:
    """Return whose token it is, if it is one of ours; it has not been judged."""
    try:
        access: Access = call.platform.tokens.recognise(call.tenant, token)
    except Unauthorized:
        return None
    return access


def _body(call: Call) -> int | None:
    """Return what tells a body from others; a fault may have answered before it was read."""
    if not call.is_read and call.request.body_exists:
        content = call.request.content
        if content.exception() is not None or not content.is_eof():
            return None
        call.is_read, call.body = True, content.read_nowait()
    return hash(call.body)
