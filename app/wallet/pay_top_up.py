"""Pay a top-up: owe its amount, then get the parameters for the member's phone."""

from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic
from app.payments import start
from app.payments.states import SubjectKind
from app.wallet.errors import TopUpNotFound, TopUpOver, TopUpPaid
from app.wallet.models import TopUp
from app.wallet.states import TopUpStatus


async def pay_top_up(top_up_id: UUID, member_id: UUID, openid: str) -> dict[str, str]:
    """The parameters of `wx.requestPayment`; may be asked again until it is paid or over.

    Raises TopUpNotFound (also for someone else's), TopUpPaid, TopUpOver, and what payments.start raises.
    """
    return await start.start(await _owe(top_up_id, member_id, openid))


@atomic
async def _owe(top_up_id: UUID, member_id: UUID, openid: str) -> UUID:
    top_up = await TopUp.filter(id=top_up_id, member_id=member_id).select_for_update().get_or_none()
    if top_up is None:
        raise TopUpNotFound
    if top_up.status in (TopUpStatus.PAID, TopUpStatus.REFUNDED):
        raise TopUpPaid
    if top_up.status is TopUpStatus.CANCELLED or top_up.expires_at <= clock.now():
        raise TopUpOver
    return await start.owe(
        top_up_id, member_id, openid, top_up.amount, "账户储值", top_up.expires_at, subject_kind=SubjectKind.TOP_UP
    )
