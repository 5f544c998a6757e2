"""Tags follow both sides."""

from typing import Any

from story.commerce_shop import office
from story.stage import Stage, must, until
from story.wecom_codes import marked


async def hear_of_tags(stage: Stage) -> dict[str, Any]:
    """The administrator renames one in WeCom's console; the guide puts one on in WeCom's client."""
    props = stage.props
    regular = props["tags"]["常客"]
    name = f"老茶客{props['run']}"
    await stage.control("POST", f"/wecom/tags/{regular['wecom_id']}", json={"name": name})

    async def renamed() -> Any:
        tags = (await office(stage, "GET", f"/tags?group_id={props['tag_group']}"))["items"]
        return name in [one["name"] for one in tags]

    await until(renamed, "the new name is here")
    wish = {"person_id": props["person"]["id"], "add_tag": [regular["wecom_id"]]}
    await stage.control("POST", f"/wecom/staff/{props['userid']}/edit_customer", json=wish)

    async def put_on() -> Any:
        has = await tags_of(stage, str(props["member"]))
        return has if name in has else None

    has = await until(put_on, "what the guide put on is here")
    first = props["tags"]["新客"]["name"]
    must(has == {first: "channel_code", name: "wecom"}, "each with what put it on", has)
    return {"renamed": name, "tags": has}


async def give_tag(stage: Stage) -> dict[str, Any]:
    props = stage.props
    member = props["stranger_member"]
    wish = {"tag_ids": [props["tags"]["新客"]["id"]]}
    await office(stage, "POST", f"/members/{member}/tags", json=wish)
    external_userid = props["stranger"]["external_userid"]
    await until(lambda: marked(stage, external_userid, "新客"), "WeCom was told")
    return {"external_userid": external_userid, "tags": await tags_of(stage, member)}


async def tags_of(stage: Stage, member_id: str) -> dict[str, str]:
    """A member's tags by name, each with what put it on."""
    found = await office(stage, "GET", f"/members/{member_id}/tags")
    return {one["name"]: one["source"] for one in found["items"]}
