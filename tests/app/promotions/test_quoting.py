"""Promotions from head office to the member's quote and the kept order, over HTTP."""

import httpx
import pytest

from app.kernel import db
from app.promotions.pricing.replay import replay
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import shopper
from tests.app.promotions.coupons.factory import coupon
from tests.app.promotions.factory import promotion

HALF = {"kind": "nth_percent", "n": 2, "pay_rate": 5_000}
KEPT = "SELECT quote, quote_hash, total FROM orders"


async def test_a_quote_says_what_each_rule_took_and_what_is_missing_for_the_next(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(price_yuan="40.00"), await shopper(http)
    await promotion(HALF, title="第二件半价", scope={"products": [str(goods.product_id)]})
    await promotion()
    ten_off = await coupon(buyer.member_id, terms={"kind": "fixed", "amount": 1_000, "threshold": 5_000})
    quoted = (await buyer.quote((goods.sku_id, 2), coupon_ids=[str(ten_off)])).json()
    assert [(rule["kind"], rule["amount"], rule["reason"]) for rule in quoted["rules"]] == [
        ("nth_percent", 2_000, "1 件享 5 折"),
        ("spend_and_save", 0, "还差 40 元可减 10 元"),
        ("coupon", 1_000, "商品抵扣 10 元"),
        ("freight", 0, "2 件，包邮"),
    ]
    assert (quoted["total"], quoted["coupon_ids"]) == (5_000, [str(ten_off)])


async def test_the_order_keeps_a_record_that_replays_to_the_same_fen_and_hash(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(price_yuan="40.00"), await shopper(http)
    await promotion(HALF)
    quoted = (await buyer.quote((goods.sku_id, 3))).json()
    await buyer.order((goods.sku_id, 3), expected_total=quoted["total"])
    kept = await db.fetch_one(KEPT)
    assert kept is not None
    again = replay(kept["quote"])
    assert (again.hash, again.total) == (kept["quote_hash"], kept["total"]) == (kept["quote_hash"], 10_000)


@pytest.mark.parametrize("field", ["total", "payable", "amount", "discount", "price", "freight"])
async def test_prices_are_never_taken_from_the_client(http: httpx.AsyncClient, field: str) -> None:
    """macrozheng/mall#998: the pay amount came from the client."""
    goods, buyer = await stocked(price_yuan="40.00"), await shopper(http)
    line = {"sku_id": str(goods.sku_id), "quantity": 1}
    home = {"address_id": str(buyer.home)}
    for body in ({"lines": [line], field: 1} | home, {"lines": [line | {field: 1}]} | home):
        for path in ("/quotes", "/orders"):
            answer = await buyer.call("POST", path, json=body, headers={"Idempotency-Key": f"price-{field}"})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")
    assert await db.fetch_one(KEPT) is None
