"""Stored value: topped up with a bonus, and an order that leaves WeChat nothing to take."""

from typing import Any

from story.commerce_shop import becomes, mine, office, order, pay_at_phone, prepay
from story.stage import Stage, must, until


async def top_up(stage: Stage) -> dict[str, Any]:
    """The smallest offer: the channel takes the principal, the bonus comes on top."""
    offer = min((await mine(stage, "GET", "/top-up-offers"))["items"], key=lambda each: each["amount"])
    ordered = await mine(stage, "POST", "/top-ups", json={"offer_id": offer["id"]})
    parameters, number = await prepay(stage, f"/top-ups/{ordered['id']}")
    entry = await pay_at_phone(stage, parameters)
    must(entry["amount"]["total"] == offer["amount"], "the channel took the principal only", entry)

    async def credited() -> Any:
        wallet = await mine(stage, "GET", "/me/wallet")
        return wallet if wallet["stored_value"] else None

    wallet = await until(credited, "the stored value is there")
    found = (wallet["principal"], wallet["bonus"])
    must(found == (offer["amount"], offer["bonus"]), "principal and bonus", wallet)
    return {"out_trade_no": number, "paid": offer["amount"], "stored_value": wallet["stored_value"]}


async def pay_nothing(stage: Stage) -> dict[str, Any]:
    """Stored value pays all of it: paid at once, unknown to the channel, and nothing to report to WeChat."""
    before = (await mine(stage, "GET", "/me/wallet"))["stored_value"]
    store = stage.props["places"]["S001"]["store_id"]
    placed = await order(stage, {"tea": 1}, fulfilment="in_store", store_id=store, stored_value=True)
    must((placed["payable"], placed["status"]) == (0, "paid"), "nothing is left to pay", placed)
    seen = await becomes(stage, placed, "received")
    after = (await mine(stage, "GET", "/me/wallet"))["stored_value"]
    must(before - after == seen["stored_value"] == placed["total"], "the balance paid it", (before, after, seen))
    payments = (await office(stage, "GET", f"/payments?order_id={placed['id']}"))["items"]
    must(payments == [], "the channel was never asked", payments)
    return {"number": placed["number"], "total": placed["total"], "balance": [before, after], "payments": payments}
