"""What a price computation answers."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its share of everything. `amount` = unit_price × quantity - the three discounts, never below zero.

    `stored_value` is the part of `amount` that stored value pays. A gift has unit_price 0 and `gift_of`, its rule.
    """

    sku_id: UUID
    quantity: int
    unit_price: int
    promotion_discount: int
    coupon_discount: int
    points_discount: int
    points: int
    amount: int
    stored_value: int
    gift_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One rule, applied or not, and why. `shares` are its fen per line, in the order of Quote.lines without gifts.

    Shares sum to `amount`; there are none for what lines do not carry: freight, gifts, rewards after payment.
    """

    kind: str
    title: str
    applied: bool
    reason: str
    amount: int = 0
    shares: tuple[int, ...] = ()
    rule_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    """What a spend-and-save tier gives after payment: points, or coupons of a template."""

    rule_id: UUID
    points: int = 0
    coupon_template_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The price. `total` = sum of line amounts + freight; `payable` = total - stored_value is left for WeChat Pay.

    `goods_amount` is what the goods cost at store prices, before any discount. `points` of the member are burnt.
    `hash` is over engine, basket and everything here: the same basket always has the same.
    """

    lines: tuple[PricedLine, ...]
    freight: int
    freight_stored: int
    goods_amount: int
    total: int
    stored_value: int
    payable: int
    points: int
    coupons: tuple[UUID, ...]
    rewards: tuple[Reward, ...]
    trace: tuple[Step, ...]
    hash: str
