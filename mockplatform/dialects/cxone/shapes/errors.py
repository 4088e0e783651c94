"""Owns how a refused call over HTTP is told."""

from __future__ import annotations

from mockplatform.dialects.cxone.shapes.base import Told


class ErrorDetail(Told):
    """Why it was refused."""

    error_code: str
    error_message: str
    transaction_id: str


class ErrorBody(Told):
    """A refusal. Source: [C] nice-cxone-chat-web-sdk 2.2.0 reads `error.errorCode`."""

    error: ErrorDetail
