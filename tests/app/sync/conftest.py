"""Fixtures of sync tests: an enterprise with guides whose customers nobody has told us of."""

import pytest

from tests.app.sync.factory import Company
from tests.wecom.conftest import enterprise
from tests.wecom.enterprise import Enterprise

__all__ = ["enterprise"]


@pytest.fixture
async def company(enterprise: Enterprise) -> Company:
    """Its callbacks are off: what happens there, only a sync can find."""
    await enterprise.post("/wecom/callbacks/settings", enabled=False)
    return Company(enterprise)
