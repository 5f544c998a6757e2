"""Points of purchases (积分): booked on payment, usable from receipt, taken back with the goods.

What orders and after-sale tell may come in any order and twice: each word is noted in the order's row, and
`settle.settle` then brings the accounts to what all of them together say.
"""

from datetime import datetime
from uuid import UUID

from app.events.aftersale import AfterSaleMoved, GoodsRefunded
from app.events.orders import OrderPaid, OrderReceived
from app.kernel import db
from app.kernel.db import atomic
from app.wallet import sql
from app.wallet.settle import settle

FEN_PER_POINT = 100

# Goods that cost nothing may still have earned a promotion's points: all of them are one, so that a return counts.
WHOLE = 1

# States of an after-sale that nothing follows. Granting one ends the dispute too; GoodsRefunded says so.
ENDED = frozenset({"done", "rejected", "withdrawn"})


@atomic
async def earn(paid: OrderPaid) -> None:
    """One point for each whole yuan of goods paid, by WeChat or from stored value, and what promotions give on top.

    Freight earns nothing. Pending until receipt.
    """
    points = paid.goods_amount // FEN_PER_POINT + paid.bonus_points
    if points:
        await _note(paid.order_id, paid.member_id, base=max(paid.goods_amount, WHOLE), points=points)


@atomic
async def make_usable(received: OrderReceived) -> None:
    """At receipt what is pending becomes a lot, unless an after-sale of the order is open: then when that ends."""
    await _note(received.order_id, received.member_id, received_at=received.received_at)


@atomic
async def reverse(refunded: GoodsRefunded) -> None:
    """Take back the share of the refunded goods, rounded so that all goods together give back all points.

    From pending points first, then from the order's own lot, then from others; what is missing is owed and settled
    from the points that come next.
    """
    goods_amount = max(refunded.goods_amount, WHOLE if refunded.whole else 0)
    noted = (refunded.after_sale_id, refunded.order_id, True, goods_amount)
    await _note(refunded.order_id, refunded.member_id, dispute=noted)


@atomic
async def freeze(moved: AfterSaleMoved) -> None:
    """While an after-sale is open what is left of its order's points cannot be used."""
    noted = (moved.after_sale_id, moved.order_id, moved.status in ENDED, None)
    await _note(moved.order_id, moved.member_id, dispute=noted)


async def _note(
    order_id: UUID,
    member_id: UUID,
    *,
    base: int = 0,
    points: int = 0,
    received_at: datetime | None = None,
    dispute: tuple[UUID, UUID, bool, int | None] | None = None,
) -> None:
    earning = await db.fetch_one(sql.NOTE, order_id, member_id, base, points, received_at)
    assert earning is not None
    if dispute:
        await db.execute(sql.NOTE_DISPUTE, *dispute)
    if earning["points"]:
        await settle(earning)
