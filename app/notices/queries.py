"""Reads of notices."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.notices.models import MemberNotice, NoticeTemplate
from app.notices.states import NoticeKind, NoticeStatus

# The platform shows no more templates in one question.
MOST_ASKED = 3


class Moment(StrEnum):
    """When the client can ask: at the tap that orders, that returns goods, that claims a coupon."""

    ORDER = "order"
    PICK_UP = "pick_up"
    AFTER_SALE = "after_sale"
    COUPON = "coupon"


_K = NoticeKind
ASKED: dict[Moment, tuple[NoticeKind, ...]] = {
    Moment.ORDER: (_K.ORDER_PAID, _K.SHIPPED, _K.REFUNDED),
    Moment.PICK_UP: (_K.ORDER_PAID, _K.PICK_UP_READY, _K.REFUNDED),
    Moment.AFTER_SALE: (_K.AFTER_SALE, _K.REFUNDED),
    Moment.COUPON: (_K.COUPON_EXPIRING,),
}


@dataclass(frozen=True, slots=True)
class NoticePage:
    items: list[MemberNotice]
    next_cursor: UUID | None


async def template_ids() -> dict[str, list[str]]:
    """Which templates to ask for at which moment, at most three each, no template twice."""
    active = dict(await NoticeTemplate.filter(active=True).values_list("kind", "template_id"))
    found = {moment: [active[kind] for kind in kinds if kind in active] for moment, kinds in ASKED.items()}
    return {moment.value: list(dict.fromkeys(ids))[:MOST_ASKED] for moment, ids in found.items()}


async def templates() -> dict[NoticeKind, NoticeTemplate]:
    """What is set, by kind."""
    return {template.kind: template for template in await NoticeTemplate.all()}


async def page(status: NoticeStatus | None, cursor: UUID | None, limit: int) -> NoticePage:
    """Messages, newest first."""
    found = MemberNotice.filter(status=status) if status else MemberNotice.all()
    rows = await (found.filter(id__lt=cursor) if cursor else found).order_by("-id").limit(limit)
    return NoticePage(rows, rows[-1].id if len(rows) == limit else None)
