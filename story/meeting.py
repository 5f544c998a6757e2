"""First half of meeting: the code, the scan, the welcome, the login."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from demo import brand
from story.stage import Stage, must, until

WELCOME_SECONDS = 20
ADD_WAY = "/qyapi/cgi-bin/externalcontact/add_contact_way"


def guide_of(stage: Stage) -> str:
    """The userid of the story's guide: the demo's own, unless the chapter has hired one."""
    return str(stage.props.get("userid", brand.GUIDE))


async def open_office(stage: Stage) -> None:
    """The administrator logs in; `props["admin"]` is good for twelve hours of the sandbox's clock."""
    session = await stage.call(
        "POST",
        "/admin/v1/sessions",
        json={"login_name": stage.running.admin_login, "password": stage.running.admin_password},
    )
    stage.props["admin"] = session["token"]


async def pick_product(stage: Stage) -> None:
    """A product of which there is enough, as `product`, `sku` and `title` of the props."""
    product = await stage.row(
        "SELECT p.id, p.title, s.id AS sku FROM products p JOIN skus s ON s.product_id = p.id"
        " JOIN stocks t ON t.sku_id = s.id WHERE p.shelf = 'on' AND t.on_hand - t.held > 10 ORDER BY p.code LIMIT 1"
    )
    stage.props |= {"product": str(product["id"]), "sku": str(product["sku"]), "title": product["title"]}


async def create_channel_code(stage: Stage) -> dict[str, Any]:
    props = stage.props
    await open_office(stage)
    await pick_product(stage)
    staff = (await stage.call("GET", "/admin/v1/staff?limit=100", token=props["admin"]))["items"]
    guide = next(one["id"] for one in staff if one["userid"] == brand.GUIDE)
    name = f"故事{uuid4().hex[:8]}"
    code = await stage.call(
        "POST",
        "/admin/v1/channel-codes",
        token=props["admin"],
        json={
            "name": name,
            "staff_id": guide,
            "welcome_text": "您好，我是您的专属导购李娜",
            "product_id": props["product"],
        },
    )

    code = await goes_live(stage, f"/channel-codes/{code['id']}")
    calls = await stage.accepted(ADD_WAY)
    state = next(call["body"]["state"] for call in calls if call["answer"]["config_id"] == code["config_id"])
    made = [call for call in calls if call["body"].get("state") == state]
    must(len(made) == 1, "the sandbox saw exactly one add_contact_way for it", made)
    must(made[0]["body"]["user"] == [brand.GUIDE], "the code is the guide's", made[0]["body"])
    props["code"] = code
    return {"config_id": made[0]["answer"]["config_id"], "state": state, "user": made[0]["body"]["user"]}


async def goes_live(stage: Stage, path: str) -> dict[str, Any]:
    """What head office has asked for, once it stands at WeCom."""

    async def live() -> Any:
        seen = await stage.call("GET", f"/admin/v1{path}", token=stage.props["admin"])
        return seen if seen["status"] == "live" else None

    made: dict[str, Any] = await until(live, f"{path} goes live")
    return made


async def scan_code(stage: Stage) -> dict[str, Any]:
    props = stage.props
    phone = f"139{uuid4().int % 10**8:08d}"
    person = await stage.control("POST", "/people", json={"name": "王小明", "phone": phone})
    props["person"] = person
    props["scanned_at"] = datetime.fromisoformat((await stage.control("GET", "/clock"))["now"])
    scan = await stage.control("POST", f"/people/{person['id']}/scan", json={"qr_code": props["code"]["qr_code"]})
    props["external_userid"] = scan["external_userid"]

    async def accepted() -> Any:
        deliveries = await stage.control("GET", "/wecom/callbacks?limit=50")
        return next(
            (
                d
                for d in deliveries
                if d["change_type"] == "add_external_contact" and d["accepted"] and scan["external_userid"] in str(d)
            ),
            None,
        )

    delivery = await until(accepted, "the encrypted callback is accepted")
    return {"external_userid": scan["external_userid"], "delivery": delivery["id"], "tries": delivery["tries"]}


async def welcome_arrives(stage: Stage) -> dict[str, Any]:
    props = stage.props

    async def received() -> Any:
        inbox = await stage.control("GET", f"/people/{props['person']['id']}/inbox")
        return [message for message in inbox if message["kind"] == "welcome"]

    welcomes = await until(received, "the welcome is in the consumer's inbox")
    must(len(welcomes) == 1, "one welcome", welcomes)
    card = next(a["miniprogram"] for a in welcomes[0]["attachments"] if a["msgtype"] == "miniprogram")
    took = (datetime.fromisoformat(welcomes[0]["at"]) - props["scanned_at"]).total_seconds()
    must(took < WELCOME_SECONDS, "it came inside 20 s", took)
    props["card"] = card
    return {"text": welcomes[0]["text"], "card": card, "seconds_after_scan": round(took, 3)}


async def log_in(stage: Stage) -> dict[str, Any]:
    props = stage.props
    props["token"] = await _session(stage)
    token = parse_qs(urlsplit(props["card"]["page"]).query)["s"][0]
    await stage.call("POST", "/mp/v1/entrances", token=props["token"], json={"token": token})
    known = await stage.row(
        "SELECT member_id, array_agg(kind ORDER BY kind) AS kinds FROM member_identities WHERE member_id ="
        " (SELECT member_id FROM member_identities WHERE value = $1) GROUP BY 1",
        props["external_userid"],
    )
    must(known.get("kinds") == ["external_userid", "openid", "unionid"], "one member under three names", known)
    guide = await stage.row(
        "SELECT s.userid FROM guide_attributions a JOIN staff s ON s.id = a.staff_id WHERE a.member_id = $1",
        known["member_id"],
    )
    must(guide.get("userid") == guide_of(stage), "the member belongs to the guide", guide)
    props["member"] = known["member_id"]
    return {"member": str(known["member_id"]), "identities": known["kinds"], "guide": guide["userid"]}


async def _session(stage: Stage) -> str:
    code = await stage.control("POST", f"/people/{stage.props['person']['id']}/login_code")
    session = await stage.call("POST", "/mp/v1/sessions", json={"code": code["code"]})
    return str(session["token"])


async def another_device(stage: Stage) -> str:
    """A second session of the same consumer."""
    return await _session(stage)
