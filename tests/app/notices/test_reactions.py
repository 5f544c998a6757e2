"""Each event that a member should know of becomes one message with its facts."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.events.aftersale import AfterSaleMoved, GoodsRefunded
from app.events.fulfilment import ParcelShipped, PickUpExpiring, PickUpReady
from app.events.orders import OrderPaid
from app.events.promotions import CouponExpiring
from app.kernel.db import atomic
from app.kernel.outbox import publish
from app.notices.models import MemberNotice
from app.notices.states import NoticeKind, NoticeStatus
from tests.app.notices.factory import SHIPPED_KEYS, Reader, reader, template
from tests.conftest import Drain

AT = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
ORDER, PARCEL, SALE, COUPON = (UUID(int=number) for number in range(1, 5))
TEMPLATES: dict[NoticeKind, tuple[str, dict[str, str]]] = {
    NoticeKind.ORDER_PAID: (
        "1001",
        {
            "character_string1": "order_number",
            "amount2": "amount",
            "time3": "paid_at",
            "phrase4": "status",
            "thing5": "note",
        },
    ),
    NoticeKind.SHIPPED: ("1002", SHIPPED_KEYS),
    NoticeKind.PICK_UP_READY: (
        "1003",
        {"thing1": "store", "character_string2": "code", "time3": "until", "thing4": "note"},
    ),
    NoticeKind.REFUNDED: ("1004", {"amount1": "amount", "time2": "at", "character_string3": "order_number"}),
    NoticeKind.AFTER_SALE: ("1005", {"character_string1": "number", "phrase2": "status", "thing3": "note"}),
    NoticeKind.COUPON_EXPIRING: ("1006", {"thing1": "title", "date2": "until"}),
}


def refunded(member: UUID, amount: int) -> GoodsRefunded:
    return GoodsRefunded(SALE, ORDER, member, "S1", amount, 0, 0, 0, False, [], AT)


@atomic
async def said(event: Any) -> None:
    await publish(event)


CASES: list[tuple[NoticeKind, Any, str]] = [
    (
        NoticeKind.ORDER_PAID,
        lambda member: OrderPaid(ORDER, member, "S1", 1290, None, None, None, AT),
        "订单编号:S1\n支付金额:¥12.90\n支付时间:2026年11月22日 10:05\n订单状态:已支付\n"
        "温馨提示:感谢惠顾，我们会尽快备货",
    ),
    (
        NoticeKind.SHIPPED,
        lambda member: ParcelShipped(PARCEL, ORDER, member, "S1", "龙井", None, None, AT),
        "商品名称:龙井\n快递公司:门店配送\n快递单号:-\n发货时间:2026年11月22日 10:05",
    ),
    (
        NoticeKind.PICK_UP_READY,
        lambda member: PickUpReady(PARCEL, ORDER, member, "S1", "龙井", "外滩店", "12345678", AT),
        "取货门店:外滩店\n取货码:12345678\n截止时间:2026年11月22日 10:05\n备注:请凭取货码到店取货",
    ),
    (
        NoticeKind.PICK_UP_READY,
        lambda member: PickUpExpiring(PARCEL, ORDER, member, "S1", "龙井", "外滩店", "12345678", AT),
        "取货门店:外滩店\n取货码:12345678\n截止时间:2026年11月22日 10:05\n备注:即将过期，请尽快到店取货",
    ),
    (
        NoticeKind.REFUNDED,
        lambda member: refunded(member, 990),
        "退款金额:¥9.90\n退款时间:2026年11月22日 10:05\n订单编号:S1",
    ),
    (
        NoticeKind.AFTER_SALE,
        lambda member: AfterSaleMoved(SALE, ORDER, member, "A1", "awaiting_return"),
        "售后单号:A1\n当前进度:待寄回\n备注:申请已通过，请寄回商品",
    ),
    (
        NoticeKind.AFTER_SALE,
        lambda member: AfterSaleMoved(SALE, ORDER, member, "A1", "rejected"),
        "售后单号:A1\n当前进度:未通过\n备注:申请未通过，可联系客服",
    ),
    (
        NoticeKind.COUPON_EXPIRING,
        lambda member: CouponExpiring(COUPON, member, "满百减十", AT),
        "优惠券:满百减十\n过期时间:2026年11月22日 10:05",
    ),
]


@pytest.fixture
async def member(database: None, sandbox: httpx.AsyncClient) -> Reader:
    return await reader(sandbox)


@pytest.mark.parametrize(("kind", "make", "text"), CASES)
async def test_an_event_is_told_once(member: Reader, drain: Drain, kind: NoticeKind, make: Any, text: str) -> None:
    template_id = await template(member.sandbox, kind, *TEMPLATES[kind])
    await member.allow(template_id, times=2)
    event = make(member.member_id)
    for _ in range(2):
        await said(event)
        await drain()
    notices = await MemberNotice.filter(kind=kind)
    assert [(notice.status, notice.error) for notice in notices] == [(NoticeStatus.SENT, "")]
    assert [entry["text"] for entry in await member.inbox()] == [text]


@pytest.mark.parametrize("status", ["requested", "returning", "refunding", "resending", "done", "withdrawn"])
async def test_other_states_of_an_after_sale_are_not_told(member: Reader, drain: Drain, status: str) -> None:
    await template(member.sandbox, NoticeKind.AFTER_SALE, *TEMPLATES[NoticeKind.AFTER_SALE])
    await said(AfterSaleMoved(SALE, ORDER, member.member_id, "A1", status))
    await drain()
    assert await MemberNotice.all().count() == 0


async def test_a_refund_of_no_money_is_not_told(member: Reader, drain: Drain) -> None:
    await template(member.sandbox, NoticeKind.REFUNDED, *TEMPLATES[NoticeKind.REFUNDED])
    await said(refunded(member.member_id, 0))
    await drain()
    assert await MemberNotice.all().count() == 0
