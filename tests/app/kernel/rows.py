"""A table of pairs for tests of the kernel: a whole transaction leaves both sides of a pair, a torn one leaves one."""

from app.kernel import db
from app.kernel.db import atomic

MAKE = "CREATE TABLE IF NOT EXISTS kernel_pairs (pair int NOT NULL, side text NOT NULL)"
ADD = "INSERT INTO kernel_pairs (pair, side) VALUES ($1, $2)"
TORN = "SELECT count(*) FROM (SELECT pair FROM kernel_pairs GROUP BY pair HAVING count(*) <> 2) torn"
JOBS = "SELECT entrypoint, payload FROM pgqueuer ORDER BY id"


async def make_table() -> None:
    await db.execute(MAKE)
    await db.execute("TRUNCATE kernel_pairs")


async def add(pair: int, side: str) -> None:
    await db.execute(ADD, pair, side)


async def count() -> int:
    return int(await db.fetch_value("SELECT count(*) FROM kernel_pairs"))


@atomic
async def add_pair(pair: int, *, pause: float = 0) -> None:
    """Both sides, with a moment inside the transaction between them."""
    await add(pair, "left")
    await db.fetch_value("SELECT pg_sleep($1)", pause)
    await add(pair, "right")
