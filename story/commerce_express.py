"""Express from the price to usable points: paid, packed, carried, received."""

from typing import Any
from uuid import uuid4

from story.commerce_opening import BURNT, PIECES
from story.commerce_shop import (
    EXPRESS,
    becomes,
    first,
    mine,
    office,
    order,
    parcels_of,
    pay,
    stock_book,
    told_wechat,
)
from story.selling import guide_inbox
from story.stage import Stage, must, until

JOURNEY = [("1", "【上海市】顺丰速运 已收取快件"), ("5", "【上海市】正在派送途中"), ("3", "您的快件已签收")]


async def buy(stage: Stage) -> dict[str, Any]:
    """Three pieces with coupon and points: coupon used, pieces sold, payer and guide told."""
    props = stage.props
    wanted = {"address_id": props["home"], "coupon_ids": props["coupons"][:1], "points": BURNT}
    before = await stock_book(stage, "tea")
    placed = await order(stage, {"tea": PIECES}, **wanted)
    paid = await pay(stage, placed)
    coupon = await mine(stage, "GET", f"/coupons/{props['coupons'][0]}")
    must(coupon["status"] == "used", "the coupon is used", coupon)
    told = await _told(stage, placed)
    moves = list(await stock_book(stage, "tea") - before)
    must(moves == [f"W001 sale {-PIECES}"], "the pieces left the warehouse", moves)
    props["express"] = {"order": placed, "paid": paid}
    return {"number": placed["number"], **paid, **told, "sourcing": placed["quote"]["sourcing"], "stock": moves}


async def _told(stage: Stage, placed: dict[str, Any]) -> dict[str, Any]:
    """The payer's phone shows what was paid, the guide's WeCom that their customer bought."""
    inbox = await stage.control("GET", f"/people/{stage.props['person']['id']}/inbox")
    phone = first((each for each in reversed(inbox) if each["kind"] == "payment"), "the phone shows the payment")

    async def noticed() -> Any:
        return [message for message in await guide_inbox(stage) if placed["number"] in str(message)]

    messages = await until(noticed, "the guide is told")
    must(len(messages) == 1, "told once", messages)
    return {"phone": phone["text"], "guide": messages[0]}


async def ship(stage: Stage) -> dict[str, Any]:
    """A clerk sends the parcel; WeChat is told the courier's number and the masked phone."""
    express = stage.props["express"]
    (parcel,) = await parcels_of(stage, express["order"])
    express["tracking_no"] = await send(stage, parcel)
    await becomes(stage, express["order"], "shipped")
    report = await told_wechat(stage, express["paid"], EXPRESS)
    label = report["shipping_list"][0]
    must((label["tracking_no"], report["delivery_mode"]) == (express["tracking_no"], 1), "with its label", report)
    must(label["contact"]["receiver_contact"] == "138****1111", "the phone is masked", label)
    return {"parcel": parcel["number"], "told_wechat": label}


async def send(stage: Stage, parcel: dict[str, Any], pieces: list[dict[str, Any]] | None = None) -> str:
    """Send a parcel, or some pieces of it, by 顺丰; the tracking number."""
    number = f"SF{uuid4().int % 10**13:013d}"
    label = {"carrier": "SF", "tracking_no": number} | ({"pieces": pieces} if pieces else {})
    await office(stage, "POST", f"/parcels/{parcel['id']}/ship", json=label)
    return number


async def travel(stage: Stage) -> dict[str, Any]:
    """The courier's platform pushes each step, signed; the member reads them, and the last one delivers."""
    express = stage.props["express"]
    number = express["tracking_no"]

    async def watched() -> bool:
        waybills = await stage.control("GET", "/couriers/waybills")
        return any(each["number"] == number and each["watch"] == "polling" for each in waybills)

    await until(watched, "the courier platform watches the parcel")
    for state, text in JOURNEY:
        step = {"company": "shunfeng", "state": state, "text": text}
        await stage.control("POST", f"/couriers/waybills/{number}/move", json=step)
        await _pushed(stage, number)
    (parcel,) = await parcels_of(stage, express["order"])
    seen = sorted(each["text"] for each in parcel["tracks"])
    must(seen == sorted(text for _, text in JOURNEY), "the member reads every step", parcel)
    must(parcel["status"] == "delivered", "signed for is delivered", parcel)
    return {"tracking_no": number, "tracks": [each["text"] for each in parcel["tracks"]], "status": parcel["status"]}


async def _pushed(stage: Stage, number: str) -> None:
    async def accepted() -> bool:
        pushes = [push for push in await stage.control("GET", "/couriers/pushes") if push["number"] == number]
        return bool(pushes) and all(push["accepted"] for push in pushes)

    await until(accepted, "the product accepted the courier's push")


async def receive(stage: Stage) -> dict[str, Any]:
    """The member has it: pending points become usable, one per yuan of goods."""
    placed = stage.props["express"]["order"]
    await confirm(stage, placed)
    earned = (placed["total"] - placed["quote"]["freight"]) // 100

    async def usable() -> Any:
        entries = (await mine(stage, "GET", "/me/points?limit=50"))["items"]
        return [each for each in entries if each["order_id"] == placed["id"] and each["pending"] < 0]

    entries = await until(usable, "the points are usable")
    must([each["points"] for each in entries] == [earned], "all of them, once", entries)
    return {"reason": entries[0]["reason"], "points": earned}


async def confirm(stage: Stage, placed: dict[str, Any]) -> None:
    """The member says that the goods are there."""
    await mine(stage, "POST", f"/orders/{placed['id']}/receive")
    await becomes(stage, placed, "received")
