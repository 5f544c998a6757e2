"""Guides are told in the evening what the day brought."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel import clock, db
from app.staff.queries import StaffCard
from tests.app.guides.factory import new_friend
from tests.app.tasks.factory import running
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.bot.digest import due, send_digests

# A Monday, in Shanghai's time.
MONDAY = datetime(2026, 5, 4, tzinfo=clock.SHANGHAI)


def keys(hour: int, minute: int = 0, days: int = 0) -> list[str]:
    at = MONDAY + timedelta(days=days, hours=hour, minutes=minute)
    return [span.key for span in due(at.astimezone(UTC))]


def test_the_days_digest_is_due_in_the_evening_and_the_weeks_on_monday() -> None:
    assert keys(8, 59) == []
    assert keys(9) == ["weekly:2026-05-04"]
    assert keys(20, 29) == ["weekly:2026-05-04"]
    assert keys(20, 30) == ["daily:2026-05-04", "weekly:2026-05-04"]
    assert keys(23, 59, days=1) == ["daily:2026-05-05"]
    assert keys(0, days=1) == []


def test_a_week_ends_with_sunday() -> None:
    [span] = due((MONDAY + timedelta(hours=9)).astimezone(UTC))
    assert (span.since, span.until) == (MONDAY - timedelta(days=7), MONDAY)
    assert span.title == "上周小结 04-27 至 05-03"


async def evening(enterprise: Enterprise) -> None:
    """Move the clock to the next half past eight."""
    local = clock.now().astimezone(clock.SHANGHAI)
    wanted = local.replace(hour=20, minute=30, second=1, microsecond=0)
    wanted += timedelta(days=1 if wanted <= local else 0)
    await enterprise.advance((wanted - local).total_seconds())


async def test_a_guide_is_told_the_days_numbers_once(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await enterprise.hire("idle", "赵六")
    await evening(enterprise)
    await new_friend(enterprise, guide, drain)
    for _ in range(3):
        await send_digests()
    await drain()
    [said] = [one for one in await enterprise.told("lina") if "小结" in one]
    assert "新好友 1 人，流失 0 人" in said
    assert "成交 0 笔 ¥0.00" in said
    assert await enterprise.told("idle") == []


async def test_unfinished_tasks_are_in_the_digest(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await evening(enterprise)
    await new_friend(enterprise, guide, drain)
    await running(title="还没做完")
    done = await running(title="做完了")
    await db.execute("UPDATE guide_task_rows SET status = 'done', done_at = $2 WHERE task_id = $1", done, clock.now())
    await send_digests()
    await drain()
    [said] = [one for one in await enterprise.told("lina") if "小结" in one]
    assert said.endswith("还有 1 项任务未完成，回复「我的任务」查看")


async def test_a_digest_cut_off_half_way_is_told_to_the_rest(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    await evening(enterprise)
    await new_friend(enterprise, guide, drain)
    await send_digests()
    await db.execute("DELETE FROM bot_digest_runs")
    await send_digests()
    await drain()
    assert len([one for one in await enterprise.told("lina") if "小结" in one]) == 1
