"""Give held stock back."""

from collections.abc import Sequence
from uuid import UUID

from app.inventory import sql
from app.kernel import db
from app.kernel.db import atomic


@atomic
async def release(order_ids: Sequence[UUID]) -> None:
    """Release the open holds of these orders. Holds that are used or released stay as they are."""
    await db.execute(sql.RELEASE, list(order_ids))
