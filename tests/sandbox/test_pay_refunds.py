from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant, eventually, person
from tests.sandbox.receiver import Receiver

REFUNDS = "/v3/refund/domestic/refunds"


async def paid_order(client: httpx.AsyncClient, merchant: Merchant, total: int = 100) -> dict[str, Any]:
    someone = await person(client)
    order = merchant.order(someone["openid"], amount={"total": total, "currency": "CNY"})
    return order | await merchant.pay(someone, order)


def asking(order: dict[str, Any], number: str, fen: int, **changes: Any) -> dict[str, Any]:
    amount = {"refund": fen, "total": order["amount"]["total"], "currency": "CNY"}
    return {"out_trade_no": order["out_trade_no"], "out_refund_no": number, "amount": amount, **changes}


async def refund(merchant: Merchant, body: dict[str, Any]) -> httpx.Response:
    return await merchant.call("POST", REFUNDS, body)


async def refused(merchant: Merchant, body: dict[str, Any]) -> tuple[int, str]:
    answer = await refund(merchant, body)
    return answer.status_code, answer.json().get("code", "")


async def minute_later(client: httpx.AsyncClient, seconds: int = 61) -> None:
    await client.post("/_sandbox/clock", json={"advance_seconds": seconds})


async def settled(merchant: Merchant, number: str) -> dict[str, Any]:
    async def look() -> Any:
        shown = (await merchant.call("GET", f"{REFUNDS}/{number}")).json()
        return shown if shown["status"] != "PROCESSING" else None

    done: dict[str, Any] = await eventually(look)
    return done


async def test_a_refund_is_accepted_then_done_and_the_merchant_is_told(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    order = await paid_order(client, merchant)
    answer = await refund(merchant, asking(order, "R1", 40, reason="不想要了", notify_url=f"{receiver.url}/refund"))
    merchant.verify(answer.headers, answer.content)
    accepted = answer.json()
    assert accepted["status"] == "PROCESSING"
    assert accepted["transaction_id"] == order["transaction_id"]
    assert "success_time" not in accepted
    assert accepted["amount"].items() >= {"total": 100, "refund": 40, "payer_refund": 40, "from": []}.items()
    (notice,) = await receiver.wait_for(1)
    plain = merchant.open(notice)
    done = await settled(merchant, "R1")
    assert (done["status"], done["refund_id"]) == ("SUCCESS", accepted["refund_id"])
    assert plain.pop("success_time") == done["success_time"]
    assert plain == {
        "mchid": order["mchid"],
        "transaction_id": order["transaction_id"],
        "out_trade_no": order["out_trade_no"],
        "refund_id": accepted["refund_id"],
        "out_refund_no": "R1",
        "refund_status": "SUCCESS",
        "user_received_account": "支付用户零钱",
        "amount": {"total": 100, "refund": 40, "payer_total": 100, "payer_refund": 40},
    }
    shown = (await client.get(f"/_sandbox/pay/orders/{order['out_trade_no']}")).json()
    assert shown["trade_state"] == "REFUND"


@pytest.mark.parametrize("result", ["ABNORMAL", "CLOSED"])
async def test_a_refund_can_end_badly(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver, result: str
) -> None:
    await client.post("/_sandbox/pay/settings", json={"refund_result": result})
    order = await paid_order(client, merchant)
    await refund(merchant, asking(order, "R1", 100, notify_url=receiver.url))
    (notice,) = await receiver.wait_for(1)
    plain = merchant.open(notice)
    assert plain["refund_status"] == result
    assert "success_time" not in plain
    assert f'"REFUND.{result}"'.encode() in notice.body


async def test_a_closed_refund_gives_its_amount_back_to_the_order(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    await client.post("/_sandbox/pay/settings", json={"refund_result": "CLOSED"})
    order = await paid_order(client, merchant)
    await refund(merchant, asking(order, "R1", 100))
    await settled(merchant, "R1")
    assert (await refund(merchant, asking(order, "R2", 100))).status_code == 200


async def test_the_same_number_gives_the_first_refund_and_a_changed_one_is_refused(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    order = await paid_order(client, merchant)
    first = (await refund(merchant, asking(order, "R1", 40))).json()
    again = (await refund(merchant, asking(order, "R1", 40))).json()
    assert again["refund_id"] == first["refund_id"]
    assert await refused(merchant, asking(order, "R1", 41)) == (400, "INVALID_REQUEST")
    shown = (await client.get(f"/_sandbox/pay/orders/{order['out_trade_no']}")).json()
    assert [one["amount"]["refund"] for one in shown["refunds"]] == [40]


async def test_refunds_never_exceed_the_order(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = await paid_order(client, merchant)
    assert await refused(merchant, asking(order, "R0", 101)) == (400, "INVALID_REQUEST")
    assert (await refund(merchant, asking(order, "R1", 60))).status_code == 200
    await minute_later(client)
    assert await refused(merchant, asking(order, "R2", 41)) == (400, "INVALID_REQUEST")
    assert (await refund(merchant, asking(order, "R2", 40))).status_code == 200


async def test_partial_refunds_keep_a_minute_between_them(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = await paid_order(client, merchant)
    await refund(merchant, asking(order, "R1", 10))
    assert await refused(merchant, asking(order, "R2", 10)) == (429, "FREQUENCY_LIMITED")
    await minute_later(client)
    assert (await refund(merchant, asking(order, "R2", 10))).status_code == 200


async def test_an_order_is_refunded_at_most_fifty_times(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = await paid_order(client, merchant)
    for number in range(50):
        assert (await refund(merchant, asking(order, f"R{number}", 1))).status_code == 200
        await minute_later(client)
    assert await refused(merchant, asking(order, "R50", 1)) == (400, "INVALID_REQUEST")


async def test_an_empty_account_refuses_and_the_same_number_works_after_topping_up(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    order = await paid_order(client, merchant)
    await client.post("/_sandbox/pay/settings", json={"balance": 39})
    assert await refused(merchant, asking(order, "R1", 40)) == (403, "NOT_ENOUGH")
    assert (await merchant.call("GET", f"{REFUNDS}/R1")).status_code == 404
    await client.post("/_sandbox/pay/settings", json={"balance": 50})
    assert (await refund(merchant, asking(order, "R1", 40))).status_code == 200
    await minute_later(client)
    assert await refused(merchant, asking(order, "R2", 11)) == (403, "NOT_ENOUGH")


async def test_a_year_after_payment_nothing_is_refunded(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = await paid_order(client, merchant)
    await minute_later(client, 366 * 86400)
    assert await refused(merchant, asking(order, "R1", 1)) == (400, "INVALID_REQUEST")


async def test_an_unpaid_order_is_not_refunded(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = merchant.order((await person(client))["openid"])
    await merchant.prepay(order)
    assert await refused(merchant, asking(order, "R1", 1)) == (400, "INVALID_REQUEST")


async def test_unknown_orders_and_refunds_do_not_exist(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = await paid_order(client, merchant)
    unknown = asking(order, "R1", 1) | {"transaction_id": "4200000000"}
    assert await refused(merchant, unknown) == (404, "RESOURCE_NOT_EXISTS")
    answer = await merchant.call("GET", f"{REFUNDS}/R1")
    assert (answer.status_code, answer.json()["code"]) == (404, "RESOURCE_NOT_EXISTS")


async def test_the_transaction_id_wins_over_the_order_number(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = await paid_order(client, merchant)
    body = asking(order, "R1", 1, transaction_id=order["transaction_id"]) | {"out_trade_no": "OTHER-ORDER"}
    assert (await refund(merchant, body)).json()["out_trade_no"] == order["out_trade_no"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"out_refund_no": "R 1"}, "/out_refund_no"),
        ({"out_refund_no": "R" * 65}, "/out_refund_no"),
        ({"reason": "r" * 81}, "/reason"),
        ({"notify_url": "https://shop.example.com/?x=1"}, "/notify_url"),
        ({"funds_account": "BASIC"}, "/funds_account"),
        ({"amount": {"refund": 0, "total": 100, "currency": "CNY"}}, "/amount/refund"),
        ({"amount": {"refund": 1, "total": 100}}, "/amount/currency"),
        ({"amount": {"refund": 1, "currency": "CNY"}}, "/amount/total"),
        ({"goods_detail": [{"merchant_goods_id": "1"}]}, "/goods_detail/0/unit_price"),
        ({"refund_fee": 1}, "/refund_fee"),
    ],
)
async def test_a_bad_field_is_named(
    client: httpx.AsyncClient, merchant: Merchant, changes: dict[str, Any], field: str
) -> None:
    order = await paid_order(client, merchant)
    answer = await refund(merchant, asking(order, "R1", 1) | changes)
    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")
    assert answer.json()["detail"]["field"] == field


async def test_a_refund_names_its_order_and_its_true_total(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = await paid_order(client, merchant)
    body = asking(order, "R1", 1)
    wrong = body | {"amount": body["amount"] | {"total": 99}}
    assert await refused(merchant, wrong) == (400, "INVALID_REQUEST")
    del body["out_trade_no"]
    assert await refused(merchant, body) == (400, "PARAM_ERROR")
