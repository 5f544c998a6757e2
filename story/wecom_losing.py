"""A customer is lost, another was missed, and the day ends."""

from datetime import datetime, time, timedelta
from typing import Any

from app.kernel.clock import SHANGHAI
from story.commerce_shop import office
from story.meeting import open_office
from story.stage import Stage, must, until
from story.wecom_groups import FOLLOWS, person
from story.wecom_opening import COLLEAGUE, SETTLED_SECONDS, follow
from story.wecom_sidebar import reads

POLICY, REASON = "/loss-alert-policy", "消息太频繁"
# Some minutes before the digest, and some after.
EVENING, DIGEST_AT = time(20, 20), time(20, 31)


async def lose(stage: Stage) -> dict[str, Any]:
    """For this step a colleague hears of losses too, at any hour; head office's own policy comes back after it."""
    props = stage.props
    own = await office(stage, "GET", POLICY)
    told_at_once = {"digest_at": None, "quiet_from": "00:00", "quiet_until": "00:00"}
    policy = own | told_at_once | {"enabled": True, "tell_guide": True, "staff_ids": [props["colleague"]]}
    await office(stage, "PUT", POLICY, json=policy)
    try:
        wish = {"userid": props["userid"]}
        await stage.control("POST", f"/people/{props['stranger']['id']}/delete_friend", json=wish)
        guide = await reads(stage, props["userid"], "删除了您")
        other = await reads(stage, COLLEAGUE, "删除了导购 陈晨")
    finally:
        await office(stage, "PUT", POLICY, json=own)
    must("刘芳" in guide and "刘芳" in other, "both read who it was", (guide, other))
    return {"guide": guide, "colleague": other}


async def note_reason(stage: Stage) -> dict[str, Any]:
    props = stage.props
    lost = (await office(stage, "GET", f"/losses?staff_id={props['guide']}"))["items"]
    must([one["member_id"] for one in lost] == [props["stranger_member"]], "one loss of the guide", lost)
    must((lost[0]["by"], lost[0]["orders"]) == ("customer", 0), "by the customer, who bought nothing", lost)
    noted = await office(stage, "PATCH", f"/losses/{lost[0]['id']}", json={"reasons": [REASON]})
    must(noted["reasons"] == [REASON], "with its reason", noted)
    return {"nickname": noted["nickname"], "by": noted["by"], "reasons": noted["reasons"]}


async def reconcile(stage: Stage) -> dict[str, Any]:
    """Of somebody who came by the link while nobody was told, only a run can know."""
    props = stage.props
    await _until_evening(stage)
    missed = await person(stage, "赵敏")
    await stage.control("POST", "/wecom/callbacks/settings", json={"enabled": False})
    try:
        wish = {"url": props["channel"]["url"]}
        await stage.control("POST", f"/people/{missed['id']}/follow_link", json=wish)
    finally:
        await stage.control("POST", "/wecom/callbacks/settings", json={"enabled": True})
    await stage.advance(SETTLED_SECONDS)
    must(not await stage.row(FOLLOWS, missed["external_userid"]), "nobody here knows of them", missed)
    _, run = await follow(stage, {"reconcile": True})
    report = await office(stage, "GET", f"/sync-runs/{run['id']}/differences?limit=100")
    mine = [one for one in report["items"] if one["name"] == missed["external_userid"]]
    must(len(mine) == 1, "the report has them once", report)
    must((mine[0]["kind"], mine[0]["fixed"]) == ("customer_missing_here", True), "found and mended", mine)
    friend = await stage.row(FOLLOWS, missed["external_userid"])
    must(friend.get("came_by_id") == props["channel"]["id"], "a friend by the link's channel", friend)
    props["missed"] = missed
    return {"difference": mine[0], "differences": report["total"], "friend_of": friend["userid"]}


async def _until_evening(stage: Stage) -> None:
    """To the next evening whose digest nobody was told."""
    now = (await stage.now()).astimezone(SHANGHAI)
    evening = datetime.combine(now, EVENING, SHANGHAI)
    while evening < now or await _told(stage, evening):
        evening += timedelta(days=1)
    await stage.advance((evening - now).total_seconds())
    # A session of head office ends after twelve hours.
    await open_office(stage)


async def _told(stage: Stage, evening: datetime) -> bool:
    sql = "SELECT count(*) AS runs FROM bot_digest_runs WHERE key = $1"
    return bool((await stage.row(sql, f"daily:{evening:%Y-%m-%d}"))["runs"])


async def digest(stage: Stage) -> dict[str, Any]:
    props = stage.props
    now = (await stage.now()).astimezone(SHANGHAI)
    await stage.advance((datetime.combine(now, DIGEST_AT, SHANGHAI) - now).total_seconds())
    await stage.tick("bot.send_digests")
    head = f"【今日小结 {now:%m-%d}】"
    read = await reads(stage, props["userid"], head)
    met = await stage.row(
        "SELECT count(*) AS friends FROM guide_follows WHERE staff_id = $1::uuid AND followed_at >= $2",
        props["guide"],
        datetime.combine(now, time(), SHANGHAI),
    )
    must(f"新好友 {met['friends']} 人" in read, "with the day's new friends", read)
    await until(lambda: _told(stage, now), "the day is noted as told")
    return {"message": read}
