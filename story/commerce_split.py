"""One order from two places: two parcels, one of them sent in parts, and WeChat told of each label."""

from typing import Any

from story.commerce_express import confirm, send
from story.commerce_shop import EXPRESS, becomes, order, parcels_of, pay, shown, stock_book, told_wechat
from story.stage import Stage, must

IN_PARTS = 2


async def buy_from_two_places(stage: Stage) -> dict[str, Any]:
    """The warehouse has only the one, a store only the other: both are named, with the reason, before paying."""
    before = await stock_book(stage, "box", "rare")
    placed = await order(stage, {"box": 2, "rare": 1}, address_id=stage.props["home"])
    must(placed["quote"]["parcels"] == 2, "the quote promises two parcels", placed["quote"])
    paid = await pay(stage, placed)
    await parcels_of(stage, placed, 2)
    moves = sorted(await stock_book(stage, "box", "rare") - before)
    must(moves == ["S002 sale -1", "W001 sale -2"], "each place gave its part", moves)
    stage.props["split"] = {"order": placed, "paid": paid}
    return {**paid, "sourcing": placed["quote"]["sourcing"], "stock": moves}


async def send_in_parts(stage: Stage) -> dict[str, Any]:
    """The order is not shipped until its last piece is; WeChat hears of every label, and of the end."""
    placed, paid = stage.props["split"]["order"], stage.props["split"]["paid"]
    large, small = sorted(await parcels_of(stage, placed, 2), key=lambda parcel: -parcel["lines"][0]["quantity"])
    part = [{"order_line_id": large["lines"][0]["order_line_id"], "quantity": 1}]
    labels = [await send(stage, large, part)]
    first = await told_wechat(stage, paid, EXPRESS)
    must((first["delivery_mode"], first["is_all_delivered"]) == (IN_PARTS, False), "told as a part", first)
    must((await shown(stage, placed))["status"] == "paid", "the order still waits", placed)
    labels.append(await send(stage, large))
    await told_wechat(stage, paid, EXPRESS, times=2)
    labels.append(await send(stage, small))
    await becomes(stage, placed, "shipped")
    last = await told_wechat(stage, paid, EXPRESS, times=3)
    told = {each["tracking_no"] for each in last["shipping_list"]}
    must(last["is_all_delivered"] and told == set(labels), "in the end of all three labels", last)
    await confirm(stage, placed)
    return {"labels": labels, "reports": 3, "is_all_delivered": last["is_all_delivered"]}
