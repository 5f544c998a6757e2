"""Baskets for tests of pricing."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.delivery.freight import FreightTerms
from app.delivery.states import Basis
from app.promotions.pricing.basket import Basket, CouponTerms, Item, Rule, Scope
from app.promotions.pricing.quote import Quote, Step
from app.promotions.states import CouponKind, PromotionKind

AT = datetime(2036, 5, 1, 4, tzinfo=UTC)
TEN_OFF_A_HUNDRED = {"by": "amount", "tiers": [{"at": 10_000, "money_off": 1_000}]}


def number(value: int) -> UUID:
    """The same id for the same number."""
    return UUID(int=value)


def item(sku: int, price: int, quantity: int = 1, **more: Any) -> Item:
    """SKU n belongs to product 1000 + n."""
    return Item(number(sku), number(1000 + sku), more.pop("category", "茶"), "云上", quantity, price, **more)


def rule(kind: PromotionKind, terms: dict[str, Any], identity: int = 1, **more: Any) -> Rule:
    fields: dict[str, Any] = {"priority": 100, "exclusion_group": "", "scope": Scope()} | more
    return Rule(id=number(5000 + identity), kind=kind, title=f"活动{identity}", terms=terms, **fields)


def spend_and_save(terms: dict[str, Any] | None = None, identity: int = 1, **more: Any) -> Rule:
    return rule(PromotionKind.SPEND_AND_SAVE, terms or TEN_OFF_A_HUNDRED, identity, **more)


def coupon(kind: CouponKind = CouponKind.FIXED, identity: int = 1, **more: Any) -> CouponTerms:
    fields: dict[str, Any] = {"scope": Scope(), "stacking_group": "goods"} | more
    return CouponTerms(number(7000 + identity), number(8000 + identity), kind, f"券{identity}", **fields)


def basket(*items: Item, **more: Any) -> Basket:
    return Basket(AT, items, **more)


def by_piece(first_fee: int = 800, extra_fee: int = 200, **more: Any) -> FreightTerms:
    return FreightTerms("快递", Basis.PIECE, 1, first_fee, 1, extra_fee, **more)


def skus(*numbers: int) -> Scope:
    return Scope(skus=tuple(number(one) for one in numbers))


def amounts(quote: Quote) -> list[int]:
    return [line.amount for line in quote.lines]


def step(quote: Quote, kind: str, identity: int | None = None) -> Step:
    """The one step of a kind, or of a kind and a rule."""
    rule_id = None if identity is None else number(identity)
    (found,) = [one for one in quote.trace if one.kind == kind and rule_id in (None, one.rule_id)]
    return found
