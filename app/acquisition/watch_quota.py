"""How many customers acquisition links may still win, and who is told when that ends."""

from datetime import datetime

from app.acquisition import sql
from app.acquisition.gateway import gateway
from app.acquisition.models import Link, LinkQuota
from app.acquisition.states import Standing
from app.guides.states import NoticeKind
from app.guides.tell import News, tell_all
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.staff.queries import staff_with_role
from app.staff.states import Role

# WeCom itself warns below twenty (page 97299, balance_low).
LOW = 20
TOLD = (Role.HEAD_OFFICE, Role.COMMUNITY_MANAGER)


async def watch_quota() -> None:
    """Tick: read the quota while there are links, and warn when little is left. Raises the SendFailed family."""
    if await Link.filter(status=Standing.LIVE).exists():
        await read_quota()


async def read_quota() -> None:
    """Read it now; a warning for each level is told once a day."""
    quota, now = await gateway().quota(), clock.now()
    await db.execute(sql.KEEP_QUOTA, quota.total, quota.balance, now)
    if quota.balance >= LOW:
        return
    level = "low" if quota.balance else "exhausted"
    what = f"获客助手额度仅剩 {quota.balance} 人" if quota.balance else "获客助手额度已用完，获客链接暂时无法添加客户"
    await _warn(f"{level}:{clock.business_day(now)}", f"{what}，请在企业微信后台购买", now)


async def quota_expires(at: datetime, count: int) -> None:
    """WeCom says that so many of the quota end at that time (14, 7, 3, 2 and 1 days before)."""
    now = clock.now()
    await LinkQuota.filter(id=1).update(expiring=count, expires_at=at)
    day = at.astimezone(SHANGHAI).strftime("%Y-%m-%d")
    key = f"expires:{day}:{clock.business_day(now)}"
    await _warn(key, f"获客助手额度有 {count} 人将于 {day} 到期，请尽快使用", now)


async def link_is_unavailable(remote_id: str) -> None:
    """Nobody of a link can take customers any more. A link of somebody else's is passed over."""
    link = await Link.get_or_none(remote_id=remote_id)
    if link is None:
        return
    now = clock.now()
    reason = "成员均不可用"
    await Link.filter(id=link.id).update(failure=reason, due_at=now)
    key = f"unavailable:{link.id}:{clock.business_day(now)}"
    await _warn(key, f"获客链接「{link.name}」已不可用（{reason}），请更换导购", now)


async def _warn(key: str, what: str, now: datetime) -> None:
    staff = {one.id: one for role in TOLD for one in await staff_with_role(role)}
    moment = now.astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S")
    news = [News(one, NoticeKind.LINKS, f"links:{key}:{one}", f"{what}（{moment}）") for one in staff]
    await tell_all(news)
