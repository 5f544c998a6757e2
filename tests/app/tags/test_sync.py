"""Our library follows WeCom's: by its events, as a whole, and every night."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from app.kernel import clock, db
from app.tags.edit_library import edit_tag
from app.tags.gateway import gateway
from app.tags.models import Tag, TagGroup
from app.tags.sync import NEVER, Differences, _keep, _Scope, learn, sync, sync_tags
from tests.app.tags.factory import console_tags, corp_tags, heard, ours, theirs
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

LIST = "externalcontact/get_corp_tag_list"


async def test_the_consoles_changes_arrive_by_events(enterprise: Enterprise, drain: Drain) -> None:
    made = await console_tags(enterprise, "常客", "新客")
    await heard(enterprise, drain, 3)
    assert await ours() == {"控制台": {"常客": "wecom", "新客": "wecom"}}
    first, second = (tag["id"] for tag in made["tag"])
    await enterprise.post(f"/wecom/tags/{first}", name="老客")
    await enterprise.post(f"/wecom/tags/{made['group_id']}", name="客群")
    await heard(enterprise, drain, 5)
    assert await ours() == {"客群": {"新客": "wecom", "老客": "wecom"}}
    await enterprise.post("/wecom/tags/shuffle", group_id=made["group_id"])
    await heard(enterprise, drain, 6)
    assert [tag.name for tag in await Tag.all().order_by("-priority")] == ["新客", "老客"]
    await enterprise.control.delete(f"/_sandbox/wecom/tags/{second}")
    await heard(enterprise, drain, 7)
    assert await ours() == {"客群": {"老客": "wecom"}}
    await enterprise.control.delete(f"/_sandbox/wecom/tags/{made['group_id']}")
    await heard(enterprise, drain, 8)
    assert await ours() == {}
    assert await TagGroup.filter(deleted_at=None).count() == 0


async def test_a_whole_sync_says_how_it_differed(enterprise: Enterprise, drain: Drain) -> None:
    made = await console_tags(enterprise, "常客", "新客")
    assert await sync() == Differences(added=3, changed=0, ended=0)
    assert await sync() == Differences()
    await enterprise.post(f"/wecom/tags/{made['tag'][0]['id']}", name="老客")
    await enterprise.control.delete(f"/_sandbox/wecom/tags/{made['tag'][1]['id']}")
    assert await sync() == Differences(added=0, changed=1, ended=1)
    assert await ours() == {"控制台": {"老客": "wecom"}}


async def test_names_that_change_places_do_not_collide(enterprise: Enterprise, drain: Drain) -> None:
    made = await console_tags(enterprise, "甲", "乙")
    await sync()
    first, second = (tag["id"] for tag in made["tag"])
    for tag, name in ((first, "丙"), (second, "甲"), (first, "乙")):
        await enterprise.post(f"/wecom/tags/{tag}", name=name)
    assert await sync() == Differences(changed=2)
    assert {tag.wecom_id: tag.name for tag in await Tag.all()} == {first: "乙", second: "甲"}


async def test_our_later_change_stays_and_the_consoles_later_one_wins(enterprise: Enterprise, drain: Drain) -> None:
    [gold] = await corp_tags(drain, "金卡")
    assert gold.wecom_id
    # The test says itself when the console's changes were; their own callbacks would say now.
    await enterprise.post("/wecom/callbacks/settings", enabled=False)
    await edit_tag(gold.id, "黑金", 0)
    await enterprise.post(f"/wecom/tags/{gold.wecom_id}", name="铂金")
    # The console's change was earlier than ours: ours stays, and is told.
    await sync_tags([gold.wecom_id], clock.now() - timedelta(minutes=1))
    assert (await Tag.get(id=gold.id)).name == "黑金"
    await drain()
    assert await theirs() == {"会员等级": ["黑金"]}
    await edit_tag(gold.id, "白金", 0)
    await enterprise.post(f"/wecom/tags/{gold.wecom_id}", name="铂金")
    await sync_tags([gold.wecom_id], clock.now() + timedelta(minutes=1))
    await drain()
    assert (await Tag.get(id=gold.id)).name == "铂金"
    assert await theirs() == {"会员等级": ["铂金"]}


async def test_an_older_reading_does_not_undo_a_later_one(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await console_tags(enterprise, "常客", "新客")
    await sync()
    read, began = await gateway().library(), clock.now()
    await enterprise.post(f"/wecom/tags/{made['tag'][0]['id']}", name="老客")
    await enterprise.control.delete(f"/_sandbox/wecom/tags/{made['tag'][1]['id']}")
    await sync()
    await _keep(read, began, NEVER, _Scope())
    assert await ours() == {"控制台": {"老客": "wecom"}}


async def test_tags_that_we_do_not_know_are_learnt_and_known_ones_not_asked_for(enterprise: Enterprise) -> None:
    made = await console_tags(enterprise, "常客")
    tag = made["tag"][0]["id"]
    await learn([tag, "etunknown"])
    assert await ours() == {"控制台": {"常客": "wecom"}}
    await learn([tag])
    await learn([])
    assert len(await enterprise.calls(LIST)) == 1


async def test_three_thousand_tags_are_read_by_one_call_and_a_few_statements(
    enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enterprise.post("/wecom/callbacks/settings", enabled=False)
    for group in range(30):
        await console_tags(enterprise, *(f"标签{number}" for number in range(100)), group=f"组{group}")
    asked: list[str] = []
    for name in ("execute", "fetch", "fetch_one", "fetch_value"):
        monkeypatch.setattr(db, name, counting(getattr(db, name), asked))
    assert await sync() == Differences(added=3030)
    assert len(asked) < 10
    assert len(await enterprise.calls(LIST)) == 1
    assert await sync() == Differences()
    assert await Tag.filter(deleted_at=None).count() == 3000


def counting(run: Callable[..., Awaitable[Any]], asked: list[str]) -> Callable[..., Awaitable[Any]]:
    """The function, noting each statement it is given."""

    async def noted(statement: str, *values: Any) -> Any:
        asked.append(statement)
        return await run(statement, *values)

    return noted
