"""What a deployment says of its guests is checked where it is written."""

from __future__ import annotations

import msgspec
import pytest

from mockplatform.core.messaging import Messaging


def test_what_is_left_out_takes_guests_with_all_features_on() -> None:
    messaging = msgspec.convert({}, Messaging)
    assert (messaging.active, messaging.auto_start, messaging.clear) == (True, False, True)
    assert (messaging.session_life_s, messaging.jwt_life_s) == (None, 600.0)
    assert messaging.custom_data_bytes_max == 2048
    assert (messaging.chat_sign_in, messaging.chat_jwt_life_s) == (False, 86_400.0)


@pytest.mark.parametrize("life", ["soon", "0s", -1])
def test_a_life_is_a_duration_of_a_second_at_least(life: str | float) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"sessionLife": life}, Messaging)
    assert msgspec.convert({"sessionLife": "2h"}, Messaging).session_life_s == 7200.0
