"""Head office asks a guide for something: told, reminded, counted."""

from datetime import timedelta
from typing import Any

from story.commerce_shop import office
from story.stage import Stage, must, until
from story.wecom_sidebar import reads

# The short task reminds a minute and a half after it began.
MINUTES, REMIND_BEFORE = 60, 58
FAR_DAYS, MUCH = 5, 3


async def assign(stage: Stage) -> dict[str, Any]:
    """One order within the hour, and three within five days: the second one will not be done."""
    props = stage.props
    now = await stage.now()
    common: dict[str, Any] = {"kind": "orders", "audience": "guides", "staff_ids": [props["guide"]]}
    near = {
        **common,
        "title": f"今日首单{props['run']}",
        "target": 1,
        "deadline_at": (now + timedelta(minutes=MINUTES)).isoformat(),
        "remind_before": [REMIND_BEFORE],
    }
    far = {
        **common,
        "title": f"本周三单{props['run']}",
        "target": MUCH,
        "deadline_at": (now + timedelta(days=FAR_DAYS)).isoformat(),
    }
    for name, asked in (("near", near), ("far", far)):
        task = await office(stage, "POST", "/guide-tasks", json=asked)
        await office(stage, "POST", f"/guide-tasks/{task['id']}/publish")
        props[name] = task
    await stage.tick("tasks.turn_due")
    told = await reads(stage, props["userid"], far["title"])
    await reads(stage, props["userid"], near["title"])
    must("【新任务】" in told, "as a new task", told)
    return {"near": near["title"], "far": far["title"], "message": told}


async def remind(stage: Stage) -> dict[str, Any]:
    props = stage.props
    await stage.advance((MINUTES - REMIND_BEFORE) * 60)
    await stage.tick("tasks.remind")
    told = await reads(stage, props["userid"], "【任务提醒】")
    must(props["near"]["title"] in told and "0/1" in told, "of the task and how far it is", told)
    must(props["far"]["title"] not in told, "not of the one that has days", told)
    return {"message": told}


async def count(stage: Stage) -> dict[str, Any]:
    props = stage.props

    async def counted() -> Any:
        rows = {name: await progress(stage, props[name]["id"], props["guide"]) for name in ("near", "far")}
        return rows if rows["near"]["status"] == "done" and rows["far"]["progress"] else None

    rows = await until(counted, "the order counts")
    must(rows["near"]["progress"] == rows["far"]["progress"] == 1, "once for each", rows)
    must(rows["far"]["status"] == "open", "three are not one", rows)
    return {name: {"status": row["status"], "progress": row["progress"]} for name, row in rows.items()}


async def progress(stage: Stage, task_id: str, staff_id: str) -> dict[str, Any]:
    """A guide's row of a task. Raises Untrue when the guide has none."""
    rows = (await office(stage, "GET", f"/guide-tasks/{task_id}/guides?limit=100"))["items"]
    mine = [one for one in rows if one["staff_id"] == staff_id]
    must(len(mine) == 1, "the guide has the task", rows)
    found: dict[str, Any] = mine[0]
    return found
