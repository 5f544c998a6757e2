"""The guide leaves the company; a colleague takes over customers, group, tasks and commission."""

from typing import Any

from story.commerce_shop import office
from story.meeting import open_office
from story.sop import ADD_TEMPLATE
from story.stage import Stage, must, until
from story.wecom_codes import customers_of
from story.wecom_opening import SUCCESSOR, follow
from story.wecom_tasks import progress

DAY_AND_A_MINUTE = 24 * 3600 + 60
TRANSFER = "/qyapi/cgi-bin/externalcontact/resigned/transfer_customer"
EARNED = """
SELECT s.userid, sum(c.amount)::int AS amount FROM commission_accruals c JOIN staff s ON s.id = c.staff_id
WHERE c.order_id = $1::uuid GROUP BY 1
"""
POSTED = """
SELECT sum(p.amount)::int AS amount FROM ledger_postings p
JOIN ledger_accounts d ON d.id = p.debit_account_id AND d.kind = 'commission_frozen' AND d.owner_id = $2::uuid
JOIN ledger_accounts c ON c.id = p.credit_account_id AND c.kind = 'commission_frozen' AND c.owner_id = $3::uuid
WHERE p.source_ref LIKE 'commission-moved:%:' || $1::text
"""


async def leave(stage: Stage) -> dict[str, Any]:
    props = stage.props
    await stage.control("POST", f"/wecom/staff/{props['userid']}/resign")
    await follow(stage, {"only": ["staff"]})
    gone = await stage.web.get("/guide/v1/home", headers={"Authorization": f"Bearer {props['guide_token']}"})
    must(gone.status_code == 401, "the sidebar is closed to who has left", gone.status_code)
    wish = {"from_staff_id": props["guide"], "to_staff_ids": [props["successor"]], "groups": True, "commission": "move"}
    made = await office(stage, "POST", "/customer-hand-overs", json=wish)
    must(made["resigned"], "as of one who has left", made)
    props["hand_over"] = made["id"]

    async def begun() -> Any:
        now = await office(stage, "GET", f"/customer-hand-overs/{made['id']}")
        return now if now["customers"].get("waiting") and now["groups"].get("done") else None

    states = await until(begun, "WeCom has begun it")
    must(states["customers"] == {"waiting": 2}, "both customers wait for their day", states)
    calls = [one["body"] for one in await stage.accepted(TRANSFER) if one["body"]["handover_userid"] == props["userid"]]
    asked = sorted(each for one in calls for each in one["external_userid"])
    wanted = sorted([props["external_userid"], props["missed"]["external_userid"]])
    must(asked == wanted, "WeCom was asked for exactly these, once", calls)
    return {"customers": states["customers"], "groups": states["groups"], "to": calls[0]["takeover_userid"]}


async def handed_over(stage: Stage) -> dict[str, Any]:
    props = stage.props
    await stage.advance(DAY_AND_A_MINUTE)
    await open_office(stage)
    await stage.tick("handover.look_at_due")

    async def done() -> Any:
        now = await office(stage, "GET", f"/customer-hand-overs/{props['hand_over']}")
        return now["customers"] if now["customers"] == {"done": 2} else None

    states = await until(done, "both customers are the colleague's")
    at_wecom = {one["external_userid"] for one in await customers_of(stage, SUCCESSOR)}
    must(props["external_userid"] in at_wecom, "at WeCom", at_wecom)
    inbox = await stage.control("GET", f"/people/{props['person']['id']}/inbox")
    told = [one for one in inbox if one["kind"] == "transfer"]
    must(len(told) == 1, "the customer was told once", told)
    member = f"/members/{props['member']}"
    must((await office(stage, "GET", f"{member}/guide"))["staff_id"] == props["successor"], "and here", member)
    last = (await office(stage, "GET", f"{member}/guide-changes"))["items"][0]
    known = (last["reason"], last["hand_over_id"], last["to_staff_id"])
    must(known == ("handed_over", props["hand_over"], props["successor"]), "with why", last)
    return {"customers": states, "reason": last["reason"], "message": told[0]["text"]}


async def went_along(stage: Stage) -> dict[str, Any]:
    props = stage.props

    async def moved() -> Any:
        earned = await stage.row(EARNED, props["order"]["id"])
        return earned if earned["userid"] == SUCCESSOR else None

    earned = await until(moved, "the commission is the colleague's")
    posted = await stage.row(POSTED, props["hand_over"], props["guide"], props["successor"])
    must(posted["amount"] == earned["amount"], "in the ledger too, from account to account", posted)
    task = await progress(stage, props["far"]["id"], props["successor"])
    must((task["status"], task["progress"]) == ("open", 1), "the open task, with what had counted", task)
    groups = await stage.control("GET", "/wecom/groups")
    owner = next(one["owner"] for one in groups if one["chat_id"] == props["chat"])
    must(owner == SUCCESSOR, "the group at WeCom", owner)

    async def asked() -> Any:
        calls = [one["body"] for one in await stage.accepted(ADD_TEMPLATE) if props["chat"] in str(one["body"])]
        return [one["sender"] for one in calls] if len(calls) > 1 else None

    senders = await until(asked, "the broadcast nobody confirmed is asked of the colleague")
    must(senders == [props["userid"], SUCCESSOR], "of each once", senders)
    return {"commission": earned["amount"], "task": task["progress"], "group_owner": owner, "senders": senders}
