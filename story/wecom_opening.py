"""The chapter opens: a new guide, customers of before, and tags."""

from typing import Any
from uuid import uuid4

from story.commerce_shop import office
from story.meeting import open_office, pick_product
from story.stage import Stage, must, until

CUSTOMERS, GUIDES = 60, 3
# A sync leaves to the callbacks who became a friend within the last two minutes.
SETTLED_SECONDS = 180
COLLEAGUE, SUCCESSOR = "wangqiang", "zhoumin"
TAGS = ("新客", "常客")
ADD_TAG = "/qyapi/cgi-bin/externalcontact/add_corp_tag"


async def sync_all(stage: Stage) -> dict[str, Any]:
    """Also hires the guide of this telling, of whom nobody tells us: only a run can find them."""
    props = stage.props
    props["run"] = uuid4().hex[:8]
    props["userid"] = f"chenchen-{props['run']}"
    await open_office(stage)
    await pick_product(stage)
    await stage.control("POST", "/wecom/staff", json={"userid": props["userid"], "name": "陈晨"})
    await stage.control("POST", "/wecom/seed", json={"customers": CUSTOMERS, "members": GUIDES, "tags": 2})
    await stage.advance(SETTLED_SECONDS)
    seen, run = await follow(stage, {})
    parts = {step["part"]: step for step in run["steps"]}
    must(parts["staff"]["new"] >= 1, "the new guide was found", parts["staff"])
    must(parts["customers"]["new"] >= CUSTOMERS, "the customers of before were found", parts["customers"])
    staff = await all_staff(stage)
    missing = {props["userid"], COLLEAGUE, SUCCESSOR} - staff.keys()
    must(not missing, "guide and colleagues are known", missing)
    props |= {"guide": staff[props["userid"]], "colleague": staff[COLLEAGUE], "successor": staff[SUCCESSOR]}
    counts = {part: step["new"] for part, step in parts.items()}
    return {"guide": props["userid"], "progress": seen, "new": counts, "percent": run["percent"]}


async def follow(stage: Stage, wish: dict[str, Any]) -> tuple[list[int], dict[str, Any]]:
    """A run of our own to its end: the percentages seen on the way, and what became of it."""

    async def begun() -> Any:
        run = await office(stage, "POST", "/sync-runs", json=wish)
        return run if run["started"] else None

    run = await until(begun, "a run of our own starts")
    seen: list[int] = []

    async def ended() -> Any:
        now = await office(stage, "GET", f"/sync-runs/{run['id']}")
        if now["percent"] not in seen[-1:]:
            seen.append(now["percent"])
        return now if now["status"] != "running" else None

    end = await until(ended, "the run ends")
    must((end["status"], end["percent"]) == ("done", 100), "the run is done", end)
    must(seen == sorted(seen), "progress never goes back", seen)
    return seen, end


async def all_staff(stage: Stage) -> dict[str, str]:
    """Ids by userid."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        page = await office(stage, "GET", f"/staff?limit=100{cursor}")
        found |= {one["userid"]: one["id"] for one in page["items"]}
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def make_tags(stage: Stage) -> dict[str, Any]:
    props = stage.props
    group = await office(stage, "POST", "/tag-groups", json={"name": f"故事{props['run']}"})
    for name in TAGS:
        await office(stage, "POST", "/tags", json={"group_id": group["id"], "name": f"{name}{props['run']}"})
    props["tag_group"] = group["id"]

    async def known() -> Any:
        tags = (await office(stage, "GET", f"/tags?group_id={group['id']}"))["items"]
        return tags if all(one["wecom_id"] and not one["pending"] for one in tags) else None

    tags = {one["name"].removesuffix(props["run"]): one for one in await until(known, "WeCom knows the tags")}
    must(sorted(tags) == sorted(TAGS), "both tags are there", tags)
    made = {
        tag["id"]
        for call in await stage.accepted(ADD_TAG)
        for tag in call["answer"].get("tag_group", {}).get("tag", [])
    }
    ids = {name: tag["wecom_id"] for name, tag in tags.items()}
    must(made >= set(ids.values()), "WeCom gave them these ids", ids)
    props["tags"] = tags
    return {"wecom_ids": ids}
