"""「3 件 99 元」: any n pieces in scope for one price, the dearest first."""

from app.promotions.pricing.basket import Rule
from app.promotions.pricing.lines import Lines, bar, refuse, spread, take_off, taking_part
from app.promotions.pricing.pieces import dearest_first, most_sets, take, unit, worth
from app.promotions.pricing.wording import yuan


def apply(lines: Lines, rule: Rule) -> None:
    """As many sets as save something; pieces beyond them keep their price."""
    among = taking_part(lines, rule)
    if not among:
        return
    n, price = rule.terms["n"], rule.terms["price"]
    left = [item.quantity for item in lines.basket.items]
    pieces = sum(left[i] for i in among)
    if pieces < n:
        refuse(lines, rule, f"再买 {n - pieces} 件可享 {n} 件 {yuan(price)} 元")
        return
    order = dearest_first(lines, among)

    def cost(sets: int) -> int:
        return sum(unit(lines, i) * count for i, count in take(order, left, sets * n).items())

    sets = most_sets(pieces // n, lambda nth: cost(nth) - cost(nth - 1) - price)
    if not sets:
        refuse(lines, rule, f"现价不高于 {n} 件 {yuan(price)} 元")
        return
    values = worth(lines, take(order, left, sets * n))
    shares = spread(sum(values.values()) - sets * price, values, len(left))
    take_off(lines, rule, shares, f"{sets} 组 {n} 件 {yuan(price)} 元")
    bar(lines, rule, list(values))
