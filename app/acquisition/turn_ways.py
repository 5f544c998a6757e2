"""Find channel codes whose guides on duty are others than WeCom knows."""

from app.acquisition import sql
from app.acquisition.models import ChannelCode
from app.acquisition.update_way import CLAIM_LIFE, look_again_at, told_terms
from app.acquisition.wanted_way import wanted_ways
from app.events.acquisition import ChannelCodeDue
from app.kernel import clock, db, outbox
from app.kernel.db import atomic

AT_ONCE = 500


async def turn_ways() -> None:
    """Tick: one job per due code that must change. Workers at the same time look at different codes."""
    while await _turn() == AT_ONCE:
        pass


@atomic
async def _turn() -> int:
    now = clock.now()
    due = [row["id"] for row in await db.fetch(sql.TAKE_DUE, now, AT_ONCE)]
    codes = await ChannelCode.filter(id__in=due)
    wanted = await wanted_ways(codes, now)
    changing = {code.id for code in codes if wanted[code.id] not in (None, told_terms(code.told))}
    again = [now + CLAIM_LIFE if code.id in changing else look_again_at(code, now) for code in codes]
    await db.execute(sql.PUT_OFF, [code.id for code in codes], again)
    await outbox.publish(*(ChannelCodeDue(code_id) for code_id in changing))
    return len(due)
