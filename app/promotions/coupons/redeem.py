"""A member turns a code into a coupon."""

from uuid import UUID

from app.kernel import clock, db, redis
from app.kernel.db import atomic
from app.promotions.coupons import sql
from app.promotions.coupons.codes import normalised
from app.promotions.coupons.errors import CodeNotFound, CodeUsed, OfferNotFound
from app.promotions.coupons.issue import issue
from app.promotions.coupons.states import IssueMode

TRIES, WINDOW_SECONDS = 10, 600


async def redeem(member_id: UUID, typed: str) -> UUID:
    """The coupon's id. A code works once, for whoever is first; its coupon counts against `per_member`.

    Raises CodeNotFound, CodeUsed, OfferNotFound (stopped, or outside its time), SoldOut, EnoughOfIt, TooMany after ten
    tries in ten minutes, right or wrong: a limit of wrong ones only would let the right guess through.
    """
    await redis.limit(f"coupon-code:{member_id}", hits=TRIES, seconds=WINDOW_SECONDS, when_down="refuse")
    return await _redeem(member_id, normalised(typed))


@atomic
async def _redeem(member_id: UUID, code: str) -> UUID:
    now = clock.now()
    taken = await db.fetch_one(sql.TAKE_CODE, code, member_id, now)
    if taken is None:
        known = await db.fetch_value(sql.FIND_CODE, code)
        raise CodeUsed if known else CodeNotFound
    if await db.fetch_value(sql.OPEN_TEMPLATE, taken["template_id"], IssueMode.CODE, now) is None:
        raise OfferNotFound
    return await issue(taken["template_id"], member_id, f"code:{taken['id']}")
