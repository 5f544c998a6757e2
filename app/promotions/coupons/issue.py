"""Give a member a coupon of a template: what every way of issuing ends in."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.promotions.coupons import sql
from app.promotions.coupons.errors import EnoughOfIt, IssuedBefore, OfferNotFound, SoldOut


@atomic
async def issue(
    template_id: UUID, member_id: UUID, source_ref: str, *, given_by: UUID | None = None, counts: bool = True
) -> UUID:
    """The new coupon's id. `given_by` is the order that brought it; with `counts` the `per_member` limit holds.

    Raises IssuedBefore (`source_ref` brought one), OfferNotFound, SoldOut or EnoughOfIt. The error must end the
    transaction: it undoes what was counted.
    """
    coupon_id, now = new_id(), clock.now()
    arguments = (template_id, member_id, coupon_id, source_ref, now, given_by, counts, new_id())
    done = await db.fetch_one(sql.ISSUE, *arguments)
    assert done is not None
    if not done["made"]:
        await _refuse(template_id, source_ref, done["counted"])
    return coupon_id


async def _refuse(template_id: UUID, source_ref: str, counted: bool) -> None:
    if await db.fetch_value(sql.IS_ISSUED, source_ref):
        raise IssuedBefore
    if counted:
        raise EnoughOfIt(limit=await db.fetch_value(sql.PER_MEMBER, template_id))
    is_open = await db.fetch_value(sql.IS_OPEN, template_id, clock.now())
    raise SoldOut if is_open else OfferNotFound
