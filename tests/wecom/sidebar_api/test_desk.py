"""What a guide sees and does besides looking at customers: tags, tasks, losses, notices."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from app.events.tags import TagsGiven, TagsTaken
from app.guides.buttons import WHY
from app.guides.models import Loss, Mute
from app.guides.states import Press
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tags.give import give
from app.tags.models import Tag, TagGroup
from app.tags.states import Origin, Source
from tests.wecom.sidebar_api.factory import Desk, desk

DOOR = "/guide/v1"


async def asked(http: httpx.AsyncClient, guide: Desk, method: str, path: str, **more: Any) -> Any:
    answer = await http.request(method, DOOR + path, headers=guide.headers, **more)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def tag(name: str, group: str = "偏好") -> UUID:
    now, own = clock.now(), Origin.OURS
    found = await TagGroup.get_or_none(name=group)
    if found is None:
        found = await TagGroup.create(id=new_id(), name=group, mirrored=False, origin=own, created_at=now)
    return (await Tag.create(id=new_id(), group_id=found.id, name=name, origin=own, created_at=now)).id


async def events(kind: type) -> int:
    found = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE $1"
    return int(await db.fetch_value(found, f"{kind.__name__}>%"))


async def test_tags_say_what_put_them_there_and_can_be_put_and_taken(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    green, black, gone = await tag("绿茶"), await tag("红茶"), await tag("停用")
    await Tag.filter(id=gone).update(deleted_at=clock.now())
    await give([who.id], [black], Source.RULE, new_id())
    path = f"/customers/{who.external_userid}/tags"
    put = await asked(http, guide, "POST", path, json={"tag_ids": [str(green)]})
    assert sorted((one["name"], one["source"], one["group_name"]) for one in put["items"]) == [
        ("红茶", "rule", "偏好"),
        ("绿茶", "manual", "偏好"),
    ]
    screen = await asked(http, guide, "GET", f"/customers/{who.id}")
    assert screen["tags"] == put["items"]
    row = await db.fetch_one("SELECT source, put_by FROM member_tags WHERE tag_id = $1", green)
    assert row
    assert (row["source"], row["put_by"]) == ("manual", guide.id)
    left = await asked(http, guide, "DELETE", path, params={"tag_id": str(green)})
    assert [one["name"] for one in left["items"]] == ["红茶"]
    refused = await http.post(DOOR + path, headers=guide.headers, json={"tag_ids": [str(gone)]})
    assert (refused.status_code, refused.json()["code"]) == (404, "tag_not_found")
    [group] = (await asked(http, guide, "GET", "/tag-groups"))["items"]
    assert (group["name"], {one["name"] for one in group["tags"]}) == ("偏好", {"绿茶", "红茶"})
    assert (await events(TagsGiven), await events(TagsTaken)) > (0, 0)


async def test_the_library_comes_in_pages(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    for number in range(3):
        await tag("标签", f"组{number}")
    first = await asked(http, guide, "GET", "/tag-groups", params={"limit": 2})
    last = await asked(http, guide, "GET", "/tag-groups", params={"cursor": first["next_cursor"]})
    assert [one["name"] for one in first["items"] + last["items"]] == ["组0", "组1", "组2"]
    assert last["next_cursor"] is None


async def test_the_bond_says_mute_loss_and_return(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    who = await guide.customer()
    path = f"/customers/{who.id}"
    assert (await asked(http, guide, "GET", path))["bond"] == {"muted_until": None, "loss": None}
    now = clock.now()
    await other.loss(who)
    await Mute.create(id=new_id(), staff_id=other.id, member_id=who.id, until=now + timedelta(hours=1))
    assert (await asked(http, guide, "GET", path))["bond"] == {"muted_until": None, "loss": None}
    await guide.loss(who, at=now - timedelta(days=3), recovered_at=now - timedelta(days=2))
    last = await guide.loss(who, at=now - timedelta(days=1), recovered_at=now, reasons=["其他"])
    await Mute.create(id=new_id(), staff_id=guide.id, member_id=who.id, until=now + timedelta(hours=1))
    bond = (await asked(http, guide, "GET", path))["bond"]
    assert bond["muted_until"] is not None
    assert (bond["loss"]["id"], bond["loss"]["by"], bond["loss"]["reasons"]) == (str(last), "customer", ["其他"])
    assert bond["loss"]["recovered_at"] is not None
    await Mute.filter(staff_id=guide.id).update(until=now)
    assert (await asked(http, guide, "GET", path))["bond"]["muted_until"] is None


async def test_tasks_stand_on_the_home_page_too(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    await guide.task("五一冲刺")
    await other.task("别人的任务")
    [task] = (await asked(http, guide, "GET", "/tasks"))["items"]
    assert (task["title"], task["progress"], task["target"], task["task_status"]) == ("五一冲刺", 1, 2, "running")
    assert (await asked(http, guide, "GET", "/home"))["tasks"] == [task]


async def test_a_guide_says_why_a_customer_left(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    who = await guide.customer("王小明")
    lost, theirs = await guide.loss(who, orders=2, spent=39_800), await other.loss(await other.customer("别人"))
    page = await asked(http, guide, "GET", "/losses")
    assert [(one["id"], one["nickname"], one["spent"]) for one in page["items"]] == [(str(lost), "王小明", 39_800)]
    reason = page["reasons_known"][0]
    said = await asked(http, guide, "PATCH", f"/losses/{lost}", json={"reasons": [reason]})
    assert said["reasons"] == [reason]
    refused = await http.patch(f"{DOOR}/losses/{theirs}", headers=guide.headers, json={"reasons": [reason]})
    assert (refused.status_code, refused.json()["code"]) == (404, "loss_not_found")
    assert (await Loss.get(id=theirs)).reasons == []
    unknown = await http.patch(f"{DOOR}/losses/{lost}", headers=guide.headers, json={"reasons": ["没有的原因"]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_loss_reason")


async def test_losses_come_in_pages(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    made = [str(await guide.loss(await guide.customer())) for _ in range(3)]
    first = await asked(http, guide, "GET", "/losses", params={"limit": 2})
    last = await asked(http, guide, "GET", "/losses", params={"limit": 2, "cursor": first["next_cursor"]})
    assert [one["id"] for one in first["items"] + last["items"]] == made[::-1]
    assert last["next_cursor"] is None


async def test_a_notice_is_answered_once(http: httpx.AsyncClient) -> None:
    guide = await desk("李娜")
    who = await guide.customer()
    notice = await guide.notice(Press.FOLLOWED_UP, Press.MUTE_TODAY, member_id=who.id)
    path = f"/notices/{notice}/answer"
    [shown] = (await asked(http, guide, "GET", "/notices"))["items"]
    assert [one["text"] for one in shown["buttons"]] == ["已跟进", "今天不再提醒"]
    said = await asked(http, guide, "POST", path, json={"key": "mute_today"})
    assert said == {"said": "今天不再提醒此客户"}
    assert await asked(http, guide, "POST", path, json={"key": "followed_up"}) == said
    [shown] = (await asked(http, guide, "GET", "/notices"))["items"]
    assert shown["answer"] == "mute_today"
    assert (await asked(http, guide, "GET", f"/customers/{who.id}"))["bond"]["muted_until"] is not None
    refused = await http.post(DOOR + path, headers=guide.headers, json={"key": "no_such_button"})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_your_notice")


async def test_a_reason_on_a_card_goes_to_the_loss_it_told_of(http: httpx.AsyncClient) -> None:
    guide, now = await desk("李娜"), clock.now()
    who = await guide.customer()
    lost = await guide.loss(who, at=now - timedelta(hours=2))
    notice = await guide.notice(WHY + "价格不满意", member_id=who.id)
    later = await guide.loss(who, at=now + timedelta(hours=2))
    said = await asked(http, guide, "POST", f"/notices/{notice}/answer", json={"key": WHY + "价格不满意"})
    assert said == {"said": "已记录：价格不满意"}
    assert (await Loss.get(id=lost)).reasons == ["价格不满意"]
    assert (await Loss.get(id=later)).reasons == []
