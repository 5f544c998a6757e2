"""An acquisition link at WeCom, its channels, who came by them, and the quota."""

from typing import Any
from uuid import UUID

import pytest

from app.acquisition.code_queries import OfLink, link, link_quota
from app.acquisition.count_link_customers import count_link_customers
from app.acquisition.edit_link import add_channel, edit_link, request_link
from app.acquisition.end_at_wecom import delete, make_again
from app.acquisition.errors import LinkNotFound
from app.acquisition.gateway import gateway
from app.acquisition.link_at_wecom import LINK, keep_link, look_at_links
from app.acquisition.link_terms import ChannelTerms, LinkRules
from app.acquisition.states import Standing
from app.acquisition.watch_quota import quota_expires, watch_quota
from app.analytics.links import link_statistics
from app.events.acquisition import LinkDue
from app.guides.errors import UnknownStaff
from app.kernel import clock, db
from app.kernel.errors import UnknownOutcome
from app.kernel.ids import new_id
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

ROOT = "externalcontact/customer_acquisition"


def rules_of(*guides: StaffCard, **more: Any) -> LinkRules:
    return LinkRules.model_validate({"name": "抖音引流", "staff_ids": [one.id for one in guides]} | more)


async def live(drain: Drain, *guides: StaffCard, **more: Any) -> OfLink:
    link_id = await request_link(rules_of(*guides, **more))
    await drain()
    made = await link(link_id)
    assert (made.status, made.failure) == (Standing.LIVE, None)
    return made


async def remote_of(link_id: UUID) -> str:
    return str(await db.fetch_value("SELECT remote_id FROM acquisition_links WHERE id = $1", link_id))


async def follow(enterprise: Enterprise, drain: Drain, url: str | None, number: int) -> Any:
    """A person comes by an address; processed when all of its callbacks are."""
    assert url
    person = await enterprise.person(f"客户{number}", f"139{number:08d}")
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    await enterprise.post(f"/people/{person['id']}/follow_link", url=url)
    await enterprise.arrived(before + 3)
    await drain()
    return person


async def test_it_goes_live_with_an_address_per_channel(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    made = await live(drain, guide, skip_verify=False)
    [call] = await enterprise.calls(f"{ROOT}/create_link")
    assert (call["body"]["range"]["user_list"], call["body"]["skip_verify"]) == (["lina"], False)
    await add_channel(made.id, ChannelTerms(name="小红书", campaign="618"))
    urls = [one.url for one in (await link(made.id)).channels]
    assert len(set(urls)) == 2
    assert all(url and url.startswith(call["answer"]["link"]["url"] + "?customer_channel=") for url in urls)
    with pytest.raises(UnknownStaff):
        await request_link(LinkRules(name="无", staff_ids=[new_id()]))
    with pytest.raises(LinkNotFound):
        await add_channel(new_id(), ChannelTerms(name="无"))


async def test_one_made_although_the_answer_was_lost_is_found_again(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, impatient: None
) -> None:
    other = await live(drain, guide)
    link_id = await request_link(rules_of(guide))
    await enterprise.fault(f"{ROOT}/create_link", "hang_after")
    with pytest.raises(UnknownOutcome):
        await keep_link(LinkDue(link_id))
    await enterprise.clear_faults()
    await keep_link(LinkDue(link_id))
    assert (await link(link_id)).status is Standing.LIVE
    assert len(await enterprise.calls(f"{ROOT}/create_link")) == 2
    assert await remote_of(link_id) != await remote_of(other.id)


async def test_edits_are_told_and_what_was_changed_there_is_put_right(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await enterprise.hire("wang", "王强")
    await sync()
    wang = await staff_by_userid("wang")
    assert wang
    made = await live(drain, guide)
    remote = await remote_of(made.id)
    await edit_link(made.id, rules_of(guide, wang, name="视频号"))
    await drain()
    terms = await gateway().link_terms(remote)
    assert (terms.name, terms.users) == ("视频号", ("lina", "wang"))
    await db.execute("UPDATE staff SET active = false WHERE userid = 'lina'")
    await enterprise.advance(24 * 3600 + 1)
    await look_at_links()
    await drain()
    assert (await gateway().link_terms(remote)).users == ("wang",)


async def test_one_deleted_in_the_console_is_lost_and_can_be_made_anew(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    made = await live(drain, guide)
    await enterprise.control.delete(f"/_sandbox/wecom/links/{await remote_of(made.id)}")
    await enterprise.arrived(1)
    await drain()
    await look_at_links()
    await drain()
    assert (await link(made.id)).status is Standing.LOST
    await make_again(LINK, made.id, LinkNotFound)
    await drain()
    again = await link(made.id)
    assert again.status is Standing.LIVE
    assert again.channels[0].url != made.channels[0].url
    await delete(LINK, made.id, LinkNotFound)
    await drain()
    assert (await link(made.id)).status is Standing.DELETED
    assert await gateway().find_link(made.rules.name, clock.now().replace(year=2020), ()) is None


async def test_a_friend_is_known_by_the_links_channel(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    made = await live(drain, guide)
    other = await add_channel(made.id, ChannelTerms(name="小红书"))
    channels = {one.id: one for one in (await link(made.id)).channels}
    first = await follow(enterprise, drain, made.channels[0].url, 1)
    await follow(enterprise, drain, channels[other].url, 2)
    await count_link_customers()
    rows = await db.fetch(
        "SELECT came_by_kind, came_by_id, channel_code_id FROM guide_follows ORDER BY followed_at, id"
    )
    assert [tuple(row) for row in rows] == [("link", made.channels[0].id, None), ("link", other, None)]
    await enterprise.post(f"/people/{first['id']}/chat", userid="lina")
    await count_link_customers()
    assert [one.chatted for one in await link_statistics(made.id, None, None)] == [0, 0]
    await enterprise.advance(6 * 3600 + 1)
    await count_link_customers()
    shown = {one.id: (one.won, one.chatted, one.funnel.friends) for one in await link_statistics(made.id, None, None)}
    assert shown == {made.channels[0].id: (1, 1, 1), other: (1, 0, 1)}


async def test_the_first_words_are_counted_when_wecom_tells(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    made = await live(drain, guide)
    person = await follow(enterprise, drain, made.channels[0].url, 1)
    await count_link_customers()
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    await enterprise.post(f"/people/{person['id']}/chat", userid="lina")
    await enterprise.arrived(before + 1)
    await drain()
    [shown] = await link_statistics(made.id, None, None)
    assert (shown.won, shown.chatted) == (1, 1)


async def test_who_came_without_a_channel_of_ours_is_counted_apart(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    made = await live(drain, guide)
    url = made.channels[0].url
    assert url
    for number, channel in enumerate(("", "?customer_channel=k" + "A" * 22)):
        await follow(enterprise, drain, url.partition("?")[0] + channel, number)
    await count_link_customers()
    shown = await link_statistics(made.id, None, None)
    assert [(one.id, one.won) for one in shown] == [(made.channels[0].id, 0), (None, 2)]
    assert await db.fetch_value("SELECT count(*) FROM guide_follows WHERE came_by_id IS NULL") == 2


async def test_little_quota_is_told_to_those_responsible_once_a_day(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await live(drain, guide)
    await watch_quota()
    assert await enterprise.told("lina") == []
    await db.execute("UPDATE staff SET roles = '[\"head_office\"]'")
    await enterprise.post("/wecom/links/quota", balance=19)
    await enterprise.arrived(1)
    await drain()
    await watch_quota()
    await drain()
    [told] = await enterprise.told("lina")
    assert "仅剩 19 人" in told
    known = await link_quota()
    assert known
    assert (known.total, known.balance) == (1000, 19)
    await quota_expires(clock.now(), 5)
    await drain()
    assert "5 人将于" in (await enterprise.told("lina"))[-1]
