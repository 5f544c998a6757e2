"""What head office sees of promotions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel import clock
from app.promotions.errors import PromotionNotFound
from app.promotions.models import Promotion
from app.promotions.states import Phase, PromotionKind


@dataclass(frozen=True, slots=True)
class Shown:
    """A promotion with its phase as of now."""

    id: UUID
    kind: PromotionKind
    title: str
    priority: int
    exclusion_group: str
    scope: dict[str, Any]
    terms: dict[str, Any]
    starts_at: datetime
    ends_at: datetime
    phase: Phase
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Shown]
    next_cursor: UUID | None


async def promotion(promotion_id: UUID) -> Shown:
    """Raises PromotionNotFound."""
    found = await Promotion.get_or_none(id=promotion_id)
    if found is None:
        raise PromotionNotFound
    return _shown(found)


async def promotions(cursor: UUID | None, limit: int) -> Page:
    """A page, the newest first."""
    older = Promotion.filter(id__lt=cursor) if cursor else Promotion.all()
    rows = await older.order_by("-id").limit(limit + 1)
    return Page([_shown(row) for row in rows[:limit]], rows[limit - 1].id if len(rows) > limit else None)


def _shown(row: Promotion) -> Shown:
    return Shown(
        row.id,
        row.kind,
        row.title,
        row.priority,
        row.exclusion_group,
        row.scope,
        row.terms,
        row.starts_at,
        row.ends_at,
        _phase(row, clock.now()),
        row.created_at,
    )


def _phase(row: Promotion, now: datetime) -> Phase:
    if now >= row.ends_at:
        return Phase.OVER
    if row.ended:
        return Phase.CALLED_OFF
    return Phase.WAITING if now < row.starts_at else Phase.RUNNING
