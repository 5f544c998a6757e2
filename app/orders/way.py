"""The way goods take to the member: what it costs and how long it takes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.delivery import promise as promises
from app.delivery import queries as delivery
from app.delivery.freight import FreightTerms
from app.delivery.states import Fulfilment
from app.orders.errors import StoreDoesNotOffer
from app.orders.facts import Circumstances, Goods
from app.orders.wanted import Wanted
from app.stores.distance import metres


@dataclass(frozen=True, slots=True)
class Way:
    """Freight terms, which of them the goods of each template go by, and what the promise is made of."""

    kind: Fulfilment
    terms: tuple[FreightTerms, ...] = ()
    index: dict[UUID | None, int] = field(default_factory=dict)
    days: int = delivery.USUAL_DAYS
    flash_minutes: int = 60
    offer: delivery.CityOffer | None = None

    def promise(self, at: datetime, slot_end: datetime | None = None) -> datetime:
        """By when goods ordered `at` are with the member."""
        return promises.promise(
            self.kind, at, template_days=self.days, slot_end=slot_end, flash_minutes=self.flash_minutes
        )


async def way(wanted: Wanted, goods: Iterable[Goods], here: Circumstances) -> Way:
    """The way wanted goods take. Raises NotDelivered, NoCityDelivery, TooFar, StoreDoesNotOffer."""
    templates = list(dict.fromkeys(each.freight_template_id for each in goods))
    if wanted.fulfilment is Fulfilment.EXPRESS:
        by_template = await delivery.express_terms(templates, here.region_code)
        index = {template: i for i, template in enumerate(by_template)}
        days = await delivery.promise_days(templates)
        return Way(wanted.fulfilment, tuple(by_template.values()), index, days)
    if wanted.fulfilment is Fulfilment.SAME_CITY and wanted.store_id is not None:
        offer = await delivery.city_offer(wanted.store_id, _distance(here))
        index = dict.fromkeys(templates, 0)
        return Way(wanted.fulfilment, (offer.terms,), index, flash_minutes=offer.flash_minutes, offer=offer)
    return Way(wanted.fulfilment)


def _distance(here: Circumstances) -> int:
    """Metres from the store to the member's door; a store without a place delivers nowhere."""
    if here.store_latitude is None or here.store_longitude is None or here.latitude is None or here.longitude is None:
        raise StoreDoesNotOffer(fulfilment=Fulfilment.SAME_CITY.value)
    return metres(here.store_latitude, here.store_longitude, here.latitude, here.longitude)
