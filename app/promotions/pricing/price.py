"""The pipeline: each step works on what the one before it left."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import msgspec

from app.promotions.pricing import (
    bundle,
    coupons,
    freight,
    line_price,
    n_for_price,
    nth_percent,
    points,
    spend_and_save,
    stored_value,
)
from app.promotions.pricing.basket import Basket, Rule
from app.promotions.pricing.coupons import Taken
from app.promotions.pricing.lines import Lines, open_lines
from app.promotions.pricing.narrow import narrow
from app.promotions.pricing.points import Burnt
from app.promotions.pricing.quote import PricedLine, Quote
from app.promotions.pricing.stored_value import Paid
from app.promotions.states import PromotionKind

ENGINE = 1
"""Of the arithmetic: raised whenever the same basket would cost something else."""

LINE_KINDS = (PromotionKind.MEMBER_PRICE, PromotionKind.TIMED_PRICE)
STEPS = (
    (PromotionKind.N_FOR_PRICE, n_for_price.apply),
    (PromotionKind.NTH_PERCENT, nth_percent.apply),
    (PromotionKind.BUNDLE, bundle.apply),
    (PromotionKind.SPEND_AND_SAVE, spend_and_save.apply),
)
_canonical = msgspec.json.Encoder(order="deterministic").encode


def price(basket: Basket) -> Quote:
    """What the basket costs, and why. Rules that do not apply are steps of the trace, not errors.

    Percentages round half up on a line, splits go by largest remainder, and no line falls below zero. Stored value
    comes after freight because it pays that too.
    """
    lines = open_lines(basket)
    _promote(lines, sorted(basket.rules, key=lambda rule: (rule.priority, rule.id)))
    charges = freight.charges(lines)
    fees = sum(charge.due for charge in charges)
    taken = coupons.choose(lines, fees)
    by_coupon = [sum(shares) for shares in zip(*(one.shares for one in taken), strict=True)] or [0] * len(lines.amounts)
    left = [amount - off for amount, off in zip(lines.amounts, by_coupon, strict=True)]
    burnt = points.burn(lines, left)
    amounts = [amount - off for amount, off in zip(left, burnt.discounts, strict=True)]
    lines.steps.extend(freight.steps(charges))
    fees -= sum(one.freight for one in taken)
    paid = stored_value.pay(lines, amounts, fees)
    return _quote(lines, taken, by_coupon, burnt, amounts, fees, paid)


def _promote(lines: Lines, rules: Sequence[Rule]) -> None:
    line_price.apply(lines, [rule for rule in rules if rule.kind in LINE_KINDS])
    for kind, apply in STEPS:
        for rule in rules:
            if rule.kind is kind:
                apply(lines, rule)


def _quote(
    lines: Lines,
    taken: Sequence[Taken],
    by_coupon: Sequence[int],
    burnt: Burnt,
    amounts: Sequence[int],
    fees: int,
    paid: Paid,
) -> Quote:
    basket = lines.basket
    priced = [
        PricedLine(
            item.sku_id,
            item.quantity,
            item.price,
            lines.promoted[i],
            by_coupon[i],
            burnt.discounts[i],
            burnt.points[i],
            amounts[i],
            paid.shares[i],
        )
        for i, item in enumerate(basket.items)
    ]
    total = sum(amounts) + fees
    stored = sum(paid.shares) + paid.freight
    quote = Quote(
        lines=(*priced, *lines.gifts),
        freight=fees,
        freight_stored=paid.freight,
        goods_amount=sum(item.price * item.quantity for item in basket.items),
        total=total,
        stored_value=stored,
        payable=total - stored,
        points=sum(burnt.points),
        coupons=tuple(one.coupon.coupon_id for one in taken),
        rewards=tuple(lines.rewards),
        trace=tuple(lines.steps),
        hash="",
    )
    return replace(quote, hash=sha256(_canonical((ENGINE, narrow(basket), quote))).hexdigest())
