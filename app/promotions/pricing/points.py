"""Points burnt for goods."""

from dataclasses import dataclass

from app.kernel.money import split
from app.promotions.pricing.lines import Lines
from app.promotions.pricing.quote import Step
from app.promotions.pricing.wording import percent, yuan

TITLE = "积分抵扣"


@dataclass(frozen=True, slots=True)
class Burnt:
    """Whole points per line and the fen they take off it."""

    points: list[int]
    discounts: list[int]


def burn(lines: Lines, amounts: list[int]) -> Burnt:
    """As many of the wanted points as the balance and the allowed share of the goods (after coupons) let through."""
    basket = lines.basket
    if not basket.points_wanted:
        return Burnt([0] * len(amounts), [0] * len(amounts))
    # Rounded down: a share is "at most".
    allowed = sum(amounts) * basket.points_share // 10_000 // basket.fen_per_point
    points = min(basket.points_wanted, basket.points_balance, allowed)
    discounts = list[int](split(points * basket.fen_per_point, amounts, amounts))
    lines.steps.append(_step(lines, points, allowed, discounts))
    return Burnt(list(split(points, discounts)), discounts)


def _step(lines: Lines, points: int, allowed: int, discounts: list[int]) -> Step:
    basket, off = lines.basket, sum(discounts)
    if not points:
        return Step("points", TITLE, False, "积分不足" if allowed else "商品金额太小，不能用积分")
    reason = f"{points} 积分抵 {yuan(off)} 元"
    if points < basket.points_wanted:
        share = percent(basket.points_share)
        reason += f"，积分最多抵商品金额的 {share}%" if points == allowed else "，已用完积分余额"
    return Step("points", TITLE, True, reason, off, tuple(discounts))
