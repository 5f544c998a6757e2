"""Coupon templates and members' coupons, for tests of this domain and of those above it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.promotions.coupons.create_template import create_template
from app.promotions.coupons.issue import issue
from app.promotions.coupons.terms import NewTemplate

FIXED = {"kind": "fixed", "amount": 1000, "threshold": 5000}


def new_template(**changed: Any) -> dict[str, Any]:
    """A good template as head office sends it: 10 yuan off from 50, to be claimed once, valid for a week."""
    now = clock.now()
    return {
        **{"title": "满 50 减 10", "mode": "claim", "terms": FIXED, "stock": 100, "valid_days": 7},
        **{"issue_from": (now - timedelta(hours=1)).isoformat(), "issue_until": (now + timedelta(days=1)).isoformat()},
        **changed,
    }


async def template(**changed: Any) -> UUID:
    return await create_template(NewTemplate.model_validate(new_template(**changed)))


async def coupon(member_id: UUID, template_id: UUID | None = None, **changed: Any) -> UUID:
    """A ready coupon of a member; of a new template with `changed` unless one is named."""
    of = template_id or await template(**changed)
    return await issue(of, member_id, f"test:{new_id()}", counts=False)


async def status_of(coupon_id: UUID) -> str:
    return str(await db.fetch_value("SELECT status FROM coupons WHERE id = $1", coupon_id))


async def issued(template_id: UUID) -> int:
    return int(await db.fetch_value("SELECT issued FROM coupon_templates WHERE id = $1", template_id))


async def let_end(*coupon_ids: UUID) -> None:
    """Move the coupons' end into the past."""
    ended = clock.now() - timedelta(seconds=1)
    await db.execute("UPDATE coupons SET valid_until = $2 WHERE id = ANY($1::uuid[])", list(coupon_ids), ended)
