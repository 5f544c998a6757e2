"""Stored value pays last, for goods and freight alike."""

from dataclasses import dataclass

from app.kernel.money import split
from app.promotions.pricing.lines import Lines
from app.promotions.pricing.quote import Step
from app.promotions.pricing.wording import yuan


@dataclass(frozen=True, slots=True)
class Paid:
    """Fen of stored value per line, and of the freight."""

    shares: list[int]
    freight: int


def pay(lines: Lines, amounts: list[int], freight: int) -> Paid:
    """As much of the offered balance as there is to pay, over lines and freight in proportion to them."""
    due = [*amounts, freight]
    *shares, for_freight = split(min(lines.basket.stored_value, sum(due)), due, due)
    if goods := sum(shares):
        lines.steps.append(_step("储值支付商品", goods, tuple(shares)))
    if for_freight:
        lines.steps.append(_step("储值支付运费", for_freight, ()))
    return Paid(list(shares), for_freight)


def _step(title: str, amount: int, shares: tuple[int, ...]) -> Step:
    return Step("stored_value", title, True, f"{yuan(amount)} 元", amount, shares)
