"""Orders that end give their places in delivery slots back."""

from collections.abc import Sequence
from uuid import UUID

from app.delivery import sql
from app.kernel import db
from app.kernel.db import atomic


@atomic
async def release_slots(order_ids: Sequence[UUID]) -> None:
    """Each place once; orders without one are passed over."""
    await db.execute(sql.RELEASE, list(order_ids))
