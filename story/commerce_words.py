"""What is said: a subscription message that the member allowed, and a review that content security let through."""

from typing import Any

from story.commerce_shop import first, mine, office, shown
from story.stage import Stage, must, until

SHIPPING = "1002"
KEYS = {"thing1": "title", "thing2": "carrier", "character_string3": "tracking_no", "date4": "shipped_at"}
SECURITY = "/weixin/wxa/msg_sec_check"
PRAISE = "豆香清高，回甘很快，下次还来"
ABUSE = "店主蠢货"
CONFLICT = 409


async def allow_one_message(stage: Stage) -> dict[str, Any]:
    """The popup is accepted once on the phone; the platform's encrypted push makes it one message of leave."""
    person = f"/people/{stage.props['person']['id']}"
    push = {"url": f"{stage.running.web_url}/callbacks/miniprogram"}
    await stage.control("POST", "/miniprogram/push", json=push)
    template = stage.props["template"] = await _template(stage, person)
    asked = (await mine(stage, "GET", "/notices/templates"))["order"]
    must(template in asked, "the client is told to ask for it", asked)
    await stage.control("POST", f"{person}/subscribe", json={"template_id": template, "result": "accept"})

    async def taken() -> Any:
        pushes = [each for each in await stage.control("GET", "/miniprogram/pushes") if template in each["plain"]]
        return pushes if pushes and all(each["accepted"] for each in pushes) else None

    pushes = await until(taken, "the product took the encrypted push")
    return {"template": template, "push": pushes[-1]["event"], "tries": len(pushes[-1]["tries"])}


async def _template(stage: Stage, person: str) -> str:
    """The template that tells of shipping, chosen at the platform's console unless there is one."""
    kinds = (await office(stage, "GET", "/notice-templates"))["items"]
    known = first((each for each in kinds if each["kind"] == "shipped"), "there is a kind for shipping")["template"]
    if known and known["template_id"] in await stage.control("GET", f"{person}/subscriptions"):
        return str(known["template_id"])
    added = await stage.control("POST", "/subscriptions/templates", json={"tid": SHIPPING})
    terms = {"template_id": added["template_id"], "keys": KEYS, "page": "pages/order/index?id={order_id}"}
    await office(stage, "PUT", "/notice-templates/shipped", json=terms)
    return str(added["template_id"])


async def message_arrived(stage: Stage) -> dict[str, Any]:
    """The phone has the tracking number; the leave is used up, so that later parcels stay silent."""
    number, person = stage.props["express"]["tracking_no"], f"/people/{stage.props['person']['id']}"

    async def arrived() -> Any:
        inbox = await stage.control("GET", f"{person}/inbox")
        return [each["text"] for each in inbox if each["kind"] == "subscription" and number in each["text"]]

    texts = await until(arrived, "the message is on the phone")
    left = (await stage.control("GET", f"{person}/subscriptions"))[stage.props["template"]]
    must((len(texts), left) == (1, 0), "once, on the leave that was given", (texts, left))
    return {"text": texts[0], "leave_left": left}


async def review(stage: Stage) -> dict[str, Any]:
    """A kind word is shown with the product, a rude one is not, and nobody reviews twice."""
    line = (await shown(stage, stage.props["express"]["order"]))["lines"][0]
    opinion = {"order_line_id": line["id"], "score": 5, "text": PRAISE}
    praise = (await mine(stage, "POST", "/reviews", json=opinion))["id"]
    await mine(stage, "POST", "/reviews", json=opinion, expect=CONFLICT)
    other = (await shown(stage, stage.props["scanned"]))["lines"][0]
    rude = (await mine(stage, "POST", "/reviews", json={"order_line_id": other["id"], "score": 1, "text": ABUSE}))["id"]
    states = {each: await _judged(stage, each) for each in (praise, rude)}
    must(list(states.values()) == ["shown", "hidden"], "content security decided", states)
    product = f"/products/{line['product_id']}/reviews"
    public = (await mine(stage, "GET", product))["items"]
    must([each["text"] for each in public] == [PRAISE], "only the kind word is public", public)
    judged = [call["body"]["content"] for call in await stage.accepted(SECURITY)]
    must({PRAISE, ABUSE} <= set(judged), "the platform judged both", judged)
    return {"public": public, "summary": await mine(stage, "GET", f"{product}/summary")}


async def _judged(stage: Stage, review_id: str) -> str:
    async def decided() -> Any:
        seen = (await mine(stage, "GET", f"/reviews/{review_id}"))["status"]
        return None if seen == "pending" else seen

    return str(await until(decided, "the review is judged"))
