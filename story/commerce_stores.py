"""What stores do: bring goods nearby, hand them over at the counter, and let scanned goods pass the exit."""

from datetime import datetime, timedelta
from typing import Any

from app.kernel.clock import SHANGHAI
from story.commerce_express import confirm
from story.commerce_shop import (
    PICK_UP,
    SAME_CITY,
    VIRTUAL,
    becomes,
    first,
    mine,
    office,
    order,
    parcels_of,
    pay,
    told_wechat,
)
from story.stage import Stage, must

CONFLICT = 409


def _store(stage: Stage, code: str) -> str:
    return str(stage.props["places"][code]["store_id"])


async def bring(stage: Stage) -> dict[str, Any]:
    """Same-city: a store in reach, a slot of tomorrow, the fee of the distance's band, and a rider's proof."""
    store = await _in_reach(stage)
    slot = await _slot(stage, store["id"])
    wanted = {"fulfilment": "same_city", "store_id": store["id"], "address_id": stage.props["home"]}
    placed = await order(stage, {"tea": 2}, slot_from=slot["starts_at"], **wanted)
    bands = (await office(stage, "GET", f"/stores/{store['id']}/city-terms"))["bands"]
    fee = first((band for band in bands if store["metres"] <= band["up_to_m"]), "a band reaches the address")["fee"]
    must(placed["quote"]["freight"] == fee, "the fee is that of the distance", (store["metres"], placed["quote"]))
    paid = await pay(stage, placed)
    (parcel,) = await parcels_of(stage, placed)
    must(parcel["slot_from"] is not None, "the parcel names its slot", parcel)
    await office(stage, "POST", f"/parcels/{parcel['id']}/ship", json={"carrier": "门店骑手 小周"})
    await told_wechat(stage, paid, SAME_CITY)
    await office(stage, "POST", f"/parcels/{parcel['id']}/delivery", json={"proof": "本人签收，放在前台"})
    await confirm(stage, placed)
    return {"store": store["name"], "metres": store["metres"], "fee": fee, "slot": slot["starts_at"], **paid}


async def _in_reach(stage: Stage) -> dict[str, Any]:
    here = "latitude=31.2400&longitude=121.4900&service=same_city&delivers_here=true"
    stores = (await mine(stage, "GET", f"/stores?{here}"))["items"]
    return first((each for each in stores if each["id"] == _store(stage, "S001")), "the store reaches the address")


async def _slot(stage: Stage, store_id: str) -> dict[str, Any]:
    now = datetime.fromisoformat((await stage.control("GET", "/clock"))["now"])
    day = (now.astimezone(SHANGHAI) + timedelta(days=1)).date().isoformat()
    slots = (await mine(stage, "GET", f"/stores/{store_id}/delivery-slots?day={day}"))["items"]
    return first((each for each in slots if each["open"]), "a slot of tomorrow is open")


async def pick_up(stage: Stage) -> dict[str, Any]:
    """Pick-up: a code that opens nothing elsewhere, and works once at the counter."""
    wanted = {"fulfilment": "pick_up", "store_id": _store(stage, "S002")}
    placed = await order(stage, {"rare": 1}, **wanted)
    paid = await pay(stage, placed)
    (parcel,) = await parcels_of(stage, placed)
    code = f"/pick-ups/{parcel['pick_up_code']}/redeem"
    await office(stage, "POST", code, json={"store_id": _store(stage, "S001")}, expect=CONFLICT)
    handed = await office(stage, "POST", code, json={"store_id": _store(stage, "S002")})
    must(handed["order_number"] == placed["number"], "the clerk sees whose it is", handed)
    await office(stage, "POST", code, json={"store_id": _store(stage, "S002")}, expect=CONFLICT)
    await becomes(stage, placed, "received")
    await told_wechat(stage, paid, PICK_UP)
    return {**paid, "handed_over": handed["at"], "elsewhere": CONFLICT, "again": CONFLICT}


async def scan_to_buy(stage: Stage) -> dict[str, Any]:
    """Scan-to-buy: the barcode shows the store's price and stock; the exit code opens once."""
    store = _store(stage, "S001")
    barcode = stage.props["goods"]["tea"]["barcode"]
    scanned = await mine(stage, "GET", f"/products/by-barcode/{barcode}?store_id={store}")
    must(scanned["sku_id"] == stage.props["goods"]["tea"]["sku"], "the barcode finds the goods", scanned)
    placed = stage.props["scanned"] = await order(stage, {"tea": 1}, fulfilment="in_store", store_id=store)
    paid = await pay(stage, placed)
    await becomes(stage, placed, "received")
    code = (await mine(stage, "GET", f"/orders/{placed['id']}/exit-code"))["code"]
    passed = await office(stage, "POST", f"/exits/{code}/check", json={"store_id": store})
    must(passed["order_number"] == placed["number"], "the exit sees what was paid", passed)
    await office(stage, "POST", f"/exits/{code}/check", json={"store_id": store}, expect=CONFLICT)
    await told_wechat(stage, paid, PICK_UP)
    return {"barcode": barcode, "title": scanned["product"]["title"], **paid, "passed": passed["at"], "again": CONFLICT}


async def send_by_message(stage: Stage) -> dict[str, Any]:
    """Virtual goods are there as soon as they are paid, and WeChat is told so."""
    placed = await order(stage, {"lesson": 1}, fulfilment="virtual")
    paid = await pay(stage, placed)
    await becomes(stage, placed, "received")
    (parcel,) = await parcels_of(stage, placed)
    must(parcel["status"] == "delivered", "nothing waits to be packed", parcel)
    report = await told_wechat(stage, paid, VIRTUAL)
    return {**paid, "told_wechat": report["shipping_list"]}
