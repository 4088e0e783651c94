"""What a chat channel is, and by which brand its tenant is named."""

from __future__ import annotations

import pytest

from mockplatform.core.channels import MEDIA, Channel, brand_credential, brand_of
from mockplatform.core.configuration import Deployment
from mockplatform.core.digital import Digital


@pytest.mark.parametrize(("live", "medium"), [(True, "livechat"), (False, "digital")])
def test_its_medium_tells_livechat_from_messaging(live: bool, medium: str) -> None:
    digital = Digital(live=live)
    channel = Channel(Deployment(id="chat_a", digital=digital), digital)
    assert (channel.id, channel.name, channel.medium) == ("chat_a", "chat_a", medium)
    assert medium in MEDIA


def test_each_tenant_has_a_brand_of_its_own() -> None:
    brands = {brand_of(id_) for id_ in ("default", "a", "b", "c")}
    assert len(brands) == 4
    assert brand_of("default") == 1001
    assert all(0 < brand < 2**31 for brand in brands)


def test_a_brand_is_no_id_of_a_client() -> None:
    assert brand_credential(1001) == "brand:1001"
