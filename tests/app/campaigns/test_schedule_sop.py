from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.campaigns import queries
from app.campaigns.errors import NothingToSend, TextTooLong, UnknownGroups, UnknownProduct
from app.campaigns.models import Sop, Touch
from app.campaigns.schedule_sop import StepPlan, due_at
from app.campaigns.states import Anchor
from app.guides.models import GroupChat
from app.kernel import clock
from app.kernel.ids import new_id
from tests.app.campaigns.factory import HOUR, group, sop, step


@pytest.mark.parametrize(
    ("created", "day", "minute", "due"),
    [
        # 23:30 in Shanghai on 1 May: day 0 is 1 May.
        (datetime(2026, 5, 1, 15, 30, tzinfo=UTC), 0, 23 * 60 + 45, datetime(2026, 5, 1, 15, 45, tzinfo=UTC)),
        # 00:30 in Shanghai on 2 May: day 0 is 2 May though UTC still says 1 May.
        (datetime(2026, 5, 1, 16, 30, tzinfo=UTC), 0, 20 * 60, datetime(2026, 5, 2, 12, 0, tzinfo=UTC)),
        (datetime(2026, 5, 1, 15, 30, tzinfo=UTC), 3, 0, datetime(2026, 5, 3, 16, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 1, 0, tzinfo=UTC), 1, 10 * 60, datetime(2027, 1, 1, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_step_counts_shanghai_days_from_the_groups_creation(
    created: datetime, day: int, minute: int, due: datetime
) -> None:
    assert due_at(StepPlan("早安", Anchor.GROUP_CREATED, day, minute), created) == due


async def test_every_step_is_planned_once_for_every_group(database: None) -> None:
    chats = [await group(f"wr{at}") for at in range(3)]
    soon = clock.now() + HOUR
    sop_id = await sop([*chats, chats[0]], [step("一", soon), step("二", soon + HOUR)])
    touches = await Touch.all()
    assert len({(touch.step_id, touch.chat_id) for touch in touches}) == len(touches) == 6
    assert {touch.due_at for touch in touches} == {soon, soon + HOUR}
    progress = await queries.progress(sop_id)
    assert [(line["text"], line["planned"]) for line in progress.steps] == [("一", 3), ("二", 3)]
    assert progress.chat_ids == chats


async def test_a_time_that_has_passed_is_not_made_up_for(database: None) -> None:
    old = await group("wr-old", created_at=clock.now() - timedelta(days=10))
    new = await group("wr-new")
    await sop([old, new], [StepPlan("第三天", Anchor.GROUP_CREATED, 3, 600)])
    assert [touch.chat_id for touch in await Touch.all()] == [new]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"chat_ids": ["wr1", "unknown"]}, UnknownGroups),
        ({"chat_ids": ["wr1", "dismissed"]}, UnknownGroups),
        ({"steps": [step("字" * 1300 + "a" * 101)]}, TextTooLong),
        ({"steps": [step(product_id=new_id())]}, UnknownProduct),
        ({"steps": [step(at=datetime(2020, 1, 1, tzinfo=UTC))]}, NothingToSend),
    ],
)
async def test_a_sop_that_cannot_be_sent_is_refused_whole(
    database: None, change: dict[str, Any], error: type[Exception]
) -> None:
    await group("wr1")
    await group("dismissed")
    await GroupChat.filter(chat_id="dismissed").update(dismissed_at=clock.now())
    with pytest.raises(error):
        await sop(change.get("chat_ids", ["wr1"]), change.get("steps", ()))
    assert await Sop.all().count() == await Touch.all().count() == 0
