"""Reading promotions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Record

from app.kernel import clock, db
from app.kernel.cache import Recent
from app.promotions import sql
from app.promotions.pricing.basket import Rule, Scope
from app.promotions.states import PromotionKind

SECONDS = 1.0

_scope = msgspec.json.Decoder(Scope).decode
_terms = msgspec.json.Decoder(dict[str, Any]).decode


async def running(at: datetime) -> list[Rule]:
    """Every promotion that runs at a moment, by priority; one that was made or ended elsewhere a second ago may differ.

    Exclusive at the end: one promotion may follow another without a moment of both.
    """
    return [rule for starts_at, ends_at, rule in await not_over.get() if starts_at <= at < ends_at]


async def _load() -> list[tuple[datetime, datetime, Rule]]:
    return [(row["starts_at"], row["ends_at"], _rule(row)) for row in await db.fetch(sql.NOT_OVER, clock.now())]


def _rule(row: Record) -> Rule:
    return Rule(
        row["id"],
        PromotionKind(row["kind"]),
        row["title"],
        row["priority"],
        row["exclusion_group"],
        _scope(row["scope"]),
        _terms(row["terms"]),
    )


# Every quote and every order reads them.
not_over: Recent[list[tuple[datetime, datetime, Rule]]] = Recent(_load, ttl=SECONDS)


def gift_skus(rules: Sequence[Rule]) -> set[UUID]:
    """The SKUs that a rule may give away."""
    tiers = (tier for rule in rules if rule.kind is PromotionKind.SPEND_AND_SAVE for tier in rule.terms["tiers"])
    return {UUID(tier["gift"]["sku_id"]) for tier in tiers if tier.get("gift")}
