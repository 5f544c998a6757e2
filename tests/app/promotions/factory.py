"""Promotions in the database, for tests of this domain and of those above it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.kernel import clock
from app.promotions.create import create
from app.promotions.terms import NewPromotion

TEN_OFF_A_HUNDRED = {"kind": "spend_and_save", "by": "amount", "tiers": [{"at": 10_000, "money_off": 1_000}]}


def new(terms: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A promotion as head office sends it, running for a week from a minute ago."""
    now = clock.now()
    return {
        "title": "满 100 减 10",
        "terms": terms or TEN_OFF_A_HUNDRED,
        "starts_at": (now - timedelta(minutes=1)).isoformat(),
        "ends_at": (now + timedelta(days=7)).isoformat(),
        **fields,
    }


async def promotion(terms: dict[str, Any] | None = None, **fields: Any) -> UUID:
    return await create(NewPromotion.model_validate(new(terms, **fields)))
