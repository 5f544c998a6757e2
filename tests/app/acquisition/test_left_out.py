"""One guide whom WeCom refuses does not keep a code's other guides from their customers."""

from uuid import UUID

import pytest

from app.acquisition.edit_channel_code import edit_channel_code
from app.acquisition.left_out import readmit
from app.acquisition.queries import channel_code
from app.acquisition.request_channel_code import request_channel_code
from app.acquisition.states import ChannelCodeStatus as Status
from app.acquisition.turn_ways import turn_ways
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.app.guides.factory import terms_of
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

ADD, UPDATE = "externalcontact/add_contact_way", "externalcontact/update_contact_way"
ALLOWED = "externalcontact/get_follow_user_list"
REFUSED = "王强没有客户联系权限，暂不接待；请在企业微信管理后台的客户联系权限中加入"


@pytest.fixture
async def wang(enterprise: Enterprise, guide: StaffCard) -> StaffCard:
    await enterprise.hire("wangqiang", "王强")
    await sync()
    found = await staff_by_userid("wangqiang")
    assert found
    return found


async def permit(enterprise: Enterprise, userid: str, *, may_serve: bool) -> None:
    await enterprise.post(f"/wecom/staff/{userid}/permission", may_serve=may_serve)


async def stands(code_id: UUID) -> tuple[Status, list[str] | None, str | None]:
    code = await channel_code(code_id)
    return code.status, code.on_duty, code.failure


async def test_a_code_is_made_without_the_guide_whom_wecom_refuses(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    await permit(enterprise, "wangqiang", may_serve=False)
    code_id = await request_channel_code(terms_of(guide, wang))
    await drain()
    assert await stands(code_id) == (Status.LIVE, ["lina"], REFUSED)
    assert len(await enterprise.calls(ADD)) == 2


async def test_a_new_guide_whom_wecom_refuses_does_not_hold_up_an_edit(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    await enterprise.hire("zhaomin", "赵敏")
    await sync()
    zhao = await staff_by_userid("zhaomin")
    assert zhao
    code_id = await request_channel_code(terms_of(guide))
    await drain()
    await permit(enterprise, "wangqiang", may_serve=False)
    await edit_channel_code(code_id, terms_of(guide, wang, zhao))
    await drain()
    assert await stands(code_id) == (Status.LIVE, ["lina", "zhaomin"], REFUSED)
    # What is settled is not tried again and again.
    calls = len(await enterprise.calls(UPDATE))
    await enterprise.advance(601)
    await turn_ways()
    await readmit()
    await drain()
    assert len(await enterprise.calls(UPDATE)) == calls
    assert (await channel_code(code_id)).failure == REFUSED


async def test_who_gets_the_permission_stands_in_the_way_again(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    await permit(enterprise, "wangqiang", may_serve=False)
    code_id = await request_channel_code(terms_of(guide, wang))
    await drain()
    await permit(enterprise, "wangqiang", may_serve=True)
    await readmit()
    await drain()
    assert await stands(code_id) == (Status.LIVE, ["lina", "wangqiang"], None)
    asked = len(await enterprise.calls(ALLOWED))
    await readmit()
    assert len(await enterprise.calls(ALLOWED)) == asked


async def test_a_refused_guide_taken_off_the_code_is_forgotten(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    await permit(enterprise, "wangqiang", may_serve=False)
    code_id = await request_channel_code(terms_of(guide, wang))
    await drain()
    await edit_channel_code(code_id, terms_of(guide))
    await drain()
    await readmit()
    assert await stands(code_id) == (Status.LIVE, ["lina"], None)


async def test_a_code_of_refused_guides_only_fails_and_says_who(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    await permit(enterprise, "wangqiang", may_serve=False)
    code_id = await request_channel_code(terms_of(wang))
    await drain()
    assert await stands(code_id) == (Status.FAILED, None, REFUSED)
