"""Points that ran out leave their member."""

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.ledger.lock import lock_kind
from app.ledger.post import post_many
from app.ledger.states import AccountKind as Kind
from app.wallet import sql
from app.wallet.accounts import move

BATCH = 500


async def expire_points() -> int:
    """Move what remains of lots that are over to the expired points, a batch at a time. Returns the lots swept."""
    swept = 0
    while batch := await _sweep():
        swept += batch
    return swept


@atomic
async def _sweep() -> int:
    now = clock.now()
    members = [row["member_id"] for row in await db.fetch(sql.OVER, now, BATCH)]
    if not members:
        return 0
    await lock_kind(Kind.POINTS_AVAILABLE, members)
    lots = await db.fetch(sql.SWEEP, members, now)
    await post_many(
        [
            move(
                # A lot ends again when a released order gave it points after its end: no ref of its own would do.
                f"points:expired:{row['id']}:{new_id()}",
                row["member_id"],
                Kind.POINTS_AVAILABLE,
                Kind.POINTS_EXPIRED,
                row["remaining"],
            )
            for row in lots
        ]
    )
    return len(lots)
