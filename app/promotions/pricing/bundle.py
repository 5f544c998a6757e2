"""「套装」: named goods together at one price."""

from typing import Any

from app.promotions.pricing.basket import Rule
from app.promotions.pricing.lines import Lines, bar, refuse, spread, take_off, taking_part
from app.promotions.pricing.pieces import dearest_first, most_sets, take, unit, worth
from app.promotions.pricing.wording import yuan

Part = tuple[list[int], int]


def apply(lines: Lines, rule: Rule) -> None:
    """As many whole bundles as save something; the dearest goods that fit each part go in first."""
    among = taking_part(lines, rule)
    if not among:
        return
    parts = [(_lines_of(lines, among, part), part["quantity"]) for part in rule.terms["parts"]]
    price = rule.terms["price"]
    limit = sum(item.quantity for item in lines.basket.items) // sum(quantity for _, quantity in parts)
    sets = most_sets(limit, lambda nth: _saving(lines, parts, nth, price))
    values = worth(lines, _fill(lines, parts, sets) or {})
    saved = sum(values.values()) - sets * price
    if saved <= 0:
        complete = _fill(lines, parts, 1) is not None
        refuse(lines, rule, f"现价不高于套装价 {yuan(price)} 元" if complete else f"凑齐套装可享 {yuan(price)} 元")
        return
    take_off(lines, rule, spread(saved, values, len(lines.amounts)), f"{sets} 套，每套 {yuan(price)} 元")
    bar(lines, rule, list(values))


def _lines_of(lines: Lines, among: list[int], part: dict[str, Any]) -> list[int]:
    named = frozenset(part.get("skus", ())) | frozenset(part.get("products", ()))
    items = lines.basket.items
    return dearest_first(
        lines, [i for i in among if str(items[i].sku_id) in named or str(items[i].product_id) in named]
    )


def _fill(lines: Lines, parts: list[Part], sets: int) -> dict[int, int] | None:
    """Pieces per line for so many bundles, each piece in one part only; None when the goods do not suffice."""
    left = [item.quantity for item in lines.basket.items]
    used: dict[int, int] = {}
    for order, quantity in parts:
        found = take(order, left, sets * quantity)
        if sum(found.values()) < sets * quantity:
            return None
        for i, pieces in found.items():
            left[i] -= pieces
            used[i] = used.get(i, 0) + pieces
    return used


def _saving(lines: Lines, parts: list[Part], nth: int, price: int) -> int:
    more, before = _fill(lines, parts, nth), _fill(lines, parts, nth - 1)
    if more is None or before is None:
        return 0
    return (
        sum(unit(lines, i) * pieces for i, pieces in more.items())
        - price
        - sum(unit(lines, i) * pieces for i, pieces in before.items())
    )
