"""What shopper, clerk and channel do again and again in the commerce chapter."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from story.stage import Stage, Untrue, must, until

UPLOAD = "/weixin/wxa/sec/order/upload_shipping_info"
EXPRESS, SAME_CITY, VIRTUAL, PICK_UP = 1, 2, 3, 4


async def mine(stage: Stage, method: str, path: str, **request: Any) -> Any:
    """Call the mini-program's door as the member."""
    return await stage.call(method, f"/mp/v1{path}", token=stage.props["token"], **request)


async def office(stage: Stage, method: str, path: str, **request: Any) -> Any:
    """Call head office's door as the administrator."""
    return await stage.call(method, f"/admin/v1{path}", token=stage.props["admin"], **request)


def first(found: Iterable[dict[str, Any]], claim: str) -> dict[str, Any]:
    """The first of what was found. Raises Untrue when nothing was."""
    for each in found:
        return each
    raise Untrue(f"{claim}; found none")


def wish(stage: Stage, goods: dict[str, int], **more: Any) -> dict[str, Any]:
    """Pieces of the chapter's goods by name, and how they are wanted."""
    lines = [{"sku_id": stage.props["goods"][name]["sku"], "quantity": pieces} for name, pieces in goods.items()]
    return {"lines": lines, **more}


async def order(stage: Stage, goods: dict[str, int], **more: Any) -> dict[str, Any]:
    """Quote a wish, then order it at exactly the quoted total. The answer has the quote in it."""
    wanted = wish(stage, goods, **more)
    quote = await mine(stage, "POST", "/quotes", json=wanted)
    placed = await mine(stage, "POST", "/orders", json=wanted | {"expected_total": quote["total"]})
    same = (placed["total"], placed["payable"]) == (quote["total"], quote["payable"])
    must(same, "the order costs what the quote said", (placed, quote))
    return {**placed, "quote": quote}


async def prepay(stage: Stage, path: str) -> tuple[dict[str, str], str]:
    """The parameters for the phone, and the number under which the channel's book knows the payment."""
    parameters = await mine(stage, "POST", f"{path}/payment")
    prepay_id = parameters["package"].removeprefix("prepay_id=")
    book = await stage.control("GET", "/pay/orders")
    entry = first((each for each in book if prepay_id in each["prepay_ids"]), "the channel knows the prepay_id")
    return parameters, entry["out_trade_no"]


async def pay_at_phone(stage: Stage, parameters: dict[str, str]) -> dict[str, Any]:
    """The payer confirms; the channel's entry once the product has accepted its signed notification."""
    phone = await stage.control("POST", f"/people/{stage.props['person']['id']}/pay", json=parameters)
    number = phone["out_trade_no"]

    async def told() -> bool:
        sent = await stage.control("GET", "/pay/notifications")
        return any(each["out_trade_no"] == number and each["accepted"] for each in sent)

    await until(told, "the product accepted the signed notification")
    return await booked(stage, number)


async def pay(stage: Stage, placed: dict[str, Any]) -> dict[str, Any]:
    """Pay an order in full. Evidence is the channel's book."""
    parameters, number = await prepay(stage, f"/orders/{placed['id']}")
    entry = await pay_at_phone(stage, parameters)
    paid = (entry["trade_state"], entry["amount"]["total"])
    must(paid == ("SUCCESS", placed["payable"]), "the channel took what was left to pay", entry)
    await leaves(stage, placed, "unpaid")
    return {"out_trade_no": number, "transaction_id": entry["transaction_id"], "paid": placed["payable"]}


async def booked(stage: Stage, out_trade_no: str) -> dict[str, Any]:
    """The entry of the channel's book."""
    entry: dict[str, Any] = await stage.control("GET", f"/pay/orders/{out_trade_no}")
    return entry


async def shown(stage: Stage, placed: dict[str, Any]) -> dict[str, Any]:
    """The order as its member sees it."""
    seen: dict[str, Any] = await mine(stage, "GET", f"/orders/{placed['id']}")
    return seen


async def leaves(stage: Stage, placed: dict[str, Any], status: str) -> None:
    """Return once the order is in another state."""

    async def left() -> bool:
        return bool((await shown(stage, placed))["status"] != status)

    await until(left, f"order {placed['number']} is no longer {status}")


async def becomes(stage: Stage, placed: dict[str, Any], status: str) -> dict[str, Any]:
    """The order, once it is in a state."""

    async def there() -> Any:
        seen = await shown(stage, placed)
        return seen if seen["status"] == status else None

    seen: dict[str, Any] = await until(there, f"order {placed['number']} is {status}")
    return seen


async def parcels_of(stage: Stage, placed: dict[str, Any], count: int = 1) -> list[dict[str, Any]]:
    """The order's parcels as its member sees them, once there are so many."""

    async def packed() -> Any:
        items = (await mine(stage, "GET", f"/orders/{placed['id']}/parcels"))["items"]
        return items if len(items) == count else None

    parcels: list[dict[str, Any]] = await until(packed, f"order {placed['number']} has {count} parcels")
    return parcels


async def told_wechat(stage: Stage, paid: dict[str, Any], kind: int, times: int = 1) -> dict[str, Any]:
    """The newest report of an order's shipping that WeChat took, once it took so many."""

    async def reports() -> Any:
        calls = await stage.accepted(UPLOAD)
        bodies = [call["body"] for call in calls if call["body"]["order_key"]["out_trade_no"] == paid["out_trade_no"]]
        return bodies if len(bodies) >= times else None

    body: dict[str, Any] = (await until(reports, "WeChat took the shipping report"))[-1]
    must(body["logistics_type"] == kind, f"as logistics type {kind}", body)
    return body


async def stock_book(stage: Stage, *goods: str) -> Counter[str]:
    """All movements of goods as "place kind pieces", counted: two books subtract to what happened between them."""
    book: Counter[str] = Counter()
    for name in goods:
        sku = stage.props["goods"][name]["sku"]
        page = await office(stage, "GET", f"/stock/skus/{sku}/movements?limit=100")
        book.update(f"{each['location_code']} {each['kind']} {each['quantity']:+d}" for each in page["items"])
    return book
