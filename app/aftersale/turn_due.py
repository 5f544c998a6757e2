"""Silence decides: the seller's in favour of the member, the member's against the after-sale."""

from app.aftersale import decide, sql
from app.aftersale.models import AfterSale
from app.aftersale.states import AfterSaleStatus
from app.kernel import clock, db
from app.kernel.actor import SYSTEM
from app.kernel.db import atomic

BATCH = 50
SELLER_SILENT = "商家逾期未处理，自动同意"
MEMBER_SILENT = "逾期未寄回，自动关闭"
NOT_LOOKED_AT = "商家逾期未确认收货，自动确认"


async def turn_due() -> int:
    """Decide every after-sale whose time is over, each in a transaction of its own. Returns how many."""
    turned = 0
    while await _turn_one():
        turned += 1
        if turned >= BATCH:
            break
    return turned


@atomic
async def _turn_one() -> bool:
    due = await db.fetch_one(sql.CLAIM_DUE, clock.now(), 1)
    if due is None:
        return False
    after_sale = await AfterSale.get(id=due["id"])
    if after_sale.status is AfterSaleStatus.REQUESTED:
        await decide.approve(after_sale.id, SYSTEM, note=SELLER_SILENT)
    elif after_sale.status is AfterSaleStatus.AWAITING_RETURN:
        await decide.withdraw(after_sale.id, SYSTEM, MEMBER_SILENT)
    else:
        # Nobody looked at what came back, so nobody says that it can be sold again.
        await decide.accept(after_sale.id, SYSTEM, None, NOT_LOOKED_AT)
    return True
