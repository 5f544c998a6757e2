"""Commission of customers who were handed over goes along, when head office decided so."""

from uuid import UUID

from app.events.handover import CustomersHandedOver
from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.ledger.post import Transfer, post_many
from app.ledger.states import AccountKind
from app.orders import queries as orders
from app.referral.models import CommissionMove

# $1 ids, $2 members, $3 hand-over, $4 from, $5 to, $6 now. Who comes back was not moved by this hand-over before.
KEEP_MOVES = """
INSERT INTO commission_moves (id, member_id, hand_over_id, from_staff_id, to_staff_id, at)
SELECT id, member_id, $3, $4, $5, $6 FROM unnest($1::uuid[], $2::uuid[]) AS given (id, member_id)
ON CONFLICT (hand_over_id, member_id) DO NOTHING RETURNING member_id
"""
# $1 orders, $2 from, $3 to. Accruals that are not settled lie frozen with whom they name.
MOVE_ACCRUALS = """
WITH moved AS (
    SELECT id, staff_id, amount - reversed AS amount FROM commission_accruals
    WHERE order_id = ANY($1::uuid[]) AND staff_id = $2 ORDER BY id FOR UPDATE
)
UPDATE commission_accruals a SET staff_id = $3 FROM moved WHERE a.id = moved.id RETURNING a.id, moved.amount
"""


@atomic
async def move_commission(handed: CustomersHandedOver) -> None:
    """Reaction: what the old guide has coming from these members' orders, not settled, is the successor's.

    Orders that are paid later but were placed before follow by the move that is kept here (accrue looks at it).
    """
    if not handed.moves_commission:
        return
    for member_id in sorted(handed.member_ids):
        await hold_member(member_id)
    values = (handed.hand_over_id, handed.from_staff_id, handed.to_staff_id, clock.now())
    ids = [new_id() for _ in handed.member_ids]
    kept = await db.fetch(KEEP_MOVES, ids, list(handed.member_ids), *values)
    order_ids = await orders.ids_of_members([row["member_id"] for row in kept])
    rows = await db.fetch(MOVE_ACCRUALS, order_ids, handed.from_staff_id, handed.to_staff_id)
    old, new = ((AccountKind.COMMISSION_FROZEN, one) for one in (handed.from_staff_id, handed.to_staff_id))
    await post_many(
        [
            Transfer(f"commission-moved:{row['id']}:{handed.hand_over_id}", old, new, row["amount"])
            for row in rows
            if row["amount"]
        ]
    )


async def hold_member(member_id: UUID) -> None:
    """An order of a member may be paid while the member is handed over: one after the other."""
    await locks.hold("commission of", str(member_id))


async def heir_of(member_id: UUID, staff_id: UUID, order_id: UUID) -> UUID:
    """Who gets the commission of an order of this guide: the guide, or who took the member over with it since then."""
    moves = await CommissionMove.filter(member_id=member_id).order_by("at", "id")
    if not moves:
        return staff_id
    placed_at = (await orders.facts(order_id)).placed_at
    for move in moves:
        if move.from_staff_id == staff_id and move.at >= placed_at:
            staff_id = move.to_staff_id
    return staff_id
