"""Second part: the view, the cart, the order, the payment and what follows from it."""

from typing import Any
from uuid import uuid4

from story.meeting import another_device, guide_of
from story.stage import Stage, must, until

QUANTITY = 2


async def view_product(stage: Stage) -> dict[str, Any]:
    props = stage.props
    before = len(await guide_inbox(stage))
    product = await stage.call("GET", f"/mp/v1/products/{props['product']}", token=props["token"])
    must(product["title"] == props["title"], "the product is shown", product)
    event = {"kind": "product_view", "product_id": props["product"]}
    await stage.call("POST", "/mp/v1/events", token=props["token"], json={"events": [event]})

    async def told() -> Any:
        return [m for m in (await guide_inbox(stage))[before:] if props["title"] in str(m)]

    messages = await until(told, "the guide's WeCom inbox shows the radar notice", seconds=10)
    must(len(messages) == 1, "one notice", messages)
    return {"message": messages[0]}


async def guide_inbox(stage: Stage) -> list[Any]:
    found: list[Any] = await stage.control("GET", f"/wecom/staff/{guide_of(stage)}/inbox")
    return found


async def fill_cart(stage: Stage) -> dict[str, Any]:
    props = stage.props
    line = {"sku_id": props["sku"], "quantity": QUANTITY}
    await stage.call("PUT", "/mp/v1/cart", token=props["token"], json=line)
    seen = await stage.call("GET", "/mp/v1/cart", token=await another_device(stage))
    lines = [(item["sku_id"], item["quantity"]) for item in seen["items"]]
    must(lines == [(props["sku"], QUANTITY)], "the other device sees the line", seen)
    return {"lines": lines}


HOME = {
    **{"name": "小满", "phone": "13800001111", "region": "上海市 黄浦区", "region_code": "310101"},
    **{"street": "人民大道 1 号", "latitude": 31.2304, "longitude": 121.4737},
}


async def place_order(stage: Stage) -> dict[str, Any]:
    props = stage.props
    props["home"] = (await stage.call("POST", "/mp/v1/addresses", token=props["token"], json=HOME))["id"]
    props["stock_before"] = await _stock(stage)
    order = await _place(stage, key := uuid4().hex)
    again = await _place(stage, key)
    must(again["id"] == order["id"], "the same key gives the same order", again)
    props["order"] = order
    held = await stage.row(
        "SELECT count(DISTINCT o.id) AS orders, sum(h.quantity)::int AS held FROM orders o"
        " JOIN stock_holds h ON h.order_id = o.id WHERE o.member_id = $1 AND h.status = 'open'",
        props["member"],
    )
    must(held == {"orders": 1, "held": QUANTITY}, "one order holds the stock", held)
    return {"number": order["number"], "total": order["total"], **held}


async def _place(stage: Stage, key: str) -> Any:
    wish = {
        "lines": [{"sku_id": stage.props["sku"], "quantity": QUANTITY}],
        "address_id": stage.props["home"],
    }
    return await stage.call("POST", "/mp/v1/orders", token=stage.props["token"], json=wish, key=key)


async def pay(stage: Stage) -> dict[str, Any]:
    return await pay_for(stage, stage.props["order"])


async def pay_for(stage: Stage, order: dict[str, Any]) -> dict[str, Any]:
    """Pay an order on the consumer's phone; evidence is the channel's book and its notification's reception."""
    props = stage.props
    parameters = await stage.call("POST", f"/mp/v1/orders/{order['id']}/payment", token=props["token"])
    phone = await stage.control("POST", f"/people/{props['person']['id']}/pay", json=parameters)
    number = phone["out_trade_no"]
    book = await stage.control("GET", f"/pay/orders/{number}")
    must(book["trade_state"] == "SUCCESS" and book["amount"]["total"] == order["total"], "the channel was paid", book)

    async def notified() -> Any:
        sent = await stage.control("GET", "/pay/notifications")
        return next((n for n in sent if n["out_trade_no"] == number and n["accepted"]), None)

    notification = await until(notified, "the product accepted the signed notification")

    async def paid() -> Any:
        return (await stage.call("GET", f"/mp/v1/orders/{order['id']}", token=props["token"]))["status"] == "paid"

    await until(paid, "the order is paid")
    return {"transaction_id": phone["transaction_id"], "notification": notification["id"]}


async def consequences(stage: Stage) -> dict[str, Any]:
    props, order = stage.props, stage.props["order"]
    before = props["stock_before"]
    after = await until(lambda: _sold(stage, before), "stock moved")

    async def booked() -> Any:
        found = await stage.row(
            "SELECT (SELECT balance FROM ledger_accounts WHERE kind = 'points_pending' AND owner_id = $1) AS points,"
            " (SELECT sum(amount)::int FROM commission_accruals WHERE order_id = $2) AS commission,"
            " (SELECT sum(p.amount)::int FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.credit_account_id"
            "  WHERE a.kind = 'commission_frozen' AND p.source_ref LIKE '%' || (SELECT l.id::text FROM order_lines l"
            "  WHERE l.order_id = $2 LIMIT 1) || '%') AS posted",
            props["member"],
            order["id"],
        )
        return found if all(value is not None for value in found.values()) else None

    books = await until(booked, "points and commission are in the ledger")
    must(books["points"] == order["total"] // 100, "one point per yuan", books)
    must(books["commission"] == books["posted"] > 0, "the accrual is posted to the guide's account", books)

    async def told() -> Any:
        return [m for m in await guide_inbox(stage) if order["number"] in str(m)]

    messages = await until(told, "the guide is told of the payment")
    must(len(messages) == 1, "told once", messages)
    return {"on_hand": [before["on_hand"], after["on_hand"]], **books, "message": messages[0]}


async def _stock(stage: Stage) -> dict[str, Any]:
    return await stage.row(
        "SELECT sum(on_hand)::int AS on_hand, sum(held)::int AS held FROM stocks WHERE sku_id = $1", stage.props["sku"]
    )


async def _sold(stage: Stage, before: dict[str, Any]) -> Any:
    now = await _stock(stage)
    return now if now == {"on_hand": before["on_hand"] - QUANTITY, "held": before["held"]} else None


async def buy_again(stage: Stage) -> dict[str, Any]:
    """Place and pay another order of the same consumer."""
    order: dict[str, Any] = await _place(stage, uuid4().hex)
    await pay_for(stage, order)
    return order
