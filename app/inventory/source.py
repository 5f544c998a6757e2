"""Find who serves an order: read the rules and the free stock, then choose."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

import orjson

from app.inventory import sql
from app.inventory.choose import choose
from app.inventory.errors import NobodyServes, OutOfStock
from app.inventory.plan import BUILT_IN, Allocation, Candidate, Destination, Rule, SourcingPlan, Wish
from app.inventory.states import LocationKind, Strategy
from app.kernel import clock, db
from app.stores.distance import FAR_M, box, metres
from app.stores.hours import open_today

__all__ = ["Allocation", "Destination", "SourcingPlan", "Wish", "source"]

MOST_HUBS = 200
MOST_NEIGHBOURS = 100
LARGEST_RADIUS_KM = 50
LOOKS_AROUND = frozenset({Strategy.SAME_CITY, Strategy.NEAREST, Strategy.ANYWHERE})


async def source(wishes: Sequence[Wish], destination: Destination) -> SourcingPlan:
    """Who serves the wishes at this moment, by the rules in the table or, without any for the kind, the built-in ones.

    Nothing is held yet. One round trip when a rule that needs no stores nearby decides, else two. At most 200
    warehouses and suppliers and the 100 nearest stores with stock are looked at. Raises OutOfStock or NobodyServes.
    """
    skus = list({wish.sku_id for wish in wishes})
    now = clock.now()
    row = await db.fetch_one(sql.HUBS, destination.kind, skus, destination.store_id, *_days(now), MOST_HUBS)
    assert row is not None
    rules = _rules(row["rules"], destination.kind)
    known = [_candidate(one, destination, now) for one in orjson.loads(row["candidates"])]
    early = tuple(takewhile(lambda rule: not _looks_around(rule, destination), rules))
    if len(early) < len(rules):
        with suppress(OutOfStock, NobodyServes):
            return choose(wishes, known, early, destination)
        known += await _neighbours(skus, destination, rules, now)
    return choose(wishes, known, rules, destination)


def _looks_around(rule: Rule, destination: Destination) -> bool:
    return rule.strategy in LOOKS_AROUND and not (rule.strategy is Strategy.SAME_CITY and destination.store_id)


def _rules(text: str | None, kind: str) -> tuple[Rule, ...]:
    if text is None:
        return BUILT_IN.get(kind, ())
    return tuple(
        Rule(one["name"], Strategy(one["strategy"]), one["most_km"], one["may_split"]) for one in orjson.loads(text)
    )


async def _neighbours(
    skus: list[UUID], destination: Destination, rules: Sequence[Rule], now: datetime
) -> list[Candidate]:
    """The nearest stores with any of the goods, without the chosen one; all stores when nothing bounds the search."""
    latitude, longitude = destination.latitude, destination.longitude
    bounds = [_reach_km(rule) for rule in rules if rule.strategy in LOOKS_AROUND]
    # No rule looks farther than the widest; a rule without a bound looks everywhere.
    reach = None if None in bounds else max(bound for bound in bounds if bound is not None) * 1000
    if latitude is None or longitude is None or reach is None or reach >= FAR_M:
        area = None
    else:
        area = box(latitude, longitude, reach)
    asked = (latitude, longitude, skus, destination.store_id, *_days(now), MOST_NEIGHBOURS)
    text: str = (
        await db.fetch_value(sql.NEIGHBOURS, *asked, area.south, area.north, area.west, area.east)
        if area
        else await db.fetch_value(sql.ALL_NEIGHBOURS, *asked)
    )
    return [_candidate(one, destination, now) for one in orjson.loads(text)]


def _reach_km(rule: Rule) -> int | None:
    if rule.strategy is Strategy.SAME_CITY:
        return min(rule.most_km or LARGEST_RADIUS_KM, LARGEST_RADIUS_KM)
    return rule.most_km


def _days(now: datetime) -> tuple[date, date]:
    """Yesterday and today in Shanghai: the days whose hours say whether a store is open."""
    today = now.astimezone(clock.SHANGHAI).date()
    return today - timedelta(days=1), today


def _candidate(one: dict[str, Any], destination: Destination, now: datetime) -> Candidate:
    holidays = {date.fromisoformat(day): spans for day, spans in (one["holidays"] or {}).items()}
    return Candidate(
        location_id=UUID(one["id"]),
        code=one["code"],
        name=one["name"],
        kind=LocationKind(one["kind"]),
        free={UUID(sku_id): pieces for sku_id, pieces in (one["free"] or {}).items()},
        store_id=UUID(one["store_id"]) if one["store_id"] else None,
        metres=_metres(one, destination),
        services=frozenset(one["services"] or ()),
        delivery_radius_m=one["delivery_radius_m"] or 0,
        serves_today=not one["store_id"] or open_today(one["hours"] or {}, holidays, now),
    )


def _metres(one: dict[str, Any], destination: Destination) -> int | None:
    if one["latitude"] is None or destination.latitude is None or destination.longitude is None:
        return None
    return metres(one["latitude"], one["longitude"], destination.latitude, destination.longitude)
