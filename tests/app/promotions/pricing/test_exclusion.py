"""Rules of one exclusion group do not meet on a line; of others they do."""

from typing import Any

import pytest

from app.promotions.pricing.price import price
from app.promotions.states import PromotionKind
from tests.app.promotions.pricing.factory import TEN_OFF_A_HUNDRED, basket, item, number, rule, spend_and_save, step

SKU = str(number(1))
BEFORE: list[tuple[PromotionKind, dict[str, Any]]] = [
    (PromotionKind.TIMED_PRICE, {"pay_rate": 9_000}),
    (PromotionKind.MEMBER_PRICE, {"levels": [{"level": 1, "pay_rate": 9_000}]}),
    (PromotionKind.N_FOR_PRICE, {"n": 2, "price": 18_000}),
    (PromotionKind.NTH_PERCENT, {"n": 2, "pay_rate": 8_000}),
    (PromotionKind.BUNDLE, {"price": 18_000, "parts": [{"skus": [SKU], "quantity": 2}]}),
    (PromotionKind.SPEND_AND_SAVE, {"by": "pieces", "tiers": [{"at": 2, "money_off": 2_000}]}),
]


@pytest.mark.parametrize(("kind", "terms"), BEFORE)
@pytest.mark.parametrize(("group", "total"), [("a", 18_000), ("b", 17_000)])
def test_a_line_that_took_part_is_closed_to_its_group(
    kind: PromotionKind, terms: dict[str, Any], group: str, total: int
) -> None:
    first = rule(kind, terms, 1, exclusion_group="a", priority=1)
    second = spend_and_save(TEN_OFF_A_HUNDRED, 2, exclusion_group=group, priority=2)
    quote = price(basket(item(1, 10_000, 2), rules=(first, second), level=1))
    assert quote.total == total
    assert step(quote, "spend_and_save", 5002).applied == (group == "b")


def test_a_rule_that_was_refused_closes_nothing() -> None:
    first = rule(PromotionKind.N_FOR_PRICE, {"n": 9, "price": 1}, 1, exclusion_group="a")
    second = spend_and_save(identity=2, exclusion_group="a")
    assert price(basket(item(1, 10_000), rules=(first, second))).total == 9_000


def test_two_activities_do_not_give_the_same_gift() -> None:
    gift = {"by": "pieces", "tiers": [{"at": 1, "gift": {"sku_id": str(number(9)), "quantity": 2}}]}
    rules = (spend_and_save(gift, 1), spend_and_save(gift, 2))
    quote = price(basket(item(1, 100), rules=rules, gift_stock=((number(9), 3),)))
    assert [one.applied for one in quote.trace] == [True, False]
    assert [line.gift_of for line in quote.lines] == [None, number(5001)]
