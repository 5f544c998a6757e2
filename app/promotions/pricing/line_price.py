"""The price of each line by itself: the store's, or the better of member price and timed discount."""

from collections.abc import Sequence

from app.kernel.money import percent_of
from app.promotions.pricing.basket import Item, Rule
from app.promotions.pricing.lines import Lines, bar, refuse, take_off, taking_part
from app.promotions.states import PromotionKind

LOST = {PromotionKind.MEMBER_PRICE: "限时价更优惠", PromotionKind.TIMED_PRICE: "会员价更优惠"}


def apply(lines: Lines, rules: Sequence[Rule]) -> None:
    """One rule per line, the cheapest; a tie goes to the member price, then to the rule that comes first."""
    offers = {index: _offers(lines, rule) for index, rule in enumerate(rules)}
    best: dict[int, int] = {}
    for index in sorted(offers, key=lambda index: rules[index].kind is not PromotionKind.MEMBER_PRICE):
        for line, amount in offers[index].items():
            if amount < lines.amounts[line] and (line not in best or amount < offers[best[line]][line]):
                best[line] = index
    for index, rule in enumerate(rules):
        won = [line for line, winner in best.items() if winner == index]
        if won:
            _take(lines, rule, offers[index], won)
        elif offers[index]:
            refuse(lines, rule, _why_lost(rule, [rules[best[i]] for i in offers[index] if i in best]))


def _offers(lines: Lines, rule: Rule) -> dict[int, int]:
    among = taking_part(lines, rule)
    level = lines.basket.level
    offers = {}
    for i in among:
        amount = _offer(rule, level, lines.basket.items[i])
        if amount is not None:
            offers[i] = amount
    if among and not offers:
        refuse(lines, rule, "会员等级没有对应的会员价" if rule.kind is PromotionKind.MEMBER_PRICE else "没有活动价")
    return offers


def _offer(rule: Rule, level: int, item: Item) -> int | None:
    """Fen for the whole line: rates are taken of the line, not of a piece, so that rounding does not multiply."""
    terms = rule.terms
    if rule.kind is PromotionKind.MEMBER_PRICE:
        reached = [tier for tier in terms["levels"] if tier["level"] <= level]
        if not reached:
            return None
        terms = reached[-1]
    prices = terms.get("prices")
    price = prices.get(str(item.sku_id)) if prices else None
    price = terms.get("price") if price is None else price
    if price is not None:
        return int(price) * item.quantity
    rate = terms.get("pay_rate")
    return None if rate is None else percent_of(item.price * item.quantity, rate)


def _take(lines: Lines, rule: Rule, offers: dict[int, int], won: list[int]) -> None:
    shares = [0] * len(lines.amounts)
    for line in won:
        shares[line] = lines.amounts[line] - offers[line]
    elsewhere = len(offers) - len(won)
    name = "会员价" if rule.kind is PromotionKind.MEMBER_PRICE else "限时价"
    reason = f"{len(won)} 种商品享{name}" + (f"，{elsewhere} 种商品另有不高于它的价格" if elsewhere else "")
    take_off(lines, rule, shares, reason)
    bar(lines, rule, won)


def _why_lost(rule: Rule, winners: list[Rule]) -> str:
    if not winners:
        return "不低于门店价"
    return LOST[rule.kind] if any(winner.kind is not rule.kind for winner in winners) else "同类活动中另有更优惠的"
