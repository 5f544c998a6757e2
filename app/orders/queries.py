"""Reading orders."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel import db
from app.orders import sql
from app.orders.errors import OrderNotFound
from app.orders.models import OrderLine


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order. `amount` in fen, after discounts."""

    id: UUID
    sku_id: UUID
    product_id: UUID
    title: str
    quantity: int
    amount: int


async def detail(order_id: UUID, member_id: UUID) -> bytes:
    """The member's own order as JSON with lines and history. Raises OrderNotFound, also for someone else's."""
    text: str | None = await db.fetch_value(sql.DETAIL, order_id, member_id)
    if text is None:
        raise OrderNotFound
    return text.encode()


async def order_list(member_id: UUID, cursor: UUID | None, limit: int) -> bytes:
    """A page of the member's orders, newest first, as JSON: items and next_cursor."""
    text: str = await db.fetch_value(sql.LIST, member_id, cursor, limit)
    return text.encode()


async def lines_of(order_id: UUID) -> list[Line]:
    """The lines of an order, in order; at most 50. Empty for an unknown order."""
    return [
        Line(line.id, line.sku_id, line.product_id, line.title, line.quantity, line.amount)
        for line in await OrderLine.filter(order_id=order_id).order_by("line")
    ]
