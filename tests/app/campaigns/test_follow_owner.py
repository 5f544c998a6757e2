"""A group's pending steps go to whoever owns it when they are sent."""

import asyncio

import httpx
import pytest

from app.campaigns.claim_due import claim_due
from app.campaigns.create_broadcast import create_broadcast
from app.campaigns.follow_owner import follow_owner
from app.campaigns.models import Broadcast, Touch
from app.campaigns.states import BroadcastStatus as Status
from app.events.campaigns import BroadcastPlanned
from app.events.guides import GroupOwnerChanged
from app.guides.sync_group import sync_group
from app.kernel.errors import TemporaryFailure
from tests.app.campaigns.factory import Company, all_due, company, sop, statuses
from tests.conftest import Drain

HEIR = "xiaohe"


@pytest.fixture
async def shop(sandbox: httpx.AsyncClient, database: None) -> Company:
    made = await company(sandbox)
    (await sandbox.post("/_sandbox/wecom/staff", json={"userid": HEIR, "name": "小何"})).raise_for_status()
    return made


async def claimed(shop: Company, groups: int = 2) -> list[str]:
    chats = [await shop.group(f"花友群{at}", [0, 1]) for at in range(groups)]
    await sop(chats)
    await all_due()
    await claim_due()
    return chats


async def given(shop: Company, chat_id: str) -> None:
    answer = await shop.sandbox.post(f"/_sandbox/wecom/groups/{chat_id}/owner", json={"userid": HEIR})
    answer.raise_for_status()
    await sync_group(chat_id)


async def by_owner() -> dict[str, str]:
    """Who is asked for which group now."""
    senders = {one.id: one.sender_userid for one in await Broadcast.all()}
    touches = await Touch.all()
    return {one.chat_id: senders[one.broadcast_id] for one in touches if one.broadcast_id}


async def test_what_is_not_confirmed_is_cancelled_and_due_for_the_new_owner(shop: Company, drain: Drain) -> None:
    moved, kept = await claimed(shop)
    await drain()
    (old,) = await shop.tasks()
    await given(shop, moved)
    await drain()
    assert await statuses() == {"planned": 2}
    await claim_due()
    await drain()
    assert await by_owner() == {moved: HEIR, kept: shop.owner}
    refused = await shop.sandbox.post(f"/_sandbox/wecom/staff/{shop.owner}/broadcasts/{old['msgid']}/confirm", json={})
    assert refused.status_code == 400
    assert await statuses() == {"created": 2}


async def test_what_the_owner_had_confirmed_stays_sent_once(shop: Company, drain: Drain) -> None:
    moved, _ = await claimed(shop)
    await drain()
    (old,) = await shop.tasks()
    await shop.confirm(old["msgid"])
    await given(shop, moved)
    await drain()
    assert await statuses() == {"created": 2}
    assert (await Broadcast.get()).status is Status.CREATED
    assert len(await shop.messages(moved)) == 1


async def test_a_broadcast_not_created_yet_never_is(shop: Company) -> None:
    moved, kept = await claimed(shop)
    old = await Broadcast.get()
    await given(shop, moved)
    await follow_owner(GroupOwnerChanged(moved, shop.owner, HEIR))
    await create_broadcast(BroadcastPlanned(old.id))
    assert await shop.tasks() == []
    await claim_due()
    assert await by_owner() == {moved: HEIR, kept: shop.owner}


async def test_a_broadcast_being_created_is_waited_for(shop: Company) -> None:
    moved, _ = await claimed(shop)
    await Broadcast.all().update(status=Status.CREATING)
    await given(shop, moved)
    with pytest.raises(TemporaryFailure):
        await follow_owner(GroupOwnerChanged(moved, shop.owner, HEIR))
    assert await statuses() == {"claimed": 2}


async def test_told_twice_at_once_each_step_reaches_each_group_once(shop: Company, drain: Drain) -> None:
    moved, _ = await claimed(shop)
    await drain()
    await given(shop, moved)
    event = GroupOwnerChanged(moved, shop.owner, HEIR)
    await asyncio.gather(follow_owner(event), follow_owner(event), drain())
    await claim_due()
    await drain()
    assert await statuses() == {"created": 2}
    alive = await Broadcast.filter(status=Status.CREATED)
    assert sorted(one.sender_userid for one in alive) == [HEIR, shop.owner]
