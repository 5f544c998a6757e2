"""Tortoise's engine over a pool that gives a connection back without a task, a timer and a round trip.

asyncpg resets a connection in a shielded task each time it is released. Ours keep no session state (no SET, no
LISTEN), so a connection that did nothing but its statements needs no reset; every other goes asyncpg's own way.
"""

from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from tortoise.backends.asyncpg.client import AsyncpgDBClient


# asyncpg comes without types: hence the two ignores.
class LeanConnection(asyncpg.Connection):  # type: ignore[misc]
    """Skips the RESET round trip at every release."""

    def get_reset_query(self) -> str:
        return ""


class LeanPool(asyncpg.Pool):  # type: ignore[misc]
    """A connection that is at rest is free again at once; a cancelled, broken or worn one is released as ever."""

    async def release(self, connection: PoolConnectionProxy, *, timeout: float | None = None) -> None:
        if not self._rests(connection):
            await super().release(connection, timeout=timeout)
            return
        connection._con._on_release()
        connection._holder._timeout = None
        connection._holder._release()

    def _rests(self, proxy: PoolConnectionProxy) -> bool:
        """Whether there is nothing to wait for, to roll back, to forget or to close."""
        connection, holder = proxy._con, proxy._holder
        if connection is None or holder._pool is not self or connection.is_closed():
            return False
        protocol = connection._protocol
        return not (
            protocol.is_in_transaction()
            or protocol._is_cancelling()
            or connection._top_xact is not None
            or connection._listeners
            or connection._log_listeners
            or protocol.queries_count >= holder._max_queries
            or holder._generation != self._generation
        )


async def open_pool(**options: Any) -> asyncpg.Pool:
    """A LeanPool with asyncpg's own options; its connections stay open however long they rest."""
    usual = {"max_queries": 50_000, "max_inactive_connection_lifetime": 0.0, "record_class": asyncpg.Record}
    return await LeanPool(**usual | options)


class LeanClient(AsyncpgDBClient):
    """Tortoise's client for PostgreSQL over a LeanPool."""

    connection_class = LeanConnection

    async def create_pool(self, **options: Any) -> asyncpg.Pool:
        return await open_pool(**options)


client_class = LeanClient
