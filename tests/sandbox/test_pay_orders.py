import re
from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant, person

JSAPI = "/v3/pay/transactions/jsapi"


async def refusal(merchant: Merchant, body: Any) -> dict[str, Any]:
    answer = await merchant.call("POST", JSAPI, body)
    assert answer.status_code == 400, answer.text
    given: dict[str, Any] = answer.json()
    return given


async def query(merchant: Merchant, out_trade_no: str) -> httpx.Response:
    mchid = merchant.credentials["mchid"]
    return await merchant.call("GET", f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={mchid}")


async def close(merchant: Merchant, out_trade_no: str, mchid: str | None = None) -> httpx.Response:
    target = f"/v3/pay/transactions/out-trade-no/{out_trade_no}/close"
    return await merchant.call("POST", target, {"mchid": mchid or merchant.credentials["mchid"]})


async def advance(client: httpx.AsyncClient, seconds: int) -> None:
    await client.post("/_sandbox/clock", json={"advance_seconds": seconds})


async def test_an_order_waits_for_payment(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"], attach="门店 12")
    assert re.fullmatch(r"wx\w{10,62}", await merchant.prepay(order))
    answer = await query(merchant, order["out_trade_no"])
    merchant.verify(answer.headers, answer.content)
    assert answer.json() == {
        "appid": order["appid"],
        "mchid": order["mchid"],
        "out_trade_no": order["out_trade_no"],
        "trade_state": "NOTPAY",
        "trade_state_desc": "订单未支付",
        "attach": "门店 12",
        "promotion_detail": [],
        "amount": {"total": 100, "currency": "CNY", "payer_currency": "CNY"},
    }


async def test_every_optional_field_is_taken(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    goods = {"merchant_goods_id": "tea", "goods_name": "龙井", "quantity": 1, "unit_price": 100}
    store = {"id": "12", "name": "西湖店", "area_code": "330106", "address": "龙井路 1 号"}
    optional: dict[str, Any] = {
        "time_expire": "2099-01-01T10:00:00+08:00",
        "attach": "a",
        "goods_tag": "WXG",
        "support_fapiao": False,
        "detail": {"cost_price": 100, "invoice_id": "1", "goods_detail": [goods]},
        "scene_info": {"payer_client_ip": "14.23.150.211", "device_id": "013467007045764", "store_info": store},
        "settle_info": {"profit_sharing": False},
    }
    order = merchant.order(someone["openid"], **optional)
    await merchant.prepay(order)
    shown = (await query(merchant, order["out_trade_no"])).json()
    assert shown["scene_info"] == {"device_id": "013467007045764"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": ""}, "/description"),
        ({"description": "茶" * 128}, "/description"),
        ({"out_trade_no": "12345"}, "/out_trade_no"),
        ({"out_trade_no": "1" * 33}, "/out_trade_no"),
        ({"out_trade_no": "SIYU 2026"}, "/out_trade_no"),
        ({"out_trade_no": 20261122001}, "/out_trade_no"),
        ({"time_expire": "2026-12-01T10:00:00"}, "/time_expire"),
        ({"time_expire": "tomorrow"}, "/time_expire"),
        ({"attach": "a" * 129}, "/attach"),
        ({"goods_tag": "g" * 33}, "/goods_tag"),
        ({"support_fapiao": "true"}, "/support_fapiao"),
        ({"notify_url": "https://shop.example.com/pay?x=1"}, "/notify_url"),
        ({"notify_url": "http://shop.example.com/pay"}, "/notify_url"),
        ({"notify_url": "https://10.0.0.7/pay"}, "/notify_url"),
        ({"notify_url": "/pay"}, "/notify_url"),
        ({"notify_url": "https://shop.example.com/" + "p" * 240}, "/notify_url"),
        ({"amount": {"total": 0}}, "/amount/total"),
        ({"amount": {"total": 1.5}}, "/amount/total"),
        ({"amount": {"total": True}}, "/amount/total"),
        ({"amount": {}}, "/amount/total"),
        ({"amount": {"total": 1, "currency": "USD"}}, "/amount/currency"),
        ({"amount": [100]}, "/amount"),
        ({"payer": {}}, "/payer/openid"),
        ({"payer": {"openid": "oNobodyAtAll"}}, "/payer/openid"),
        ({"mchid": "1900000000"}, "/mchid"),
        ({"scene_info": {"device_id": "1"}}, "/scene_info/payer_client_ip"),
        ({"scene_info": {"payer_client_ip": "1" * 46}}, "/scene_info/payer_client_ip"),
        ({"settle_info": {"profit_sharing": 1}}, "/settle_info/profit_sharing"),
        ({"detail": {"goods_detail": []}}, "/detail/goods_detail"),
        ({"detail": {"goods_detail": [{"quantity": 1, "unit_price": 1}]}}, "/detail/goods_detail/0/merchant_goods_id"),
        ({"attach": None}, "/attach"),
        ({"nonce_str": "v2 field"}, "/nonce_str"),
    ],
)
async def test_a_bad_field_is_named(
    client: httpx.AsyncClient, merchant: Merchant, changes: dict[str, Any], field: str
) -> None:
    someone = await person(client)
    given = await refusal(merchant, merchant.order(someone["openid"]) | changes)
    assert given["code"] == "PARAM_ERROR"
    assert (given["detail"]["field"], given["detail"]["location"]) == (field, "body")
    assert (await client.get("/_sandbox/pay/orders")).json() == []


@pytest.mark.parametrize("name", ["appid", "mchid", "description", "out_trade_no", "notify_url", "amount", "payer"])
async def test_a_missing_field_is_named(client: httpx.AsyncClient, merchant: Merchant, name: str) -> None:
    order = merchant.order((await person(client))["openid"])
    del order[name]
    assert (await refusal(merchant, order))["detail"]["field"] == f"/{name}"


async def test_a_foreign_appid_is_refused(client: httpx.AsyncClient, merchant: Merchant) -> None:
    order = merchant.order((await person(client))["openid"], appid="wx0000000000000000")
    assert (await refusal(merchant, order))["code"] == "APPID_MCHID_NOT_MATCH"


async def test_a_body_that_is_no_json_object_is_refused(merchant: Merchant) -> None:
    assert (await refusal(merchant, [1]))["code"] == "PARAM_ERROR"
    assert (await refusal(merchant, None))["code"] == "PARAM_ERROR"


async def test_the_same_order_again_gives_a_prepay_id_and_a_changed_one_does_not(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    order = merchant.order((await person(client))["openid"])
    assert await merchant.prepay(order) != await merchant.prepay(order)
    changed = await refusal(merchant, order | {"amount": {"total": 99, "currency": "CNY"}})
    assert changed["code"] == "INVALID_REQUEST"
    (kept,) = (await client.get("/_sandbox/pay/orders")).json()
    assert kept["amount"]["total"] == 100
    assert len(kept["prepay_ids"]) == 2


async def test_a_closed_order_cannot_be_prepaid_and_closing_twice_is_fine(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    order = merchant.order((await person(client))["openid"])
    await merchant.prepay(order)
    for _ in range(2):
        answer = await close(merchant, order["out_trade_no"])
        assert (answer.status_code, answer.content) == (204, b"")
        merchant.verify(answer.headers, b"")
    assert (await query(merchant, order["out_trade_no"])).json()["trade_state"] == "CLOSED"
    assert (await refusal(merchant, order))["code"] == "ORDER_CLOSED"


async def test_a_paid_order_can_be_neither_closed_nor_prepaid(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"])
    await merchant.pay(someone, order)
    answer = await close(merchant, order["out_trade_no"])
    assert (answer.status_code, answer.json()["code"]) == (400, "ORDER_PAID")
    assert (await refusal(merchant, order))["code"] == "ORDER_PAID"
    assert (await query(merchant, order["out_trade_no"])).json()["trade_state"] == "SUCCESS"


async def test_unknown_orders_are_404_and_a_foreign_mchid_is_a_bad_parameter(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    order = merchant.order((await person(client))["openid"])
    await merchant.prepay(order)
    mchid = merchant.credentials["mchid"]
    for answer in (
        await query(merchant, "NOSUCHORDER"),
        await close(merchant, "NOSUCHORDER"),
        await merchant.call("GET", f"/v3/pay/transactions/id/4200000000?mchid={mchid}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "ORDER_NOT_EXIST")
    for answer in (
        await merchant.call("GET", f"/v3/pay/transactions/out-trade-no/{order['out_trade_no']}"),
        await close(merchant, order["out_trade_no"], "1900000000"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


@pytest.mark.parametrize(
    ("seconds", "kept"), [(None, 7 * 86400), (1, 60), (-3600, 60), (7200, 7200), (400 * 86400, 90 * 86400)]
)
async def test_an_unpaid_order_closes_at_its_time(
    client: httpx.AsyncClient, merchant: Merchant, seconds: int | None, kept: int
) -> None:
    changes = {}
    if seconds is not None:
        expire = datetime.fromtimestamp(await merchant.platform_time() + seconds).astimezone()
        changes = {"time_expire": expire.isoformat()}
    order = merchant.order((await person(client))["openid"], **changes)
    await merchant.prepay(order)
    states = []
    for wait in (kept - 20, 30):
        await advance(client, wait)
        states.append((await query(merchant, order["out_trade_no"])).json()["trade_state"])
    assert states == ["NOTPAY", "CLOSED"]
