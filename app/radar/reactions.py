"""What the radar does on others' events: orders belong to the one stream of what a member did."""

import asyncpg
import orjson

from app.events.orders import OrderPlaced
from app.kernel import db
from app.radar.partitions import open_months
from app.radar.sql import RECORD_ORDER


async def record_order(event: OrderPlaced) -> None:
    """Put the order into the behaviour stream, once."""
    values = (event.order_id, event.member_id, orjson.dumps({"total": event.total}).decode(), event.placed_at)
    try:
        await db.execute(RECORD_ORDER, *values)
    except asyncpg.CheckViolationError:
        await open_months([event.placed_at])
        await db.execute(RECORD_ORDER, *values)
