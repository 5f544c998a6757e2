"""Tell every guide in the evening what the day brought, and on Monday what the week did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.analytics.guide_digest import Digest, digests
from app.guides.states import NoticeKind
from app.guides.tell import News, tell_all
from app.kernel import clock
from app.kernel.clock import SHANGHAI
from app.kernel.money import yuan
from wecom.bot.digest_runs import keep_told, was_told

DAILY_AT, WEEKLY_AT, MONDAY = time(20, 30), time(9), 0
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Span:
    """What a digest is about: `key` names it, `title` says it, from and until when."""

    key: str
    title: str
    since: datetime
    until: datetime


async def send_digests() -> None:
    """Tick: each due digest once. Cut off half-way it is told to the rest later: a guide's notice has its own key."""
    now = clock.now()
    for span in due(now):
        if await was_told(span.key):
            continue
        found = await digests(span.since, span.until)
        for start in range(0, len(found), AT_ONCE):
            await tell_all([_news(span, one, now) for one in found[start : start + AT_ONCE]])
        await keep_told(span.key, now)


def due(now: datetime) -> Iterator[Span]:
    """The day's from half past eight in the evening, the week's on Monday from nine; neither on a later day."""
    local = now.astimezone(SHANGHAI)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if local.time() >= DAILY_AT:
        yield Span(f"daily:{today:%Y-%m-%d}", f"今日小结 {today:%m-%d}", today, today + timedelta(days=1))
    if local.weekday() == MONDAY and local.time() >= WEEKLY_AT:
        week_ago = today - timedelta(days=7)
        title = f"上周小结 {week_ago:%m-%d} 至 {today - timedelta(days=1):%m-%d}"
        yield Span(f"weekly:{today:%Y-%m-%d}", title, week_ago, today)


def _news(span: Span, one: Digest, now: datetime) -> News:
    lines = [
        f"【{span.title}】{now.astimezone(SHANGHAI):%H:%M:%S}",
        f"新好友 {one.new_friends} 人，流失 {one.lost} 人，活跃客户 {one.active} 人",
        f"成交 {one.orders} 笔 ¥{yuan(one.paid)}，佣金 ¥{yuan(one.commission)}",
    ]
    if one.open_tasks:
        lines.append(f"还有 {one.open_tasks} 项任务未完成，回复「我的任务」查看")
    return News(one.staff_id, NoticeKind.DIGEST, f"digest:{one.staff_id}:{span.key}", "\n".join(lines))
