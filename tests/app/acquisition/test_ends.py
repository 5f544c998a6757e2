"""Channel codes are edited, disabled, enabled and deleted, here and at WeCom."""

from uuid import uuid4

import pytest

from app.acquisition.edit_channel_code import edit_channel_code
from app.acquisition.end_channel_code import (
    delete_channel_code,
    disable_channel_code,
    enable_channel_code,
    remove_way,
)
from app.acquisition.errors import ChannelCodeBusy, ChannelCodeNotFound, MadeForOneGuide
from app.acquisition.gateway import ContactWayGone, gateway
from app.acquisition.queries import channel_code, channel_codes_page
from app.acquisition.request_channel_code import request_channel_code
from app.acquisition.states import ChannelCodeStatus as Status
from app.events.acquisition import ChannelCodeEnded
from app.guides.errors import UnknownStaff
from app.kernel import db
from app.kernel.errors import UnknownOutcome
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.app.guides.factory import live_code, terms_of
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

DELETE = "externalcontact/del_contact_way"


@pytest.fixture
async def wang(enterprise: Enterprise, guide: StaffCard) -> StaffCard:
    await enterprise.hire("wangqiang", "王强")
    await sync()
    found = await staff_by_userid("wangqiang")
    assert found
    return found


async def test_an_edit_reaches_wecom_and_the_picture_stays(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    before = await live_code(guide, drain)
    await edit_channel_code(before.id, terms_of(guide, wang, name="新海报", exclusive=True))
    await drain()
    after = await channel_code(before.id)
    assert (after.config_id, after.qr_code, after.terms.name) == (before.config_id, before.qr_code, "新海报")
    [call] = await enterprise.calls("externalcontact/update_contact_way")
    users = ["lina", "wangqiang"]
    assert call["body"] == {"config_id": before.config_id, "user": users, "remark": "新海报", "is_exclusive": True}
    assert after.on_duty == users


async def test_an_edit_of_what_wecom_does_not_know_calls_nobody(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    await edit_channel_code(code.id, terms_of(guide, welcome_text="新的欢迎语", tag_ids=["et1"]))
    await drain()
    assert (await channel_code(code.id)).terms.welcome_text == "新的欢迎语"
    assert await enterprise.calls("externalcontact/update_contact_way") == []


async def test_an_edit_is_refused_for_unknown_codes_and_staff_and_ways_of_one(
    guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    with pytest.raises(ChannelCodeNotFound):
        await edit_channel_code(uuid4(), terms_of(guide))
    with pytest.raises(UnknownStaff):
        await edit_channel_code(code.id, terms_of(guides=[{"staff_id": uuid4()}]))
    await db.execute("UPDATE channel_codes SET multi = false")
    with pytest.raises(MadeForOneGuide):
        await edit_channel_code(code.id, terms_of(guide, wang))
    await edit_channel_code(code.id, terms_of(wang))
    await drain()
    assert (await channel_code(code.id)).on_duty == ["wangqiang"]


async def test_a_disabled_code_leads_nowhere_and_an_enabled_one_gets_a_new_picture(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    first = await live_code(guide, drain)
    assert first.config_id
    await disable_channel_code(first.id)
    with pytest.raises(ChannelCodeBusy):
        await enable_channel_code(first.id)
    await drain()
    assert (await channel_code(first.id)).status is Status.DISABLED
    with pytest.raises(ContactWayGone):
        await gateway().contact_way(first.config_id)
    await disable_channel_code(first.id)
    await enable_channel_code(first.id)
    await drain()
    second = await channel_code(first.id)
    assert (second.status, second.state) == (Status.LIVE, first.state)
    assert second.config_id not in (None, first.config_id)
    assert second.qr_code not in (None, first.qr_code)


async def test_a_deleted_code_is_gone_at_wecom_and_from_the_list(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    await delete_channel_code(code.id)
    await drain()
    await delete_channel_code(code.id)
    assert (await channel_code(code.id)).status is Status.DELETED
    assert await channel_codes_page(None, 10) == []
    assert len(await enterprise.calls(DELETE)) == 1
    with pytest.raises(ChannelCodeNotFound):
        await enable_channel_code(code.id)
    with pytest.raises(ChannelCodeNotFound):
        await edit_channel_code(code.id, terms_of(guide))


async def test_a_code_that_was_never_made_is_deleted_without_a_call(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code_id = await request_channel_code(terms_of(guide))
    await delete_channel_code(code_id)
    await drain()
    assert (await channel_code(code_id)).status is Status.DELETED
    assert await enterprise.calls("externalcontact/add_contact_way") == []
    assert await enterprise.calls(DELETE) == []


async def test_a_removal_whose_answer_was_lost_is_finished(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, impatient: None
) -> None:
    code = await live_code(guide, drain)
    await disable_channel_code(code.id)
    await enterprise.fault(DELETE, "hang_after")
    with pytest.raises(UnknownOutcome):
        await remove_way(ChannelCodeEnded(code.id))
    assert (await channel_code(code.id)).status is Status.DISABLING
    await enterprise.clear_faults()
    await remove_way(ChannelCodeEnded(code.id))
    assert (await channel_code(code.id)).status is Status.DISABLED
    assert [call["answer"]["errcode"] for call in await enterprise.calls(DELETE)] == [0, 41044]


async def test_deleting_while_it_is_being_disabled_deletes(guide: StaffCard, drain: Drain) -> None:
    code = await live_code(guide, drain)
    await disable_channel_code(code.id)
    await delete_channel_code(code.id)
    await drain()
    assert (await channel_code(code.id)).status is Status.DELETED


async def test_one_that_is_being_made_is_not_deleted(guide: StaffCard) -> None:
    code_id = await request_channel_code(terms_of(guide))
    await db.execute("UPDATE channel_codes SET status = 'creating'")
    with pytest.raises(ChannelCodeBusy):
        await delete_channel_code(code_id)
    with pytest.raises(ChannelCodeNotFound):
        await delete_channel_code(uuid4())
