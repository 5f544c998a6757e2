"""A group code at WeCom: made once, changed when head office says so, and kept with the groups WeCom opens itself."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.acquisition.code_queries import OfGroups, group_code
from app.acquisition.edit_group_code import edit_group_code, request_group_code
from app.acquisition.end_at_wecom import delete, make_again
from app.acquisition.errors import GroupCodeNotFound, UnknownGroup
from app.acquisition.gateway import gateway
from app.acquisition.group_code_terms import GroupCodeTerms
from app.acquisition.group_code_way import WAY, keep_group_code, look_at_group_codes
from app.acquisition.states import Standing
from app.analytics.group_codes import group_code_statistics
from app.events.acquisition import GroupCodeDue
from app.guides.sync_group import import_groups
from app.kernel import db
from app.kernel.errors import TemporaryFailure, UnknownOutcome
from app.staff.queries import StaffCard
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

ADD, UPDATE = "externalcontact/groupchat/add_join_way", "externalcontact/groupchat/update_join_way"


def terms_of(*chat_ids: str, **more: Any) -> GroupCodeTerms:
    given = {"name": "门店粉丝群", "chat_ids": list(chat_ids), "base_name": "粉丝群", "base_id": 2}
    return GroupCodeTerms.model_validate(given | more)


async def groups(enterprise: Enterprise, count: int) -> list[str]:
    made = [await enterprise.group("lina", name=f"群{number}") for number in range(count)]
    await import_groups()
    return made


async def live(drain: Drain, *chat_ids: str, **more: Any) -> OfGroups:
    code_id = await request_group_code(terms_of(*chat_ids, **more))
    await drain()
    code = await group_code(code_id)
    assert (code.status, code.failure) == (Standing.LIVE, None)
    return code


async def config_of(code_id: UUID) -> str:
    return str(await db.fetch_value("SELECT remote_id FROM group_codes WHERE id = $1", code_id))


async def test_it_goes_live_with_a_picture(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    [chat_id] = await groups(enterprise, 1)
    code = await live(drain, chat_id)
    [call] = await enterprise.calls(ADD)
    sent = call["body"]
    assert (sent["chat_id_list"], sent["state"], sent["scene"]) == ([chat_id], code.state, 2)
    assert (sent["room_base_name"], sent["room_base_id"]) == ("粉丝群", 2)
    there, _ = await gateway().join_way(call["answer"]["config_id"])
    assert there.auto_create
    assert code.qr_code
    assert len(code.state) <= 30
    assert await enterprise.calls(UPDATE) == []


async def test_only_of_groups_there_are(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    [chat_id] = await groups(enterprise, 1)
    await db.execute("UPDATE group_chats SET dismissed_at = now()")
    for unknown in (chat_id, "wr-unknown"):
        with pytest.raises(UnknownGroup):
            await request_group_code(terms_of(unknown))
    assert await db.fetch_value("SELECT count(*) FROM group_codes") == 0


@pytest.mark.parametrize(
    "more", [{"chat_ids": []}, {"chat_ids": list("abcdef")}, {"chat_ids": ["a", "a"]}, {"base_name": ""}]
)
def test_what_wecom_would_refuse_is_refused_at_once(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        terms_of("a", **more)


async def test_jobs_at_once_make_one(enterprise: Enterprise, guide: StaffCard) -> None:
    code_id = await request_group_code(terms_of(*await groups(enterprise, 1)))
    await asyncio.gather(*(keep_group_code(GroupCodeDue(code_id)) for _ in range(8)))
    assert len(await enterprise.calls(ADD)) == 1
    assert (await group_code(code_id)).status is Standing.LIVE


async def test_after_a_lost_answer_another_is_made_but_not_for_ever(
    enterprise: Enterprise, guide: StaffCard, impatient: None
) -> None:
    code_id = await request_group_code(terms_of(*await groups(enterprise, 1)))
    await enterprise.fault(ADD, "hang_after", times=3)
    for _ in range(3):
        with pytest.raises(UnknownOutcome):
            await keep_group_code(GroupCodeDue(code_id))
    assert (await group_code(code_id)).status is Standing.CREATING
    await keep_group_code(GroupCodeDue(code_id))
    failed = await group_code(code_id)
    assert failed.status is Standing.FAILED
    assert failed.failure is not None
    assert "没有答复" in failed.failure
    assert len(await enterprise.calls(ADD)) == 3
    await enterprise.clear_faults()
    await make_again(WAY, code_id, GroupCodeNotFound)
    await keep_group_code(GroupCodeDue(code_id))
    assert (await group_code(code_id)).status is Standing.LIVE


async def test_one_refused_for_a_moment_is_made_at_the_next_try(enterprise: Enterprise, guide: StaffCard) -> None:
    code_id = await request_group_code(terms_of(*await groups(enterprise, 1)))
    await enterprise.fault(ADD, "errcode", errcode=-1)
    with pytest.raises(TemporaryFailure):
        await keep_group_code(GroupCodeDue(code_id))
    assert (await group_code(code_id)).status is Standing.REQUESTED
    await keep_group_code(GroupCodeDue(code_id))
    assert (await group_code(code_id)).status is Standing.LIVE


async def test_the_companys_limit_is_said(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await enterprise.fault(ADD, "errcode", errcode=41045)
    code_id = await request_group_code(terms_of(*await groups(enterprise, 1)))
    await drain()
    failed = await group_code(code_id)
    assert (failed.status, "请删除不用的" in (failed.failure or "")) == (Standing.FAILED, True)


async def test_groups_that_wecom_opened_stay_when_the_name_changes(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await enterprise.post("/wecom/settings", group_capacity=2)
    first, other = await groups(enterprise, 2)
    code = await live(drain, first)
    config_id = await config_of(code.id)
    for number in range(2):
        person = await enterprise.person(f"客户{number}", f"139{number:08d}")
        joined = await enterprise.post(f"/people/{person['id']}/scan_group", config_id=config_id)
    opened = joined["chat_id"]
    assert (joined["opened"], opened == first) == (True, False)
    await edit_group_code(code.id, terms_of(first, name="新名字"))
    await drain()
    there, _ = await gateway().join_way(config_id)
    assert (there.remark, there.chat_ids) == ("新名字", (first, opened))
    assert (await group_code(code.id)).groups_now == [first, opened]
    await edit_group_code(code.id, terms_of(other))
    await drain()
    assert (await gateway().join_way(config_id))[0].chat_ids == (other,)
    assert (await group_code(code.id)).groups_now == [other]


async def test_a_change_whose_answer_was_lost_is_not_sent_again(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, impatient: None
) -> None:
    first, other = await groups(enterprise, 2)
    code = await live(drain, first)
    await edit_group_code(code.id, terms_of(other))
    await enterprise.fault(UPDATE, "hang_after")
    with pytest.raises(UnknownOutcome):
        await keep_group_code(GroupCodeDue(code.id))
    sent = len(await enterprise.calls(UPDATE))
    await enterprise.clear_faults()
    await keep_group_code(GroupCodeDue(code.id))
    assert len(await enterprise.calls(UPDATE)) == sent
    assert (await group_code(code.id)).groups_now == [other]


async def test_one_that_is_gone_at_wecom_is_lost_by_the_next_day(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live(drain, *await groups(enterprise, 1))
    await gateway().remove_join_way(await config_of(code.id))
    await look_at_group_codes()
    await drain()
    assert (await group_code(code.id)).status is Standing.LIVE
    await enterprise.advance(24 * 3600 + 1)
    await look_at_group_codes()
    await drain()
    lost = await group_code(code.id)
    assert (lost.status, lost.failure) == (Standing.LOST, "已在企业微信被删除，可重新启用")


async def test_deleting_removes_it_at_wecom(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    code = await live(drain, *await groups(enterprise, 1))
    for _ in range(2):
        await delete(WAY, code.id, GroupCodeNotFound)
        await drain()
    assert (await group_code(code.id)).status is Standing.DELETED
    assert len(await enterprise.calls("externalcontact/groupchat/del_join_way")) == 1
    with pytest.raises(GroupCodeNotFound):
        await edit_group_code(code.id, terms_of("a"))


async def test_who_joined_by_it_is_counted(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    [chat_id] = await groups(enterprise, 1)
    code = await live(drain, chat_id)
    config_id = await config_of(code.id)
    people = [await enterprise.person(f"客户{number}", f"139{number:08d}") for number in range(3)]
    for person in people[:2]:
        await enterprise.post(f"/people/{person['id']}/scan_group", config_id=config_id)
    await enterprise.post(f"/wecom/groups/{chat_id}/members", person_id=people[2]["id"], scene="invited")
    await enterprise.advance(10)
    await import_groups()
    await enterprise.control.delete(f"/_sandbox/wecom/groups/{chat_id}/members/{people[0]['id']}")
    await enterprise.advance(10)
    await import_groups()
    counted = await group_code_statistics(code.id, None, None)
    assert (counted.joined, counted.members, counted.first_orders) == (2, 0, 0)
    assert counted.inside == 1
