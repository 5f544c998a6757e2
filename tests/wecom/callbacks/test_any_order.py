"""What happened between guides and a customer ends the same, whatever order WeCom tells it in and however often."""

import random
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest

from app.events.wecom import CallbackStored
from app.guides.errors import FriendNotYetKnown
from app.handover.gateway import Pair
from app.handover.gateway import gateway as hand_overs
from app.kernel import db
from app.staff.queries import StaffCard
from app.staff.sync import sync
from app.tags.sync import sync as sync_tags
from tests.app.guides.conftest import guide
from tests.app.guides.factory import live_code
from tests.app.tags.factory import console_tags
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.callbacks.event import parse
from wecom.callbacks.process import process
from wecom.inbox.keep import Arrival, keep

__all__ = ["guide"]
DAY = 86_400
TIMES = 40
FRIENDS = """
SELECT s.userid, f.ended_at IS NULL AS lasts, f.ended_by, f.followed_at, f.came_by_kind, f.came_by_id, f.remark
FROM guide_follows f JOIN staff s ON s.id = f.staff_id ORDER BY 1
"""
# Of a bond that a later event had made first, the lock counts from the event that puts it right.
BONDS = "SELECT s.userid, a.since FROM guide_attributions a JOIN staff s ON s.id = a.staff_id"
TAGS = "SELECT t.name, m.source FROM member_tags m JOIN tags t ON t.id = m.tag_id WHERE removed_at IS NULL ORDER BY 1"
FORGET = """
TRUNCATE wecom_inbox, members, member_identities, guide_follows, guide_attributions, guide_attribution_changes,
    guide_losses, member_tags, tag_marks, tag_readings, tag_markings, guide_notices, pgqueuer
"""


async def told(enterprise: Enterprise, count: int) -> list[str]:
    """The contents of all callbacks since the last `forget`, in the order in which things happened."""
    await enterprise.arrived(count)
    rows = await db.fetch("SELECT content FROM wecom_inbox ORDER BY id")
    contents = [row["content"] for row in rows]
    assert len(contents) == count
    return sorted(contents, key=lambda content: parse(content).at)


async def deliver(contents: Sequence[str], drain: Drain) -> None:
    """Each is kept and processed before the next; who comes too early is tried again later, as the queue does."""
    for content in contents:
        event = parse(content)
        await keep(Arrival(event.name, event.change_type, content))
        await work("SELECT id FROM wecom_inbox WHERE status = 'waiting' AND attempts = 0")
    for _ in range(3):
        await work("SELECT id FROM wecom_inbox WHERE status = 'waiting' ORDER BY id")
    await drain()
    assert await db.fetch_value("SELECT count(*) FROM wecom_inbox WHERE status <> 'done'") == 0


async def work(on: str) -> None:
    for row in await db.fetch(on):
        with suppress(FriendNotYetKnown):
            await process(CallbackStored(row["id"]))


async def state() -> dict[str, list[tuple[Any, ...]]]:
    return {what: [tuple(row) for row in await db.fetch(what)] for what in (FRIENDS, BONDS, TAGS)}


def shuffled(contents: Sequence[str], seed: int) -> list[str]:
    """Some of them twice."""
    chance = random.Random(seed)
    twice = [*contents, *chance.choices(contents, k=len(contents) // 2)]
    chance.shuffle(twice)
    return twice


@pytest.fixture
async def hong(enterprise: Enterprise, guide: StaffCard) -> str:
    await enterprise.hire("hong", "小红")
    await sync()
    return "hong"


async def test_any_order_and_repetition_ends_as_the_order_of_events_does(
    enterprise: Enterprise, guide: StaffCard, hong: str, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    tag = (await console_tags(enterprise, "常客"))["tag"][0]["id"]
    await enterprise.arrived(1)
    await drain()
    await sync_tags()
    await db.execute(FORGET)
    person = await enterprise.person()

    async def lina(path: str, **more: Any) -> None:
        await enterprise.advance(2)
        await enterprise.post(f"/wecom/staff/lina/{path}", person_id=person["id"], **more)

    await enterprise.scan(person, code.config_id)
    await lina("edit_customer", add_tag=[tag], remove_tag=[])
    await enterprise.advance(2)
    await enterprise.scan(person, await enterprise.contact_way("hong"))
    await lina("delete_customer")
    await enterprise.advance(2)
    await enterprise.scan(person, code.config_id)
    await lina("edit_customer", add_tag=[tag], remove_tag=[])
    contents = await told(enterprise, 6)

    await db.execute(FORGET)
    await deliver(contents, drain)
    wanted = await state()
    assert [row[:3] for row in wanted[FRIENDS]] == [("hong", True, None), ("lina", True, None)]
    assert [row[0] for row in wanted[BONDS]] == ["lina"]
    assert wanted[TAGS] == [("常客", "wecom")]
    for seed in range(TIMES):
        await db.execute(FORGET)
        await deliver(shuffled(contents, seed), drain)
        assert await state() == wanted, seed


async def test_a_transfer_told_in_any_order_ends_the_same(
    enterprise: Enterprise, guide: StaffCard, hong: str, drain: Drain
) -> None:
    person = await enterprise.person()
    await enterprise.scan(person, await enterprise.contact_way("lina"))
    [added] = await told(enterprise, 1)
    await deliver([added], drain)
    await hand_overs().begin(Pair("lina", "hong", False), [person["external_userid"]], "")
    await enterprise.advance(DAY + 60)
    contents = (await told(enterprise, 3))[1:]
    for seed in range(4):
        await db.execute(FORGET)
        await deliver([added], drain)
        await deliver(shuffled(contents, seed), drain)
        rows = (await state())[FRIENDS]
        assert [row[:3] for row in rows] == [("hong", True, None), ("lina", False, "handed_over")], seed
        assert await db.fetch_value("SELECT count(*) FROM guide_losses") == 0
