"""A scan makes a customer, a guide's customer, and a greeted one; whatever the platform repeats or loses."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.acquisition.came_by import came_by
from app.acquisition.friend_added import owe_welcome
from app.guides.gateway import Customer
from app.guides.meet import CameBy, NewFriend, meet
from app.guides.queries import friends_of, guide_of
from app.guides.states import CameByKind
from app.kernel import clock, db
from app.members.queries import identities_of
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.radar.links import read_token
from app.radar.states import EntranceKind
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.app.guides.factory import WELCOME, live_code, make_product, new_friend, welcomes
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise


async def test_a_scan_makes_a_greeted_customer_of_the_guide(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    product_id = await make_product("明前龙井 250g 礼盒装 2026 春茶 原产地直发 送礼自饮皆宜 限量")
    code = await live_code(guide, drain, product_id)
    person = await enterprise.person()
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await drain()

    member_id = await recognise({IdentityKind.UNIONID: person["unionid"]})
    assert await identities_of(member_id, IdentityKind.EXTERNAL_USERID) == [person["external_userid"]]
    assert await guide_of(member_id) == guide.id
    [friend] = await friends_of(member_id)
    assert (friend.staff_id, friend.channel_code_id, friend.ended_at) == (guide.id, code.id, None)
    changes = await db.fetch("SELECT to_staff_id, reason FROM guide_attribution_changes")
    assert [tuple(row) for row in changes] == [(guide.id, "first_friend")]

    [received] = await enterprise.inbox_of(person)
    assert (received["kind"], received["from"], received["text"]) == ("welcome", "lina", WELCOME)
    [attachment] = received["attachments"]
    page = urlsplit(attachment["miniprogram"]["page"])
    query = parse_qs(page.query)
    assert (page.path, query["id"]) == ("pages/product/index.html", [str(product_id)])
    assert read_token(query["s"][0]) == (EntranceKind.CHANNEL, code.id)
    assert await welcomes() == [("sent", None)]


async def test_a_mini_program_member_who_becomes_a_friend_stays_one_member(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    person = await enterprise.person()
    member_id = await recognise({IdentityKind.UNIONID: person["unionid"], IdentityKind.OPENID: "o1"}, joined=True)
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await drain()
    assert await guide_of(member_id) == guide.id
    assert await db.fetch_value("SELECT count(*) FROM members") == 1


async def test_a_repeated_callback_changes_nothing(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await enterprise.post("/wecom/callbacks/settings", duplicate=3)
    person = await new_friend(enterprise, guide, drain)
    for delivery in await enterprise.deliveries():
        assert (await enterprise.replay(delivery["id"], "same"))["status"] == 200
    await drain()
    assert len(await enterprise.inbox_of(person)) == 1
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 1
    assert await db.fetch_value("SELECT count(*) FROM guide_attribution_changes") == 1


async def test_a_friend_who_came_without_a_code_of_ours_is_not_greeted(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await enterprise.person()
    await enterprise.scan(person, await enterprise.contact_way("lina", state="poster"))
    await enterprise.arrived(1)
    await drain()
    assert await welcomes() == []
    assert await enterprise.inbox_of(person) == []
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 1


async def test_the_first_guide_keeps_the_member(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    person = await new_friend(enterprise, guide, drain)
    await enterprise.hire("wangqiang", "王强")
    await sync()
    second = await staff_by_userid("wangqiang")
    assert second
    code = await live_code(second, drain)
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(2)
    await drain()
    assert len(await friends_of(person["member_id"])) == 2
    assert await guide_of(person["member_id"]) == guide.id
    assert await db.fetch_value("SELECT count(*) FROM guide_attribution_changes") == 1


async def test_a_customer_gone_before_we_asked_leaves_nothing(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    person = await enterprise.person()
    await enterprise.scan(person, code.config_id)
    await enterprise.post("/wecom/staff/lina/delete_customer", person_id=person["id"])
    await enterprise.arrived(2)
    await enterprise.advance(180)
    await drain()
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 0
    assert await db.fetch_value("SELECT count(*) FROM wecom_inbox WHERE status = 'done'") == 2


@pytest.mark.parametrize("runs", [2, 3])
async def test_running_the_steps_again_changes_nothing(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, runs: int
) -> None:
    code = await live_code(guide, drain)
    friend = NewFriend("lina", "wm1", clock.now(), code.state, "code1")
    for _ in range(runs):
        await owe_welcome(friend, code.id)
        await meet(friend, Customer("wm1", "王小明", "u1"), CameBy(CameByKind.CHANNEL_CODE, code.id))
    for table in ("guide_welcomes", "guide_follows", "guide_attributions", "guide_attribution_changes", "members"):
        assert await db.fetch_value(f"SELECT count(*) FROM {table}") == 1
    events = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'WelcomeOwed>%'"
    assert await db.fetch_value(events) == 1


async def test_a_state_longer_than_a_way_may_have_is_somebody_elses(guide: StaffCard) -> None:
    assert await came_by("x" * 64) is None
