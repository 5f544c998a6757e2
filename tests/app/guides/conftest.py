"""Fixtures of guide tests: the sandbox's enterprise with one guide, whom the product knows."""

from collections.abc import Iterator

import httpx
import pytest

from app.guides.gateway import gateway
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.wecom.conftest import enterprise
from tests.wecom.enterprise import Enterprise
from wecom.client.gateways.guides import GuidesOverWeCom

__all__ = ["enterprise"]
GUIDE = "lina"


@pytest.fixture
async def guide(enterprise: Enterprise) -> StaffCard:
    await enterprise.hire(GUIDE)
    await sync()
    found = await staff_by_userid(GUIDE)
    assert found
    return found


@pytest.fixture
def impatient(product: None) -> Iterator[None]:
    """The product gives up on an answer of WeCom after half a second."""
    over_wecom = gateway()
    assert isinstance(over_wecom, GuidesOverWeCom)
    client = over_wecom._corp.outbound._client
    usual, client.timeout = client.timeout, httpx.Timeout(0.5)
    yield
    client.timeout = usual
