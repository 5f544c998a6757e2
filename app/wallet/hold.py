"""Keep points and stored value for an order until it is paid or its time is over."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.ledger.errors import BalanceTooLow
from app.ledger.lock import lock
from app.ledger.post import post_many
from app.ledger.states import AccountKind as Kind
from app.wallet import lots, sql
from app.wallet.accounts import POINTS, STORED, move, some
from app.wallet.taken import as_json


@atomic
async def hold(member_id: UUID, order_id: UUID, points: int, stored_value: int) -> None:
    """Hold points (soonest expiry first) and fen of stored value (principal before bonus); nothing when both are 0.

    Raises BalanceTooLow, which must end the transaction.
    """
    if points < 0 or stored_value < 0:
        raise ValueError("what an order takes is not negative")
    if not points and not stored_value:
        return
    has = await lock(member_id, POINTS + STORED)
    taken = await lots.take(member_id, points) if points else []
    principal = min(has[Kind.STORED_PRINCIPAL], stored_value)
    bonus = stored_value - principal
    if sum(each.points for each in taken) < points or bonus > has[Kind.STORED_BONUS]:
        raise BalanceTooLow(points=points, stored_value=stored_value)
    await post_many(
        some(
            move(f"points:held:{order_id}", member_id, Kind.POINTS_AVAILABLE, Kind.POINTS_HELD, points),
            move(f"principal:held:{order_id}", member_id, Kind.STORED_PRINCIPAL, Kind.STORED_PRINCIPAL_HELD, principal),
            move(f"bonus:held:{order_id}", member_id, Kind.STORED_BONUS, Kind.STORED_BONUS_HELD, bonus),
        )
    )
    held = (new_id(), order_id, member_id, points, principal, bonus)
    await db.execute(sql.HOLD, *held, as_json(taken), clock.now())
