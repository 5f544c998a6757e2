"""The guide sends a product from the sidebar; the customer opens it, and what they buy is known to have come by it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.kernel import clock
from story.commerce_shop import mine, office
from story.stage import Stage, must, until
from story.wecom_sidebar import desk


async def send_card(stage: Stage) -> dict[str, Any]:
    """WeCom's client would send it; here the customer is handed the card it would have sent."""
    props = stage.props
    wish = {"subject": "product", "id": props["product"], "to_external_userid": props["external_userid"]}
    prepared = await desk(stage, "POST", "/sends", json=wish)
    card = prepared["message"]["miniprogram"]
    must(props["title"].startswith(card["title"]), "it is the product's card", card)
    await desk(stage, "POST", f"/sends/{prepared['send_id']}/sent")
    token = parse_qs(urlsplit(card["page"]).query)["s"][0]
    await mine(stage, "POST", "/entrances", json={"token": token})

    async def opened() -> Any:
        line = await _line(stage)
        return line if line.get("opens") else None

    line = await until(opened, "head office sees that it was opened")
    must((line["sent"], line["openers"], line["orders"]) == (1, 1, 0), "once, by one, who bought nothing yet", line)
    return {"page": card["page"], **{name: line[name] for name in ("prepared", "sent", "opens", "openers")}}


async def brought(stage: Stage) -> dict[str, Any]:
    line = await _line(stage)
    sold = {name: line.get(name) for name in ("orders", "buyers", "paid")}
    must(sold == {"orders": 1, "buyers": 1, "paid": stage.props["order"]["total"]}, "the order came by the card", line)
    return sold


async def _line(stage: Stage) -> dict[str, Any]:
    """The guide's line in the statistics of the day of sending, empty when there is none."""
    day = stage.props.setdefault("sent_on", (await stage.now()).astimezone(clock.SHANGHAI).date())
    asked = {"by": "guide", "since": day.isoformat(), "until": day.isoformat(), "staff_id": stage.props["guide"]}
    lines: list[dict[str, Any]] = (await office(stage, "GET", "/material-statistics", params=asked))["items"]
    return lines[0] if lines else {}
