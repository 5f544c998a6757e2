"""Notifications as the sandbox's WeChat Pay sends them, honest and otherwise, over real HTTP."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.gateways import merchant
from app.integrations.wechat_pay import WeChatPay
from app.kernel import clock, db
from app.kernel.settings import Settings
from app.payments.gateway import channel
from app.payments.models import PayNotification
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import Drain, payment_is, shopper
from tests.app.payments.factory import paid, resend

TOLD = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'PaymentSucceeded>app.orders.%'"


async def test_an_honest_notification_is_applied_once_and_kept(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    debt, notification = await paid(sandbox)
    assert await resend(sandbox, notification, "same") == (200, '{"code":"SUCCESS","message":"applied"}')
    payment = await debt.row()
    assert (payment.status, payment.check_at) == ("paid", None)
    assert payment.transaction_id is not None
    for _ in range(3):
        assert await resend(sandbox, notification, "same") == (200, '{"code":"SUCCESS","message":"already_applied"}')
    (kept,) = await PayNotification.all()
    assert (kept.id, kept.outcome, kept.content["out_trade_no"]) == (
        notification["id"],
        "applied",
        payment.out_trade_no,
    )
    assert await db.fetch_value(TOLD) == 1


@pytest.mark.parametrize(
    ("variant", "status"),
    [("bad_signature", 401), ("signtest", 401), ("stale", 401), ("unknown_order", 422)],
)
async def test_a_dishonest_notification_is_refused_and_changes_nothing(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, variant: str, status: int
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    debt, notification = await paid(sandbox)
    answered, body = await resend(sandbox, notification, variant)
    assert answered == status
    assert body.startswith('{"code":"FAIL","message":"')
    assert (await debt.row()).status == "waiting"
    assert await PayNotification.all().count() == await db.fetch_value(TOLD) == 0
    assert (await resend(sandbox, notification, "same"))[0] == 200
    assert (await debt.row()).status == "paid"


@pytest.mark.parametrize("other", [{"appid": "wx0000000000000000"}, {"mchid": "1900000000"}])
async def test_a_notification_that_names_another_app_or_merchant_is_refused(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, settings: Settings, other: dict[str, Any]
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    debt, notification = await paid(sandbox)
    ours = channel()
    channel.bind(WeChatPay(replace(merchant(settings), **other)))
    try:
        assert (await resend(sandbox, notification, "same"))[0] == 422
    finally:
        channel.bind(ours)
    assert (await debt.row()).status == "waiting"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\x00", b'"\\u0000"', b"[" * 100_000, b"null", b'{"resource":{}}', "不是通知".encode(), b"x" * 70_000],
)
@pytest.mark.parametrize("headers", [{}, {"Wechatpay-Timestamp": "now", "Wechatpay-Signature": "é".encode()}])
async def test_what_nobody_signed_is_refused_whatever_it_is(
    http: httpx.AsyncClient, body: bytes, headers: dict[str, Any]
) -> None:
    at = {"Wechatpay-Timestamp": str(int(clock.now().timestamp())), "Wechatpay-Nonce": "n"}
    answer = await http.post("/callbacks/pay", content=body, headers=at | headers)
    assert answer.status_code in (401, 413)
    assert await PayNotification.all().count() == 0


async def test_a_sum_that_only_the_notification_says_is_settled_by_the_channels_book(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """youlaitech/youlai-mall#100: what a message says is not what was paid."""
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    debt, notification = await paid(sandbox)
    assert (await resend(sandbox, notification, "wrong_amount"))[0] == 200
    payment = await debt.row()
    assert (payment.status, payment.amount) == ("paid", 1_290)
    assert await db.fetch_value("SELECT count(*) FROM refunds") == 0
    assert await db.fetch_value(TOLD) == 1


async def test_a_contradiction_is_not_answered_while_the_channel_cannot_be_asked(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    debt, notification = await paid(sandbox)
    await sandbox.post("/_sandbox/faults", json={"path": "/v3/pay/transactions/id", "kind": "http", "status": 500})
    assert (await resend(sandbox, notification, "wrong_amount"))[0] == 503
    assert (await debt.row()).status == "waiting"
    assert await PayNotification.all().count() == 0


async def test_late_and_doubled_notifications_of_an_order_leave_it_paid_once(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """binarywang/WxJava#3355, yansongda/pay#685: WeChat calls back again and again."""
    await sandbox.post("/_sandbox/pay/settings", json={"duplicate": 5})
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    await buyer.pay(order)
    await payment_is(order, "paid")
    await drain()
    assert [step["status"] for step in (await buyer.read(order))["history"]] == ["unpaid", "paid"]
