"""A channel code is made at WeCom once, whatever breaks in between."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.acquisition.create_channel_code import create_channel_code
from app.acquisition.edit_channel_code import edit_channel_code
from app.acquisition.errors import ChannelCodeNotFound, UnknownProduct, UnknownStore
from app.acquisition.queries import channel_code, channel_codes_page
from app.acquisition.request_channel_code import request_channel_code
from app.acquisition.states import ChannelCodeStatus as Status
from app.events.acquisition import ChannelCodeRequested
from app.guides.errors import UnknownStaff
from app.kernel import db
from app.kernel.errors import TemporaryFailure, UnknownOutcome
from app.radar import sources
from app.staff.queries import StaffCard
from tests.app.guides.factory import live_code, make_product, make_store, terms_of
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

ADD = "externalcontact/add_contact_way"


async def requested(guide: StaffCard) -> ChannelCodeRequested:
    return ChannelCodeRequested(await request_channel_code(terms_of(guide)))


async def test_it_goes_live_with_the_guides_qr_code(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    code = await live_code(guide, drain, await make_product())
    assert code.status is Status.LIVE
    assert len(code.state) <= 30
    [call] = await enterprise.calls(ADD)
    assert (call["body"]["state"], call["body"]["user"]) == (code.state, ["lina"])
    assert (code.config_id, code.qr_code) == (call["answer"]["config_id"], call["answer"]["qr_code"])


async def test_only_for_staff_and_products_there_are(guide: StaffCard) -> None:
    with pytest.raises(UnknownStaff):
        await request_channel_code(terms_of(replace(guide, id=uuid4())))
    with pytest.raises(UnknownProduct):
        await request_channel_code(terms_of(guide, product_id=uuid4()))
    with pytest.raises(UnknownStore):
        await request_channel_code(terms_of(guide, store_id=uuid4()))
    await db.execute("UPDATE staff SET active = false")
    with pytest.raises(UnknownStaff):
        await request_channel_code(terms_of(guide))
    assert await channel_codes_page(None, 10) == []
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == 0


async def test_one_made_although_the_answer_was_lost_is_found_again(
    enterprise: Enterprise, guide: StaffCard, impatient: None
) -> None:
    await enterprise.contact_way("lina", state="another")
    event = await requested(guide)
    await enterprise.fault(ADD, "hang_after")
    with pytest.raises(UnknownOutcome):
        await create_channel_code(event)
    assert (await channel_code(event.channel_code_id)).status is Status.CREATING
    await enterprise.clear_faults()
    await create_channel_code(event)
    code = await channel_code(event.channel_code_id)
    made = [call for call in await enterprise.calls(ADD) if call["body"]["state"] == code.state]
    assert len(made) == 1
    assert (code.status, code.config_id) == (Status.LIVE, made[0]["answer"]["config_id"])


async def test_one_that_was_not_made_is_made_at_the_next_try(enterprise: Enterprise, guide: StaffCard) -> None:
    event = await requested(guide)
    await enterprise.fault(ADD, "errcode", errcode=-1)
    with pytest.raises(TemporaryFailure):
        await create_channel_code(event)
    await create_channel_code(event)
    assert (await channel_code(event.channel_code_id)).status is Status.LIVE


async def test_running_it_again_makes_no_second_one(enterprise: Enterprise, guide: StaffCard) -> None:
    event = await requested(guide)
    for _ in range(3):
        await create_channel_code(event)
    assert len(await enterprise.calls(ADD)) == 1


@pytest.mark.parametrize(("errcode", "told"), [(84074, "客户联系权限"), (40003, "成员不存在"), (60020, "可信 IP")])
async def test_what_a_person_must_mend_is_said(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, errcode: int, told: str
) -> None:
    await enterprise.fault(ADD, "errcode", errcode=errcode)
    code = await live_code(guide, drain)
    assert code.status is Status.FAILED
    assert code.failure is not None
    assert told in code.failure


async def test_codes_are_listed_newest_first(guide: StaffCard) -> None:
    ids = [(await requested(guide)).channel_code_id for _ in range(3)]
    first = await channel_codes_page(None, 2)
    rest = await channel_codes_page(first[-1].id, 2)
    assert [code.id for code in [*first, *rest]] == ids[::-1]
    with pytest.raises(ChannelCodeNotFound):
        await channel_code(uuid4())


async def test_a_codes_store_gets_credit_for_orders_that_come_by_its_card(guide: StaffCard, drain: Drain) -> None:
    first, second = await make_store("S1"), await make_store("S2")
    code_id = await request_channel_code(terms_of(guide, store_id=first))
    source = "SELECT kind, store_id FROM radar_entrance_sources WHERE id = $1"
    assert [tuple(row) for row in await db.fetch(source, code_id)] == [("channel", first)]
    await edit_channel_code(code_id, terms_of(guide, store_id=second))
    assert [tuple(row) for row in await db.fetch(source, code_id)] == [("channel", second)]
    assert await sources.page(None, 10) == []
