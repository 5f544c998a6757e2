"""Commission goes back with the goods, in proportion."""

from uuid import UUID

from app.events.aftersale import GoodsRefunded
from app.kernel import db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.ledger.post import HOUSE, post
from app.ledger.states import AccountKind
from app.referral.models import CommissionReturn

# Per accrual of an order: what should have been taken back by now, the floor of the returned share.
OWED_BACK = """
SELECT a.id, a.staff_id, a.reversed, a.amount * r.pieces / r.of_pieces AS target
FROM commission_accruals a JOIN (
    SELECT order_line_id, least(sum(pieces), min(of_pieces)) AS pieces, min(of_pieces) AS of_pieces
    FROM commission_returns WHERE order_id = $1 GROUP BY order_line_id
) r ON r.order_line_id = a.order_line_id
WHERE a.order_id = $1 AND a.reversed < trunc(a.amount * r.pieces / r.of_pieces)
ORDER BY a.id FOR UPDATE OF a
"""
TAKEN_BACK = "UPDATE commission_accruals SET reversed = $2 WHERE id = $1"


async def hold_order(order_id: UUID) -> None:
    """Payment and return of an order may be told at the same moment: one after the other."""
    await locks.hold("commission", str(order_id))


@atomic
async def reverse_commission(refunded: GoodsRefunded) -> None:
    """Take back the returned pieces' share of what their lines earned; all pieces together take back all of it.

    Told before the payment is, it is noted and taken back as soon as the commission is there.
    """
    await hold_order(refunded.order_id)
    returns = [
        CommissionReturn(
            id=new_id(),
            order_id=refunded.order_id,
            order_line_id=line.order_line_id,
            after_sale_id=refunded.after_sale_id,
            pieces=line.quantity,
            of_pieces=line.of_quantity,
        )
        for line in refunded.lines
    ]
    await CommissionReturn.bulk_create(returns, ignore_conflicts=True)
    await take_back_returned(refunded.order_id)


@atomic
async def take_back_returned(order_id: UUID) -> None:
    """Bring each accrual of the order to what its returned pieces leave. Needs the order held."""
    for row in await db.fetch(OWED_BACK, order_id):
        target = int(row["target"])
        await post(
            f"commission-reversed:{row['id']}:{target}",
            debit=(AccountKind.COMMISSION_FROZEN, row["staff_id"]),
            credit=(AccountKind.COMMISSION_EXPENSE, HOUSE),
            amount=target - row["reversed"],
        )
        await db.execute(TAKEN_BACK, row["id"], target)
