"""What WeCom should know of channel codes now, from their rules, the day's friends and who works here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.acquisition.code_terms import read_guides
from app.acquisition.duty import on_duty
from app.acquisition.gateway import WayTerms
from app.acquisition.models import ChannelCode
from app.guides.queries import friends_by_code
from app.kernel import clock
from app.staff.queries import staff_by_ids


async def wanted_ways(codes: Sequence[ChannelCode], now: datetime) -> dict[UUID, WayTerms | None]:
    """The terms of each code's way; None when all of its guides have left the company or are left out."""
    guides = {code.id: read_guides(code.guides) for code in codes}
    staff = await staff_by_ids({guide.staff_id for each in guides.values() for guide in each})
    userids = {one.id: one.userid for one in staff.values() if one.active}
    taken = await friends_by_code(list(guides), midnight(now))
    wanted: dict[UUID, WayTerms | None] = {}
    for code in codes:
        barred = set(code.left_out)
        here = [one for one in guides[code.id] if one.staff_id in userids and str(one.staff_id) not in barred]
        duty = on_duty(here, code.rotation, taken.get(code.id, {}), now)
        users = tuple(sorted(userids[staff_id] for staff_id in duty.staff_ids))
        wanted[code.id] = WayTerms(users, code.name, code.exclusive) if users else None
    return wanted


async def wanted_way(code: ChannelCode, now: datetime) -> WayTerms | None:
    return (await wanted_ways([code], now))[code.id]


def midnight(now: datetime) -> datetime:
    """When the day began in Shanghai: caps are of its day."""
    return now.astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
