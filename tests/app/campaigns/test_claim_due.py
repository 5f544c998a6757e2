import asyncio
from datetime import timedelta

import pytest

from app.campaigns.claim_due import claim_due
from app.campaigns.errors import SopStateConflict
from app.campaigns.models import Broadcast, Touch
from app.campaigns.pause import pause
from app.campaigns.resume import resume
from app.campaigns.states import TouchStatus
from app.guides.models import GroupChat
from app.kernel import clock, db
from tests.app.campaigns.factory import all_due, group, sop, statuses, step

TOLD = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'BroadcastPlanned>%'"


async def senders() -> dict[str, int]:
    """Groups per sender, over all broadcasts."""
    found: dict[str, int] = {}
    for broadcast in await Broadcast.all():
        groups = await Touch.filter(broadcast_id=broadcast.id, status=TouchStatus.CLAIMED).count()
        found[broadcast.sender_userid] = found.get(broadcast.sender_userid, 0) + groups
    return found


async def test_due_touches_become_one_broadcast_per_step_and_owner(database: None) -> None:
    chats = [await group(f"wr{at}", owner="li" if at < 2 else "wang") for at in range(5)]
    await sop(chats, [step("一"), step("二")])
    await all_due()
    await claim_due()
    assert await Broadcast.all().count() == 4
    assert await senders() == {"li": 4, "wang": 6}
    assert await db.fetch_value(TOLD) == 4


async def test_what_is_not_due_waits(database: None) -> None:
    await sop([await group("wr1")])
    await claim_due()
    assert await statuses() == {"planned": 1}


async def test_the_owner_at_claiming_sends_and_a_dismissed_group_fails(database: None) -> None:
    chats = [await group(f"wr{at}", owner="li") for at in range(3)]
    await sop(chats)
    await all_due()
    await GroupChat.filter(chat_id="wr0").update(owner_userid="wang")
    await GroupChat.filter(chat_id="wr1").update(dismissed_at=clock.now())
    await claim_due()
    assert await senders() == {"wang": 1, "li": 1}
    assert [touch.status for touch in await Touch.filter(chat_id="wr1")] == [TouchStatus.FAILED]


async def test_two_workers_claim_each_touch_once(database: None) -> None:
    chats = [await group(f"wr{at:03}", owner=f"owner{at % 7}") for at in range(100)]
    await sop(chats, [step(f"第{at}步") for at in range(20)])
    await all_due()
    await asyncio.gather(*(claim_due() for _ in range(6)))
    assert await statuses() == {"claimed": 2_000}
    without_groups = await db.fetch(
        "SELECT id FROM sop_broadcasts b WHERE NOT EXISTS (SELECT FROM sop_touches t WHERE t.broadcast_id = b.id)"
    )
    assert without_groups == []
    assert sum((await senders()).values()) == 2_000
    assert await db.fetch_value(TOLD) == await Broadcast.all().count()


async def test_nothing_of_a_paused_sop_is_claimed(database: None) -> None:
    running, paused = await sop([await group("wr1")]), await sop([await group("wr2")])
    await pause(paused)
    await all_due()
    await claim_due()
    assert [touch.chat_id for touch in await Touch.filter(status=TouchStatus.CLAIMED)] == ["wr1"]
    with pytest.raises(SopStateConflict):
        await pause(paused)
    with pytest.raises(SopStateConflict):
        await resume(running)


async def test_after_a_pause_the_last_two_hours_are_sent_and_older_messages_are_not(database: None) -> None:
    sop_id = await sop([await group("wr1"), await group("wr2")])
    await pause(sop_id)
    await Touch.filter(chat_id="wr1").update(due_at=clock.now() - timedelta(hours=3))
    await Touch.filter(chat_id="wr2").update(due_at=clock.now() - timedelta(hours=1))
    await resume(sop_id)
    await claim_due()
    assert {touch.chat_id: touch.status for touch in await Touch.all()} == {
        "wr1": TouchStatus.FAILED,
        "wr2": TouchStatus.CLAIMED,
    }
