"""What members see of coupons, as JSON ready to send, and what head office sees of templates and codes."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel import clock, db
from app.promotions.coupons import window_sql
from app.promotions.coupons.errors import CouponNotFound, TemplateNotFound
from app.promotions.coupons.models import CouponCode, CouponTemplate
from app.promotions.coupons.states import CouponStatus


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """Newest first. `next_cursor` is None on the last page."""

    items: list[CouponTemplate]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class CodePage:
    """In the order they were made."""

    items: list[CouponCode]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class Counts:
    """A template's coupons by what became of them."""

    ready: int
    locked: int
    used: int
    expired: int
    void: int


async def mine(member_id: UUID, status: CouponStatus, cursor: UUID | None, limit: int) -> bytes:
    """{"items", "next_cursor"}: a member's coupons of one status, newest first. Past its end READY reads as EXPIRED."""
    page: str = await db.fetch_value(window_sql.MINE, clock.now(), member_id, status, cursor, limit)
    return page.encode()


async def mine_one(member_id: UUID, coupon_id: UUID) -> bytes:
    """A member's coupon as in their list. Raises CouponNotFound, also for someone else's."""
    shown: str | None = await db.fetch_value(window_sql.MINE_ONE, clock.now(), member_id, coupon_id)
    if shown is None:
        raise CouponNotFound(coupon_ids=[str(coupon_id)])
    return shown.encode()


async def offers(member_id: UUID | None, cursor: UUID | None, limit: int) -> bytes:
    """{"items", "next_cursor"}: what can be claimed now, newest first; `claimed`: how many this member ever got.

    Of nobody, when there is no member, nothing was claimed yet.
    """
    page: str = await db.fetch_value(window_sql.OFFERS, clock.now(), member_id, cursor, limit)
    return page.encode()


async def templates(cursor: UUID | None, limit: int) -> TemplatePage:
    older = CouponTemplate.filter(id__lt=cursor) if cursor else CouponTemplate.all()
    items = await older.order_by("-id").limit(limit + 1)
    return TemplatePage(items[:limit], items[limit - 1].id if len(items) > limit else None)


async def template(template_id: UUID) -> CouponTemplate:
    """Raises TemplateNotFound."""
    found = await CouponTemplate.get_or_none(id=template_id)
    if found is None:
        raise TemplateNotFound
    return found


async def counts(template_id: UUID) -> Counts:
    """Counted anew: all zero for an unknown template."""
    row = await db.fetch_one(window_sql.COUNTS, template_id, clock.now())
    assert row is not None
    return Counts(**row)


async def codes(template_id: UUID, cursor: UUID | None, limit: int) -> CodePage:
    """Raises TemplateNotFound."""
    await template(template_id)
    later = CouponCode.filter(template_id=template_id)
    items = await (later.filter(id__gt=cursor) if cursor else later).order_by("id").limit(limit + 1)
    return CodePage(items[:limit], items[limit - 1].id if len(items) > limit else None)
