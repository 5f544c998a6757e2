"""The guide's own tools: the sidebar beside a chat, cards to press, and the bot."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from app.kernel.money import yuan
from story.selling import guide_inbox
from story.stage import Stage, must, until

PRESSED, SAID = "followed_up", "已标记跟进"


async def log_in_by_oauth(stage: Stage) -> dict[str, Any]:
    props = stage.props
    verifier = uuid4().hex
    page = f"{stage.running.web_url}/sidebar"
    wish = {"return_to": page, "challenge": hashlib.sha256(verifier.encode()).hexdigest()}
    address = (await stage.call("GET", "/guide/v1/login-url", params=wish))["url"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    must(asked["redirect_uri"] == page, "WeCom leads back to the page", asked)
    code = (await stage.control("POST", f"/wecom/staff/{props['userid']}/oauth_code"))["code"]
    body = {"code": code, "state": asked["state"], "verifier": verifier}
    session = await stage.call("POST", "/guide/v1/sessions", json=body)
    must(session["staff_id"] == props["guide"], "it is this guide's session", session)
    again = await stage.web.post("/guide/v1/sessions", json=body)
    must(again.is_client_error, "the code opens one session only", again.status_code)
    props["guide_token"] = session["token"]
    return {"name": session["name"], "expires_at": session["expires_at"], "code_again": again.status_code}


async def sign_page(stage: Stage) -> dict[str, Any]:
    page = f"{stage.running.web_url}/sidebar/customer?tab=1"
    signed = await desk(stage, "GET", "/js-sdk", params={"url": page})
    said = {}
    for kind, part in (("corp", signed["config"]), ("agent_config", signed["agent_config"])):
        shown = {"noncestr": part["nonce_str"], "timestamp": part["timestamp"], "signature": part["signature"]}
        wish = {"ticket_kind": kind, "url": page, **shown}
        said[kind] = (await stage.control("POST", "/wecom/jsapi/verify", json=wish))["errMsg"]
    must(said == {"corp": "config:ok", "agent_config": "agentConfig:ok"}, "the client accepts both", said)
    return said


async def desk(stage: Stage, method: str, path: str, **request: Any) -> Any:
    """Call the guides' door as the guide."""
    return await stage.call(method, f"/guide/v1{path}", token=stage.props["guide_token"], **request)


async def press_card(stage: Stage) -> dict[str, Any]:
    props = stage.props

    async def card() -> Any:
        inbox = [one for one in await guide_inbox(stage) if "template_card" in one and props["title"] in str(one)]
        return inbox[-1] if inbox else None

    task_id = (await until(card, "the card is on the phone"))["template_card"]["task_id"]
    wish = {"task_id": task_id, "key": PRESSED}
    await stage.control("POST", f"/wecom/staff/{props['userid']}/press", json=wish)

    async def grey() -> Any:
        shown = await card()
        return shown if shown.get("replace_name") else None

    shown = await until(grey, "the card says that it was pressed", seconds=10)
    must(shown["replace_name"] == SAID, "in the words of the button", shown)
    kept = await stage.row("SELECT answer FROM guide_notices WHERE id = $1::uuid", task_id)
    must(kept == {"answer": PRESSED}, "the press is kept", kept)
    return {"task_id": task_id, "card_says": shown["replace_name"]}


async def show_customer(stage: Stage) -> dict[str, Any]:
    props = stage.props
    screen = await desk(stage, "GET", f"/customers/{props['external_userid']}")
    profile, order = screen["profile"], props["order"]
    must(profile["member_id"] == str(props["member"]), "it is the customer", profile)
    must(profile["attributed"] and profile["guide_id"] == props["guide"], "the guide's own", profile)
    must((profile["orders"], profile["paid"]) == (1, order["total"]), "with the order", profile)
    must(profile["channel_code"] == props["code"]["name"], "who came by the code", profile)
    must(props["title"] in [one["title"] for one in profile["looked_at"]], "and looked at the product", profile)
    kinds = {one["kind"] for one in screen["timeline"]["items"]}
    missing = {"befriended", "product_view", "order_placed", "order_paid"} - kinds
    must(not missing, "the timeline tells all of it", kinds)
    numbers = [one["number"] for one in screen["orders"]["items"]]
    must(numbers == [order["number"]], "the order as the customer sees it", numbers)
    return {"orders": profile["orders"], "paid": profile["paid"], "timeline": sorted(kinds), "wallet": screen["wallet"]}


async def ask_bot(stage: Stage) -> dict[str, Any]:
    today = await _answered(stage, "今日客户", "【今日客户】")
    must("王小明" in today, "the new friend is among today's", today)
    earned = await stage.row(
        "SELECT sum(amount)::int AS amount FROM commission_accruals WHERE staff_id = $1::uuid", stage.props["guide"]
    )
    commission = await _answered(stage, "佣金", "【我的佣金】")
    must(f"¥{yuan(earned['amount'])}" in commission, "it names what the guide has earned", commission)
    return {"今日客户": today, "佣金": commission}


async def _answered(stage: Stage, words: str, head: str) -> str:
    await stage.control("POST", f"/wecom/staff/{stage.props['userid']}/say", json={"content": words})
    return await reads(stage, stage.props["userid"], head)


async def reads(stage: Stage, userid: str, words: str) -> str:
    """The newest text or card on a member's phone that has these words, once it is there."""

    async def told() -> Any:
        inbox = await stage.control("GET", f"/wecom/staff/{userid}/inbox")
        return next((text for text in map(_text, reversed(inbox)) if words in text), None)

    return str(await until(told, f"{userid} reads {words!r}"))


def _text(message: dict[str, Any]) -> str:
    card = message.get("template_card", {})
    shown = (
        message.get("text", {}).get("content"),
        card.get("main_title", {}).get("title"),
        card.get("sub_title_text"),
    )
    return "\n".join(one for one in shown if one)
