"""Find stores: nearest first, open now, by what they offer, by region, by whether they deliver here."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.kernel import clock, db
from app.stores import sql
from app.stores.distance import FAR_M, box
from app.stores.states import StoreOffer

# Few are near in the country, many in a city: look close by first and wider until the page is full.
RINGS_M = (10_000, 100_000)
START = (-1, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. Without both coordinates stores come in the order they were opened.

    `region` is the beginning of a region code; `after` are the metres and the id of the last store seen.
    """

    latitude: float | None = None
    longitude: float | None = None
    service: StoreOffer | None = None
    open_now: bool = False
    delivers_here: bool = False
    region: str = ""
    after: tuple[int, UUID] = START
    limit: int = 20


async def stores_nearby(search: Search, statement: str = sql.NEARBY, *more: Any) -> bytes:
    """A page of active stores as JSON: items with `metres` (null when unknown) and `open`, and next_cursor.

    `statement` is one that sql.nearby made, `more` are its parameters from $18 on.
    """
    for ring in RINGS_M:
        if search.latitude is not None and search.longitude is not None:
            square = box(search.latitude, search.longitude, ring)
            area = (ring, square.south, square.north, square.west, square.east)
            row = await db.fetch_one(statement, *_asked(search, area), *more)
            if row is not None and row["stores"] == search.limit:
                return _bytes(row["page"])
    row = await db.fetch_one(statement, *_asked(search, (FAR_M, None, None, None, None)), *more)
    assert row is not None
    return _bytes(row["page"])


def _asked(search: Search, area: tuple[int, float | None, float | None, float | None, float | None]) -> tuple[Any, ...]:
    local = clock.now().astimezone(clock.SHANGHAI)
    today = local.date()
    here = (search.latitude, search.longitude) if search.longitude is not None else (None, None)
    wanted = (search.service, search.open_now, search.delivers_here, search.region)
    moment = (today - timedelta(days=1), today, local.strftime("%H:%M"))
    return (*here, *area, *wanted, *moment, *search.after, search.limit)


def _bytes(page: str) -> bytes:
    return page.encode()
