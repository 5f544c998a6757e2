"""WeCom tells how a customer's hand-over ends, before it is asked."""

from datetime import datetime

from app.handover import sql
from app.handover.pace import CLOCKS_DIFFER
from app.handover.states import TransferState as State
from app.kernel import clock, db
from app.kernel.db import atomic
from app.staff.queries import staff_by_userid

REASONS = {
    "customer_refused": (State.REFUSED, "客户拒绝了转接"),
    "customer_limit_exceed": (State.LIMIT, "接替成员的客户数已达上限"),
}


@atomic
async def transfer_failed(userid: str, external_userid: str, reason: str, at: datetime) -> None:
    """The customer refused the successor `userid`, or the successor has too many. An earlier hand-over's is ignored."""
    staff = await staff_by_userid(userid)
    state, text = REASONS.get(reason, (State.FAILED, f"企业微信转接失败（{reason[:64]}）"))
    if staff:
        latest = at + CLOCKS_DIFFER
        await db.execute(sql.FAIL_TRANSFER, staff.id, external_userid, state.value, text, clock.now(), latest)


@atomic
async def hasten(userid: str, external_userid: str) -> None:
    """WeCom ended the friendship of the old guide by a hand-over: ask for the results now instead of later."""
    staff = await staff_by_userid(userid)
    if staff:
        await db.execute(sql.HASTEN, staff.id, external_userid, clock.now())
