"""Place an order: collected with the others of the moment, answered once it is committed."""

from uuid import UUID

from app.kernel import db
from app.kernel.batch import MicroBatch
from app.kernel.errors import Error, Unavailable, valid
from app.orders import sql
from app.orders.errors import IdempotencyKeyReused
from app.orders.place_all import Placed, Placing, place_all
from app.orders.states import OrderStatus
from app.orders.wanted import Wanted

__all__ = ["Placed", "close", "place"]

NUMBERS_TRIED = 3
# A batch keeps the stock it sells from others until it is committed, so it is not a large one.
MOST_AT_ONCE = 64


async def place(member_id: UUID, wanted: Wanted, idempotency_key: str, expected_total: int | None = None) -> Placed:
    """Order what is wanted, at the price of now. With nothing left to pay the order is paid at once.

    The same key with the same wish is the same order, also while the first call is under way. Raises
    IdempotencyKeyReused for another wish under the key, QuoteMoved when the total is not the expected one,
    TooManyUnpaid, also for placings at the same moment, and what keeps the wish from being sold: see basket.price_of
    and basket.serve.
    """
    placing = Placing(member_id, wanted, idempotency_key, wanted.fingerprint(), expected_total)
    for _ in range(NUMBERS_TRIED):
        try:
            placed = valid(await _placings.submit(placing))
        except Error:
            before = await _placed_before(placing)
            if before is None:
                raise
            return before
        placed = placed or await _placed_before(placing)
        if placed is not None:
            return placed
    raise Unavailable(reason="no free order number")


async def close() -> None:
    """Place what waits, at the end of the process."""
    await _placings.close()


async def _placed_before(placing: Placing) -> Placed | None:
    row = await db.fetch_one(sql.PLACED_BEFORE, placing.member_id, placing.key)
    if row is None:
        return None
    if row["request_hash"] != placing.fingerprint:
        raise IdempotencyKeyReused
    status = OrderStatus(row["status"])
    return Placed(row["id"], row["number"], status, row["total"], row["payable"], row["expires_at"])


_placings: MicroBatch[Placing, Placed | Error | None] = MicroBatch(
    "orders_place", place_all, max_items=MOST_AT_ONCE, flushers=2
)
