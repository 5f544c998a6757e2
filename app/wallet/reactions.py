"""What the wallet does when money for a top-up arrives."""

from app.events.payments import PaymentSucceeded
from app.kernel.db import atomic
from app.ledger.post import Transfer, post_many
from app.ledger.states import AccountKind as Kind
from app.payments import incident
from app.payments.states import SubjectKind
from app.wallet.accounts import BONUS_EXPENSE, MONEY, some
from app.wallet.models import TopUp
from app.wallet.states import TopUpStatus

TOO_LATE = "储值订单已取消，款项自动退回"


@atomic
async def credit_top_up(event: PaymentSucceeded) -> None:
    """Credit principal and bonus, once. If the top-up was cancelled before, the money goes back by itself."""
    if event.subject_kind != SubjectKind.TOP_UP:
        return
    top_up = await TopUp.filter(id=event.subject_id).select_for_update().get_or_none()
    if top_up is None or top_up.status is TopUpStatus.CANCELLED:
        await incident.late(event, TOO_LATE)
        return
    if top_up.status is not TopUpStatus.UNPAID:
        return
    top_up.status, top_up.paid_at = TopUpStatus.PAID, event.paid_at
    await top_up.save(update_fields=["status", "paid_at"])
    member = top_up.member_id
    await post_many(
        some(
            Transfer(f"principal:topped_up:{top_up.id}", MONEY, (Kind.STORED_PRINCIPAL, member), top_up.amount),
            Transfer(f"bonus:topped_up:{top_up.id}", BONUS_EXPENSE, (Kind.STORED_BONUS, member), top_up.bonus),
        )
    )
