"""Money at the wrong moment or in the wrong sum goes back by itself; what nobody pays is closed."""

from typing import Any
from uuid import UUID

from story.commerce_shop import becomes, booked, office, order, pay, pay_at_phone, prepay, shown
from story.stage import Stage, must, until

CLOSE = "/v3/pay/transactions/out-trade-no/{}/close"
TIME_TO_PAY_SECONDS = 1_800
NO_CONTENT = 204
REFUSED = 400
# The product tries again when it gets no answer: the channel is slow for longer than one try.
HANGS = 3


async def pay_too_late(stage: Stage) -> dict[str, Any]:
    """The member cancels; before the channel hears of it, the phone pays. All of it goes back."""
    placed = await _order(stage)
    parameters, number = await prepay(stage, f"/orders/{placed['id']}")
    path = CLOSE.format(number)
    await stage.control("POST", "/faults", json={"path": path, "kind": "hang_before", "times": HANGS})
    try:
        await stage.call("POST", f"/mp/v1/orders/{placed['id']}/cancel", token=stage.props["token"])

        async def on_its_way() -> bool:
            return any(each["hanging"] for each in await stage.control("GET", "/faults") if each["path"] == path)

        await until(on_its_way, "the order to close is on its way")
        await pay_at_phone(stage, parameters)
    finally:
        await stage.control("DELETE", "/faults")
    incident = await _given_back(stage, number, "late", placed["payable"])
    must((await shown(stage, placed))["status"] == "cancelled", "the order stays cancelled", placed)
    refunds = (await booked(stage, number))["refunds"]
    in_book = [(each["amount"]["refund"], each["status"]) for each in refunds]
    must(in_book == [(placed["payable"], "SUCCESS")], "the channel gave all of it back", refunds)
    return {"number": placed["number"], "incident": incident["note"], "channel": in_book}


async def pay_wrong_sum(stage: Stage) -> dict[str, Any]:
    """The channel took one fen: it goes back, the order waits, and is then paid in full."""
    placed = await _order(stage)
    parameters, number = await prepay(stage, f"/orders/{placed['id']}")
    await stage.control("POST", f"/pay/orders/{number}/tamper", json={"total": 1})
    await pay_at_phone(stage, parameters)
    incident = await _given_back(stage, number, "wrong_amount", 1)
    must((await shown(stage, placed))["status"] == "unpaid", "one fen pays no order", placed)
    stage.props["twice"] = await pay(stage, placed)
    return {"took": 1, "asked": placed["payable"], "incident": incident["note"], **stage.props["twice"]}


async def pay_twice(stage: Stage) -> dict[str, Any]:
    """A second transaction for the paid order goes back; the first one stays."""
    paid = stage.props["twice"]
    again = await stage.control("POST", f"/pay/orders/{paid['out_trade_no']}/pay_again")
    incident = await _given_back(stage, paid["out_trade_no"], "double", paid["paid"])
    must(incident["transaction_id"] == again["transaction_id"], "the second one went back", incident)
    refunds = (await booked(stage, paid["out_trade_no"]))["refunds"]
    must(refunds == [], "nothing of the first", refunds)
    return {"kept": paid["transaction_id"], "given_back": again["transaction_id"], "incident": incident["note"]}


async def pay_never(stage: Stage) -> dict[str, Any]:
    """Half an hour later the order is cancelled, its stock is free, the channel's order closed, the phone refused."""
    placed = await _order(stage)
    parameters, number = await prepay(stage, f"/orders/{placed['id']}")
    held = await _held(stage)
    must(held == 1, "only this order holds a piece", held)
    await stage.control("POST", "/clock", json={"advance_seconds": TIME_TO_PAY_SECONDS + 1})
    seen = await becomes(stage, placed, "cancelled")

    async def closed() -> Any:
        return [each["status"] for each in await stage.control("GET", f"/calls?path={CLOSE.format(number)}")]

    calls = await until(closed, "the channel was told to close")
    must(NO_CONTENT in calls and (await booked(stage, number))["trade_state"] == "CLOSED", "it closed", calls)
    held = await _held(stage)
    must(held == 0, "the piece is free again", held)
    pay_path = f"/_sandbox/people/{stage.props['person']['id']}/pay"
    refused = await stage.sandbox.post(pay_path, json=parameters)
    must(refused.status_code == REFUSED, "the phone cannot pay it any more", refused.text)
    ended = seen["history"][-1]
    return {"number": placed["number"], "by": ended["by"], "close_calls": calls, "phone": refused.json()["errMsg"]}


async def _order(stage: Stage) -> dict[str, Any]:
    return await order(stage, {"tea": 1}, address_id=stage.props["home"])


async def _held(stage: Stage) -> int:
    """Pieces of the tea that orders hold at the warehouse."""
    sku = UUID(stage.props["goods"]["tea"]["sku"])
    # The list goes on after its cursor: after the id just before ours.
    page = f"/stock/locations/{stage.props['places']['W001']['id']}/stock?limit=1&cursor={UUID(int=sku.int - 1)}"
    (stock,) = (await office(stage, "GET", page))["items"]
    must(stock["sku_id"] == str(sku), "the stock of the tea", stock)
    return int(stock["held"])


async def _given_back(stage: Stage, number: str, kind: str, amount: int) -> dict[str, Any]:
    """The incident of a payment, once its refund is done at the channel."""

    async def refunded() -> Any:
        page = await office(stage, "GET", f"/payments/incidents?kind={kind}&limit=20")
        mine = [each for each in page["items"] if each["out_trade_no"] == number and each["refund"]]
        return mine if mine and mine[0]["refund"]["status"] == "done" else None

    incidents = await until(refunded, f"the {kind} payment went back")
    must(len(incidents) == 1 and incidents[0]["refund"]["amount"] == amount, "once, and all of it", incidents)
    found: dict[str, Any] = incidents[0]
    return found
