"""Head office keeps the library; WeCom is told once, whatever happens to the answer."""

import pytest

from app.events.tags import TagChanged
from app.kernel import db
from app.kernel.errors import UnknownOutcome
from app.tags.edit_library import create_group, create_tag, delete_group, delete_tag, edit_group, edit_tag
from app.tags.errors import TagGroupNotFound, TagNameTaken, TagNotFound, TagNotOurs
from app.tags.models import Tag, TagGroup
from app.tags.push import push_tag
from app.tags.states import Origin
from app.tags.sync import sync
from tests.app.guides.conftest import impatient
from tests.app.tags.factory import console_tags, corp_tags, heard, ours, own_tags, theirs
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

__all__ = ["impatient"]
ADD, EDIT, DELETE = (f"externalcontact/{verb}_corp_tag" for verb in ("add", "edit", "del"))


async def test_tags_are_made_at_wecom_in_one_group(enterprise: Enterprise, drain: Drain) -> None:
    await corp_tags(drain, "金卡", "银卡")
    assert await theirs() == {"会员等级": ["金卡", "银卡"]}
    assert await ours() == {"会员等级": {"金卡": "ours", "银卡": "ours"}}
    assert await Tag.filter(owed_since=None).exclude(wecom_id=None).count() == 2
    assert len(await enterprise.calls(ADD)) == 2


async def test_tags_of_a_group_that_stays_here_are_not_made_there(enterprise: Enterprise, drain: Drain) -> None:
    [tag] = await own_tags("内部")
    await edit_tag(tag, "内部二", 1)
    await drain()
    assert await theirs() == {}
    assert await enterprise.calls("externalcontact/") == await enterprise.calls("externalcontact/get_corp_tag_list")


async def test_a_change_and_a_deletion_are_told(enterprise: Enterprise, drain: Drain) -> None:
    gold, silver = await corp_tags(drain, "金卡", "银卡")
    await edit_tag(gold.id, "黑金", 5)
    await edit_group(gold.group_id, "等级", 0)
    await delete_tag(silver.id)
    await drain()
    assert await theirs() == {"等级": ["黑金"]}
    await delete_group(gold.group_id)
    await drain()
    assert await theirs() == {}
    assert await ours() == {}
    assert await Tag.exclude(owed_since=None).count() == 0
    with pytest.raises(TagGroupNotFound):
        await delete_group(gold.group_id)
    with pytest.raises(TagNotFound):
        await edit_tag(gold.id, "黑金", 5)


async def test_a_job_again_changes_nothing(enterprise: Enterprise, drain: Drain) -> None:
    [gold] = await corp_tags(drain, "金卡")
    await push_tag(TagChanged(gold.id))
    assert len(await enterprise.calls(ADD)) == 1
    assert await enterprise.calls(EDIT) == []


async def test_a_lost_answer_makes_no_second_tag(enterprise: Enterprise, drain: Drain, impatient: None) -> None:
    await enterprise.fault(ADD, "hang_after", times=1)
    tag_id = await create_tag(await create_group("会员等级"), "金卡")
    with pytest.raises(UnknownOutcome):
        await push_tag(TagChanged(tag_id))
    await enterprise.clear_faults()
    await drain()
    assert len(await enterprise.calls(ADD)) == 1
    assert await theirs() == {"会员等级": ["金卡"]}
    assert (await Tag.get(id=tag_id)).wecom_id is not None


async def test_a_tag_deleted_after_its_answer_was_lost_is_gone_there_too(
    enterprise: Enterprise, drain: Drain, impatient: None
) -> None:
    await enterprise.fault(ADD, "hang_after", times=1)
    tag_id = await create_tag(await create_group("会员等级"), "金卡")
    with pytest.raises(UnknownOutcome):
        await push_tag(TagChanged(tag_id))
    await enterprise.clear_faults()
    await delete_tag(tag_id)
    await drain()
    assert await theirs() == {}


async def test_a_tag_that_somebody_made_there_meanwhile_is_adopted(enterprise: Enterprise, drain: Drain) -> None:
    tag_id = await create_tag(await create_group("控制台"), "常客")
    made = await console_tags(enterprise, "常客")
    await heard(enterprise, drain, 2)
    assert (await Tag.get(id=tag_id)).wecom_id == made["tag"][0]["id"]
    assert await ours() == {"控制台": {"常客": "ours"}}
    assert await theirs() == {"控制台": ["常客"]}
    await edit_tag(tag_id, "稀客", 0)
    await drain()
    # The console owns it, so our change is refused and it is theirs again, by its name there.
    assert await ours() == {"控制台": {"常客": "wecom"}}
    assert await theirs() == {"控制台": ["常客"]}


async def test_what_was_made_there_is_not_changed_here(enterprise: Enterprise, drain: Drain) -> None:
    await console_tags(enterprise, "常客")
    await heard(enterprise, drain, 2)
    tag, group = await Tag.get(), await TagGroup.get()
    for change in (
        edit_tag(tag.id, "稀客", 0),
        delete_tag(tag.id),
        edit_group(group.id, "别名", 0),
        delete_group(group.id),
    ):
        with pytest.raises(TagNotOurs):
            await change
    ours_too = await create_tag(group.id, "新客")
    await drain()
    assert await theirs() == {"控制台": ["常客", "新客"]}
    assert (await Tag.get(id=ours_too)).origin is Origin.OURS


async def test_names_are_taken_once(enterprise: Enterprise, drain: Drain) -> None:
    gold, silver = await corp_tags(drain, "金卡", "银卡")
    with pytest.raises(TagNameTaken):
        await create_group("会员等级")
    with pytest.raises(TagNameTaken):
        await create_tag(gold.group_id, "金卡")
    with pytest.raises(TagNameTaken):
        await edit_tag(silver.id, "金卡", 0)
    await edit_tag(gold.id, "金卡", 3)


async def test_a_full_library_is_said_and_tried_again_by_the_sync(enterprise: Enterprise, drain: Drain) -> None:
    await enterprise.fault(ADD, "errcode", errcode=40126)
    tag_id = await create_tag(await create_group("会员等级"), "金卡")
    await drain()
    failed = await Tag.get(id=tag_id)
    assert failed.failure is not None
    assert "上限" in failed.failure
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == 0
    await enterprise.clear_faults()
    await enterprise.advance(7200)
    await sync()
    await drain()
    assert await theirs() == {"会员等级": ["金卡"]}
    mended = await Tag.get(id=tag_id)
    assert (mended.failure, mended.owed_since) == (None, None)


async def test_a_group_that_went_with_its_last_tag_is_made_anew(enterprise: Enterprise, drain: Drain) -> None:
    [gold] = await corp_tags(drain, "金卡")
    await delete_tag(gold.id)
    await drain()
    assert await theirs() == {}
    await create_tag(gold.group_id, "银卡")
    await drain()
    assert await theirs() == {"会员等级": ["银卡"]}
