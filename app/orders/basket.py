"""From a wish to a price: gather what it depends on, compute it, and find who serves it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.inventory import queries as inventory
from app.inventory.source import Destination, SourcingPlan, Wish, source
from app.orders import facts
from app.orders.facts import Circumstances, Goods
from app.orders.wanted import Wanted
from app.orders.way import Way, way
from app.promotions import queries as promotions
from app.promotions.coupons import queries as coupons
from app.promotions.pricing.basket import Basket, Item
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


async def price_of(member_id: UUID, wanted: Wanted, now: datetime, *, alone: bool = False) -> Priced:
    """The price of a wish as of now. Raises what keeps it from being sold: see wanted, facts, way, coupons.

    With `alone` the member's other placings wait until the open transaction ends.
    """
    wanted.check()
    quantities = wanted.quantities()
    rules = await promotions.running(now)
    gifts = promotions.gift_skus(rules)
    goods, here = await facts.read(member_id, wanted, gifts, now, alone=alone)
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
        gift_stock=tuple((await _free(gifts & goods.keys())).items()),
    )
    quote = price(basket)
    if taken.offer is not None:
        taken.offer.require(quote.goods_amount)
    return Priced(basket, quote, goods, here, taken)


async def serve(priced: Priced, wanted: Wanted) -> SourcingPlan:
    """Who serves the priced goods, gifts too. Raises OutOfStock, or NobodyServes."""
    wishes = [Wish(line.sku_id, line.quantity) for line in priced.quote.lines]
    here = priced.here
    return await source(wishes, Destination(wanted.fulfilment.value, wanted.store_id, here.latitude, here.longitude))


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
