"""What a member is shown before ordering is what ordering takes."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from app.kernel import clock
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.models import Order, OrderLine
from app.promotions.create import create
from app.promotions.terms import NewPromotion
from tests.app.catalog.factory import stocked
from tests.app.inventory.factory import store
from tests.app.orders.factory import shopper, stock_of


async def promote(**terms: object) -> UUID:
    now = clock.now()
    new = {"title": "活动", "terms": terms, "starts_at": now, "ends_at": now + timedelta(days=1)}
    return await create(NewPromotion.model_validate(new))


async def test_a_quote_tells_every_rule_and_placing_takes_the_same_total(http: httpx.AsyncClient) -> None:
    goods = await stocked(stock=9, price_yuan="40")
    await promote(kind="spend_and_save", by="amount", tiers=[{"at": 10_000, "money_off": 1_500}])
    buyer = await shopper(http)
    shown = (await buyer.quote((goods.sku_id, 3))).json()
    assert (shown["goods_amount"], shown["freight"], shown["total"], shown["payable"]) == (12_000, 0, 10_500, 10_500)
    assert [(rule["kind"], rule["applied"], rule["amount"]) for rule in shown["rules"]] == [
        ("spend_and_save", True, 1_500),
        ("freight", True, 0),
    ]
    assert shown["promised_by"] > clock.now().isoformat()
    assert await stock_of(goods.sku_id) == (9, 0)
    order = await buyer.order((goods.sku_id, 3), expected_total=shown["total"])
    assert (order["total"], order["payable"]) == (10_500, 10_500)
    (line,) = (await buyer.read(order))["lines"]
    assert (line["unit_price"], line["promotion_discount"], line["amount"]) == (4_000, 1_500, 10_500)


async def test_a_price_that_moved_since_the_quote_orders_nothing(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(stock=9, price_yuan="40"), await shopper(http)
    seen = (await buyer.quote((goods.sku_id, 1))).json()["total"]
    await promote(kind="timed_price", price=3_000)
    refused = await buyer.place((goods.sku_id, 1), expected_total=seen)
    assert (refused.status_code, refused.json()["code"]) == (409, "quote_moved")
    assert refused.json()["facts"] == {"expected": 4_000, "total": 3_000}
    assert not await Order.exists()
    assert await stock_of(goods.sku_id) == (9, 0)


@pytest.mark.parametrize("field", ["price", "amount", "discount", "total", "freight", "unit_price", "member_id"])
async def test_the_client_cannot_send_what_it_would_like_to_pay(http: httpx.AsyncClient, field: str) -> None:
    """macrozheng/mall#998: the amount to pay came from the client."""
    goods, buyer = await stocked(), await shopper(http)
    wish = buyer.wish((goods.sku_id, 1), **{field: 1})
    assert (
        await buyer.call("POST", "/orders", json=wish, headers={"Idempotency-Key": "a-good-key"})
    ).status_code == 422
    line = {"sku_id": str(goods.sku_id), "quantity": 1, field: 1}
    answer = await buyer.call("POST", "/quotes", json={"lines": [line], "address_id": str(buyer.home)})
    assert answer.status_code == 422
    assert not await Order.exists()


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "2", 1_000, 10**12, None, True])
async def test_only_whole_pieces_from_1_to_999_are_sold(http: httpx.AsyncClient, quantity: object) -> None:
    """newbee-mall#127: a negative quantity makes a negative price."""
    goods, buyer = await stocked(), await shopper(http)
    for path in ("/quotes", "/orders"):
        wish = {"lines": [{"sku_id": str(goods.sku_id), "quantity": quantity}], "address_id": str(buyer.home)}
        answer = await buyer.call("POST", path, json=wish, headers={"Idempotency-Key": "a-good-key"})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"]
    assert not await Order.exists()


async def test_an_address_of_somebody_else_is_not_there(http: httpx.AsyncClient) -> None:
    goods, buyer, other = await stocked(), await shopper(http), await shopper(http)
    refused = await buyer.place((goods.sku_id, 1), address_id=str(other.home))
    assert (refused.status_code, refused.json()["code"]) == (404, "address_not_found")
    for wish in ({"address_id": None}, {"address_id": None, "fulfilment": "pick_up"}):
        answer = await buyer.place((goods.sku_id, 1), **wish)
        assert answer.status_code == 422
        assert answer.json()["code"] in ("address_needed", "store_needed")
    unknown = await buyer.place((goods.sku_id, 1), fulfilment="pick_up", store_id=str(new_id()))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "store_not_found")


async def test_a_coupon_of_somebody_else_is_not_there(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(), await shopper(http)
    refused = await buyer.quote((goods.sku_id, 1), coupon_ids=[str(new_id())])
    assert (refused.status_code, refused.json()["code"]) == (404, "coupon_not_found")


async def test_a_gift_is_a_line_of_its_own_that_costs_nothing_and_holds_stock(http: httpx.AsyncClient) -> None:
    tea, cup = await stocked(stock=9, price_yuan="60"), await stocked(stock=1, price_yuan="20", number=2)
    rule = await promote(
        kind="spend_and_save", by="amount", tiers=[{"at": 10_000, "gift": {"sku_id": str(cup.sku_id), "quantity": 1}}]
    )
    buyer = await shopper(http)
    order = await buyer.order((tea.sku_id, 2))
    lines = await OrderLine.filter(order_id=order["id"]).order_by("line")
    assert [(line.sku_id, line.unit_price, line.amount, line.gift_of) for line in lines] == [
        (tea.sku_id, 6_000, 12_000, None),
        (cup.sku_id, 0, 0, rule),
    ]
    assert await stock_of(cup.sku_id) == (1, 1)
    sold_out = (await buyer.quote((tea.sku_id, 2))).json()
    assert [(rule["applied"], rule["reason"]) for rule in sold_out["rules"][:1]] == [(False, "赠品已送完")]


async def test_an_order_over_several_places_says_who_serves_what_and_why(http: httpx.AsyncClient) -> None:
    goods = await stocked(stock=2)
    _, location = await store("S001", {goods.sku_id: 3})
    buyer = await shopper(http)
    order = await buyer.order((goods.sku_id, 4))
    (line,) = await orders.lines_of(UUID(order["id"]))
    assert sum(served.quantity for served in line.sourcing) == 4
    assert location in {served.location_id for served in line.sourcing}
    assert len({served.location_id for served in line.sourcing}) == 2
    assert all(served.reason for served in line.sourcing)
    assert await stock_of(goods.sku_id) == (5, 4)
