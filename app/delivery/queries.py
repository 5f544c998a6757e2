"""What sending costs to a place, and when a store brings things."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Record

from app.delivery import sql
from app.delivery.day_slots import Slot, day_slots, within
from app.delivery.errors import BelowLeastAmount, NoCityDelivery, NotDelivered, TooFar
from app.delivery.freight import FreightTerms
from app.delivery.states import Basis
from app.delivery.zones import is_refused, zone_at
from app.kernel import clock, db
from app.kernel.cache import Recent

USUAL_DAYS = 3
SECONDS = 1.0
FARTHEST = timedelta(days=366)
SENT_FREE = FreightTerms("包邮", Basis.PIECE, first=1, first_fee=0, extra=1, extra_fee=0)


@dataclass(frozen=True, slots=True)
class Template:
    """A freight template, read."""

    name: str
    basis: Basis
    zones: list[dict[str, Any]]
    no_delivery: list[str]
    promise_days: int


@dataclass(frozen=True, slots=True)
class CityOffer:
    """A store's delivery to one distance. `least_amount` fen of goods it takes; `flash_minutes` without a slot."""

    terms: FreightTerms
    least_amount: int
    flash_minutes: int

    def require(self, amount: int) -> None:
        """Raises BelowLeastAmount when goods for `amount` fen are not worth the way."""
        if amount < self.least_amount:
            raise BelowLeastAmount(least_amount=self.least_amount, amount=amount)


async def express_terms(template_ids: Sequence[UUID | None], region_code: str) -> dict[UUID | None, FreightTerms]:
    """Freight terms by template at a region; None is the default template, which also stands in for a deleted one.

    Raises NotDelivered naming every template that does not serve the region. Without a default template what has no
    template of its own is sent free.
    """
    chosen = await _templates(template_ids)
    found = {one: _terms_at(template, region_code) if template else SENT_FREE for one, template in chosen.items()}
    refused = [str(one) if one else None for one, terms in found.items() if terms is None]
    if refused:
        raise NotDelivered(template_ids=refused, region_code=region_code)
    return {one: terms for one, terms in found.items() if terms is not None}


async def promise_days(template_ids: Sequence[UUID | None]) -> int:
    """Days until the slowest of these templates delivers."""
    return max((one.promise_days for one in (await _templates(template_ids)).values() if one), default=USUAL_DAYS)


async def city_offer(store_id: UUID, distance_m: int) -> CityOffer:
    """What a store takes for bringing goods this far. Raises NoCityDelivery or TooFar."""
    row = await _city_terms(store_id, clock.now().astimezone(clock.SHANGHAI).date())
    if row is None:
        raise NoCityDelivery(store_id=str(store_id))
    bands = json.loads(row["bands"])
    most = min(bands[-1]["up_to_m"], row["delivery_radius_m"] or bands[-1]["up_to_m"])
    if distance_m > most:
        raise TooFar(distance_m=distance_m, most_m=most)
    band = next(band for band in bands if distance_m <= band["up_to_m"])
    terms = FreightTerms("同城配送", Basis.PIECE, first=1, first_fee=band["fee"], extra=1, extra_fee=0)
    return CityOffer(terms, band["least_amount"], row["flash_minutes"])


async def city_terms(store_id: UUID, distance_m: int) -> FreightTerms:
    """The terms of city_offer."""
    return (await city_offer(store_id, distance_m)).terms


async def slots(store_id: UUID, day: date) -> list[Slot]:
    """A store's delivery slots of a Shanghai day, early ones first; empty when it has none or is closed all day.

    Slots outside the store's hours are left out; one across midnight of a night shop counts to the day it starts on.
    A store whose hours are not on the books is bound by its slots alone. Open: not full, and before its cut-off. None
    are said for days more than a year away.
    """
    far = abs(day - clock.now().date()) > FARTHEST
    row = None if far else await _city_terms(store_id, day)
    if row is None:
        return []
    hours, holidays = json.loads(row["hours"]), json.loads(row["holidays"])
    kept = {date.fromisoformat(each): spans for each, spans in holidays.items()}
    offered = [slot for slot in day_slots(json.loads(row["slots"]), day) if within(slot, hours, kept)]
    taken = {one["starts_at"]: one["taken"] for one in await _taken(store_id, offered)}
    return [slot.now(taken.get(slot.starts_at, 0), row["cut_off_minutes"], clock.now()) for slot in offered]


async def _templates(template_ids: Sequence[UUID | None]) -> dict[UUID | None, Template | None]:
    known = await templates.get()
    return {one: known.get(one, known.get(None)) for one in template_ids}


async def _load() -> dict[UUID | None, Template]:
    """Every template by id, and the default one under None too."""
    known: dict[UUID | None, Template] = {}
    for row in await db.fetch(sql.TEMPLATES):
        known[row["id"]] = Template(
            row["name"],
            Basis(row["basis"]),
            json.loads(row["zones"]),
            json.loads(row["no_delivery"]),
            row["promise_days"],
        )
        if row["is_default"]:
            known[None] = known[row["id"]]
    return known


# Every quote and every order that is sent reads them; others see a change within a second.
templates: Recent[dict[UUID | None, Template]] = Recent(_load, ttl=SECONDS)


def _terms_at(template: Template, region_code: str) -> FreightTerms | None:
    zone = None if is_refused(template.no_delivery, region_code) else zone_at(template.zones, region_code)
    if zone is None:
        return None
    numbers: dict[str, Any] = {name: value for name, value in zone.items() if name != "regions"}
    return FreightTerms(name=template.name, basis=template.basis, **numbers)


async def _city_terms(store_id: UUID, day: date) -> Record | None:
    return await db.fetch_one(sql.CITY_TERMS, store_id, day)


async def _taken(store_id: UUID, offered: list[Slot]) -> list[Record]:
    return await db.fetch(sql.TAKEN, store_id, [slot.starts_at for slot in offered]) if offered else []
