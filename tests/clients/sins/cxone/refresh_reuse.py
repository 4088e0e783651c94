"""Owns a client that keeps the old refresh token of its customer, and one that keeps the new."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story

DIGITAL = {"authorization": True}


async def _code(at: Caller) -> str:
    """Trade a code; return the refresh token."""
    given = {"grant_type": "authorization_code", "authorization_code": "code-1"}
    told = (await at.ask_token(thirdParty=given)).body
    at.subject = told["customerIdentity"]["idOnExternalPlatform"]
    token: str = told["thirdParty"]["refresh_token"]
    return token


async def _refresh(at: Caller, token: str) -> Any:
    given = {"grant_type": "refresh_token", "refresh_token": token}
    return await at.ask_token(thirdParty=given)


async def sin(at: Caller) -> None:
    """Spend the first one twice."""
    token = await _code(at)
    assert (await _refresh(at, token)).status == 200
    await at.passes(30)
    assert (await _refresh(at, token)).status == 400


async def good(at: Caller) -> None:
    """Spend each once; and trade the same code again for each socket, as the web SDK does."""
    token = await _code(at)
    for _ in range(3):
        await at.passes(3000)
        told = await _refresh(at, token)
        assert told.status == 200
        token = told.body["thirdParty"]["refresh_token"]
        await _code(at)


def shows(finding: dict[str, Any], at: Caller) -> None:
    """Both times."""
    assert finding["subject"] == at.subject
    assert story(finding) == [
        "http: the refresh token was spent, and the next pair given",
        "http: a spent one came again 30 s later; all tokens of the family were revoked",
    ]
