"""Third part: the group SOP, its broadcast, its result, and the order that it brought."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from app.analytics.invariants import INVARIANTS
from story.meeting import guide_of
from story.selling import buy_again, guide_inbox
from story.stage import Stage, must, until

ADD_TEMPLATE = "/qyapi/cgi-bin/externalcontact/add_msg_template"
AHEAD_SECONDS = 3600


async def set_up_groups(stage: Stage) -> dict[str, Any]:
    props = stage.props
    stranger = await stage.control("POST", "/people", json={"name": "路人甲", "phone": "13700000000"})
    chats = {}
    for name, person in (("新品尝鲜群", props["person"]), ("无关的群", stranger)):
        made = await stage.control(
            "POST", "/wecom/groups", json={"name": name, "owner": guide_of(stage), "member_ids": [person["id"]]}
        )
        chats[name] = made["chat_id"]

    async def known() -> Any:
        groups = (await stage.call("GET", "/admin/v1/groups?limit=100", token=props["admin"]))["items"]
        found = {g["chat_id"] for g in groups if g["owner_userid"] == guide_of(stage)}
        return found >= set(chats.values())

    await until(known, "the product knows both groups from callbacks")
    inside = await stage.row(
        "SELECT count(*) AS members FROM group_members WHERE chat_id = $1 AND external_userid = $2 AND left_at IS NULL",
        chats["新品尝鲜群"],
        props["external_userid"],
    )
    must(inside["members"] == 1, "the consumer is known to be in the group", inside)
    props |= {"chat": chats["新品尝鲜群"], "other_chat": chats["无关的群"], "stranger": stranger}
    return chats


async def schedule_sop(stage: Stage) -> dict[str, Any]:
    props = stage.props
    now = datetime.fromisoformat((await stage.control("GET", "/clock"))["now"])
    due = now + timedelta(seconds=AHEAD_SECONDS)
    props["text"] = f"今日新品到店 {uuid4().hex[:6]}"
    step = {"anchor": "fixed", "at": due.isoformat(), "text": props["text"], "product_id": props["product"]}
    sop = await stage.call(
        "POST",
        "/admin/v1/sops",
        token=props["admin"],
        json={"name": "新品三日", "chat_ids": [props["chat"]], "steps": [step]},
    )
    props["sop"] = sop["id"]
    early = await _templates(stage)
    must(early == [], "nothing is sent before its time", early)
    return {"sop": sop["id"], "due": due.isoformat()}


async def _templates(stage: Stage) -> list[Any]:
    calls = await stage.accepted(ADD_TEMPLATE)
    return [call for call in calls if call["body"].get("text", {}).get("content") == stage.props["text"]]


async def broadcast_is_created(stage: Stage) -> dict[str, Any]:
    props = stage.props
    await stage.control("POST", "/clock", json={"advance_seconds": AHEAD_SECONDS + 1})
    calls = await until(lambda: _templates(stage), "the broadcast is created at WeCom")
    body, answer = calls[0]["body"], calls[0]["answer"]
    must(len(calls) == 1, "it is created once", calls)
    must(body["chat_id_list"] == [props["chat"]] and body["chat_type"] == "group", "for exactly that group", body)
    must(body["sender"] == guide_of(stage), "by the group's owner", body)

    async def told() -> Any:
        return [m for m in await guide_inbox(stage) if "新品三日" in str(m)]

    await until(told, "the owner is told to confirm")
    props["msgid"] = answer["msgid"]
    return {"msgid": answer["msgid"], "chat_id_list": body["chat_id_list"], "sender": body["sender"]}


async def members_receive(stage: Stage) -> dict[str, Any]:
    props = stage.props
    await stage.control("POST", f"/wecom/staff/{guide_of(stage)}/broadcasts/{props['msgid']}/confirm")
    mine = await _received(stage, props["person"]["id"])
    others = await _received(stage, props["stranger"]["id"])
    must(len(mine) == 1, "the member received it once", mine)
    must(others == [], "the other group received nothing", others)
    props["sop_card"] = next(a["miniprogram"] for a in mine[0]["attachments"] if a["msgtype"] == "miniprogram")
    return {"received": mine[0], "other_group": others}


async def _received(stage: Stage, person: str) -> list[Any]:
    inbox = await stage.control("GET", f"/people/{person}/inbox")
    return [message for message in inbox if message["text"] == stage.props["text"]]


async def results_are_fetched(stage: Stage) -> dict[str, Any]:
    props = stage.props
    await stage.control("POST", "/clock", json={"advance_seconds": 600})

    async def done() -> Any:
        sop = await stage.call("GET", f"/admin/v1/sops/{props['sop']}", token=props["admin"])
        return sop["steps"][0] if sop["steps"][0]["delivered"] == 1 else None

    step = await until(done, "the step is done with one group delivered")
    touch = await stage.row(
        "SELECT t.status, b.status AS broadcast FROM sop_touches t JOIN sop_broadcasts b ON b.id = t.broadcast_id"
        " WHERE b.msgid = $1",
        props["msgid"],
    )
    must(touch == {"status": "delivered", "broadcast": "done"}, "touch and broadcast are final", touch)
    return {"step": step, **touch}


async def later_order_is_attributed(stage: Stage) -> dict[str, Any]:
    props = stage.props
    token = parse_qs(urlsplit(props["sop_card"]["page"]).query)["s"][0]
    await stage.call("POST", "/mp/v1/entrances", token=props["token"], json={"token": token})
    order = await buy_again(stage)

    async def attributed() -> Any:
        return await stage.row(
            "SELECT o.number, s.chat_id, s.amount, t.sop_id::text FROM sop_step_orders s"
            " JOIN orders o ON o.id = s.order_id JOIN sop_steps t ON t.id = s.step_id WHERE o.id = $1",
            order["id"],
        )

    found: dict[str, Any] = await until(attributed, "the order is attributed to the step")
    must(found["sop_id"] == props["sop"] and found["chat_id"] == props["chat"], "to this step and group", found)
    must(found["amount"] == order["total"], "with its amount", found)
    return found


async def nothing_is_broken(stage: Stage) -> dict[str, Any]:
    broken = {}
    for truth, sql in INVARIANTS.items():
        rows = await stage.database.fetch(sql)
        if rows:
            broken[truth] = [dict(row) for row in rows[:5]]
    must(not broken, "all invariants hold", broken)
    failed = await stage.row("SELECT count(*) AS jobs FROM pgqueuer WHERE status = 'failed'")
    must(failed["jobs"] == 0, "no job has failed for good", failed)
    return {"invariants": len(INVARIANTS), "failed_jobs": 0}
