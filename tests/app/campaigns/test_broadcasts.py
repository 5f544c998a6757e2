"""Broadcasts over the sandbox: created once, confirmed by the owner, done on the platform's word."""

from datetime import timedelta

import httpx
import pytest

from app.campaigns import queries
from app.campaigns.claim_due import claim_due
from app.campaigns.create_broadcast import create_broadcast
from app.campaigns.fetch_results import fetch_results
from app.campaigns.models import Broadcast, Touch
from app.campaigns.revive import revive
from app.campaigns.states import BroadcastStatus
from app.events.campaigns import BroadcastPlanned
from app.kernel import db
from app.kernel.errors import SendFailed, TemporaryFailure, UnknownOutcome
from tests.app.campaigns.factory import Company, all_due, company, sop, statuses, step
from tests.app.radar.factory import product as some_product
from tests.conftest import Drain

ADD = "/qyapi/cgi-bin/externalcontact/add_msg_template"
RESULTS = "/qyapi/cgi-bin/externalcontact/get_groupmsg_send_result"
DAY = 86_400


@pytest.fixture
async def shop(sandbox: httpx.AsyncClient, database: None) -> Company:
    return await company(sandbox)


async def planned(shop: Company, groups: int = 1) -> tuple[BroadcastPlanned, list[str]]:
    """One claimed broadcast for some groups, not created yet."""
    chats = [await shop.group(f"花友群{at}", [0, 1]) for at in range(groups)]
    await sop(chats)
    await all_due()
    await claim_due()
    broadcast = await Broadcast.get()
    return BroadcastPlanned(broadcast.id), sorted(chats)


async def test_a_step_reaches_exactly_its_groups_once_the_owner_confirms(shop: Company, drain: Drain) -> None:
    goods = await some_product("山茶花精华水")
    chats = [await shop.group(f"花友群{at}", [at]) for at in range(2)]
    other = await shop.group("别的群", [0, 1])
    sop_id = await sop(chats, [step("今晚八点开播", product_id=goods)])
    await all_due()
    await claim_due()
    await drain()
    (task,) = await shop.tasks()
    assert sorted(target["id"] for target in task["task"]["targets"]) == sorted(chats)
    card = task["attachments"][0]["miniprogram"]
    assert card["title"] == "山茶花精华水"
    assert card["page"].startswith(f"pages/product/index.html?id={goods}&s=")
    assert await statuses() == {"created": 2}

    await shop.confirm(task["msgid"])
    await shop.later(60)
    await fetch_results()
    assert await statuses() == {"delivered": 2}
    assert (await Broadcast.get()).status is BroadcastStatus.DONE
    assert all(touch.delivered_at for touch in await Touch.all())
    assert [len(await shop.messages(chat)) for chat in (*chats, other)] == [1, 1, 0]
    (line,) = (await queries.progress(sop_id)).steps
    assert (line["delivered"], line["waiting_for_owner"]) == (2, 0)


async def test_the_owner_is_told_once_that_a_broadcast_waits(shop: Company, drain: Drain) -> None:
    event, _ = await planned(shop)
    await drain()
    await create_broadcast(event)
    await drain()
    waiting = [notice for notice in await shop.notices() if "群发待确认" in str(notice)]
    assert len(waiting) == 1


async def test_a_step_that_the_owner_has_not_confirmed_is_not_done(shop: Company) -> None:
    event, _ = await planned(shop)
    await create_broadcast(event)
    await shop.later(120)
    await fetch_results()
    assert await statuses() == {"created": 1}


async def test_a_group_that_wecom_refuses_at_creation_is_not_delivered_and_the_others_go_on(shop: Company) -> None:
    event, (kept, lost) = await planned(shop, groups=2)
    await shop.sandbox.post("/_sandbox/wecom/staff", json={"userid": "other", "name": "别人"})
    given = await shop.sandbox.post(f"/_sandbox/wecom/groups/{lost}/owner", json={"userid": "other"})
    assert given.is_success, given.text
    await create_broadcast(event)
    by_chat = {touch.chat_id: touch.status.value for touch in await Touch.all()}
    assert by_chat == {kept: "created", lost: "not_delivered"}


async def test_results_that_fail_are_asked_for_again(shop: Company) -> None:
    event, _ = await planned(shop)
    await create_broadcast(event)
    (task,) = await shop.tasks()
    await shop.confirm(task["msgid"])
    await shop.fault(path=RESULTS, kind="errcode", errcode=-1, times=9)
    await shop.later(60)
    await fetch_results()
    assert await statuses() == {"created": 1}
    await shop.sandbox.delete("/_sandbox/faults")
    await shop.later(60)
    await fetch_results()
    assert await statuses() == {"delivered": 1}


async def test_after_seven_days_without_an_answer_a_group_counts_as_not_delivered(shop: Company) -> None:
    event, _ = await planned(shop)
    await create_broadcast(event)
    await shop.later(7 * DAY + 60)
    await fetch_results()
    assert await statuses() == {"not_delivered": 1}
    assert (await Broadcast.get()).status is BroadcastStatus.DONE


async def test_a_broadcast_whose_answer_was_lost_is_found_again_and_not_repeated(shop: Company) -> None:
    event, chats = await planned(shop, groups=2)
    await shop.fault(path=ADD, kind="hang_after", seconds=30)
    with pytest.raises(UnknownOutcome):
        await create_broadcast(event)
    await shop.sandbox.delete("/_sandbox/faults")
    await create_broadcast(event)
    (task,) = await shop.tasks()
    assert (await Broadcast.get()).msgid == task["msgid"]
    assert await statuses() == {"created": len(chats)}


async def test_while_a_call_may_be_under_way_no_second_one_is_made(shop: Company) -> None:
    event, _ = await planned(shop)
    await shop.fault(path=ADD, kind="hang_before", seconds=30)
    with pytest.raises(UnknownOutcome):
        await create_broadcast(event)
    with pytest.raises(TemporaryFailure):
        await create_broadcast(event)
    assert await shop.tasks() == []
    await shop.sandbox.delete("/_sandbox/faults")
    await shop.later(16)
    await create_broadcast(event)
    (task,) = await shop.tasks()
    assert (await Broadcast.get()).msgid == task["msgid"]


async def test_a_broadcast_that_never_reached_wecom_is_created_after_looking(shop: Company) -> None:
    event, _ = await planned(shop)
    await Broadcast.all().update(
        status=BroadcastStatus.CREATING, creating_since=(await Broadcast.get()).created_at - timedelta(minutes=1)
    )
    await create_broadcast(event)
    assert len(await shop.tasks()) == 1
    await create_broadcast(event)
    assert len(await shop.tasks()) == 1


async def test_somebody_elses_broadcast_with_the_same_text_is_not_adopted(shop: Company) -> None:
    first, _ = await planned(shop)
    await create_broadcast(first)
    await sop([await shop.group("另一个群", [0])])
    await all_due()
    await claim_due()
    second = await Broadcast.get(status=BroadcastStatus.PLANNED)
    await Broadcast.filter(id=second.id).update(
        status=BroadcastStatus.CREATING, creating_since=second.created_at - timedelta(minutes=1)
    )
    await create_broadcast(BroadcastPlanned(second.id))
    assert len({task["msgid"] for task in await shop.tasks()}) == 2


async def test_a_refusal_that_lasts_fails_visibly(shop: Company) -> None:
    event, _ = await planned(shop)
    await shop.fault(path=ADD, kind="errcode", errcode=41048)
    await create_broadcast(event)
    broadcast = await Broadcast.get()
    assert broadcast.status is BroadcastStatus.FAILED
    assert "41048" in str(broadcast.failure)
    assert await statuses() == {"failed": 1}


async def test_a_refusal_that_passes_is_tried_again(shop: Company) -> None:
    event, _ = await planned(shop)
    await shop.fault(path=ADD, kind="errcode", errcode=-1, times=9)
    with pytest.raises(SendFailed):
        await create_broadcast(event)
    await shop.sandbox.delete("/_sandbox/faults")
    await create_broadcast(event)
    assert await statuses() == {"created": 1}


async def test_a_broadcast_whose_job_gave_up_is_tried_again(shop: Company, drain: Drain) -> None:
    await planned(shop)
    await db.execute("DELETE FROM pgqueuer")
    await revive()
    await drain()
    assert await shop.tasks() == []
    await shop.later(15 * 60 + 1)
    await revive()
    await drain()
    assert len(await shop.tasks()) == 1


async def test_a_message_a_day_late_is_not_sent_any_more(shop: Company) -> None:
    event, _ = await planned(shop)
    await shop.later(DAY + 60)
    await create_broadcast(event)
    assert await shop.tasks() == []
    assert await statuses() == {"failed": 1}


async def test_a_broadcast_that_exists_is_adopted_however_late(shop: Company) -> None:
    event, _ = await planned(shop)
    await shop.fault(path=ADD, kind="hang_after", seconds=30)
    with pytest.raises(UnknownOutcome):
        await create_broadcast(event)
    await shop.sandbox.delete("/_sandbox/faults")
    await shop.later(2 * DAY)
    await create_broadcast(event)
    assert await statuses() == {"created": 1}
