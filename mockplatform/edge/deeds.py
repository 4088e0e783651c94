"""Owns what a request is to the rules that review clients: who asked, with what, to what end."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.edge.call import Call
from mockplatform.findings.deeds import Deed, Renewed, Who


def who(call: Call) -> Who:
    """Return whose call it is, as far as is known."""
    access = call.access or call.presented
    if access is None:
        # With a client's secret as the bearer, the refresh token says for whom it is.
        renewed = next((act for act in call.acts if type(act) is Renewed), None)
        if renewed is not None:
            return Who(renewed.user, renewed.instance)
        return Who(call.subject, call.instance if call.has_instances else None)
    claims = access.claims
    return Who(claims.sub, claims.instance_id if call.has_instances else None)


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
        bool(query) and "access_token=" in query and not call.is_url_given,
        float(wait) if wait is not None and wait.isdecimal() else None,
        call.fault is not None,
        call.acts,
    )
