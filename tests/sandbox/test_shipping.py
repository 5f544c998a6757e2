"""The sandbox's trade management: what it takes of a shipping report, and what it refuses."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant, person

ROOT = "/weixin/wxa/sec/order"


class Seller:
    """A merchant with a paid order who reports its shipping."""

    def __init__(self, merchant: Merchant, buyer: dict[str, Any], order: dict[str, Any], token: str) -> None:
        self.merchant, self.buyer, self.order, self.token = merchant, buyer, order, token
        self.at = datetime.now(UTC)

    async def ask(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.merchant.http.post(f"{ROOT}/{call}", params={"access_token": self.token}, json=body)
        given: dict[str, Any] = answer.json()
        return given

    def report_body(self, *numbers: str, **changes: Any) -> dict[str, Any]:
        self.at += timedelta(milliseconds=1)
        parcels = [{"tracking_no": n, "express_company": "ZTO", "item_desc": "龙井*1"} for n in numbers or ("78001",)]
        return {
            "order_key": {
                "order_number_type": 1,
                "mchid": self.merchant.credentials["mchid"],
                "out_trade_no": self.order["out_trade_no"],
            },
            "logistics_type": 1,
            "delivery_mode": 1,
            "shipping_list": parcels,
            "upload_time": self.at.isoformat(timespec="milliseconds"),
            "payer": {"openid": self.buyer["openid"]},
            **changes,
        }

    async def report(self, *numbers: str, **changes: Any) -> int:
        return int((await self.ask("upload_shipping_info", self.report_body(*numbers, **changes)))["errcode"])

    async def split(self, *numbers: str, last: bool) -> int:
        return await self.report(*numbers, delivery_mode=2, is_all_delivered=last)

    async def seen(self) -> dict[str, Any]:
        key = {"transaction_id": self.order["transaction_id"]}
        seen: dict[str, Any] = (await self.ask("get_order", key))["order"]
        return seen

    async def state(self) -> int:
        return int((await self.seen())["order_state"])

    async def days(self, days: float) -> None:
        await self.merchant.http.post("/_sandbox/clock", json={"advance_seconds": days * 86400})
        keys = self.merchant.credentials
        self.token = await fresh_token(self.merchant.http, keys)


async def fresh_token(client: httpx.AsyncClient, keys: dict[str, Any]) -> str:
    body = {"appid": keys["miniprogram_appid"], "secret": keys["miniprogram_secret"]}
    answer = await client.post("/weixin/cgi-bin/stable_token", json=body | {"grant_type": "client_credential"})
    return str(answer.json()["access_token"])


@pytest.fixture
async def seller(client: httpx.AsyncClient, merchant: Merchant) -> Seller:
    buyer = await person(client)
    asked = merchant.order(buyer["openid"])
    paid = await merchant.pay(buyer, asked)
    return Seller(merchant, buyer, asked | paid, await fresh_token(client, merchant.credentials))


async def test_one_parcel_ships_an_order(seller: Seller) -> None:
    assert await seller.state() == 1
    assert await seller.report("78001") == 0
    seen = await seller.seen()
    assert (seen["order_state"], seen["shipping"]["finish_shipping"]) == (2, True)
    assert [parcel["tracking_no"] for parcel in seen["shipping"]["shipping_list"]] == ["78001"]


async def test_parts_ship_an_order_with_the_last_of_them(seller: Seller) -> None:
    assert await seller.split("78001", last=False) == 0
    assert await seller.state() == 1
    assert await seller.split("78001", "78002", last=True) == 0
    seen = await seller.seen()
    assert (seen["order_state"], seen["shipping"]["finish_shipping_count"]) == (2, 1)
    assert len(seen["shipping"]["shipping_list"]) == 2


async def test_a_finished_report_changes_once(seller: Seller) -> None:
    assert await seller.report("78001") == 0
    assert await seller.report("78001") == 10060023
    assert await seller.report("78002") == 0
    assert await seller.report("78003") == 10060003


async def test_another_way_uses_up_the_change(seller: Seller) -> None:
    assert await seller.split("78001", last=False) == 0
    assert await seller.report("78001") == 0
    assert await seller.report("78002") == 10060003


async def test_express_confirms_itself_after_ten_days_and_takes_no_report_then(seller: Seller) -> None:
    await seller.report("78001")
    await seller.days(9.9)
    assert await seller.state() == 2
    await seller.days(0.2)
    assert await seller.state() == 3
    assert await seller.report("78002") == 10060002


async def test_what_is_fetched_confirms_itself_after_two_days(seller: Seller) -> None:
    assert await seller.report(logistics_type=4, shipping_list=[{"item_desc": "龙井*1"}]) == 0
    await seller.days(2.1)
    assert await seller.state() == 3


async def test_the_payer_confirms(seller: Seller) -> None:
    press = {"out_trade_no": seller.order["out_trade_no"]}
    early = await seller.merchant.http.post("/_sandbox/trade/confirm_receipt", json=press)
    assert early.status_code == 400
    await seller.report("78001")
    await seller.merchant.http.post("/_sandbox/trade/confirm_receipt", json=press)
    assert await seller.state() == 3


async def test_a_payer_is_reminded_once_and_only_of_express(seller: Seller) -> None:
    reminder = {"transaction_id": seller.order["transaction_id"], "received_time": int(time.time()) - 5}
    assert (await seller.ask("notify_confirm_receive", reminder))["errcode"] == 10060028
    await seller.report("78001")
    late = reminder | {"received_time": int(time.time()) + 3600}
    assert (await seller.ask("notify_confirm_receive", late))["errcode"] == 10060029
    assert [(await seller.ask("notify_confirm_receive", reminder))["errcode"] for _ in range(2)] == [0, 10060030]


async def test_an_order_that_is_not_paid_or_too_young_is_not_known(seller: Seller) -> None:
    unknown = {"order_number_type": 1, "mchid": seller.merchant.credentials["mchid"], "out_trade_no": "NOBODYS"}
    assert await seller.report(order_key=unknown) == 10060001
    await seller.merchant.http.post("/_sandbox/trade/settings", json={"seconds_until_known": 60})
    assert await seller.report() == 10060001
    await seller.merchant.http.post("/_sandbox/clock", json={"advance_seconds": 61})
    assert await seller.report() == 0


async def test_upload_time_grows(seller: Seller) -> None:
    assert await seller.split("78001", last=False) == 0
    seller.at -= timedelta(seconds=1)
    assert await seller.split("78001", "78002", last=True) == 10060014


PARCEL = {"tracking_no": "78001", "express_company": "ZTO", "item_desc": "龙井*1"}
SF = PARCEL | {"express_company": "SF"}


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"order_key": {"order_number_type": 3}}, 268485194),
        ({"order_key": {"order_number_type": 2}}, 268485195),
        ({"order_key": {"order_number_type": 1, "out_trade_no": "x"}}, 268485196),
        ({"order_key": {"order_number_type": 1, "mchid": "x"}}, 268485197),
        ({"logistics_type": 5}, 10060005),
        ({"delivery_mode": 3}, 268485224),
        ({"delivery_mode": 2, "logistics_type": 4}, 10060006),
        ({"delivery_mode": 2}, 10060007),
        ({"shipping_list": []}, 10060014),
        ({"shipping_list": [PARCEL, PARCEL]}, 268485228),
        ({"shipping_list": [PARCEL] * 16, "delivery_mode": 2, "is_all_delivered": True}, 10060024),
        ({"shipping_list": [PARCEL | {"item_desc": ""}]}, 10060008),
        ({"shipping_list": [PARCEL | {"item_desc": "茶" * 121}]}, 10060009),
        ({"shipping_list": [PARCEL | {"tracking_no": ""}]}, 268485226),
        ({"shipping_list": [PARCEL | {"express_company": ""}]}, 268485227),
        ({"shipping_list": [SF]}, 10060014),
        ({"shipping_list": [SF | {"contact": {"receiver_contact": "18912341234"}}]}, 10060014),
        ({"shipping_list": [SF | {"contact": {"receiver_contact": "189****1234"}}]}, 0),
        ({"upload_time": "2026-11-22 10:00:00"}, 268485216),
        ({"payer": {"openid": "someone else"}}, 10060031),
    ],
)
async def test_each_field_of_a_report_is_checked(seller: Seller, changes: dict[str, Any], errcode: int) -> None:
    assert await seller.report(**changes) == errcode


async def test_orders_are_listed_by_state_and_page(seller: Seller, client: httpx.AsyncClient) -> None:
    for number in range(2):
        order = seller.merchant.order(seller.buyer["openid"], f"SIYU2026112200{number + 5}")
        await seller.merchant.pay(seller.buyer, order)
    await seller.report("78001")
    shipped = await seller.ask("get_order_list", {"order_state": 2})
    assert [order["merchant_trade_no"] for order in shipped["order_list"]] == [seller.order["out_trade_no"]]
    page = await seller.ask("get_order_list", {"page_size": 2})
    rest = await seller.ask("get_order_list", {"page_size": 2, "last_index": page["last_index"]})
    assert (len(page["order_list"]), page["has_more"]) == (2, True)
    assert (len(rest["order_list"]), rest["has_more"]) == (1, False)
    assert (await seller.ask("get_order_list", {"last_index": "nobody"}))["errcode"] == 10060011


async def test_a_mini_program_knows_whether_it_is_managed(seller: Seller, client: httpx.AsyncClient) -> None:
    appid = {"appid": seller.merchant.credentials["miniprogram_appid"]}
    assert (await seller.ask("is_trade_managed", appid))["is_trade_managed"] is True
    await client.post("/_sandbox/trade/settings", json={"managed": False})
    assert (await seller.ask("is_trade_managed", appid))["is_trade_managed"] is False
    assert (await client.post("/_sandbox/trade/settings", json={"managed": "no"})).status_code == 400


async def test_without_a_token_nothing_is_taken(seller: Seller) -> None:
    seller.token = "invented"
    assert await seller.report() == 40001
