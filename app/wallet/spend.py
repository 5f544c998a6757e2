"""An order is paid: what it held of its member's points and stored value is gone."""

from uuid import UUID

from app.kernel import db
from app.kernel.db import atomic
from app.ledger.post import post_many
from app.ledger.states import AccountKind as Kind
from app.wallet import sql
from app.wallet.accounts import move, some
from app.wallet.errors import AlreadyReleased
from app.wallet.states import SpendStatus


@atomic
async def spend(order_id: UUID) -> None:
    """Turn what is held into what is spent, once; nothing when the order held nothing.

    Raises AlreadyReleased when it was given back: then the order must not be paid with it.
    """
    spent = await db.fetch_one(sql.SPEND, order_id)
    if spent is None:
        if await db.fetch_value(sql.STATUS, order_id) == SpendStatus.RELEASED:
            raise AlreadyReleased(order_id=str(order_id))
        return
    member = spent["member_id"]
    await post_many(
        some(
            move(f"points:spent:{order_id}", member, Kind.POINTS_HELD, Kind.POINTS_BURNT, spent["points"]),
            move(
                f"principal:spent:{order_id}", member, Kind.STORED_PRINCIPAL_HELD, Kind.STORED_SPENT, spent["principal"]
            ),
            move(f"bonus:spent:{order_id}", member, Kind.STORED_BONUS_HELD, Kind.STORED_SPENT, spent["bonus"]),
        )
    )
