"""What sending the goods costs, template by template."""

from dataclasses import dataclass

from app.delivery.freight import FreightTerms, Load, fee
from app.promotions.pricing.lines import Lines
from app.promotions.pricing.quote import Step
from app.promotions.pricing.wording import yuan


@dataclass(frozen=True, slots=True)
class Charge:
    """What one template asks: `due` of the `full` fee in fen, the rest is waived by free-freight rules."""

    terms: FreightTerms
    pieces: int
    full: int
    due: int


def charges(lines: Lines) -> list[Charge]:
    """One per template in use. Thresholds count the goods after promotions and before coupons and points, so that a
    coupon never costs more freight than it saves.

    Raises IndexError for an item whose template is not in the basket: nothing is sent free of charge by mistake.
    """
    by_template: dict[int, list[int]] = {}
    for i, item in enumerate(lines.basket.items):
        if item.freight is not None:
            by_template.setdefault(item.freight, []).append(i)
    return [_charge(lines, lines.basket.freight[template], among) for template, among in sorted(by_template.items())]


def steps(found: list[Charge]) -> list[Step]:
    """A step per template: `amount` is what it charges, `reason` what was waived."""
    return [Step("freight", charge.terms.name, True, _reason(charge), charge.due) for charge in found]


def _charge(lines: Lines, terms: FreightTerms, among: list[int]) -> Charge:
    full = fee(terms, _load(lines, among))
    paying = [i for i in among if i not in lines.freight_free]
    # The rest of a load that was free as a whole stays free.
    due = full if len(paying) == len(among) or not full else fee(terms, _load(lines, paying))
    return Charge(terms, sum(lines.basket.items[i].quantity for i in among), full, due)


def _load(lines: Lines, among: list[int]) -> Load:
    items = [lines.basket.items[i] for i in among]
    return Load(
        pieces=sum(item.quantity for item in items),
        weight_g=sum(item.weight_g * item.quantity for item in items),
        volume_cm3=sum(item.volume_cm3 * item.quantity for item in items),
        amount=sum(lines.amounts[i] for i in among),
    )


def _reason(charge: Charge) -> str:
    if charge.due < charge.full:
        return f"{charge.pieces} 件，运费 {yuan(charge.full)} 元，活动减免 {yuan(charge.full - charge.due)} 元"
    return f"{charge.pieces} 件，运费 {yuan(charge.due)} 元" if charge.due else f"{charge.pieces} 件，包邮"
