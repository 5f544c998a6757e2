"""Points of purchases (积分)."""

from app.events.orders import OrderPaid
from app.ledger.post import HOUSE, post
from app.ledger.states import AccountKind

FEN_PER_POINT = 100


async def earn_points(paid: OrderPaid) -> None:
    """One point for each whole yuan of a paid order, pending until its receipt. Posted once per order."""
    points = paid.total // FEN_PER_POINT
    if points:
        await post(
            f"points:order:{paid.order_id}",
            debit=(AccountKind.POINTS_ISSUED, HOUSE),
            credit=(AccountKind.POINTS_PENDING, paid.member_id),
            amount=points,
        )
