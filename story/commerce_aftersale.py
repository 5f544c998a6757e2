"""Goods come back: one piece refunded to the fen of what paid for it, one exchanged without money moving."""

from typing import Any

from story.commerce_express import confirm, send
from story.commerce_shop import becomes, booked, mine, office, order, parcels_of, pay, stock_book
from story.stage import Stage, must, until

PIECES = 3
BURNT = 500


async def buy_with_everything(stage: Stage) -> dict[str, Any]:
    """One line that promotion, coupon, points, stored value and WeChat pay together."""
    wanted = {"coupon_ids": stage.props["coupons"][1:], "points": BURNT, "stored_value": True}
    placed = await order(stage, {"tea": PIECES}, address_id=stage.props["home"], **wanted)
    paid = await pay(stage, placed)
    (parcel,) = await parcels_of(stage, placed)
    await send(stage, parcel)
    await becomes(stage, placed, "shipped")
    await confirm(stage, placed)
    line = (await becomes(stage, placed, "received"))["lines"][0]
    parts = ("promotion_discount", "coupon_discount", "points_discount", "stored_value")
    must(all(line[part] > 0 for part in parts), "each paid a part of the line", line)
    stage.props["mixed"] = {"order": placed, "paid": paid, "line": line}
    return {**paid, **{part: line[part] for part in (*parts, "amount")}}


async def refund_one(stage: Stage) -> dict[str, Any]:
    """One of three comes back: WeChat refunds its share, points and stored value return, commission and stock too."""
    mixed = stage.props["mixed"]
    line = mixed["line"]
    share = {
        "amount": (line["amount"] - line["stored_value"]) // PIECES,
        "stored_value": line["stored_value"] // PIECES,
        "points": line["points"] // PIECES,
    }
    mixed["share"] = share
    before, stock = await mine(stage, "GET", "/me/wallet"), await stock_book(stage, "tea")
    case = await _back_at_the_warehouse(stage, "return")
    done = await _is(stage, case, "done")
    told = {part: done[part] for part in share}
    must(told == share, "the share of one piece, rounded down", (told, share))
    refunds = (await booked(stage, mixed["paid"]["out_trade_no"]))["refunds"]
    in_book = [(each["amount"]["refund"], each["status"]) for each in refunds]
    must(in_book == [(share["amount"], "SUCCESS")], "the channel's book has exactly that", refunds)
    after = await mine(stage, "GET", "/me/wallet")
    must(after["stored_value"] - before["stored_value"] == share["stored_value"], "stored value is back", after)
    moves = list(await stock_book(stage, "tea") - stock)
    must(moves == ["W001 return +1"], "one piece is on hand again", moves)
    return {**share, "channel": in_book, "stock": moves, **await _reversed(stage)}


async def _reversed(stage: Stage) -> dict[str, Any]:
    """What follows the refund by event: points in the member's statement, and the guide's commission."""
    placed, line = stage.props["mixed"]["order"], stage.props["mixed"]["line"]

    async def points() -> Any:
        entries = (await mine(stage, "GET", "/me/points?limit=50"))["items"]
        found = {each["reason"]: each["points"] + each["pending"] for each in entries}
        return found if "退货扣回积分" in found else None

    found = await until(points, "the points of the piece were taken back")
    must(found.get("退货退回积分") == line["points"] // PIECES, "burnt points came back", found)

    async def commission() -> Any:
        row = await stage.row("SELECT amount, reversed FROM commission_accruals WHERE order_id = $1", placed["id"])
        return row if row["reversed"] else None

    row = await until(commission, "the guide's commission was taken back")
    must(row["reversed"] == row["amount"] // PIECES, "in proportion", row)
    return {"earned_points": found["退货扣回积分"], "burnt_points": found["退货退回积分"], "commission": row}


async def exchange_one(stage: Stage) -> dict[str, Any]:
    """Another one comes back and the same goes out again; the channel's book does not change."""
    mixed, before = stage.props["mixed"], await stock_book(stage, "tea")
    case = await _back_at_the_warehouse(stage, "exchange")
    await _is(stage, case, "resending")
    first, again = await parcels_of(stage, mixed["order"], 2)
    must(again["lines"][0]["quantity"] == 1, "a parcel with one piece waits", again)
    number = await send(stage, again)
    await _is(stage, case, "done")
    refunds = (await booked(stage, mixed["paid"]["out_trade_no"]))["refunds"]
    must(len(refunds) == 1, "no further money moved", refunds)
    moves = sorted(await stock_book(stage, "tea") - before)
    must(moves == ["W001 return +1", "W001 sale -1"], "one in, one out", moves)
    return {"sent_first": first["tracking_no"], "sent_again": number, "stock": moves, "refunds": len(refunds)}


async def _back_at_the_warehouse(stage: Stage, kind: str) -> str:
    """Ask, approve, send back, accept: the id of the after-sale whose one piece can be sold again."""
    placed, line = stage.props["mixed"]["order"], stage.props["mixed"]["line"]
    warehouse = stage.props["places"]["W001"]["id"]
    asked = {"kind": kind, "reason": "unwanted", "lines": [{"order_line_id": line["id"], "quantity": 1}]}
    case = (await mine(stage, "POST", f"/orders/{placed['id']}/after-sales", json=asked))["id"]
    await office(stage, "POST", f"/after-sales/{case}/approve", json={"return_to": warehouse})
    label = {"carrier": "YTO", "tracking_no": "YT8800112233445"}
    await mine(stage, "POST", f"/after-sales/{case}/return-parcel", json=label)
    await office(stage, "POST", f"/after-sales/{case}/accept", json={"restock_at": warehouse, "note": "完好"})
    return str(case)


async def _is(stage: Stage, case: str, status: str) -> dict[str, Any]:
    async def there() -> Any:
        seen = await mine(stage, "GET", f"/after-sales/{case}")
        return seen if seen["status"] == status else None

    seen: dict[str, Any] = await until(there, f"the after-sale is {status}")
    return seen
