"""What placing an order must know of goods, member, store and address: read in two round trips, however many orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.catalog.states import GoodsKind
from app.delivery.states import Fulfilment
from app.guides import attribution_rules
from app.guides.states import AttributionMode
from app.kernel import db, locks
from app.kernel.errors import Error
from app.members.errors import AddressNotFound
from app.orders import sql
from app.orders.errors import AddressWithoutPlace, GoodsUnavailable, StoreDoesNotOffer, WrongFulfilment
from app.orders.wanted import AT_STORE, TO_ADDRESS, Wanted
from app.stores.errors import StoreNotFound
from app.stores.states import StoreOffer

ENTRANCE_WINDOW = timedelta(hours=72)
OFFERED_AS = {
    Fulfilment.SAME_CITY: StoreOffer.SAME_CITY,
    Fulfilment.PICK_UP: StoreOffer.PICK_UP,
    Fulfilment.IN_STORE: StoreOffer.SCAN_TO_BUY,
}
# Services and vouchers are sold by parts of the product that do not exist yet.
KINDS = {
    Fulfilment.VIRTUAL: frozenset({GoodsKind.VIRTUAL}),
    **dict.fromkeys(
        (Fulfilment.EXPRESS, Fulfilment.SAME_CITY, Fulfilment.PICK_UP, Fulfilment.IN_STORE),
        frozenset({GoodsKind.PHYSICAL, GoodsKind.BUNDLE}),
    ),
}


@dataclass(frozen=True, slots=True)
class Goods:
    """A SKU as it is sold here and now. `price` in fen is the store's if it has its own."""

    sku_id: UUID
    product_id: UUID
    title: str
    spec: str
    category: str
    brand: str
    kind: GoodsKind
    price: int
    weight_g: int
    volume_cm3: int
    freight_template_id: UUID | None
    sellable: bool


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who buys, who gets credit, and where it goes. Addresses and stores are null when the way needs none.

    `share_chain` is JSON: the shares that led here, the first one first.
    """

    level: int
    guide_id: UUID | None
    entrance_kind: str | None
    entrance_source_id: UUID | None
    share_chain: str | None
    credit_store_id: UUID | None
    chat_id: str | None
    address_sealed: bytes | None
    region_code: str
    latitude: float | None
    longitude: float | None
    store_latitude: float | None
    store_longitude: float | None


Facts = tuple[dict[UUID, Goods], Circumstances]


async def read_each(
    asked: Sequence[tuple[UUID, Wanted]], also: Iterable[UUID], now: datetime, *, alone: bool = False
) -> list[Facts | Error]:
    """Per member and wish: goods by SKU (wanted ones, and those of `also` that can be had), and the circumstances.

    With `alone`, which needs a transaction, these members' others of the kind wait until it ends. In place of facts
    may stand AddressNeeded, StoreNeeded, TooManyPieces, TooManyLines, GoodsUnavailable, WrongFulfilment,
    StoreNotFound, StoreDoesNotOffer, AddressNotFound, AddressWithoutPlace.
    """
    extra = list(also)
    turns = sorted({locks.key("orders of", member_id) for member_id, _ in asked}) if alone else []
    stores = [wanted.store_id for _, wanted in asked]
    addresses = [wanted.address_id for _, wanted in asked]
    members = [member_id for member_id, _ in asked]
    rules = await attribution_rules.in_force.get()
    whose = (rules.performance.value, rules.mode is AttributionMode.MANY)
    people = await db.fetch(sql.WHO, members, stores, addresses, now - ENTRANCE_WINDOW, turns, *whose)
    places = list({(sku_id, wanted.store_id) for _, wanted in asked for sku_id in (*wanted.skus(), *extra)})
    rows = await db.fetch(sql.GOODS, [sku_id for sku_id, _ in places], [store_id for _, store_id in places])
    known = {(row["sku_id"], row["store_id"]): _goods(row) for row in rows if row["sellable"]}
    return [_facts(wanted, extra, who, known) for (_, wanted), who in zip(asked, people, strict=True)]


def _facts(
    wanted: Wanted, also: Sequence[UUID], who: Any, known: Mapping[tuple[UUID, UUID | None], Goods]
) -> Facts | Error:
    try:
        wanted.check()
        quantities = wanted.quantities()
        here = {(sku_id, wanted.store_id): sku_id for sku_id in (*quantities, *also)}
        goods = {sku_id: known[place] for place, sku_id in here.items() if place in known}
        _check_goods(goods, list(quantities), wanted.fulfilment)
        _check_place(who, wanted)
    except Error as error:
        return error
    return goods, _circumstances(who)


def _check_goods(goods: dict[UUID, Goods], wanted: Sequence[UUID], fulfilment: Fulfilment) -> None:
    missing = [str(sku_id) for sku_id in wanted if sku_id not in goods]
    if missing:
        raise GoodsUnavailable(sku_ids=missing)
    wrong = [str(sku_id) for sku_id in wanted if goods[sku_id].kind not in KINDS[fulfilment]]
    if wrong:
        raise WrongFulfilment(sku_ids=wrong)


def _check_place(row: Any, wanted: Wanted) -> None:
    if wanted.store_id is not None and not row["store_active"]:
        raise StoreNotFound
    if wanted.fulfilment in AT_STORE and OFFERED_AS[wanted.fulfilment] not in orjson.loads(row["store_services"]):
        raise StoreDoesNotOffer(fulfilment=wanted.fulfilment.value)
    if wanted.fulfilment in TO_ADDRESS and row["address_sealed"] is None:
        raise AddressNotFound
    if wanted.fulfilment is Fulfilment.SAME_CITY and row["latitude"] is None:
        raise AddressWithoutPlace


def _goods(row: Any) -> Goods:
    return Goods(
        **{name: row[name] for name in Goods.__slots__ if name != "kind"},
        kind=GoodsKind(row["kind"]),
    )


def _circumstances(row: Any) -> Circumstances:
    return Circumstances(**{name: row[name] for name in Circumstances.__slots__})
