import asyncio
from datetime import timedelta

import httpx
import pytest

from app.kernel import clock
from app.kernel.ids import new_id
from app.payments import settle
from app.payments.close import close
from app.payments.errors import AlreadyPaid, ChannelBusy, PaymentNotFound, PaymentOver
from app.payments.models import Incident, Payment
from app.payments.start import owe, start
from app.payments.states import PaymentStatus
from tests.app.payments.factory import owed, prepaid, press_pay, quiet
from tests.waiting import eventually

JSAPI = "/v3/pay/transactions/jsapi"


async def test_a_subject_has_one_payment_and_one_prepay(database: None, sandbox: httpx.AsyncClient) -> None:
    debt = await owed(sandbox)
    payment = await debt.row()
    later = clock.now() + timedelta(hours=1)
    assert await owe(debt.subject_id, payment.member_id, payment.openid, 1_290, "别的", later) == payment.id
    first, second = await start(payment.id), await start(payment.id)
    assert first["package"] == second["package"]
    assert first["paySign"] != second["paySign"]
    assert (await debt.row()).amount == 1_290
    book = (await sandbox.get(f"/_sandbox/pay/orders/{payment.out_trade_no}")).json()
    assert (book["amount"]["total"], len(book["prepay_ids"])) == (1_290, 1)


async def test_an_old_prepay_is_renewed_with_the_same_values(database: None, sandbox: httpx.AsyncClient) -> None:
    debt = await owed(sandbox)
    first = await start(debt.payment_id)
    payment = await debt.row()
    payment.prepay_until = clock.now()
    await payment.save()
    assert (await start(debt.payment_id))["package"] != first["package"]


async def test_another_phone_takes_over_and_the_first_can_no_longer_pay(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    await quiet(sandbox)
    first, params = await prepaid(sandbox)
    payment = await first.row()
    other = (await sandbox.post("/_sandbox/people", json={"name": "阿宝", "phone": "13800000010"})).json()
    second = await owe(first.subject_id, payment.member_id, other["openid"], 1_290, "明前龙井", payment.expires_at)
    assert second != first.payment_id
    new_params = await start(second)
    assert (await first.row()).status is PaymentStatus.CLOSED
    refused = await sandbox.post(f"/_sandbox/people/{first.phone}/pay", json=params)
    assert (refused.status_code, "订单已关闭" in refused.json()["errMsg"]) == (400, True)
    await press_pay(sandbox, other["id"], new_params)
    assert await settle.by_query((await Payment.get(id=second)).out_trade_no) is settle.Outcome.APPLIED


async def test_what_the_first_phone_paid_meanwhile_counts_and_nothing_is_offered_twice(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    """YunaiV/ruoyi-vue-pro#1152: two ways of paying one order could both be paid."""
    await quiet(sandbox)
    first, params = await prepaid(sandbox)
    payment = await first.row()
    other = (await sandbox.post("/_sandbox/people", json={"name": "阿宝", "phone": "13800000010"})).json()
    second = await owe(first.subject_id, payment.member_id, other["openid"], 1_290, "明前龙井", payment.expires_at)
    await press_pay(sandbox, first.phone, params)
    with pytest.raises(AlreadyPaid):
        await start(second)
    assert (await first.row()).status is PaymentStatus.PAID
    with pytest.raises(AlreadyPaid):
        await start(second)
    assert await owe(first.subject_id, payment.member_id, other["openid"], 1_290, "", payment.expires_at) == (
        first.payment_id
    )
    assert await Incident.all().count() == 0


async def test_another_sum_gets_another_number(database: None, sandbox: httpx.AsyncClient) -> None:
    debt = await owed(sandbox)
    payment = await debt.row()
    again = await owe(debt.subject_id, payment.member_id, payment.openid, 1_000, "明前龙井", payment.expires_at)
    assert (await Payment.get(id=again)).amount == 1_000
    assert (await debt.row()).status is PaymentStatus.CLOSING


async def test_what_is_over_or_unknown_is_not_started(database: None, sandbox: httpx.AsyncClient) -> None:
    closed = await owed(sandbox)
    await close(closed.payment_id)
    with pytest.raises(PaymentOver):
        await start(closed.payment_id)
    expired = await owed(sandbox)
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 1_800})
    with pytest.raises(PaymentOver):
        await start(expired.payment_id)
    with pytest.raises(PaymentNotFound):
        await start(new_id())


async def test_a_payment_the_channel_knows_as_paid_is_settled_instead(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    debt = await owed(sandbox)
    await sandbox.post(f"/_sandbox/people/{debt.phone}/pay", json=await start(debt.payment_id))
    payment = await debt.row()
    payment.prepay_id = None
    await payment.save()
    with pytest.raises(AlreadyPaid):
        await start(debt.payment_id)
    assert (await debt.row()).status == "paid"
    with pytest.raises(AlreadyPaid):
        await start(debt.payment_id)


@pytest.mark.parametrize("fault", [{"kind": "http", "status": 500}, {"kind": "http", "status": 429}])
async def test_a_failing_channel_is_said_to_be_busy_and_can_be_asked_again(
    database: None, sandbox: httpx.AsyncClient, fault: dict[str, object]
) -> None:
    debt = await owed(sandbox)
    (await sandbox.post("/_sandbox/faults", json={"path": JSAPI, **fault})).raise_for_status()
    with pytest.raises(ChannelBusy):
        await start(debt.payment_id)
    assert (await start(debt.payment_id))["package"].startswith("prepay_id=wx")


async def test_a_payment_closed_while_prepaying_gives_no_parameters(database: None, sandbox: httpx.AsyncClient) -> None:
    debt = await owed(sandbox)
    hang = {"path": JSAPI, "kind": "hang_after", "seconds": 7}
    (await sandbox.post("/_sandbox/faults", json=hang)).raise_for_status()
    number = (await debt.row()).out_trade_no
    starting = asyncio.create_task(start(debt.payment_id))

    async def prepaid() -> bool:
        return (await sandbox.get(f"/_sandbox/pay/orders/{number}")).status_code == 200

    await eventually(prepaid, "the channel has the order")
    await close(debt.payment_id)
    await sandbox.delete("/_sandbox/faults")
    with pytest.raises(PaymentOver):
        await starting
    assert (await debt.row()).prepay_id is None
