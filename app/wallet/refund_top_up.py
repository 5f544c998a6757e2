"""Give unused principal back to where it came from."""

from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.ledger.lock import lock
from app.ledger.post import Transfer, post_many
from app.ledger.states import AccountKind as Kind
from app.payments.refund import request_of_subject
from app.wallet.accounts import BONUS_EXPENSE, MONEY, STORED, some
from app.wallet.errors import NothingToRefund, TopUpNotFound
from app.wallet.models import TopUp, TopUpRefund
from app.wallet.states import TopUpStatus

REASON = "储值本金退回"


@atomic
async def refund_top_up(member_id: UUID, top_up_id: UUID) -> TopUpRefund:
    """Refund what is left of a top-up's principal through the channel, and take its bonus away in the same proportion.

    What of that bonus was spent already is paid from the principal first: so nobody keeps a present and the money it
    was given for. The rest of the principal is what is refunded. Raises TopUpNotFound, NothingToRefund, and what
    payments.refund raises.
    """
    top_up = await TopUp.filter(id=top_up_id, member_id=member_id).select_for_update().get_or_none()
    if top_up is None or top_up.status in (TopUpStatus.UNPAID, TopUpStatus.CANCELLED):
        raise TopUpNotFound
    has = await lock(member_id, STORED)
    left = top_up.amount - top_up.refunded
    principal = min(has[Kind.STORED_PRINCIPAL], left)
    forfeited = _share(top_up, top_up.refunded + principal) - _share(top_up, top_up.refunded)
    bonus = min(forfeited, has[Kind.STORED_BONUS])
    amount = principal - (forfeited - bonus)
    if amount <= 0:
        raise NothingToRefund(principal=has[Kind.STORED_PRINCIPAL], left=left)
    refund = await TopUpRefund.create(
        id=new_id(), top_up_id=top_up.id, principal=principal, bonus=bonus, amount=amount, created_at=clock.now()
    )
    top_up.refunded += principal
    top_up.status = TopUpStatus.REFUNDED if top_up.refunded == top_up.amount else TopUpStatus.PAID
    await top_up.save(update_fields=["refunded", "status"])
    await post_many(_transfers(refund, member_id))
    await request_of_subject(top_up.id, amount, REASON, f"top_up_refund:{refund.id}")
    return refund


def _share(top_up: TopUp, principal: int) -> int:
    """The bonus that belongs to some of the principal; a fen that cannot be parted goes with the first."""
    share: int = -(-top_up.bonus * principal // top_up.amount)
    return share


def _transfers(refund: TopUpRefund, member_id: UUID) -> list[Transfer]:
    principal, bonus = (Kind.STORED_PRINCIPAL, member_id), (Kind.STORED_BONUS, member_id)
    return some(
        Transfer(f"principal:refunded:{refund.id}", principal, MONEY, refund.amount),
        Transfer(f"principal:forfeited:{refund.id}", principal, BONUS_EXPENSE, refund.principal - refund.amount),
        Transfer(f"bonus:forfeited:{refund.id}", bonus, BONUS_EXPENSE, refund.bonus),
    )
