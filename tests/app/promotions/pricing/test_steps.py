"""What each step does, and what it says when it does not."""

from dataclasses import replace
from typing import Any

import pytest

from app.promotions.pricing.basket import Basket, Scope
from app.promotions.pricing.price import price
from app.promotions.pricing.quote import Reward
from app.promotions.pricing.replay import dump, replay
from app.promotions.states import CouponKind, PromotionKind
from tests.app.promotions.pricing.factory import (
    amounts,
    basket,
    by_piece,
    coupon,
    item,
    number,
    rule,
    skus,
    spend_and_save,
    step,
)

MEMBER = rule(
    PromotionKind.MEMBER_PRICE, {"levels": [{"level": 1, "pay_rate": 9_000}, {"level": 3, "pay_rate": 8_000}]}
)
TIERS = {"by": "amount", "tiers": [{"at": 10_000, "money_off": 1_000}, {"at": 20_000, "money_off": 3_000}]}
GIFT = {"by": "amount", "tiers": [{"at": 1_000, "gift": {"sku_id": str(number(9)), "quantity": 2}}]}


def timed(pay_rate: int, identity: int = 2, **more: Any) -> Any:
    return rule(PromotionKind.TIMED_PRICE, {"pay_rate": pay_rate}, identity, **more)


@pytest.mark.parametrize(
    ("rate", "winner", "why"),
    [
        (8_999, "timed_price", "限时价更优惠"),
        (9_000, "member_price", "会员价更优惠"),
        (9_500, "member_price", "会员价更优惠"),
    ],
)
def test_the_better_of_member_price_and_timed_discount_counts_and_a_tie_goes_to_the_member(
    rate: int, winner: str, why: str
) -> None:
    quote = price(basket(item(1, 10_000), rules=(MEMBER, timed(rate)), level=1))
    assert quote.total == min(9_000, rate)
    assert [one.kind for one in quote.trace if one.applied] == [winner]
    assert [one.reason for one in quote.trace if not one.applied] == [why]


@pytest.mark.parametrize(("level", "total"), [(0, 10_000), (1, 9_000), (2, 9_000), (3, 8_000), (9, 8_000)])
def test_the_highest_level_reached_counts(level: int, total: int) -> None:
    assert price(basket(item(1, 10_000), rules=(MEMBER,), level=level)).total == total


def test_a_price_per_sku_goes_before_the_rate() -> None:
    terms = {"prices": {str(number(1)): 100}, "pay_rate": 5_000}
    quote = price(basket(item(1, 1_000, 2), item(2, 1_000), rules=(rule(PromotionKind.TIMED_PRICE, terms),)))
    assert amounts(quote) == [200, 500]


def test_a_price_above_the_store_price_is_not_used() -> None:
    quote = price(basket(item(1, 1_000), rules=(rule(PromotionKind.TIMED_PRICE, {"price": 1_000}),)))
    assert (quote.total, quote.trace[0].reason) == (1_000, "不低于门店价")


def test_three_for_a_price_takes_the_dearest_pieces() -> None:
    three = rule(PromotionKind.N_FOR_PRICE, {"n": 3, "price": 9_900})
    quote = price(basket(item(1, 5_000, 2), item(2, 4_000, 2), rules=(three,)))
    assert quote.total == 9_900 + 4_000
    assert quote.trace[0].reason == "1 组 3 件 99 元"
    assert price(basket(item(1, 5_000, 2), rules=(three,))).trace[0].reason == "再买 1 件可享 3 件 99 元"
    assert price(basket(item(1, 3_300, 3), rules=(three,))).trace[0].reason == "现价不高于 3 件 99 元"


def test_sets_that_cost_more_than_the_pieces_are_not_made() -> None:
    two = rule(PromotionKind.N_FOR_PRICE, {"n": 2, "price": 1_000})
    assert price(basket(item(1, 900, 2), item(2, 100, 4), rules=(two,))).total == 1_400


@pytest.mark.parametrize(("terms", "shares"), [({}, (0, 1_000, 500)), ({"same_sku": True}, (0, 1_000, 0))])
def test_the_second_piece_costs_half(terms: dict[str, Any], shares: tuple[int, ...]) -> None:
    half = rule(PromotionKind.NTH_PERCENT, {"n": 2, "pay_rate": 5_000, **terms})
    quote = price(basket(item(1, 10_000), item(2, 2_000, 2), item(3, 1_000), rules=(half,)))
    assert quote.trace[0].shares == shares


def test_a_bundle_needs_all_its_parts() -> None:
    parts = [{"skus": [str(number(1))], "quantity": 2}, {"products": [str(number(1002))], "quantity": 1}]
    bundle = rule(PromotionKind.BUNDLE, {"price": 5_000, "parts": parts})
    quote = price(basket(item(1, 2_000, 5), item(2, 3_000, 3), rules=(bundle,)))
    assert (quote.total, quote.trace[0].reason) == (2 * 5_000 + 2_000 + 3_000, "2 套，每套 50 元")
    missing = price(basket(item(1, 2_000, 5), rules=(bundle,)))
    assert (missing.total, missing.trace[0].reason) == (10_000, "凑齐套装可享 50 元")


def test_a_piece_is_in_one_part_of_a_bundle_only() -> None:
    parts = [{"skus": [str(number(1))], "quantity": 1}, {"products": [str(number(1001))], "quantity": 1}]
    bundle = rule(PromotionKind.BUNDLE, {"price": 1_500, "parts": parts})
    assert price(basket(item(1, 1_000, 3), rules=(bundle,))).total == 2_500
    assert price(basket(item(1, 1_000), item(2, 1_000), rules=(bundle,))).trace[0].reason == "凑齐套装可享 15 元"


@pytest.mark.parametrize(
    ("fen", "total", "reason"),
    [
        (8_800, 8_800, "还差 12 元可减 10 元"),
        (10_000, 9_000, "已减 10 元；还差 100 元可减 30 元"),
        (20_050, 17_050, "已减 30 元"),
    ],
)
def test_the_highest_tier_counts_and_the_next_one_is_told(fen: int, total: int, reason: str) -> None:
    quote = price(basket(item(1, fen), rules=(spend_and_save(TIERS),)))
    assert (quote.total, quote.trace[0].reason) == (total, reason)


def test_every_hundred_counts_again() -> None:
    every = {"by": "amount", "tiers": [{"at": 10_000, "money_off": 1_000}], "repeats": True}
    assert price(basket(item(1, 35_000), rules=(spend_and_save(every),))).total == 32_000


def test_a_percentage_off_has_a_cap() -> None:
    capped = {"by": "pieces", "tiers": [{"at": 2, "off_rate": 2_000, "cap": 300}]}
    assert price(basket(item(1, 1_000, 2), rules=(spend_and_save(capped),))).total == 1_700


def test_of_one_exclusion_group_the_first_by_priority_acts_on_a_line() -> None:
    first = spend_and_save(identity=1, priority=1, exclusion_group="a", scope=skus(1))
    second = spend_and_save(identity=2, priority=2, exclusion_group="a")
    quote = price(basket(item(1, 10_000), item(2, 9_000), rules=(second, first)))
    assert step(quote, "spend_and_save", 5001).applied
    assert step(quote, "spend_and_save", 5002).reason == "还差 10 元可减 10 元"
    alone = price(basket(item(1, 10_000), rules=(second, first)))
    assert step(alone, "spend_and_save", 5002).reason == "商品已参加不可同享的活动"


def test_gifts_come_as_lines_that_cost_nothing_while_there_are_any() -> None:
    cart = basket(item(1, 1_000), rules=(spend_and_save(GIFT),), gift_stock=((number(9), 2),))
    gift = price(cart).lines[1]
    assert (gift.sku_id, gift.quantity, gift.amount, gift.gift_of) == (number(9), 2, 0, number(5001))
    for none in (replace(cart, gift_stock=((number(9), 1),)), replace(cart, items=(*cart.items, item(9, 5)))):
        quote = price(none)
        assert (quote.trace[0].applied, quote.trace[0].reason) == (False, "赠品已送完")
        assert len(quote.lines) == len(none.items)


def test_points_and_coupons_are_promised_for_after_payment() -> None:
    rewards = {"by": "amount", "tiers": [{"at": 1, "points": 50, "coupon_template_id": str(number(8))}]}
    quote = price(basket(item(1, 100), rules=(spend_and_save(rewards),)))
    assert quote.rewards == (Reward(number(5001), 50), Reward(number(5001), 0, number(8)))


def test_free_freight_is_for_the_goods_of_the_activity() -> None:
    free = spend_and_save({"by": "pieces", "tiers": [{"at": 1, "free_freight": True}]}, scope=skus(1))
    cart = basket(item(1, 100, 3, freight=0), item(2, 100, 2, freight=0), rules=(free,), freight=(by_piece(800, 200),))
    assert price(cart).freight == 1_000
    assert step(price(cart), "freight").reason == "5 件，运费 16 元，活动减免 6 元"
    assert price(replace(cart, items=cart.items[:1])).freight == 0


def test_what_is_sent_free_together_stays_free() -> None:
    free = spend_and_save({"by": "pieces", "tiers": [{"at": 1, "free_freight": True}]}, scope=skus(1))
    terms = (by_piece(free_over=1_000),)
    cart = basket(item(1, 600, freight=0), item(2, 500, freight=0), freight=terms)
    assert price(cart).freight == price(replace(cart, rules=(free,))).freight == 0


def test_a_coupon_does_not_cost_the_free_freight() -> None:
    cart = basket(item(1, 1_000, freight=0), freight=(by_piece(free_over=1_000),))
    assert price(replace(cart, coupons=(coupon(amount=1),))).total == 999


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"threshold": 1_200}, "还差 2 元可用"),
        ({"threshold": 1_001, "scope": skus(1)}, "还差 0.01 元可用"),
        ({"scope": skus(7)}, "没有可用此券的商品"),
        ({"scope": Scope(channels=("pick_up",))}, "不适用于所选配送方式"),
        ({"scope": Scope(stores=(number(3),))}, "仅限指定门店"),
        ({"scope": Scope(least_level=2)}, "2 级及以上会员可用"),
        ({"amount": 0}, "没有可抵扣的金额"),
    ],
)
def test_a_coupon_that_does_not_fit_says_why_and_is_not_used(terms: dict[str, Any], reason: str) -> None:
    more = () if "scope" not in terms else (item(2, 5_000),)
    quote = price(basket(item(1, 1_000), *more, coupons=(coupon(**{"amount": 100} | terms),)))
    assert (quote.coupons, quote.trace[0].reason) == ((), reason)
    assert quote.total == quote.goods_amount


def test_of_one_stacking_group_the_better_coupon_is_used() -> None:
    offered = (coupon(amount=100), coupon(identity=2, amount=150), coupon(identity=3, amount=10, stacking_group="b"))
    quote = price(basket(item(1, 1_000), coupons=offered))
    assert (quote.total, set(quote.coupons)) == (840, {number(7002), number(7003)})
    assert step(quote, "coupon", 7001).reason == "同类优惠券只能用一张，已用「券2」"


def test_the_combination_that_saves_most_is_used() -> None:
    """Here the best coupon of the first group would leave nothing to the second one."""
    offered = (
        coupon(identity=1, amount=9, scope=skus(2)),
        coupon(identity=2, amount=10, scope=skus(1)),
        coupon(identity=3, amount=10, scope=skus(1), stacking_group="b"),
    )
    assert price(basket(item(1, 10), item(2, 10), coupons=offered)).total == 1


def test_a_coupon_that_has_nothing_left_to_take_is_not_used_up() -> None:
    offered = (coupon(amount=100), coupon(identity=2, amount=50, stacking_group="b"))
    quote = price(basket(item(1, 100), coupons=offered))
    assert (quote.total, quote.coupons) == (0, (number(7001),))
    assert step(quote, "coupon", 7002).reason == "其他优惠券已抵扣全部金额"


def test_a_percentage_coupon_has_a_cap() -> None:
    capped = coupon(CouponKind.PERCENT, rate=2_000, cap=150)
    assert price(basket(item(1, 1_000), coupons=(capped,))).total == 850


def test_coupons_beyond_those_compared_are_told_so() -> None:
    offered = tuple(coupon(identity=one, amount=one, stacking_group=str(one)) for one in range(1, 9))
    quote = price(basket(item(1, 1_000), coupons=offered))
    assert len(quote.coupons) == 6
    assert [one.reason for one in quote.trace if not one.applied] == ["一单最多试算 6 张优惠券"] * 2


def test_an_exchange_coupon_gives_the_dearest_piece_in_scope() -> None:
    exchange = coupon(CouponKind.EXCHANGE, scope=skus(1, 2))
    quote = price(basket(item(1, 500, 2), item(2, 700, 2), item(3, 900), coupons=(exchange,)))
    assert step(quote, "coupon").shares == (0, 700, 0)


@pytest.mark.parametrize(("amount", "freight"), [(None, 0), (300, 500), (900, 0)])
def test_a_freight_coupon_takes_off_freight_only(amount: int | None, freight: int) -> None:
    cart = basket(item(1, 100, freight=0), freight=(by_piece(800),))
    quote = price(replace(cart, coupons=(coupon(CouponKind.FREIGHT, amount=amount),)))
    assert (quote.freight, quote.lines[0].amount) == (freight, 100)


@pytest.mark.parametrize(
    ("given", "points", "reason"),
    [
        ({"points_wanted": 300, "points_balance": 900}, 300, "300 积分抵 3 元"),
        ({"points_wanted": 900, "points_balance": 900}, 500, "500 积分抵 5 元，积分最多抵商品金额的 50%"),
        ({"points_wanted": 300, "points_balance": 200}, 200, "200 积分抵 2 元，已用完积分余额"),
        ({"points_wanted": 300, "points_balance": 0}, 0, "积分不足"),
        ({"points_wanted": 3, "points_balance": 9, "fen_per_point": 501}, 0, "商品金额太小，不能用积分"),
    ],
)
def test_points_are_limited_by_balance_and_by_share_of_the_goods(given: Any, points: int, reason: str) -> None:
    quote = price(basket(item(1, 1_000), **given))
    assert (quote.points, step(quote, "points").reason) == (points, reason)


def test_stored_value_pays_goods_and_freight() -> None:
    quote = price(basket(item(1, 900, freight=0), freight=(by_piece(100),), stored_value=500))
    assert (quote.lines[0].stored_value, quote.freight_stored, quote.payable) == (450, 50, 500)


def test_a_record_of_another_engine_is_not_priced_by_this_one() -> None:
    cart = basket(item(1, 900))
    text = dump(cart, price(cart)).replace('"engine":1', '"engine":0')
    with pytest.raises(ValueError, match="priced by engine 0"):
        replay(text)


def test_an_empty_basket_costs_nothing() -> None:
    quote = price(basket(rules=(MEMBER, spend_and_save()), coupons=(coupon(amount=1),), stored_value=100))
    assert (quote.total, quote.lines) == (0, ())


def test_a_large_basket_is_priced_in_reasonable_time() -> None:
    """50 lines of 999 pieces under 100 rules and 6 coupons: bounded work, whatever the pieces."""
    assert price(_large()).total > 0


def _large() -> Basket:
    lines = [item(sku, 100 + sku, 999, freight=0) for sku in range(1, 51)]
    parts = [{"skus": [str(number(sku))], "quantity": 1} for sku in (1, 2)]
    kinds: list[tuple[PromotionKind, dict[str, Any]]] = [
        (PromotionKind.N_FOR_PRICE, {"n": 3, "price": 250}),
        (PromotionKind.NTH_PERCENT, {"n": 2, "pay_rate": 9_900}),
        (PromotionKind.BUNDLE, {"price": 150, "parts": parts}),
        (PromotionKind.SPEND_AND_SAVE, TIERS),
        (PromotionKind.TIMED_PRICE, {"pay_rate": 9_900}),
    ]
    rules = tuple(rule(*kinds[one % 5], identity=one) for one in range(100))
    coupons = tuple(coupon(identity=one, amount=one + 1, stacking_group=str(one)) for one in range(6))
    return basket(*lines, rules=rules, coupons=coupons, freight=(by_piece(),))
