"""Brings a database to the schema of this version. Safe to run from many machines at once."""

from typing import Any

import asyncpg
from pgqueuer.queries import Queries
from tortoise import Tortoise
from tortoise.migrations.api import migrate as tortoise_migrate
from tortoise.migrations.executor import MigrationExecutor

from app.kernel import db

LOCK = 7_105_501
# The planner would walk it once per entrypoint when many jobs wait, which takes a second; nothing else uses it.
QUEUE_WITHOUT = "DROP INDEX IF EXISTS pgqueuer_priority_id_id1_idx"


async def migrate(database_url: str) -> None:
    """Apply what is missing: our own history, then the queue's tables."""
    guard = await asyncpg.connect(**db.credentials(database_url))
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        await tortoise_migrate(config=_unhurried(database_url))
        await Tortoise.close_connections()
        queue = Queries.from_asyncpg_connection(guard)
        if await queue.schema_is_installed():
            await queue.upgrade()
        else:
            await queue.install()
        await guard.execute(QUEUE_WITHOUT)
    finally:
        await guard.close()


def _unhurried(database_url: str) -> dict[str, Any]:
    """An index over a large table takes as long as it takes, and between statements Tortoise thinks for seconds."""
    config = db.tortoise_config(database_url)
    limits = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
    config["connections"]["default"]["credentials"]["server_settings"] |= limits
    return config


async def pending(database_url: str) -> list[str]:
    """The migrations a connected database still lacks, in order."""
    executor = MigrationExecutor(Tortoise.get_connection("default"), db.tortoise_config(database_url)["apps"])
    return [step.migration.name for step in await executor.plan(None)]
