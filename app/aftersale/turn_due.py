"""Silence decides: the seller's in favour of the member, the member's against the after-sale."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from app.aftersale import decide, sql
from app.aftersale.states import AfterSaleKind, AfterSaleStatus
from app.fulfilment.errors import AlreadyShipped
from app.inventory.errors import NobodyServes, OutOfStock
from app.kernel import clock, db
from app.kernel.actor import SYSTEM
from app.kernel.db import atomic
from app.kernel.errors import Error

BATCH = 50
TRY_AGAIN = timedelta(hours=1)
SELLER_SILENT = "商家逾期未处理，自动同意"
MEMBER_SILENT = "逾期未寄回，自动关闭"
NOT_LOOKED_AT = "商家逾期未确认收货，自动确认"
NOTHING_TO_SEND = "商家逾期未确认收货，商品无货可换，自动退款"
SENT_MEANWHILE = "商品已在申请处理期间发出，收到后可重新申请"

log = structlog.get_logger(__name__)


async def turn_due() -> int:
    """Decide every after-sale whose time is over, each by itself: one that cannot be decided now is tried again later
    and holds up no other. Returns how many were looked at.
    """
    turned = 0
    while turned < BATCH and (due := await _claim()) is not None:
        turned += 1
        try:
            await _decide(due["id"], AfterSaleStatus(due["status"]), AfterSaleKind(due["kind"]))
        except Error as refusal:
            log.error("after_sale_undecided", after_sale_id=str(due["id"]), code=refusal.code, facts=refusal.facts)
    return turned


@atomic
async def _claim() -> Any:
    now = clock.now()
    return await db.fetch_one(sql.CLAIM_DUE, now, now + TRY_AGAIN)


async def _decide(after_sale_id: UUID, status: AfterSaleStatus, kind: AfterSaleKind) -> None:
    if status is AfterSaleStatus.AWAITING_RETURN:
        await decide.withdraw(after_sale_id, SYSTEM, MEMBER_SILENT)
    elif status is AfterSaleStatus.REQUESTED:
        try:
            await decide.approve(after_sale_id, SYSTEM, note=SELLER_SILENT)
        except AlreadyShipped:
            await decide.reject(after_sale_id, SYSTEM, SENT_MEANWHILE)
    elif kind is AfterSaleKind.EXCHANGE:
        try:
            await decide.accept(after_sale_id, SYSTEM, None, NOT_LOOKED_AT)
        except (OutOfStock, NobodyServes):
            await decide.refund_instead(after_sale_id, SYSTEM, None, NOTHING_TO_SEND)
    else:
        # Nobody looked at what came back, so nobody says that it can be sold again.
        await decide.accept(after_sale_id, SYSTEM, None, NOT_LOOKED_AT)
