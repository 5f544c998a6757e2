"""What WeChat is told of an order's shipping, against the sandbox's trade management."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.delivery.states import Fulfilment
from app.fulfilment import upload_shipping
from app.fulfilment.errors import UploadNotFound
from app.fulfilment.gateway import shipping_reports
from app.fulfilment.models import ShippingUpload
from app.fulfilment.ship import Shipment, correct, ship
from app.fulfilment.states import UploadStatus
from app.fulfilment.withhold import withhold
from app.integrations.miniprogram_shipping import masked
from app.kernel import clock
from app.kernel.ids import new_id
from app.orders.models import Order
from app.payments import settle
from app.payments.start import owe, start
from tests.app.fulfilment.factory import CLERK, lines_of, packed, parcels_of

A, B, SHOP = UUID(int=1), UUID(int=2), UUID(int=5)
REPORT = "/weixin/wxa/sec/order/upload_shipping_info"


def label(number: int, carrier: str = "ZTO") -> Shipment:
    return Shipment(carrier, f"78{number:012d}")


async def pay(sandbox: httpx.AsyncClient, order: Order) -> str:
    """Pay the order on a phone of the sandbox; the out_trade_no."""
    # The sandbox has forgotten the access token that this process still holds.
    assert await shipping_reports().is_managed()
    person = (await sandbox.post("/_sandbox/people", json={"name": "小满", "phone": "13800001111"})).json()
    until = clock.now() + timedelta(minutes=30)
    payment = await owe(order.id, order.member_id, person["openid"], order.payable, "龙井", until)
    answer = await sandbox.post(f"/_sandbox/people/{person['id']}/pay", json=await start(payment))
    number = str(answer.raise_for_status().json()["out_trade_no"])
    await settle.by_query(number)
    return number


async def tell(order: Order) -> ShippingUpload:
    """Tell what is owed of an order now; how that stands afterwards."""
    await ShippingUpload.filter(order_id=order.id, status=UploadStatus.OWED).update(retry_at=clock.now())
    await upload_shipping.upload(order.id)
    return await ShippingUpload.get(order_id=order.id)


async def reports(sandbox: httpx.AsyncClient) -> list[dict[str, Any]]:
    """The bodies of every report, oldest first."""
    calls = (await sandbox.get("/_sandbox/calls", params={"path": REPORT})).json()
    return [call["body"] for call in calls]


async def fault(sandbox: httpx.AsyncClient, errcode: int, times: int = 1) -> None:
    wanted = {"path": REPORT, "kind": "errcode", "errcode": errcode, "times": times}
    (await sandbox.post("/_sandbox/faults", json=wanted)).raise_for_status()


async def test_an_order_sent_in_one_parcel_is_told_once_and_whole(database: None, sandbox: httpx.AsyncClient) -> None:
    order, (parcel,) = await packed([(A, 2)])
    number = await pay(sandbox, order)
    await ship(parcel.id, label(1, "SF"), CLERK)
    assert (await tell(order)).status is UploadStatus.DONE
    (body,) = await reports(sandbox)
    assert body["order_key"]["out_trade_no"] == number
    assert (body["logistics_type"], body["delivery_mode"], "is_all_delivered" in body) == (1, 1, False)
    (told,) = body["shipping_list"]
    assert told == {
        "tracking_no": "78000000000001",
        "express_company": "SF",
        "item_desc": "龙井 1 号 50 克*2",
        "contact": {"receiver_contact": "138****1111"},
    }
    assert await upload_shipping.upload_shipping() == 0
    await upload_shipping.upload(order.id)
    assert len(await reports(sandbox)) == 1


async def test_an_order_sent_in_parts_is_told_part_by_part_and_later_each_time(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    order, (first, second) = await packed([(A, 1), (B, 1)])
    await pay(sandbox, order)
    await ship(first.id, label(1), CLERK)
    assert (await tell(order)).sent["everything_sent"] is False
    await ship(second.id, label(2), CLERK)
    assert (await tell(order)).status is UploadStatus.DONE
    one, two = await reports(sandbox)
    assert [body["delivery_mode"] for body in (one, two)] == [2, 2]
    assert [body["is_all_delivered"] for body in (one, two)] == [False, True]
    assert [len(body["shipping_list"]) for body in (one, two)] == [1, 2]
    assert one["upload_time"] < two["upload_time"]


async def test_when_the_rest_is_refunded_what_was_sent_is_told_to_be_all(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    order, (parcel,) = await packed([(A, 3)])
    (line,) = await lines_of(order)
    await pay(sandbox, order)
    await ship(parcel.id, label(1), CLERK, {line: 1})
    await tell(order)
    await withhold(order.id, {line: 2})
    assert (await tell(order)).status is UploadStatus.DONE
    assert [body["is_all_delivered"] for body in await reports(sandbox)] == [False, True]


async def test_a_corrected_number_is_told_once_more_and_a_second_correction_is_for_a_person(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    order, (parcel,) = await packed([(A, 1)])
    await pay(sandbox, order)
    await ship(parcel.id, label(1), CLERK)
    await tell(order)
    await correct(parcel.id, label(2))
    assert (await tell(order)).status is UploadStatus.DONE
    await correct(parcel.id, label(3))
    failed = await tell(order)
    assert failed.status is UploadStatus.FAILED
    assert "10060003" in failed.last_error
    assert failed.retry_at is None


@pytest.mark.parametrize(
    ("kind", "told_as"), [(Fulfilment.PICK_UP, 4), (Fulfilment.IN_STORE, 4), (Fulfilment.VIRTUAL, 3)]
)
async def test_what_is_not_sent_is_told_when_it_is_there(
    database: None, sandbox: httpx.AsyncClient, kind: Fulfilment, told_as: int
) -> None:
    order, _ = await packed([(A, 2)], fulfilment=kind, store_id=SHOP)
    await pay(sandbox, order)
    assert (await tell(order)).status is UploadStatus.DONE
    (body,) = await reports(sandbox)
    assert (body["logistics_type"], body["delivery_mode"]) == (told_as, 1)
    assert body["shipping_list"] == [{"item_desc": "龙井 1 号 50 克*2"}]


async def test_same_city_is_told_when_all_of_it_is_under_way(database: None, sandbox: httpx.AsyncClient) -> None:
    order, (first, second) = await packed([(A, 1), (B, 1)], fulfilment=Fulfilment.SAME_CITY)
    await pay(sandbox, order)
    await ship(first.id, Shipment("店员小李"), CLERK)
    assert await ShippingUpload.filter(order_id=order.id).count() == 0
    await ship(second.id, Shipment("闪送", "SS-1"), CLERK)
    assert (await tell(order)).status is UploadStatus.DONE
    (body,) = await reports(sandbox)
    assert (body["logistics_type"], body["shipping_list"]) == (
        2,
        [{"item_desc": "龙井 1 号 50 克*1;龙井 1 号 50 克*1"}],
    )


async def test_what_stored_value_paid_for_is_told_to_nobody(database: None, sandbox: httpx.AsyncClient) -> None:
    _, (parcel,) = await packed([(A, 1)], payable=0, stored_value=1000)
    await ship(parcel.id, label(1), CLERK)
    assert await ShippingUpload.all().count() == 0


async def test_a_report_that_comes_too_early_is_told_again(database: None, sandbox: httpx.AsyncClient) -> None:
    await sandbox.post("/_sandbox/trade/settings", json={"seconds_until_known": 3600})
    order, _ = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    await pay(sandbox, order)
    waiting = await tell(order)
    assert (waiting.status, waiting.attempts) == (UploadStatus.OWED, 1)
    assert waiting.retry_at is not None
    assert waiting.retry_at > clock.now()
    await sandbox.post("/_sandbox/trade/settings", json={"seconds_until_known": 0})
    assert (await tell(order)).status is UploadStatus.DONE


@pytest.mark.parametrize("errcode", [10060002, 10060023])
async def test_what_the_platform_knows_already_is_done(
    database: None, sandbox: httpx.AsyncClient, errcode: int
) -> None:
    order, _ = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    await pay(sandbox, order)
    await fault(sandbox, errcode)
    assert (await tell(order)).status is UploadStatus.DONE


@pytest.mark.parametrize("errcode", [-1, 10060012, 10060019, 45009, 48001])
async def test_what_may_pass_is_tried_again(database: None, sandbox: httpx.AsyncClient, errcode: int) -> None:
    order, _ = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    await pay(sandbox, order)
    await fault(sandbox, errcode)
    assert (await tell(order)).status is UploadStatus.OWED
    assert (await tell(order)).status is UploadStatus.DONE


async def test_after_two_days_of_trying_a_person_must_look(database: None, sandbox: httpx.AsyncClient) -> None:
    order, _ = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    await pay(sandbox, order)
    await fault(sandbox, -1, times=2)
    await ShippingUpload.all().update(attempts=upload_shipping.MOST_ATTEMPTS - 2)
    assert (await tell(order)).status is UploadStatus.OWED
    assert (await tell(order)).status is UploadStatus.FAILED


@pytest.mark.parametrize("errcode", [10060004, 10060005, 10060014, 10060031])
async def test_what_is_refused_for_good_waits_for_a_person_who_may_try_again(
    database: None, sandbox: httpx.AsyncClient, errcode: int
) -> None:
    order, _ = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    await pay(sandbox, order)
    await fault(sandbox, errcode)
    assert (await tell(order)).status is UploadStatus.FAILED
    await upload_shipping.retry(order.id)
    assert (await tell(order)).status is UploadStatus.DONE
    with pytest.raises(UploadNotFound):
        await upload_shipping.retry(new_id())


async def test_a_lost_answer_is_asked_again_and_taken_as_told(database: None, sandbox: httpx.AsyncClient) -> None:
    order, _ = await packed([(A, 1)], fulfilment=Fulfilment.VIRTUAL)
    await pay(sandbox, order)
    await sandbox.post("/_sandbox/faults", json={"path": REPORT, "kind": "hang_after", "seconds": 9})
    assert (await tell(order)).status is UploadStatus.OWED
    assert (await tell(order)).status is UploadStatus.DONE
    answers = (await sandbox.get("/_sandbox/calls", params={"path": REPORT})).json()
    assert [call["answer"]["errcode"] for call in answers] == [0, 10060023]


async def test_what_is_owed_while_a_report_is_under_way_is_told_afterwards(
    database: None, sandbox: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, (first, second) = await packed([(A, 1), (B, 1)])
    await pay(sandbox, order)
    await ship(first.id, label(1), CLERK)
    reporter = shipping_reports()
    send = reporter.report

    async def slowly(report: Any) -> None:
        await send(report)
        monkeypatch.setattr(reporter, "report", send)
        await ship(second.id, label(2), CLERK)

    monkeypatch.setattr(reporter, "report", slowly)
    assert (await tell(order)).status is UploadStatus.OWED
    assert (await tell(order)).status is UploadStatus.DONE
    assert [len(body["shipping_list"]) for body in await reports(sandbox)] == [1, 2]
    assert len(await parcels_of(order)) == 2


def test_a_phone_number_shows_its_last_four_digits() -> None:
    assert masked("18912341234") == "189****1234"
