"""Tickets of the JS-SDK and the signature over them (page 90506)."""

import hashlib
import secrets
from dataclasses import dataclass

import msgspec

from app.integrations.shared import Lease, Shared, lease
from app.kernel import clock
from wecom.client.api import Api


class Ticket(msgspec.Struct):
    ticket: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Signed:
    """What a page hands to `wx.config` or `wx.agentConfig`; `timestamp` is a unix second."""

    timestamp: int
    noncestr: str
    signature: str


class Tickets:
    """The corp's ticket signs `wx.config`, the application's `wx.agentConfig`. 400 and 100 requests an hour."""

    def __init__(self, api: Api, corpid: str, agent_id: int) -> None:
        self._api = api
        self._corp = Shared(f"wecom:ticket:{corpid}", self._of_corp)
        self._agent = Shared(f"wecom:ticket:{corpid}:{agent_id}", self._of_agent)

    async def corp(self) -> str:
        return await self._corp.get()

    async def agent(self) -> str:
        return await self._agent.get()

    async def sign_config(self, url: str) -> Signed:
        """For `wx.config`. `url` is the page's own address as its browser shows it."""
        return sign(await self.corp(), url)

    async def sign_agent_config(self, url: str) -> Signed:
        """For `wx.agentConfig`, without which the sidebar's calls are refused."""
        return sign(await self.agent(), url)

    async def _of_corp(self, _: str | None) -> Lease:
        given = await self._api.get(Ticket, "get_jsapi_ticket")
        return lease(given.ticket, given.expires_in)

    async def _of_agent(self, _: str | None) -> Lease:
        given = await self._api.get(Ticket, "ticket/get", type="agent_config")
        return lease(given.ticket, given.expires_in)


def sign(ticket: str, url: str) -> Signed:
    """Signed now, with a noncestr of its own."""
    timestamp, noncestr = int(clock.now().timestamp()), secrets.token_hex(8)
    return Signed(timestamp, noncestr, signature(ticket, noncestr, timestamp, url))


def signature(ticket: str, noncestr: str, timestamp: int, url: str) -> str:
    """What the page hands to the SDK. `url` is the page's own address; its fragment is left out."""
    page = url.partition("#")[0]
    signed = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={page}"
    return hashlib.sha1(signed.encode()).hexdigest()
