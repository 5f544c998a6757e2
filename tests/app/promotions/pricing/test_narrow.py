"""What an order keeps of large campaigns."""

from dataclasses import replace
from typing import Any

import pytest

from app.promotions.pricing.basket import Basket, Scope
from app.promotions.pricing.narrow import MANY, narrow
from app.promotions.pricing.price import price
from app.promotions.pricing.replay import dump, replay
from app.promotions.states import PromotionKind
from tests.app.promotions.pricing.factory import basket, coupon, item, number, rule, skus, spend_and_save

FOREIGN = tuple(number(9_000 + one) for one in range(MANY * 10))
NAMES = [str(one) for one in FOREIGN]


def large(own: bool) -> Basket:
    """Rules of every place where ids stand, over many foreign goods and, with `own`, over those of the basket."""
    ids = (*FOREIGN, number(1), number(1002)) if own else FOREIGN
    names = [str(one) for one in ids]
    parts = [{"skus": names, "quantity": 1}, {"skus": [str(number(2))], "quantity": 1}]
    kinds: list[tuple[PromotionKind, dict[str, Any], Scope]] = [
        (PromotionKind.TIMED_PRICE, {"prices": dict.fromkeys(names, 900)}, Scope()),
        (PromotionKind.MEMBER_PRICE, {"levels": [{"level": 1, "prices": dict.fromkeys(names, 950)}]}, Scope()),
        (PromotionKind.BUNDLE, {"price": 1_500, "parts": parts}, Scope()),
        (PromotionKind.N_FOR_PRICE, {"n": 2, "price": 700}, Scope(skus=ids)),
        (PromotionKind.NTH_PERCENT, {"n": 2, "pay_rate": 5_000}, Scope(products=ids)),
        (PromotionKind.NTH_PERCENT, {"n": 2, "pay_rate": 9_000}, Scope(excluded_products=ids)),
        (PromotionKind.NTH_PERCENT, {"n": 3, "pay_rate": 9_000}, Scope(stores=(*FOREIGN, number(3)))),
    ]
    rules = tuple(rule(kind, terms, one, scope=scope) for one, (kind, terms, scope) in enumerate(kinds))
    offered = (coupon(amount=50, scope=Scope(skus=ids)),)
    return basket(item(1, 1_000, 2), item(2, 1_000, 2), rules=rules, coupons=offered, level=1, store_id=number(3))


@pytest.mark.parametrize("own", [True, False])
def test_only_ids_of_the_basket_are_kept_and_the_price_stays(own: bool) -> None:
    cart = large(own)
    quote, kept = price(cart), narrow(cart)
    assert price(kept) == quote == replay(dump(cart, quote))
    assert narrow(kept) == kept
    assert len(dump(kept, quote)) == len(dump(cart, quote)) < 12_000
    assert sum(name in dump(cart, quote) for name in NAMES) == (0 if own else 1)


def test_what_is_small_is_kept_as_it_is() -> None:
    cart = basket(item(1, 1_000), rules=(spend_and_save(scope=skus(*range(1, MANY + 1))),))
    assert narrow(cart) is cart


def test_another_store_is_still_another_store() -> None:
    cart = replace(large(True), store_id=number(4))
    assert price(narrow(cart)) == price(cart)
    assert [one.reason for one in price(cart).trace].count("仅限指定门店") == 1
