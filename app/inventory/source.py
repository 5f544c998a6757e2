"""Find who serves an order: read the rules and the free stock, then choose."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
from app.kernel.errors import Error, valid
from app.stores.distance import FAR_M, box, metres
from app.stores.hours import open_today

__all__ = ["Allocation", "Destination", "SourcingPlan", "Wish", "source", "source_each"]

MOST_HUBS = 200
MOST_NEIGHBOURS = 100
LARGEST_RADIUS_KM = 50
LOOKS_AROUND = frozenset({Strategy.SAME_CITY, Strategy.NEAREST, Strategy.ANYWHERE})


Asked = tuple[Sequence[Wish], Destination]
Free = dict[UUID, dict[UUID, int]]


async def source(wishes: Sequence[Wish], destination: Destination) -> SourcingPlan:
    """Who serves the wishes at this moment, by the rules in the table or, without any for the kind, the built-in ones.

    Nothing is held yet. One round trip when a rule that needs no stores nearby decides, else two. At most 200
    warehouses and suppliers and the 100 nearest stores with stock are looked at. Raises OutOfStock or NobodyServes.
    """
    return valid((await source_each([(wishes, destination)]))[0])


async def source_each(asked: Sequence[Asked]) -> list[SourcingPlan | Error]:
    """`source` for several orders, in order: what one of them is given, those after it do not find any more.

    One round trip for all that go the same way to the same store.
    """
    now, free = clock.now(), Free()
    hubs: dict[tuple[str, UUID | None], Hubs] = {}
    for way, skus in _skus_by_way(asked).items():
        hubs[way] = await _hubs(*way, skus, free, now)
    plans: list[SourcingPlan | Error] = []
    for wishes, destination in asked:
        try:
            plan = await _source(wishes, destination, hubs[destination.kind, destination.store_id], free, now)
        except Error as error:
            plans.append(error)
            continue
        for one in plan.allocations:
            free[one.location_id][one.sku_id] -= one.quantity
        plans.append(plan)
    return plans


@dataclass(frozen=True, slots=True)
class Seen:
    """A location as read, its distance still open."""

    candidate: Candidate
    latitude: float | None
    longitude: float | None

    def from_(self, destination: Destination) -> Candidate:
        if self.latitude is None or self.longitude is None:
            return self.candidate
        if destination.latitude is None or destination.longitude is None:
            return self.candidate
        away = metres(self.latitude, self.longitude, destination.latitude, destination.longitude)
        return replace(self.candidate, metres=away)


@dataclass(frozen=True, slots=True)
class Hubs:
    """The rules of a way, and all locations but neighbours."""

    rules: tuple[Rule, ...]
    locations: list[Seen]


def _skus_by_way(asked: Sequence[Asked]) -> dict[tuple[str, UUID | None], set[UUID]]:
    skus: dict[tuple[str, UUID | None], set[UUID]] = {}
    for wishes, destination in asked:
        skus.setdefault((destination.kind, destination.store_id), set()).update(wish.sku_id for wish in wishes)
    return skus


async def _hubs(kind: str, store_id: UUID | None, skus: set[UUID], free: Free, now: datetime) -> Hubs:
    row = await db.fetch_one(sql.HUBS, kind, list(skus), store_id, *_days(now), MOST_HUBS)
    assert row is not None
    return Hubs(_rules(row["rules"], kind), [_seen(one, free, now) for one in orjson.loads(row["candidates"])])


async def _source(
    wishes: Sequence[Wish], destination: Destination, hubs: Hubs, free: Free, now: datetime
) -> SourcingPlan:
    rules = hubs.rules
    known = [one.from_(destination) for one in hubs.locations]
    early = tuple(takewhile(lambda rule: not _looks_around(rule, destination), rules))
    if len(early) < len(rules):
        with suppress(OutOfStock, NobodyServes):
            return choose(wishes, known, early, destination)
        skus = list({wish.sku_id for wish in wishes})
        nearby = await _neighbours(skus, destination, rules, now)
        known += [_seen(one, free, now).from_(destination) for one in nearby]
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
) -> list[dict[str, Any]]:
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
    found: list[dict[str, Any]] = orjson.loads(text)
    return found


def _reach_km(rule: Rule) -> int | None:
    if rule.strategy is Strategy.SAME_CITY:
        return min(rule.most_km or LARGEST_RADIUS_KM, LARGEST_RADIUS_KM)
    return rule.most_km


def _days(now: datetime) -> tuple[date, date]:
    """Yesterday and today in Shanghai: the days whose hours say whether a store is open."""
    today = now.astimezone(clock.SHANGHAI).date()
    return today - timedelta(days=1), today


def _seen(one: dict[str, Any], free: Free, now: datetime) -> Seen:
    """A location as read. Its free pieces are those of `free` where it was read before, less what was given since."""
    location_id = UUID(one["id"])
    there = free.setdefault(location_id, {})
    for sku_id, pieces in (one["free"] or {}).items():
        there.setdefault(UUID(sku_id), pieces)
    holidays = {date.fromisoformat(day): spans for day, spans in (one["holidays"] or {}).items()}
    candidate = Candidate(
        location_id=location_id,
        code=one["code"],
        name=one["name"],
        kind=LocationKind(one["kind"]),
        free=there,
        store_id=UUID(one["store_id"]) if one["store_id"] else None,
        services=frozenset(one["services"] or ()),
        delivery_radius_m=one["delivery_radius_m"] or 0,
        serves_today=not one["store_id"] or open_today(one["hours"] or {}, holidays, now),
    )
    return Seen(candidate, one["latitude"], one["longitude"])
