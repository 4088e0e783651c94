"""What a fixture may say of a chat channel."""

from __future__ import annotations

import msgspec
import pytest

from mockplatform.core.digital import Digital


def test_durations_are_read_as_seconds() -> None:
    digital = msgspec.convert({"transactionTokenLife": "90s", "accessTokenLife": 20}, Digital)
    assert (digital.transaction_token_s, digital.access_token_s) == (90, 20)


@pytest.mark.parametrize("name", ["transactionTokenLife", "accessTokenLife", "permitLife"])
@pytest.mark.parametrize("value", ["soon", "10ms", 0])
def test_a_token_lives_for_a_second_at_least(name: str, value: str | int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({name: value}, Digital)


def test_a_megabyte_is_a_million_bytes() -> None:
    assert msgspec.convert({"fileSizeMbMax": 3}, Digital).file_size_kb_max == 3_000


def test_secured_sessions_are_told_as_the_channel_has_them() -> None:
    digital = msgspec.convert({"securedSessions": False}, Digital)
    assert digital.told_features["securedSessions"] is False


def test_a_page_has_some_messages() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"pageSize": 0}, Digital)


def test_a_refused_handshake_is_401_or_403() -> None:
    assert msgspec.convert({"refusalStatus": 403}, Digital).refusal_status == 403
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"refusalStatus": 404}, Digital)
