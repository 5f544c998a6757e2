"""Whose customers wait for a successor, read every night (待分配)."""

from app.handover import sql
from app.handover.gateway import LeftBehind, gateway
from app.handover.models import Unassigned
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id

FROM_HOUR = 3


async def read_unassigned_nightly() -> None:
    """Tick: from three o'clock in Shanghai on, once a day; nobody waiting is asked for again."""
    now = clock.now()
    if now.astimezone(clock.SHANGHAI).hour >= FROM_HOUR:
        latest = await Unassigned.all().order_by("-seen_at").first()
        if latest is None or clock.business_day(latest.seen_at) != clock.business_day(now):
            await read_unassigned()


async def read_unassigned() -> int:
    """Keep WeCom's list as it is now; how many. Raises the SendFailed family."""
    found = await gateway().left_behind()
    await _keep(found)
    return len(found)


@atomic
async def _keep(found: list[LeftBehind]) -> None:
    now = clock.now()
    if found:
        rows = [(new_id(), one.userid, one.external_userid, one.left_at) for one in found]
        await db.execute(sql.KEEP_UNASSIGNED, *map(list, zip(*rows, strict=True)), now)
    await Unassigned.filter(seen_at__lt=now).delete()
