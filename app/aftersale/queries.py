"""Reading after-sales."""

from uuid import UUID

from app.aftersale import sql
from app.aftersale.errors import AfterSaleNotFound
from app.aftersale.states import AfterSaleStatus
from app.kernel import db


async def detail(after_sale_id: UUID, member_id: UUID | None = None) -> bytes:
    """An after-sale as JSON with lines and history. Raises AfterSaleNotFound, also for someone else's."""
    text: str | None = await db.fetch_value(sql.DETAIL, after_sale_id, member_id)
    if text is None:
        raise AfterSaleNotFound
    return text.encode()


async def page(
    member_id: UUID | None, status: AfterSaleStatus | None, order_id: UUID | None, cursor: UUID | None, limit: int
) -> bytes:
    """A page of after-sales, newest first, as JSON: items and next_cursor. None means any."""
    text: str = await db.fetch_value(sql.LIST, member_id, status, order_id, cursor, limit)
    return text.encode()
