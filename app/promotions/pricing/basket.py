"""What a price is computed from. Everything is a plain value, so that a quote can be replayed years later.

Amounts in fen per piece or in total as named, rates in basis points.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.delivery.freight import FreightTerms
from app.promotions.states import CouponKind, PromotionKind


@dataclass(frozen=True, slots=True)
class Scope:
    """For which goods, stores, channels and members. An empty part means all; `excluded_products` always wins.

    Goods are in scope that `products` or `skus` name (when either names any), in one of `categories`, of one of
    `brands`. Categories are paths like `水果/苹果` and mean everything below them. `channels` are fulfilment kinds.
    """

    products: tuple[UUID, ...] = ()
    skus: tuple[UUID, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    excluded_products: tuple[UUID, ...] = ()
    stores: tuple[UUID, ...] = ()
    channels: tuple[str, ...] = ()
    least_level: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A promotion as pricing sees it. `terms` by kind: see app/promotions/terms.py.

    Two rules of one `exclusion_group` do not meet on a line: the earlier step of the pipeline goes first, within a step
    the lower `priority` number.
    """

    id: UUID
    kind: PromotionKind
    title: str
    priority: int
    exclusion_group: str
    scope: Scope
    terms: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """A coupon as pricing sees it. `threshold` counts the goods in scope after promotions.

    FIXED takes `amount` off; PERCENT takes `rate` (basis points) off, at most `cap`; EXCHANGE gives one piece in scope
    free; FREIGHT takes `amount` (null: all) off the freight.
    """

    coupon_id: UUID
    template_id: UUID
    kind: CouponKind
    title: str
    scope: Scope
    stacking_group: str
    threshold: int = 0
    amount: int | None = None
    rate: int = 0
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Pieces of a SKU that are wanted. `price` is the store's or the catalogue's; `freight` indexes Basket.freight.

    Raises ValueError for less than one piece or a negative price.
    """

    sku_id: UUID
    product_id: UUID
    category: str
    brand: str
    quantity: int
    price: int
    weight_g: int = 0
    volume_cm3: int = 0
    freight: int | None = None

    def __post_init__(self) -> None:
        if self.quantity < 1 or self.price < 0:
            raise ValueError(f"{self.quantity} pieces at {self.price} fen cannot be bought")


@dataclass(frozen=True, slots=True)
class Basket:
    """All a quote depends on.

    `points_wanted` of `points_balance` are to be burnt at `fen_per_point`, at most `points_share` (basis points) of
    the goods; `stored_value` is what of the balance shall be used at most. `gift_stock`: pieces of each possible gift.
    """

    at: datetime
    items: tuple[Item, ...]
    rules: tuple[Rule, ...] = ()
    coupons: tuple[CouponTerms, ...] = ()
    level: int = 0
    store_id: UUID | None = None
    channel: str = "express"
    points_wanted: int = 0
    points_balance: int = 0
    fen_per_point: int = 1
    points_share: int = 5_000
    stored_value: int = 0
    freight: tuple[FreightTerms, ...] = ()
    gift_stock: tuple[tuple[UUID, int], ...] = ()
