"""Fixtures of tests that speak with the sandbox's WeCom."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.guides.gateway import gateway
from app.kernel.settings import Settings
from tests.wecom.enterprise import Enterprise
from wecom.client.corp import Corp
from wecom.client.corp import corp as make_corp
from wecom.client.gateways.guides import GuidesOverWeCom


@pytest.fixture
async def enterprise(sandbox: httpx.AsyncClient, http: httpx.AsyncClient, settings: Settings) -> Enterprise:
    """An enterprise without members, whose callbacks reach the product's web server."""
    _forget_shared_values()
    made = Enterprise(sandbox)
    await made.post("/wecom/callback_url", url=f"{settings.public_url}/callbacks/wecom")
    return made


@pytest.fixture
async def corp(enterprise: Enterprise, settings: Settings) -> AsyncIterator[Corp]:
    """A client of its own, as another process would have, that gives up on an answer after half a second."""
    made = make_corp(settings)
    made.outbound._client.timeout = httpx.Timeout(0.5)
    yield made
    await made.close()


def _forget_shared_values() -> None:
    """What this process holds of the sandbox before its reset, so that faults meet the calls they are meant for."""
    over_wecom = gateway()
    assert isinstance(over_wecom, GuidesOverWeCom)
    ours = over_wecom._corp
    tokens, tickets = (ours.agent._token, ours.contact._token), ours.tickets
    for shared in (*(token._shared for token in tokens), ours.cover._shared, tickets._corp, tickets._agent):
        shared._held = None
