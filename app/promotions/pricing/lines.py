"""The lines of a basket while they are being priced."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.kernel.money import split
from app.promotions.pricing.basket import Basket, Rule
from app.promotions.pricing.quote import PricedLine, Reward, Step
from app.promotions.pricing.scope import covered, refusal


@dataclass(slots=True)
class Lines:
    """What each line costs by now (`amounts`, fen), what promotions took off it, and which groups it may not meet.

    `freight_free` are the lines sent free of charge, each by the rule that says so.
    """

    basket: Basket
    amounts: list[int]
    promoted: list[int]
    groups: list[set[str]]
    steps: list[Step]
    gifts: list[PricedLine]
    gift_stock: dict[UUID, int]
    rewards: list[Reward]
    freight_free: dict[int, Rule]


def open_lines(basket: Basket) -> Lines:
    """Every line at its store price."""
    stock = dict(basket.gift_stock)
    for item in basket.items:
        if item.sku_id in stock:
            stock[item.sku_id] -= item.quantity
    return Lines(
        basket,
        [item.price * item.quantity for item in basket.items],
        [0] * len(basket.items),
        [set() for _ in basket.items],
        [],
        [],
        stock,
        [],
        {},
    )


def taking_part(lines: Lines, rule: Rule) -> list[int]:
    """The lines a rule may act on, by index. When there are none the reason is noted as a refused step."""
    why = refusal(rule.scope, lines.basket)
    found = [] if why else covered(rule.scope, lines.basket.items)
    if not found:
        refuse(lines, rule, why or "没有参加活动的商品")
    elif rule.exclusion_group:
        found = [i for i in found if rule.exclusion_group not in lines.groups[i]]
        if not found:
            refuse(lines, rule, "商品已参加不可同享的活动")
    return found


def refuse(lines: Lines, rule: Rule, reason: str) -> None:
    lines.steps.append(Step(rule.kind.value, rule.title, False, reason, rule_id=rule.id))


def take_off(lines: Lines, rule: Rule, shares: Sequence[int], reason: str) -> None:
    """Lower the lines by the shares of a promotion, one per line."""
    for i, share in enumerate(shares):
        lines.amounts[i] -= share
        lines.promoted[i] += share
    lines.steps.append(Step(rule.kind.value, rule.title, True, reason, sum(shares), tuple(shares), rule.id))


def bar(lines: Lines, rule: Rule, used: Sequence[int]) -> None:
    """Keep later rules of the same exclusion group away from the lines used."""
    if rule.exclusion_group:
        for i in used:
            lines.groups[i].add(rule.exclusion_group)


def spread(total: int, worth: dict[int, int], count: int) -> list[int]:
    """Shares for `count` lines: `total` fen over the lines of `worth` in proportion to it, none above it."""
    values = list(worth.values())
    shares = [0] * count
    for i, share in zip(worth, split(total, values, values), strict=True):
        shares[i] = share
    return shares
