"""Wrong quotes, orders, carts and after-sales: each is told what is wrong and what to do, and changes nothing."""

import json
from typing import Any

import httpx
import pytest

from app.kernel.ids import new_id
from tests.miniprogram_api.order_desk import Desk, in_the_past, is_refused, open_desk, uuids

QUANTITIES = [0, -1, 1.5, 1.0, "2", 1_000, 10**12, 10**30, None, True, [1]]
FIELDS = "invalid_fields"
LONG = "长" * 201


@pytest.fixture
async def desk(http: httpx.AsyncClient) -> Desk:
    return await open_desk(http)


async def refuses_wish(desk: Desk, code: str, **changed: Any) -> None:
    """By the quote and by the order desk."""
    for path in ("/quotes", "/orders"):
        await is_refused(desk.buyer, "POST", path, code, desk.wish(**changed))


async def test_wrong_pieces_and_goods(desk: Desk) -> None:
    for quantity in QUANTITIES:
        await refuses_wish(desk, FIELDS, **desk.of(desk.tea, quantity))
    twice = {"sku_id": desk.tea, "quantity": 500}
    await refuses_wish(desk, "too_many_pieces", lines=[twice, twice])
    await refuses_wish(desk, "out_of_stock", **desk.of(desk.tea, 999))
    await refuses_wish(desk, "goods_unavailable", **desk.of(str(new_id())))
    await refuses_wish(desk, "goods_unavailable", **desk.of(desk.off_shelf))
    await refuses_wish(desk, FIELDS, lines=[])
    await refuses_wish(desk, FIELDS, lines=[{"sku_id": str(one), "quantity": 1} for one in uuids(51)])
    await refuses_wish(desk, "goods_unavailable", lines=[{"sku_id": str(one), "quantity": 1} for one in uuids(50)])


async def test_prices_and_discounts_are_not_the_members_to_say(desk: Desk) -> None:
    """macrozheng/mall#998: the amount to pay came from the client."""
    for name in ("price", "amount", "discount", "unit_price", "gift_of", "stored_value"):
        await refuses_wish(desk, FIELDS, **desk.of(desk.tea, 1, **{name: 1}))
    for name in ("total", "payable", "freight", "discount", "coupon_amount", "member_id", "status", "guide_id"):
        await refuses_wish(desk, FIELDS, **{name: 1})
    for wrong in (-1, 1.5, "1290", True):
        await is_refused(desk.buyer, "POST", "/orders", FIELDS, desk.wish(expected_total=wrong))
    for stale in (0, 1, 1_289, 2_580, 10**15):
        await is_refused(desk.buyer, "POST", "/orders", "quote_moved", desk.wish(expected_total=stale))
    await is_refused(desk.buyer, "POST", "/quotes", FIELDS, desk.wish(expected_total=1_290))


async def test_coupons_and_points_that_are_not_there_to_be_used(desk: Desk) -> None:
    await refuses_wish(desk, "coupon_not_found", coupon_ids=[desk.coupons["foreign"]])
    await refuses_wish(desk, "coupon_not_found", coupon_ids=[desk.coupons["ready"], str(new_id())])
    await refuses_wish(desk, "coupon_not_usable", coupon_ids=[desk.coupons["ended"]])
    await refuses_wish(desk, FIELDS, coupon_ids=[str(one) for one in uuids(6)])
    await refuses_wish(desk, FIELDS, coupon_ids="all")
    for points in (-1, 0.5, "10", 100_000_001, True, 10**40):
        await refuses_wish(desk, FIELDS, points=points)
    await refuses_wish(desk, FIELDS, stored_value=500)


async def test_places_that_cannot_be_served(desk: Desk) -> None:
    await refuses_wish(desk, "address_not_found", address_id=str(desk.stranger.home))
    await refuses_wish(desk, "address_not_found", address_id=str(new_id()))
    await refuses_wish(desk, "address_needed", address_id=None)
    await refuses_wish(desk, "store_needed", fulfilment="same_city")
    await refuses_wish(desk, "store_not_found", fulfilment="pick_up", store_id=str(new_id()))
    for kind in ("same_city", "in_store"):
        await refuses_wish(desk, "store_does_not_offer", fulfilment=kind, store_id=desk.counter)
    await refuses_wish(desk, "wrong_fulfilment", **desk.of(desk.download))
    await refuses_wish(desk, "wrong_fulfilment", fulfilment="virtual")
    await refuses_wish(desk, "wrong_fulfilment", fulfilment="in_store", store_id=desk.city, **desk.of(desk.download))
    for odd in ("drone", "", 1, ["express"]):
        await refuses_wish(desk, FIELDS, fulfilment=odd)


async def test_slots_that_are_over_or_never_were(desk: Desk) -> None:
    by_city = {"fulfilment": "same_city", "store_id": desk.city}
    far = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-01T00:00:07+08:00")
    for starts_at in (in_the_past(), *far):
        wish = desk.wish(slot_from=starts_at, **by_city)
        await is_refused(desk.buyer, "POST", "/orders", "slot_closed", wish)
    for day in ("0001-01-01", "9999-12-31"):
        shown = await desk.buyer.call("GET", f"/stores/{desk.city}/delivery-slots", params={"day": day})
        assert (shown.status_code, shown.json()) == (200, {"items": []})
    for wrong in ("tomorrow", "2026-02-30T00:00:00Z", "2026-12-01T10:00:00", "12:00"):
        await refuses_wish(desk, FIELDS, slot_from=wrong, **by_city)


async def test_texts_that_cannot_be_kept(desk: Desk) -> None:
    await refuses_wish(desk, FIELDS, remark=LONG)
    await refuses_wish(desk, FIELDS, remark=5)
    for path in ("/quotes", "/orders"):
        for remark, code in ((r"\u0000", "nul_byte"), (r"\ud800", "malformed_json")):
            body = json.dumps(desk.wish(remark="?")).replace("?", remark).encode()
            await is_refused(desk.buyer, "POST", path, code, body)
        for body in (b"", b"{", b"\xff", b'{"lines": NaN}', b"[" * 9_000):
            await is_refused(desk.buyer, "POST", path, "malformed_json", body)
        for body in (b"null", b"[]", b'"x"', b"1"):
            await is_refused(desk.buyer, "POST", path, FIELDS, body)
    for key in ("short", "x" * 65):
        await is_refused(desk.buyer, "POST", "/orders", "idempotency_key_missing", desk.wish(), key)


async def test_a_cart_takes_only_what_can_be_bought(desk: Desk) -> None:
    for quantity in QUANTITIES:
        line = {"sku_id": desk.tea, "quantity": quantity}
        await is_refused(desk.buyer, "PUT", "/cart", FIELDS, line)
    for sku_id in (str(new_id()), desk.off_shelf):
        await is_refused(desk.buyer, "PUT", "/cart", "goods_unavailable", {"sku_id": sku_id, "quantity": 1})
    for more in ({"price": 1}, {"member_id": str(desk.stranger.member_id)}):
        await is_refused(desk.buyer, "PUT", "/cart", FIELDS, {"sku_id": desk.tea, "quantity": 1} | more)
    await is_refused(desk.buyer, "PUT", "/cart", FIELDS, {"sku_id": "1", "quantity": 1})
    await desk.stranger.call("PUT", "/cart", json={"sku_id": desk.tea, "quantity": 2})
    assert (await desk.buyer.call("DELETE", f"/cart/{desk.tea}")).status_code == 204
    assert [line["quantity"] for line in (await desk.stranger.call("GET", "/cart")).json()["items"]] == [2]
    assert (await desk.buyer.call("GET", "/cart")).json()["items"] == []


async def test_somebody_elses_order_and_after_sale_are_not_there(desk: Desk) -> None:
    case = {"kind": "refund_only", "reason": "quality", "lines": [{"order_line_id": desk.had_line, "quantity": 1}]}
    for order in (desk.unpaid, desk.had, str(new_id())):
        for method, path, body in (
            *(("GET", "", None), ("GET", "/parcels", None), ("POST", "/cancel", None), ("POST", "/receive", None)),
            ("POST", "/after-sales", case),
        ):
            await is_refused(desk.stranger, method, f"/orders/{order}{path}", "order_not_found", body)
    parcel = {"carrier": "SF", "tracking_no": "SF1234567890"}
    for asked in (desk.open_case, str(new_id())):
        for method, path, sent in (("GET", "", None), ("POST", "/withdraw", None), ("POST", "/return-parcel", parcel)):
            await is_refused(desk.stranger, method, f"/after-sales/{asked}{path}", "after_sale_not_found", sent)


async def test_steps_that_do_not_fit_the_orders_state(desk: Desk) -> None:
    await is_refused(desk.buyer, "POST", f"/orders/{desk.had}/cancel", "order_already_paid")
    await is_refused(desk.buyer, "POST", f"/orders/{desk.unpaid}/receive", "order_wrong_state")
    parcel = {"carrier": "SF", "tracking_no": "SF1234567890"}
    path = f"/after-sales/{desk.open_case}/return-parcel"
    await is_refused(desk.buyer, "POST", path, "after_sale_wrong_state", parcel)
    for wrong in ({"carrier": ""}, {"tracking_no": "1"}, {"tracking_no": "SF 1234567890"}, {"amount": 1}):
        await is_refused(desk.buyer, "POST", path, FIELDS, parcel | wrong)


async def test_after_sales_that_ask_for_more_than_is_left(desk: Desk) -> None:
    """craftcms/commerce#1098: two steps that together ask for more than was paid."""
    path = f"/orders/{desk.had}/after-sales"

    async def refuses(code: str, line: dict[str, Any], key: str = "", **changed: Any) -> None:
        case = {"kind": "refund_only", "reason": "quality", "lines": [{"order_line_id": desk.had_line} | line]}
        await is_refused(desk.buyer, "POST", path, code, case | changed, key)

    for quantity in QUANTITIES:
        await refuses(FIELDS, {"quantity": quantity})
    for kind in ("refund_only", "return", "exchange"):
        await refuses("pieces_taken", {"quantity": 2}, kind=kind)
    await refuses("after_sale_unknown_lines", {"order_line_id": str(new_id()), "quantity": 1})
    for name in ("amount", "freight", "points", "stored_value", "status"):
        await refuses(FIELDS, {"quantity": 1}, "", **{name: 1})
    await refuses(FIELDS, {"quantity": 1, "amount": 1})
    wrongs: tuple[dict[str, Any], ...] = (
        {"kind": "gift"},
        {"reason": "?"},
        {"note": LONG * 3},
        {"pictures": ["http://a.cn/1"]},
        {"lines": []},
    )
    for wrong in wrongs:
        await refuses(FIELDS, {"quantity": 1}, "", **wrong)
    unpaid = (await desk.buyer.call("GET", f"/orders/{desk.unpaid}")).json()["lines"][0]["id"]
    case = {"kind": "refund_only", "reason": "quality", "lines": [{"order_line_id": unpaid, "quantity": 1}]}
    await is_refused(desk.buyer, "POST", f"/orders/{desk.unpaid}/after-sales", "order_not_for_after_sale", case)
    await refuses("after_sale_unknown_lines", {"order_line_id": unpaid, "quantity": 1})


async def test_a_key_that_was_used_for_something_else(desk: Desk) -> None:
    for method, path, good, other in (
        ("POST", "/orders", desk.wish(), desk.wish(**desk.of(desk.tea, 2))),
        (
            *("POST", f"/orders/{desk.had}/after-sales"),
            {"kind": "return", "reason": "other", "lines": [{"order_line_id": desk.had_line, "quantity": 1}]},
            {"kind": "return", "reason": "other", "lines": [{"order_line_id": desk.had_line, "quantity": 2}]},
        ),
    ):
        key = {"Idempotency-Key": "the-same-key"}
        first = await desk.buyer.call(method, path, json=good, headers=key)
        assert first.status_code == 201, first.text
        assert (await desk.buyer.call(method, path, json=good, headers=key)).json()["id"] == first.json()["id"]
        await is_refused(desk.buyer, method, path, "idempotency_key_reused", other, "the-same-key")
