import re
from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant, person


async def press_pay(client: httpx.AsyncClient, someone: dict[str, Any], payment: dict[str, Any]) -> httpx.Response:
    return await client.post(f"/_sandbox/people/{someone['id']}/pay", json=payment)


async def only_order(client: httpx.AsyncClient) -> dict[str, Any]:
    (order,) = (await client.get("/_sandbox/pay/orders")).json()
    assert isinstance(order, dict)
    return order


async def test_paying_marks_the_order_and_tells_the_payer(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    paid = await merchant.pay(someone, order)
    assert paid["errMsg"] == "requestPayment:ok"
    assert paid["out_trade_no"] == order["out_trade_no"]
    assert re.fullmatch(r"4200\d{24}", paid["transaction_id"])
    target = f"/v3/pay/transactions/id/{paid['transaction_id']}?mchid={order['mchid']}"
    shown = (await merchant.call("GET", target)).json()
    expected = {"trade_state": "SUCCESS", "trade_type": "JSAPI", "payer": {"openid": someone["openid"]}}
    assert shown.items() >= expected.items()
    assert shown["amount"] == {"total": 100, "payer_total": 100, "currency": "CNY", "payer_currency": "CNY"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", shown["success_time"])
    (message,) = (await client.get(f"/_sandbox/people/{someone['id']}/inbox")).json()
    assert (message["kind"], message["text"]) == ("payment", "已支付1.00元:龙井茶 50 克")


@pytest.mark.parametrize(
    "changes",
    [
        {"paySign": "AAAA"},
        {"timeStamp": "1795305602"},
        {"timeStamp": 1795305601},
        {"nonceStr": "other"},
        {"nonceStr": ""},
        {"package": "prepay_id=wx0"},
        {"signType": "MD5"},
        {"paySign": None},
    ],
)
async def test_a_changed_parameter_stops_the_payment(
    client: httpx.AsyncClient, merchant: Merchant, changes: dict[str, Any]
) -> None:
    someone = await person(client)
    payment = merchant.payment(await merchant.prepay(merchant.order(someone["openid"])))
    answer = await press_pay(client, someone, payment | changes)
    assert answer.status_code == 400
    assert answer.json()["errMsg"].startswith("requestPayment:fail ")
    assert (await only_order(client))["trade_state"] == "NOTPAY"
    assert (await client.get("/_sandbox/pay/notifications")).json() == []


async def test_a_well_signed_but_unknown_prepay_id_is_refused(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    answer = await press_pay(client, someone, merchant.payment("wx000"))
    assert answer.json()["errMsg"] == "requestPayment:fail prepay_id无效"


async def test_only_the_one_who_ordered_can_pay(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone, other = await person(client), await person(client, "周舟", "13800000002")
    payment = merchant.payment(await merchant.prepay(merchant.order(someone["openid"])))
    assert (await press_pay(client, other, payment)).status_code == 400
    assert (await press_pay(client, someone, payment)).status_code == 200


async def test_an_order_is_paid_once_even_with_two_prepay_ids(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    first, second = [merchant.payment(await merchant.prepay(order)) for _ in range(2)]
    assert (await press_pay(client, someone, first)).status_code == 200
    for payment in (first, second):
        assert (await press_pay(client, someone, payment)).json()["errMsg"] == "requestPayment:fail 订单已支付"
    assert len((await client.get("/_sandbox/pay/notifications")).json()) == 1


async def test_a_prepay_id_lives_two_hours_and_the_order_longer(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    old = merchant.payment(await merchant.prepay(order))
    await client.post("/_sandbox/clock", json={"advance_seconds": 7201})
    assert (await press_pay(client, someone, old)).json()["errMsg"] == "requestPayment:fail prepay_id已过期"
    fresh = merchant.payment(await merchant.prepay(order))
    assert (await press_pay(client, someone, fresh)).status_code == 200


async def test_a_closed_order_cannot_be_paid(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    payment = merchant.payment(await merchant.prepay(order))
    target = f"/v3/pay/transactions/out-trade-no/{order['out_trade_no']}/close"
    await merchant.call("POST", target, {"mchid": order["mchid"]})
    assert (await press_pay(client, someone, payment)).json()["errMsg"] == "requestPayment:fail 订单已关闭"


async def test_orders_are_shown_one_by_one(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    await merchant.prepay(order)
    shown = (await client.get(f"/_sandbox/pay/orders/{order['out_trade_no']}")).json()
    assert (shown["trade_state"], shown["refunds"]) == ("NOTPAY", [])
    assert (await client.get("/_sandbox/pay/orders/NONE")).status_code == 404
