"""「第二件半价」: of every n pieces the cheapest costs only a part."""

from app.kernel.money import percent_of
from app.promotions.pricing.basket import Rule
from app.promotions.pricing.lines import Lines, bar, refuse, take_off, taking_part
from app.promotions.pricing.pieces import dearest_first, worth
from app.promotions.pricing.wording import fold


def apply(lines: Lines, rule: Rule) -> None:
    """Pieces in scope are counted from the dearest down; `same_sku` counts each line by itself."""
    among = taking_part(lines, rule)
    if not among:
        return
    n, rate = rule.terms["n"], rule.terms["pay_rate"]
    order = dearest_first(lines, among)
    nth = _every_nth(lines, order, n, restart=bool(rule.terms.get("same_sku")))
    if not nth:
        refuse(lines, rule, f"满 {n} 件，第 {n} 件 {fold(rate)}")
        return
    shares = [0] * len(lines.amounts)
    for i, value in worth(lines, nth).items():
        shares[i] = value - percent_of(value, rate)
    if not any(shares):
        refuse(lines, rule, "没有可优惠的金额")
        return
    take_off(lines, rule, shares, f"{sum(nth.values())} 件享 {fold(rate)}")
    bar(lines, rule, among)


def _every_nth(lines: Lines, order: list[int], n: int, *, restart: bool) -> dict[int, int]:
    nth: dict[int, int] = {}
    before = 0
    for i in order:
        before = 0 if restart else before
        after = before + lines.basket.items[i].quantity
        if count := after // n - before // n:
            nth[i] = count
        before = after
    return nth
