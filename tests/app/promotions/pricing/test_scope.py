"""What a scope covers."""

import pytest

from app.promotions.pricing.basket import Scope
from app.promotions.pricing.scope import covered
from tests.app.promotions.pricing.factory import item, number

ITEMS = (item(1, 100, category="茶"), item(2, 100, category="茶/绿茶"), item(3, 100, category="茶具"))


@pytest.mark.parametrize(
    ("scope", "lines"),
    [
        (Scope(), [0, 1, 2]),
        (Scope(categories=("茶",)), [0, 1]),
        (Scope(categories=("茶/绿茶", "茶具")), [1, 2]),
        (Scope(products=(number(1001),), skus=(number(3),)), [0, 2]),
        (Scope(products=(number(1001),), categories=("茶具",)), []),
        (Scope(brands=("云上",)), [0, 1, 2]),
        (Scope(brands=("花间",)), []),
        (Scope(skus=(number(1), number(2)), excluded_products=(number(1001),)), [1]),
    ],
)
def test_goods_are_covered_that_every_part_names(scope: Scope, lines: list[int]) -> None:
    assert covered(scope, ITEMS) == lines
