"""Members with points and stored value, put there as the product does it."""

from uuid import UUID

from app.analytics.invariants import INVARIANTS
from app.events.aftersale import GoodsRefunded
from app.events.orders import OrderPaid, OrderReceived
from app.events.payments import PaymentSucceeded
from app.kernel import clock, db
from app.kernel.ids import new_id, new_number
from app.payments.states import SubjectKind
from app.wallet.grant import grant
from app.wallet.models import TopUp
from app.wallet.queries import balances
from app.wallet.reactions import credit_top_up


async def with_points(*amounts: int) -> UUID:
    """A member with one lot per amount, the first expiring first."""
    member_id = new_id()
    for at, points in enumerate(amounts):
        ref = f"gift:{new_id()}"
        await grant(member_id, points, ref)
        await db.execute(
            "UPDATE point_lots SET expires_at = expires_at + $2 * interval '1 day' WHERE source_ref = $1", ref, at
        )
    return member_id


async def with_stored_value(principal: int, bonus: int = 0, member_id: UUID | None = None) -> UUID:
    """A member who topped up any amount."""
    member_id, now = member_id or new_id(), clock.now()
    if principal:
        top_up = await TopUp.create(
            id=new_id(),
            number=new_number("T"),
            member_id=member_id,
            idempotency_key=str(new_id()),
            amount=principal,
            bonus=bonus,
            expires_at=now,
            created_at=now,
        )
        await credit_top_up(PaymentSucceeded(new_id(), top_up.id, principal, now, SubjectKind.TOP_UP))
    return member_id


async def has(member_id: UUID) -> tuple[int, int, int]:
    """(points, principal, bonus) that can be used."""
    found = await balances(member_id)
    return found.points, found.principal, found.bonus


async def lots_of(member_id: UUID) -> list[int]:
    """What remains of a member's lots, soonest expiry first."""
    rows = await db.fetch("SELECT remaining FROM point_lots WHERE member_id = $1 ORDER BY expires_at, id", member_id)
    return [row["remaining"] for row in rows]


def paid(member_id: UUID, goods_amount: int, order_id: UUID | None = None) -> OrderPaid:
    return OrderPaid(
        order_id or new_id(), member_id, "S1", goods_amount + 800, None, None, None, clock.now(), goods_amount
    )


def received(order: OrderPaid) -> OrderReceived:
    return OrderReceived(order.order_id, order.member_id, order.number, clock.now())


def refunded(order: OrderPaid, goods_amount: int, after_sale_id: UUID | None = None) -> GoodsRefunded:
    return GoodsRefunded(
        after_sale_id or new_id(),
        order.order_id,
        order.member_id,
        order.number,
        goods_amount,
        freight=0,
        stored_value=0,
        points=0,
        whole=goods_amount == order.goods_amount,
        lines=[],
        at=clock.now(),
    )


async def balanced() -> None:
    """Every truth about accounts and the wallet holds."""
    for truth in WALLET_TRUTHS:
        assert await db.fetch(INVARIANTS[truth]) == [], truth


WALLET_TRUTHS = [
    "every ledger balance equals its postings",
    "usable points equal what remains of their lots",
    "what accounts hold equals what unpaid orders hold",
    "pending points equal what orders have pending",
    "no account falls below zero but the house's and what members owe",
    "money received for stored value equals paid top-ups less what went back",
    "burnt points and spent stored value equal what paid orders used",
]
