"""A channel code with rules: who is on duty, what is said when, and what the new friend is called."""

from datetime import datetime
from typing import Any

from app.kernel.clock import SHANGHAI
from story.commerce_shop import office
from story.meeting import ADD_WAY, goes_live, welcome_arrives
from story.stage import Stage, must, until
from story.wecom_opening import COLLEAGUE

SHIFT_HOURS, EVERY_DAY = 2, list(range(1, 8))
UPDATE_WAY = "/qyapi/cgi-bin/externalcontact/update_contact_way"
MARK_TAG = "/qyapi/cgi-bin/externalcontact/mark_tag"


async def make_code(stage: Stage) -> dict[str, Any]:
    """The guide's shift ends with the next full hour but one, the colleague's begins then."""
    props = stage.props
    hour = (await stage.now()).astimezone(SHANGHAI).hour
    begin, end = f"{hour:02}:00", f"{(hour + SHIFT_HOURS) % 24:02}:00"
    mine = [{"days": EVERY_DAY, "start": begin, "end": end}]
    others = [{"days": EVERY_DAY, "start": end, "end": begin}]
    props["greeting"] = f"{hour} 点好，我是您的专属导购陈晨"
    asked = {
        "name": f"门店海报{props['run']}",
        "guides": [
            {"staff_id": props["guide"], "windows": mine},
            {"staff_id": props["colleague"], "windows": others},
        ],
        "welcome_text": "您好，欢迎来到云上茶社",
        "welcomes": [
            {"windows": others, "text": "不是这个时段"},
            {"windows": mine, "text": props["greeting"], "card": {"kind": "product", "id": props["product"]}},
        ],
        "tag_ids": [props["tags"]["新客"]["wecom_id"]],
        "remark_template": "{昵称}-{渠道}",
        "campaign": "开学季",
    }
    code = await office(stage, "POST", "/channel-codes", json=asked)
    code = await goes_live(stage, f"/channel-codes/{code['id']}")
    made = [one for one in await stage.accepted(ADD_WAY) if one["body"]["state"] == code["state"]]
    must(len(made) == 1, "WeCom made one way for it", made)
    must(made[0]["body"]["user"] == [props["userid"]], "it leads to who is on shift alone", made[0]["body"])
    must(code["on_duty"] == [props["userid"]], "head office sees the same", code["on_duty"])
    props["code"] = code
    return {"config_id": code["config_id"], "on_duty": code["on_duty"], "shift": f"{begin}-{end}"}


async def welcome_of_the_hour(stage: Stage) -> dict[str, Any]:
    evidence = await welcome_arrives(stage)
    must(evidence["text"] == stage.props["greeting"], "it is the one of this hour", evidence)
    return evidence


async def named_and_tagged(stage: Stage) -> dict[str, Any]:
    props = stage.props
    wanted = f"王小明-{props['code']['name']}"

    async def named() -> Any:
        return next((one for one in await customers_of(stage, props["userid"]) if one["remark"] == wanted), None)

    shown = await until(named, f"WeCom shows the remark {wanted}")
    must(shown["external_userid"] == props["external_userid"], "on the new friend", shown)
    await until(lambda: marked(stage, props["external_userid"], "新客"), "WeCom was told the tag")
    return {"remark": shown["remark"], "tag": props["tags"]["新客"]["name"]}


async def customers_of(stage: Stage, userid: str) -> list[dict[str, Any]]:
    """A member's customers as WeCom shows them."""
    found: list[dict[str, Any]] = await stage.control("GET", f"/wecom/staff/{userid}/customers")
    return found


async def marked(stage: Stage, external_userid: str, tag: str) -> bool:
    """Whether WeCom took one of the chapter's tags on this customer."""
    calls = [one["body"] for one in await stage.accepted(MARK_TAG)]
    tag_id = stage.props["tags"][tag]["wecom_id"]
    return any(one["external_userid"] == external_userid and tag_id in one.get("add_tag", []) for one in calls)


async def shift_ends(stage: Stage) -> dict[str, Any]:
    props = stage.props
    before: datetime = await stage.now()
    await stage.advance(SHIFT_HOURS * 3600)
    await stage.tick("guides.turn_ways")

    async def turned() -> Any:
        calls = [one["body"] for one in await stage.accepted(UPDATE_WAY)]
        return [one for one in calls if one["config_id"] == props["code"]["config_id"] and one.get("user")]

    told = (await until(turned, "WeCom is told of the change"))[-1]
    must(told["user"] == [COLLEAGUE], "the way leads to the colleague alone", told)
    return {"user": told["user"], "from": before.isoformat(), "to": (await stage.now()).isoformat()}
