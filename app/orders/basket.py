"""From a wish to a price: gather what it depends on, compute it, and find who serves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.inventory import queries as inventory
from app.inventory.source import Destination, SourcingPlan, Wish, source_each
from app.kernel.errors import Error, valid
from app.orders import facts
from app.orders.facts import Circumstances, Facts, Goods
from app.orders.wanted import Wanted
from app.orders.way import Way, way
from app.promotions import queries as promotions
from app.promotions.coupons import queries as coupons
from app.promotions.pricing.basket import Basket, Item, Rule
from app.promotions.pricing.price import price
from app.promotions.pricing.quote import Quote
from app.wallet import queries as wallet
from app.wallet.queries import Balances


@dataclass(frozen=True, slots=True)
class Priced:
    """A wish with its price and everything that was looked at to find it."""

    basket: Basket
    quote: Quote
    goods: dict[UUID, Goods]
    here: Circumstances
    way: Way
    wanted: Wanted


async def price_of(member_id: UUID, wanted: Wanted, now: datetime) -> Priced:
    """The price of a wish as of now. Raises what keeps it from being sold: see wanted, facts, way, coupons."""
    return valid((await price_each([(member_id, wanted)], now))[0])


async def price_each(
    asked: Sequence[tuple[UUID, Wanted]], now: datetime, *, alone: bool = False
) -> list[Priced | Error]:
    """`price_of` for several members' wishes, in order, each with its price or the error that it would raise.

    With `alone` these members' other placings wait until the open transaction ends.
    """
    rules = await promotions.running(now)
    known = await facts.read_each(asked, promotions.gift_skus(rules), now, alone=alone)
    priced: list[Priced | Error] = []
    for (member_id, wanted), found in zip(asked, known, strict=True):
        try:
            priced.append(await _price(member_id, wanted, rules, valid(found), now))
        except Error as error:
            priced.append(error)
    return priced


async def _price(member_id: UUID, wanted: Wanted, rules: Sequence[Rule], found: Facts, now: datetime) -> Priced:
    quantities = wanted.quantities()
    goods, here = found
    taken = await way(wanted, [goods[sku_id] for sku_id in quantities], here)
    assets = await _assets(member_id, wanted)
    basket = Basket(
        at=now,
        items=tuple(_item(goods[sku_id], pieces, taken) for sku_id, pieces in quantities.items()),
        rules=tuple(rules),
        coupons=tuple(await coupons.terms_of(member_id, wanted.coupon_ids, now)) if wanted.coupon_ids else (),
        level=here.level,
        store_id=wanted.store_id,
        channel=wanted.fulfilment.value,
        points_wanted=wanted.points,
        points_balance=assets.points,
        stored_value=assets.stored_value if wanted.stored_value else 0,
        freight=taken.terms,
        gift_stock=tuple((await _free(promotions.gift_skus(rules) & goods.keys())).items()),
    )
    quote = price(basket)
    if taken.offer is not None:
        taken.offer.require(quote.goods_amount)
    return Priced(basket, quote, goods, here, taken, wanted)


async def serve(priced: Priced) -> SourcingPlan:
    """Who serves the priced goods, gifts too. Raises OutOfStock, or NobodyServes."""
    return valid((await serve_each([priced]))[0])


async def serve_each(priced: Sequence[Priced]) -> list[SourcingPlan | Error]:
    """`serve` for several, in order: what one of them gets, those after it do not."""
    return await source_each([(wishes_of(one), _destination(one)) for one in priced])


def wishes_of(priced: Priced) -> list[Wish]:
    """What its lines take from stock."""
    return [Wish(line.sku_id, line.quantity) for line in priced.quote.lines]


def _destination(priced: Priced) -> Destination:
    wanted, here = priced.wanted, priced.here
    return Destination(wanted.fulfilment.value, wanted.store_id, here.latitude, here.longitude)


async def _assets(member_id: UUID, wanted: Wanted) -> Balances:
    return await wallet.balances(member_id) if wanted.points or wanted.stored_value else Balances()


async def _free(gifts: set[UUID]) -> dict[UUID, int]:
    return await inventory.free_anywhere(sorted(gifts)) if gifts else {}


def _item(goods: Goods, pieces: int, taken: Way) -> Item:
    return Item(
        sku_id=goods.sku_id,
        product_id=goods.product_id,
        category=goods.category,
        brand=goods.brand,
        quantity=pieces,
        price=goods.price,
        weight_g=goods.weight_g,
        volume_cm3=goods.volume_cm3,
        freight=taken.index.get(goods.freight_template_id),
    )
