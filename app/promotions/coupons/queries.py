"""Reading coupons as orders need them. What members and head office see is in windows.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Record

from app.kernel import clock, db
from app.promotions.coupons import sql
from app.promotions.coupons.errors import CouponNotFound, CouponNotUsable
from app.promotions.coupons.states import CouponKind, CouponStatus
from app.promotions.pricing.basket import CouponTerms, Scope

_worth = msgspec.json.Decoder(dict[str, Any]).decode
_scope = msgspec.json.Decoder(Scope).decode
MOST_ON_ONE_ORDER = 50


async def terms_of(member_id: UUID, coupon_ids: Sequence[UUID], at: datetime) -> list[CouponTerms]:
    """The terms of these coupons, in the order asked for and each once.

    Raises CouponNotFound (unknown or someone else's) or CouponNotUsable (used, locked, expired, void or not_yet).
    """
    wanted = list(dict.fromkeys(coupon_ids))
    if not wanted:
        return []
    found = {row["coupon_id"]: row for row in await db.fetch(sql.TERMS, member_id, wanted, at)}
    missing = [str(coupon_id) for coupon_id in wanted if coupon_id not in found]
    if missing:
        raise CouponNotFound(coupon_ids=missing)
    refused = [{"coupon_id": str(one), "reason": why} for one in wanted if (why := _refusal(found[one]))]
    if refused:
        raise CouponNotUsable(coupons=refused)
    return [_terms(found[coupon_id]) for coupon_id in wanted]


async def usable(member_id: UUID, at: datetime) -> list[CouponTerms]:
    """What a member could put on an order now, those ending first, at most 50."""
    return [_terms(row) for row in await db.fetch(sql.USABLE, member_id, at, MOST_ON_ONE_ORDER)]


class CouponsToShow:
    """What content needs to know of coupon templates."""

    async def title(self, template_id: UUID) -> str | None:
        """What a template that can be claimed now is called, None for any other; it may run out any moment."""
        title: str | None = await db.fetch_value(sql.CLAIMABLE, template_id, clock.now())
        return title


def _refusal(row: Record) -> str | None:
    if row["status"] != CouponStatus.READY:
        return str(row["status"])
    if row["too_early"]:
        return "not_yet"
    return CouponStatus.EXPIRED.value if row["too_late"] else None


def _terms(row: Record) -> CouponTerms:
    worth = _worth(row["terms"])
    return CouponTerms(
        coupon_id=row["coupon_id"],
        template_id=row["template_id"],
        kind=CouponKind(row["kind"]),
        title=row["title"],
        scope=_scope(row["scope"]),
        stacking_group=row["stacking_group"],
        threshold=worth.get("threshold", 0),
        amount=worth.get("amount"),
        rate=worth.get("rate", 0),
        cap=worth.get("cap"),
    )
