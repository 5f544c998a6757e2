"""Accrue commission on a paid order."""

from datetime import datetime
from uuid import UUID

from app.events.orders import OrderPaid
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.kernel.money import percent_of
from app.ledger.post import HOUSE, post
from app.ledger.states import AccountKind
from app.orders import queries as orders
from app.referral.models import Accrual, CommissionRule
from app.referral.move import heir_of, hold_member
from app.referral.reverse import hold_order, take_back_returned


@atomic
async def accrue(paid: OrderPaid) -> None:
    """Each line of an attributed order earns its guide a share, frozen for now. Once per line.

    When the member was handed over with commission since the order was placed, the successor gets it.
    The base is the line's paid amount, so freight never counts. Without a rule at the time of payment nothing accrues.
    """
    await hold_order(paid.order_id)
    rule = await _rule_at(paid.paid_at)
    if paid.guide_id is None or rule is None or await Accrual.exists(order_id=paid.order_id):
        return
    await hold_member(paid.member_id)
    guide_id = await heir_of(paid.member_id, paid.guide_id, paid.order_id)
    accruals = [
        Accrual(
            id=new_id(),
            order_id=paid.order_id,
            order_line_id=line.id,
            staff_id=guide_id,
            rule_version=rule.version,
            base=line.amount,
            amount=percent_of(line.amount, rule.guide_rate),
            accrued_at=clock.now(),
        )
        for line in await orders.lines_of(paid.order_id)
    ]
    await Accrual.bulk_create(accruals, ignore_conflicts=True)
    for accrual in accruals:
        await _freeze(guide_id, accrual)
    await take_back_returned(paid.order_id)


async def _rule_at(moment: datetime) -> CommissionRule | None:
    return await CommissionRule.filter(created_at__lte=moment).order_by("-version").first()


async def _freeze(guide_id: UUID, accrual: Accrual) -> None:
    if accrual.amount:
        await post(
            f"commission:{accrual.order_line_id}:{guide_id}",
            debit=(AccountKind.COMMISSION_EXPENSE, HOUSE),
            credit=(AccountKind.COMMISSION_FROZEN, guide_id),
            amount=accrual.amount,
        )
