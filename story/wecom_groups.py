"""A group with a code and a robot, and a link for those who have met nobody yet."""

from typing import Any
from uuid import uuid4

from story.commerce_shop import office
from story.meeting import goes_live
from story.stage import Stage, must, until

FOLLOWS = """
SELECT f.came_by_kind, f.came_by_id::text, f.member_id::text, s.userid FROM guide_follows f
JOIN staff s ON s.id = f.staff_id WHERE f.external_userid = $1 AND f.ended_at IS NULL
"""


async def person(stage: Stage, name: str) -> dict[str, Any]:
    """Somebody new with a phone."""
    phone = f"136{uuid4().int % 10**8:08d}"
    made: dict[str, Any] = await stage.control("POST", "/people", json={"name": name, "phone": phone})
    return made


async def join_by_code(stage: Stage) -> dict[str, Any]:
    props = stage.props
    name = f"茶友群{props['run']}"
    made = await stage.control("POST", "/wecom/groups", json={"name": name, "owner": props["userid"], "member_ids": []})
    props["chat"] = made["chat_id"]

    async def known() -> Any:
        sql = "SELECT owner_userid FROM group_chats WHERE chat_id = $1"
        return (await stage.row(sql, props["chat"])).get("owner_userid") == props["userid"]

    await until(known, "the product knows the group from its callback")
    terms = {"name": f"门店立牌{props['run']}", "chat_ids": [props["chat"]], "auto_create": False}
    code = await office(stage, "POST", "/group-codes", json=terms)
    code = await goes_live(stage, f"/group-codes/{code['id']}")
    joiner = await person(stage, "孙丽")
    await stage.control("POST", f"/people/{joiner['id']}/scan_group", json={"qr_code": code["qr_code"]})

    async def counted() -> Any:
        found = await office(stage, "GET", f"/group-codes/{code['id']}/statistics")
        return found if found["joined"] and found["inside"] else None

    counts = await until(counted, "the code's statistics count who joined")
    must((counts["joined"], counts["inside"]) == (1, 1), "one person, who is inside", counts)
    return {"chat_id": props["chat"], "joined": counts["joined"], "inside": counts["inside"]}


async def speak(stage: Stage) -> dict[str, Any]:
    robot = await stage.control("POST", "/wecom/robots", json={"name": "小茶"})
    wish = {"name": f"小茶{stage.props['run']}", "webhook": robot["key"]}
    known = await office(stage, "POST", "/robots", json=wish)
    must(robot["key"] not in str(known), "the key is given out to nobody", known)
    words = {"words": {"kind": "text", "content": "今晚八点，新茶开汤", "mention": ["@all"]}}
    await office(stage, "POST", f"/robots/{known['id']}/messages", json=words)

    async def said() -> Any:
        return await stage.control("GET", f"/wecom/robots/{robot['key']}/messages")

    heard = await until(said, "the group reads it")
    must(len(heard) == 1, "once", heard)
    must("新茶开汤" in str(heard[0]), "what was to be said", heard)
    return {"message": heard[0]}


async def follow_link(stage: Stage) -> dict[str, Any]:
    props = stage.props
    link = await office(
        stage, "POST", "/acquisition-links", json={"name": f"视频号{props['run']}", "staff_ids": [props["guide"]]}
    )
    await goes_live(stage, f"/acquisition-links/{link['id']}")
    channel = {"name": "直播间一号", "campaign": "开学季", "ad": "A-1"}
    link = await office(stage, "POST", f"/acquisition-links/{link['id']}/channels", json=channel)
    props["channel"] = next(one for one in link["channels"] if one["name"] == channel["name"])
    props["stranger"] = await person(stage, "刘芳")
    props["stranger_member"] = (await follow(stage, props["stranger"]))["member_id"]
    counts = await office(stage, "GET", f"/acquisition-links/{link['id']}/statistics")
    friends = {one["name"]: one["funnel"]["friends"] for one in counts["channels"] if one["funnel"]["friends"]}
    must(friends == {channel["name"]: 1}, "this channel has one friend, no other has any", counts)
    return {"url": props["channel"]["url"], "friends": friends}


async def follow(stage: Stage, who: dict[str, Any]) -> dict[str, Any]:
    """Somebody opens the channel's address; the friendship as the product knows it then."""
    props = stage.props
    await stage.control("POST", f"/people/{who['id']}/follow_link", json={"url": props["channel"]["url"]})

    async def met() -> Any:
        return await stage.row(FOLLOWS, who["external_userid"])

    friend: dict[str, Any] = await until(met, "the friendship is known")
    came_by = (friend["userid"], friend["came_by_kind"], friend["came_by_id"])
    must(came_by == (props["userid"], "link", props["channel"]["id"]), "the guide's, by the channel", friend)
    return friend
