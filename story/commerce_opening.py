"""The chapter opens: goods on the shelf, a promotion, coupons, a member with points, and a price explained."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from story.commerce_shop import mine, office, wish
from story.meeting import create_channel_code, log_in, scan_code, welcome_arrives
from story.stage import Stage, must, until

# By name: title, kind, fen, and pieces by location.
GOODS: dict[str, tuple[str, str, int, dict[str, int]]] = {
    "tea": ("故事龙井 125 克", "physical", 6_000, {"W001": 60, "S001": 20}),
    "box": ("故事礼盒（仓库专供）", "physical", 12_800, {"W001": 20}),
    "rare": ("故事白茶（门店专供）", "physical", 8_800, {"S002": 10}),
    "lesson": ("故事茶艺课", "virtual", 1_990, {"W001": 20}),
}
POINTS = 1_500
BURNT = 500
PIECES = 3


async def meet(stage: Stage) -> dict[str, Any]:
    """A consumer scans a guide's code and logs in: what they buy is the guide's from now on."""
    await create_channel_code(stage)
    await scan_code(stage)
    await welcome_arrives(stage)
    evidence = await log_in(stage)
    home = {
        **{"name": "小满", "phone": "13800001111", "region": "上海市 黄浦区", "region_code": "310101"},
        **{"street": "中山东一路 12 号 3 楼", "latitude": 31.2400, "longitude": 121.4900},
    }
    stage.props["home"] = (await mine(stage, "POST", "/addresses", json=home))["id"]
    return evidence


async def stock_shelves(stage: Stage) -> dict[str, Any]:
    """Goods of this telling alone, so that it can be told again in a shop that goes on."""
    places = (await office(stage, "GET", "/stock/locations?limit=100"))["items"]
    stage.props["places"] = {place["code"]: place for place in places}
    stage.props["run"] = uuid4().hex[:8]
    stage.props["goods"] = {name: await _put_on_shelf(stage, name) for name in GOODS}
    return {"goods": {GOODS[name][0]: GOODS[name][3] for name in GOODS}, "run": stage.props["run"]}


async def _put_on_shelf(stage: Stage, name: str) -> dict[str, str]:
    title, kind, price, pieces = GOODS[name]
    code, barcode = f"ZS-{stage.props['run']}-{name}", f"69{uuid4().int % 10**11:011d}"
    product = await office(
        stage,
        "POST",
        "/products",
        json={"code": code, "title": title, "kind": kind, "category": "故事"}
        | {"skus": [{"code": f"{code}-1", "price": price, "spec": "1 份", "barcode": barcode}]},
    )
    sku = product["skus"][0]["id"]
    for place, quantity in pieces.items():
        delivery = {"number": f"{code}-{place}", "location_id": stage.props["places"][place]["id"]}
        await office(
            stage, "POST", "/stock/receipts", json=delivery | {"lines": [{"sku_id": sku, "quantity": quantity}]}
        )
    return {"product": product["id"], "sku": sku, "barcode": barcode}


async def make_offers(stage: Stage) -> dict[str, Any]:
    """A spend-and-save and a coupon for the tea alone; the member claims two coupons and is given points."""
    props = stage.props
    now = datetime.fromisoformat((await stage.control("GET", "/clock"))["now"])
    begins, ends = (now - timedelta(minutes=1)).isoformat(), (now + timedelta(days=1)).isoformat()
    tea = {"products": [props["goods"]["tea"]["product"]]}
    saving = {"kind": "spend_and_save", "by": "amount", "tiers": [{"at": 15_000, "money_off": 2_000}]}
    promotion = {"title": "故事满 150 减 20", "terms": saving, "scope": tea, "starts_at": begins, "ends_at": ends}
    props["promotion"] = (await office(stage, "POST", "/promotions", json=promotion))["id"]
    coupon = {
        **{"title": "故事券满 100 减 10", "mode": "claim", "scope": tea, "stock": 10, "per_member": 2},
        **{"terms": {"kind": "fixed", "amount": 1_000, "threshold": 10_000}},
        **{"issue_from": begins, "issue_until": ends, "valid_days": 7},
    }
    template = (await office(stage, "POST", "/coupon-templates", json=coupon))["id"]
    claimed = [await mine(stage, "POST", f"/coupon-offers/{template}/claim") for _ in range(2)]
    props["coupons"] = [each["id"] for each in claimed]
    given = {"points": POINTS, "reason": "故事赠送"}
    balance = await office(stage, "POST", f"/members/{props['member']}/points", json=given)
    must(balance["points"] == POINTS, "the member has the points", balance)
    return {"promotion": promotion["title"], "coupons": [each["title"] for each in claimed], "points": POINTS}


async def explain_price(stage: Stage) -> dict[str, Any]:
    """The quote names every rule with what it took off, and sums to the fen."""
    wanted = {"address_id": stage.props["home"], "coupon_ids": stage.props["coupons"][:1], "points": BURNT}

    async def promoted() -> Any:
        quote = await mine(stage, "POST", "/quotes", json=wish(stage, {"tea": PIECES}, **wanted))
        return quote if _applied(quote, "spend_and_save") else None

    quote = await until(promoted, "the promotion applies")
    off = {kind: _applied(quote, kind) for kind in ("spend_and_save", "coupon", "points")}
    must(off == {"spend_and_save": 2_000, "coupon": 1_000, "points": BURNT}, "each rule took its part", quote["rules"])
    line = quote["lines"][0]
    left = line["unit_price"] * PIECES - sum(off.values())
    must(line["amount"] == left and quote["total"] == left + quote["freight"], "it sums to the fen", quote)
    told = [f"{rule['title']}：{rule['reason']}" for rule in quote["rules"]]
    return {"rules": told, "total": quote["total"], "quote_hash": quote["quote_hash"]}


def _applied(quote: dict[str, Any], kind: str) -> int:
    return sum(rule["amount"] for rule in quote["rules"] if rule["kind"] == kind and rule["applied"])


async def close_the_shop(stage: Stage) -> dict[str, Any]:
    """The promotion ends and the goods leave the shelf: the shop is as before."""
    ended = await office(stage, "POST", f"/promotions/{stage.props['promotion']}/end")
    for goods in stage.props["goods"].values():
        await office(stage, "PUT", f"/products/{goods['product']}/shelf", json={"shelf": "off"})
    return {"promotion": ended["phase"]}
