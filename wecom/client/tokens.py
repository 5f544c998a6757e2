"""Access tokens (page 91039): one per secret, shared by all processes, renewed five minutes before the end."""

import hashlib
from datetime import datetime, timedelta

import msgspec

from app.integrations.outbound import Outbound
from app.integrations.shared import Lease, Shared, lease
from app.kernel import clock
from app.kernel.errors import Misconfigured, QuotaExceeded, SendFailed, TemporaryFailure, UnknownOutcome
from wecom.client import errors, wire

# Repeated calls with a wrong secret get the server's IP banned for an hour; asked too often, it blocks for a minute.
HOLD_OFF = timedelta(seconds=60)


class Granted(msgspec.Struct):
    access_token: str
    expires_in: int


class AccessToken:
    """The token of one application, known by its secret."""

    def __init__(self, outbound: Outbound, corpid: str, secret: str) -> None:
        self._outbound = outbound
        self._query = {"corpid": corpid, "corpsecret": secret}
        name = hashlib.sha256(secret.encode()).hexdigest()[:16]
        self._shared = Shared(f"wecom:token:{corpid}:{name}", self._gettoken)
        self._refused: tuple[SendFailed, datetime] | None = None

    async def get(self, failing: str | None = None) -> str:
        """A token; never `failing`, the one the platform has just refused, unless the platform itself repeats it.

        Raises Misconfigured for a wrong corpid or secret, QuotaExceeded and TemporaryFailure when it cannot be had now.
        """
        return await self._shared.get(failing)

    async def _gettoken(self, _: str | None) -> Lease:
        if self._refused and self._refused[1] > clock.now():
            raise self._refused[0]
        try:
            reply = await wire.request(self._outbound, "GET", "gettoken", params=self._query)
        except UnknownOutcome as lost:
            raise TemporaryFailure(lost.reason) from lost
        if reply.errcode:
            raise self._remembered(reply)
        return lease(reply.read(Granted).access_token, reply.read(Granted).expires_in)

    def _remembered(self, reply: wire.Reply) -> SendFailed:
        """The failure, which stands for a while where asking again would only make it worse."""
        until = clock.now() + HOLD_OFF
        if reply.errcode == errors.TOO_OFTEN:
            refused: SendFailed = errors.over_budget("gettoken", until)
        else:
            refused = errors.failure(reply.errcode, "gettoken", reply.read(wire.Head).errmsg)
        if isinstance(refused, Misconfigured | QuotaExceeded):
            self._refused = (refused, until)
        return refused
