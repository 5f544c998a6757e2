"""JS-SDK tickets and the signature over them (official page 90506)."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.wecom.limits import Limits

if TYPE_CHECKING:
    from sandbox.clock import Clock

LIFETIME = 7200
CORP = "corp"
AGENT_CONFIG = "agent_config"
# Requests for a ticket per hour: 400 for the corp, 100 for one application.
HOURLY = {CORP: 400, AGENT_CONFIG: 100}


def signature(ticket: str, noncestr: str, timestamp: str, url: str) -> str:
    """SHA-1 over the four values in this order, not URL-encoded, the page address without its fragment."""
    address = url.partition("#")[0]
    string = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={address}"
    return hashlib.sha1(string.encode()).hexdigest()


@dataclass
class Ticket:
    value: str
    expires_at: int


class Tickets:
    """The corp ticket (wx.config) and the application ticket (wx.agentConfig)."""

    def __init__(self, clock: "Clock", limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._tickets: dict[str, Ticket] = {}

    def get(self, kind: str) -> tuple[str, int]:
        """`(ticket, seconds it still lives)`; the same one during its life, 45009 above the hourly limit."""
        self._limits.count(f"ticket:{kind}", HOURLY[kind], 3600)
        now = self._clock.timestamp()
        ticket = self._tickets.get(kind)
        if ticket is None or now >= ticket.expires_at:
            ticket = self._tickets[kind] = Ticket(secrets.token_urlsafe(48), now + LIFETIME)
        return ticket.value, ticket.expires_at - now

    def verify(self, kind: str, noncestr: str, timestamp: str, url: str, signed: str) -> str:
        """What the client's wx.config would say: `ok`, `invalid signature` or `ticket expired`."""
        ticket = self._tickets.get(kind)
        if ticket is None or self._clock.timestamp() >= ticket.expires_at:
            return "ticket expired"
        return "ok" if signature(ticket.value, noncestr, timestamp, url) == signed else "invalid signature"
