"""Locks that live exactly as long as the open transaction."""

import hashlib

from app.kernel import db

LOCK = "SELECT pg_advisory_xact_lock($1)"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)"


async def hold(*name: object) -> None:
    """Wait for and hold the lock of a name until the transaction ends: for what has no row to lock yet."""
    await db.fetch_value(LOCK, key(*name))


async def try_hold(*name: object) -> bool:
    """Hold the lock if it is free now. Returns whether it is held."""
    return bool(await db.fetch_value(TRY_LOCK, key(*name)))


def key(*name: object) -> int:
    """The number of a name's lock, for statements that take it on their way. Needs an open transaction."""
    if not db.in_transaction():
        raise RuntimeError("a transaction lock needs an open transaction")
    digest = hashlib.blake2b(repr(name).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
