"""What the sandbox's payment platform can be told to do wrong, as a merchant sees it."""

from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant, eventually, person
from tests.sandbox.receiver import Receiver

REFUNDS = "/v3/refund/domestic/refunds"


async def paid(client: httpx.AsyncClient, merchant: Merchant, **changes: Any) -> dict[str, Any]:
    someone = await person(client)
    return await merchant.pay(someone, merchant.order(someone["openid"], **changes))


def asking(transaction_id: str, number: str, fen: int, total: int) -> dict[str, Any]:
    amount = {"refund": fen, "total": total, "currency": "CNY"}
    return {"transaction_id": transaction_id, "out_refund_no": number, "amount": amount}


async def test_a_tampered_book_has_another_sum_than_was_asked_for(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    await merchant.prepay(order)
    number = order["out_trade_no"]
    assert (await client.post(f"/_sandbox/pay/orders/{number}/tamper", json={"total": 7})).json()["amount"][
        "total"
    ] == 7
    assert (await merchant.prepay(order)).startswith("wx")
    done = await merchant.pay(someone, order)
    shown = (await merchant.call("GET", transaction(merchant, done["transaction_id"]))).json()
    assert (shown["amount"]["total"], shown["amount"]["payer_total"]) == (7, 7)
    whole = await merchant.call("POST", REFUNDS, asking(done["transaction_id"], "R1", 7, 7))
    assert whole.status_code == 200
    for bad in (0, 1.5, "7", None):
        assert (await client.post(f"/_sandbox/pay/orders/{number}/tamper", json={"total": bad})).status_code == 400


def transaction(merchant: Merchant, transaction_id: str) -> str:
    return f"/v3/pay/transactions/id/{transaction_id}?mchid={merchant.credentials['mchid']}"


async def test_an_order_paid_again_is_known_by_its_own_transaction(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    done = await paid(client, merchant, notify_url=f"{receiver.url}/pay")
    path = f"/_sandbox/pay/orders/{done['out_trade_no']}/pay_again"
    twin = (await client.post(path)).json()
    told = [merchant.open(each)["transaction_id"] for each in await receiver.wait_for(2)]
    assert sorted(told) == sorted([done["transaction_id"], twin["transaction_id"]])
    shown = (await merchant.call("GET", transaction(merchant, twin["transaction_id"]))).json()
    assert (shown["out_trade_no"], shown["trade_state"]) == (done["out_trade_no"], "SUCCESS")
    for number, each in enumerate((done, twin)):
        answer = await merchant.call("POST", REFUNDS, asking(each["transaction_id"], f"R{number}", 100, 100))
        assert answer.status_code == 200, answer.text
    assert (await client.post("/_sandbox/pay/orders/NOBODYS/pay_again")).status_code == 404


async def test_an_unpaid_order_is_not_paid_again(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    await merchant.prepay(order)
    assert (await client.post(f"/_sandbox/pay/orders/{order['out_trade_no']}/pay_again")).status_code == 409


async def test_a_foreign_order_is_paid_and_told_like_any_other(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    someone = await person(client)
    wanted = {"person_id": someone["id"], "total": 55, "notify_url": f"{receiver.url}/pay"}
    made = (await client.post("/_sandbox/pay/orders", json=wanted)).json()
    (told,) = await receiver.wait_for(1)
    assert merchant.open(told) == made
    assert (made["amount"]["total"], made["mchid"]) == (55, merchant.credentials["mchid"])
    for bad in ({"total": 0}, {"notify_url": ""}, {"person_id": "p99"}):
        assert (await client.post("/_sandbox/pay/orders", json=wanted | bad)).status_code in (400, 404)


@pytest.mark.parametrize("first", ["ABNORMAL", "CLOSED"])
async def test_a_refund_that_ended_badly_can_still_be_carried_out(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver, first: str
) -> None:
    await client.post("/_sandbox/pay/settings", json={"refund_result": first, "refund_seconds": 0})
    done = await paid(client, merchant)
    wanted = asking(done["transaction_id"], "R1", 100, 100) | {"notify_url": f"{receiver.url}/refund"}
    await merchant.call("POST", REFUNDS, wanted)

    async def ended() -> Any:
        shown = (await merchant.call("GET", f"{REFUNDS}/R1")).json()
        return shown["status"] == first

    await eventually(ended)
    await client.post("/_sandbox/pay/refunds/R1/finish", json={"result": "SUCCESS"})
    told = await receiver.wait_for(2)
    assert [merchant.open(each)["refund_status"] for each in told] == [first, "SUCCESS"]
    assert (await client.post("/_sandbox/pay/refunds/R2/finish", json={"result": "SUCCESS"})).status_code == 404
    assert (await client.post("/_sandbox/pay/refunds/R1/finish", json={"result": "MAYBE"})).status_code == 400


async def test_a_storm_delivers_one_notification_many_times_at_once(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    await client.post("/_sandbox/pay/settings", json={"notify": False})
    await paid(client, merchant, notify_url=f"{receiver.url}/pay")
    (notification,) = (await client.get("/_sandbox/pay/notifications")).json()
    path = f"/_sandbox/pay/notifications/{notification['id']}/storm"
    assert (await client.post(path, json={"copies": 12})).json() == {"statuses": [200] * 12}
    assert len({merchant.open(each)["transaction_id"] for each in await receiver.wait_for(12)}) == 1
    for bad in (0, 101, "3"):
        assert (await client.post(path, json={"copies": bad})).status_code == 400
