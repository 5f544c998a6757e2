"""Callbacks in numbers and out of order: none is lost, none counts twice, none undoes what came later."""

import asyncio
import random
import time

import httpx

from app.guides.models import GroupChat
from app.kernel import clock, db
from app.staff.sync import sync
from tests.conftest import Drain
from tests.wecom.callbacks.conftest import platform
from tests.wecom.callbacks.sealing import Sender, event
from tests.wecom.conftest import enterprise
from tests.wecom.enterprise import Enterprise

__all__ = ["enterprise", "platform"]

CONTACT, CHAT = "change_external_contact", "change_external_chat"
# Three seconds of a bad day.
GROUPS, STRANGE = 600, 300
AT_ONCE = 40


async def statuses() -> dict[str, int]:
    rows = await db.fetch("SELECT status, count(*) AS count FROM wecom_inbox GROUP BY status")
    return {row["status"]: row["count"] for row in rows}


async def follows() -> list[tuple[str, bool]]:
    rows = await db.fetch("SELECT external_userid, ended_at IS NULL AS open FROM guide_follows")
    return [(row["external_userid"], row["open"]) for row in rows]


async def test_what_arrives_while_no_worker_runs_is_all_processed_once_one_does(
    http: httpx.AsyncClient, platform: Sender, drain: Drain
) -> None:
    now = clock.now()
    chats = [f"wr{number}" for number in range(GROUPS)]
    await GroupChat.bulk_create(
        [GroupChat(chat_id=c, owner_userid="lina", created_at=now, synced_at=now) for c in chats]
    )
    told = [event(CHAT, "dismiss", ChatId=chat) for chat in chats]
    told += [event("brand_new", "happened", Id=number) for number in range(STRANGE)]
    told += told[::10]
    random.Random(1).shuffle(told)
    gate = asyncio.Semaphore(AT_ONCE)

    async def post(plain: str) -> str:
        async with gate:
            return (await platform.post(http, plain)).text

    assert set(await asyncio.gather(*(post(plain) for plain in told))) == {"success"}
    assert await statuses() == {"waiting": GROUPS + STRANGE}
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == GROUPS + STRANGE
    await drain()
    assert await statuses() == {"done": GROUPS, "ignored": STRANGE}
    assert await GroupChat.filter(dismissed_at=None).count() == 0


async def test_two_events_of_one_second_that_differ_in_an_id_are_both_processed(
    http: httpx.AsyncClient, platform: Sender, drain: Drain
) -> None:
    """binarywang/WxJava #2314: events have no MsgId, and those of one second were dropped as duplicates."""
    now, second = clock.now(), int(time.time())
    for chat in ("wr1", "wr2"):
        await GroupChat.create(chat_id=chat, owner_userid="lina", created_at=now, synced_at=now)
    told = [event(CHAT, "dismiss", CreateTime=second, ChatId=chat) for chat in ("wr1", "wr2", "wr1")]
    await asyncio.gather(*(platform.post(http, plain) for plain in told))
    await drain()
    assert await statuses() == {"done": 2}
    assert await GroupChat.filter(dismissed_at=None).count() == 0


async def test_friendship_told_in_any_order_ends_as_it_was(
    enterprise: Enterprise, http: httpx.AsyncClient, platform: Sender, drain: Drain
) -> None:
    """Ended before added, and an added that comes late again: the platform promises no order."""
    await enterprise.hire("lina")
    await sync()
    person = await enterprise.person()
    await enterprise.post("/wecom/callbacks/settings", enabled=False)
    await enterprise.scan(person, await enterprise.contact_way("lina"))
    external, second = person["external_userid"], int(clock.now().timestamp()) - 60

    def said(change: str, at: int) -> str:
        return event(CONTACT, change, CreateTime=at, UserID="lina", ExternalUserID=external)

    added, ended = said("add_external_contact", second), said("del_follow_user", second + 10)
    again, over = said("add_external_contact", second + 20), said("del_external_contact", second + 30)
    await platform.post(http, ended)
    await platform.post(http, added)
    await drain()
    assert await follows() == [(external, False)]
    for late in (again, said("del_follow_user", second + 11), added, said("add_external_contact", second + 1)):
        await platform.post(http, late)
        await drain()
    assert await follows() == [(external, True)]
    await platform.post(http, over)
    await drain()
    await platform.post(http, said("add_external_contact", second + 21))
    await drain()
    assert await follows() == [(external, False)]
    assert (await statuses())["done"] == await db.fetch_value("SELECT count(*) FROM wecom_inbox")
