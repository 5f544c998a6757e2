"""Locks that live exactly as long as the open transaction."""

import hashlib

from app.kernel import db

LOCK = "SELECT pg_advisory_xact_lock($1)"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)"


async def hold(*name: object) -> None:
    """Wait for and hold the lock of a name until the transaction ends: for what has no row to lock yet."""
    await db.fetch_value(LOCK, _key(name))


async def try_hold(*name: object) -> bool:
    """Hold the lock if it is free now. Returns whether it is held."""
    return bool(await db.fetch_value(TRY_LOCK, _key(name)))


def _key(name: tuple[object, ...]) -> int:
    if not db.in_transaction():
        raise RuntimeError("a transaction lock needs an open transaction")
    digest = hashlib.blake2b(repr(name).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
