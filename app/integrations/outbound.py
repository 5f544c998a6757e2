"""The one way out: an HTTP client with a time limit that refuses to call while a transaction is open."""

from typing import Any

import httpx

from app.kernel import db
from app.kernel.errors import TemporaryFailure, UnknownOutcome
from app.kernel.metrics import VENDOR_CALLS

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 8.0
# As many as a worker has jobs at once, and more: with fewer kept than are used, calls of a busy moment open their own
# connection each, which with TLS takes longer than the call.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=30)


class NetworkInTransaction(Exception):
    """A vendor call inside an open transaction would hold its locks for as long as the vendor likes. A bug."""


class Outbound:
    """An HTTP client for one vendor. Connection failures are temporary, lost answers are unknown outcomes."""

    def __init__(self, vendor: str, base_url: str) -> None:
        self._vendor = vendor
        self._client = httpx.AsyncClient(
            base_url=base_url,
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            limits=LIMITS,
            trust_env=False,
        )

    async def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The vendor's answer of any status. Raises TemporaryFailure if nothing was sent, else UnknownOutcome."""
        if db.in_transaction():
            raise NetworkInTransaction(f"{self._vendor} {path}")
        try:
            response = await self._client.request(method, path, **request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            VENDOR_CALLS.labels(self._vendor, "unreachable").inc()
            raise TemporaryFailure(f"{self._vendor} cannot be reached: {type(error).__name__}") from error
        except httpx.HTTPError as error:
            VENDOR_CALLS.labels(self._vendor, "unknown").inc()
            raise UnknownOutcome(f"{self._vendor} did not answer {path}: {type(error).__name__}") from error
        VENDOR_CALLS.labels(self._vendor, str(response.status_code)).inc()
        return response

    async def fetch(self, address: str, most_bytes: int) -> tuple[int, bytes]:
        """Status and body of a GET without redirects; no more than `most_bytes` and one block of it are read.

        A lost answer is a TemporaryFailure: nothing was changed.
        """
        if db.in_transaction():
            raise NetworkInTransaction(f"{self._vendor} {address}")
        body = bytearray()
        try:
            async with self._client.stream("GET", address) as response:
                async for block in response.aiter_bytes():
                    body += block
                    if len(body) > most_bytes:
                        break
        except httpx.HTTPError as error:
            VENDOR_CALLS.labels(self._vendor, "unreachable").inc()
            raise TemporaryFailure(f"{self._vendor} did not answer: {type(error).__name__}") from error
        VENDOR_CALLS.labels(self._vendor, str(response.status_code)).inc()
        return response.status_code, bytes(body)

    async def close(self) -> None:
        await self._client.aclose()
