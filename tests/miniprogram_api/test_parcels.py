"""The member's own parcels, from paying to fetching."""

from typing import Any
from uuid import UUID

import httpx

from app.delivery.states import Fulfilment
from app.fulfilment.models import Parcel
from app.fulfilment.ship import Shipment, ship
from app.fulfilment.withhold import withhold
from tests.app.catalog.factory import stocked
from tests.app.fulfilment.factory import CLERK, lines_of, packed
from tests.app.orders.factory import Drain, Shopper, payment_is, shopper

A, SHOP = UUID(int=1), UUID(int=5)


async def parcels(buyer: Shopper, order_id: object) -> list[dict[str, Any]]:
    answer = await buyer.call("GET", f"/orders/{order_id}/parcels")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_paid_order_is_packed_sent_and_told_to_wechat(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 2))
    number = await buyer.pay(order)
    await payment_is(order, "paid")
    await drain()
    (waiting,) = await parcels(buyer, order["id"])
    assert (waiting["status"], waiting["lines"][0]["quantity"]) == ("waiting", 2)
    await ship(UUID(waiting["id"]), Shipment("ZTO", "78123456789012"), CLERK)
    await drain()
    (sent,) = await parcels(buyer, order["id"])
    assert (sent["status"], sent["carrier_name"], sent["tracking_no"]) == ("shipped", "中通快递", "78123456789012")
    calls = (await sandbox.get("/_sandbox/calls", params={"path": "/weixin/wxa/sec/order/upload"})).json()
    assert calls[-1]["body"]["order_key"]["out_trade_no"] == number
    assert calls[-1]["answer"]["errcode"] == 0
    assert (await buyer.read(order))["status"] == "shipped"


async def test_a_pick_up_code_is_shown_to_its_member_while_it_opens_something(http: httpx.AsyncClient) -> None:
    buyer, stranger = await shopper(http), await shopper(http)
    order, (parcel,) = await packed([(A, 2)], fulfilment=Fulfilment.PICK_UP, store_id=SHOP, member_id=buyer.member_id)
    (shown,) = await parcels(buyer, order.id)
    assert shown["pick_up_code"] == parcel.pick_up_code
    assert (await stranger.call("GET", f"/orders/{order.id}/parcels")).status_code == 404
    await Parcel.filter(id=parcel.id).update(pick_up_until=order.placed_at)
    (shown,) = await parcels(buyer, order.id)
    assert shown["pick_up_code"] is None


async def test_an_order_without_parcels_shows_none(http: httpx.AsyncClient) -> None:
    buyer = await shopper(http)
    order, _ = await packed([(A, 2)], member_id=buyer.member_id)
    await withhold(order.id, {(await lines_of(order))[0]: 2})
    assert await parcels(buyer, order.id) == []


async def test_an_exit_code_is_shown_for_scanned_goods_only(http: httpx.AsyncClient) -> None:
    buyer, stranger = await shopper(http), await shopper(http)
    order, (parcel,) = await packed([(A, 2)], fulfilment=Fulfilment.IN_STORE, store_id=SHOP, member_id=buyer.member_id)
    path = f"/orders/{order.id}/exit-code"
    assert (await buyer.call("GET", path)).json() == {"code": parcel.pick_up_code}
    assert (await stranger.call("GET", path)).status_code == 404
    sent, _ = await packed([(A, 2)], member_id=buyer.member_id)
    refused = await buyer.call("GET", f"/orders/{sent.id}/exit-code")
    assert (refused.status_code, refused.json()["code"]) == (409, "order_wrong_state")
