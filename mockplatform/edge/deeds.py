"""Owns what a request is to the rules that review clients: who asked, with what, to what end."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.edge.call import Call
from mockplatform.findings.deeds import Deed, Who


def who(call: Call) -> Who:
    """Return whose call it is, as far as is known."""
    access = call.access or call.presented
    if access is None:
        return Who(call.subject)
    return Who(access.claims.sub, access.claims.instance_id)


def of(call: Call, status: int, headers: Mapping[str, str] | None) -> Deed:
    """Return the call's deed, once it is answered."""
    access = call.access or call.presented
    wait = None if headers is None else headers.get("Retry-After")
    query = call.request.rel_url.raw_query_string
    return Deed(
        who(call),
        call.op,
        status,
        call.error_code,
        None if access is None else access.claims.exp,
        bool(query) and "access_token=" in query,
        float(wait) if wait is not None and wait.isdecimal() else None,
        call.fault is not None,
        call.acts,
    )
