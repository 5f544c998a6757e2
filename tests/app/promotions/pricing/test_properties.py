"""What holds for any basket."""

from dataclasses import replace
from itertools import permutations
from random import Random

from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.promotions.pricing.basket import Basket, CouponTerms, Item, Rule
from app.promotions.pricing.price import price
from app.promotions.pricing.quote import Quote
from app.promotions.pricing.replay import dump, replay
from tests.app.promotions.pricing.factory import AT, number
from tests.app.promotions.pricing.strategies import baskets, coupons, items, rules

patiently = how(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OFF = ("promotion_discount", "coupon_discount", "points_discount")


@patiently
@given(baskets)
def test_each_line_is_its_price_less_its_shares_and_never_below_zero(basket: Basket) -> None:
    for line in price(basket).lines:
        shares = [getattr(line, name) for name in OFF]
        assert line.amount == line.unit_price * line.quantity - sum(shares)
        assert 0 <= line.amount <= line.unit_price * line.quantity
        assert min(shares) >= 0
        assert 0 <= line.stored_value <= line.amount


@patiently
@given(baskets)
def test_the_parts_sum_to_the_whole(basket: Basket) -> None:
    quote = price(basket)
    assert quote.total == sum(line.amount for line in quote.lines) + quote.freight
    assert quote.payable == quote.total - quote.stored_value >= 0
    assert quote.stored_value == sum(line.stored_value for line in quote.lines) + quote.freight_stored
    assert quote.stored_value == min(basket.stored_value, quote.total)
    assert quote.points == sum(line.points for line in quote.lines)
    assert sum(line.points_discount for line in quote.lines) == quote.points * basket.fen_per_point
    assert 0 <= quote.freight_stored <= quote.freight


@patiently
@given(baskets)
def test_the_trace_explains_every_fen(basket: Basket) -> None:
    quote = price(basket)
    bought = quote.lines[: len(basket.items)]
    for step in quote.trace:
        assert step.reason
        assert step.applied or (step.amount, step.shares) == (0, ())
        assert not step.shares or sum(step.shares) == step.amount
    kinds = {rule.kind.value for rule in basket.rules}
    for name, of_name in zip(OFF, (kinds, {"coupon"}, {"points"}), strict=True):
        steps = [step for step in quote.trace if step.kind in of_name and step.shares]
        for index, line in enumerate(bought):
            assert getattr(line, name) == sum(step.shares[index] for step in steps)


@patiently
@given(baskets)
def test_every_rule_and_coupon_that_was_considered_is_in_the_trace(basket: Basket) -> None:
    mentioned = {step.rule_id for step in price(basket).trace}
    assert {rule.id for rule in basket.rules} <= mentioned
    assert {one.coupon_id for one in basket.coupons} <= mentioned


@patiently
@given(baskets)
def test_used_coupons_saved_something_and_are_of_different_groups(basket: Basket) -> None:
    quote = price(basket)
    amounts = {step.rule_id: step.amount for step in quote.trace if step.kind == "coupon" and step.applied}
    assert set(quote.coupons) == amounts.keys()
    assert all(amounts.values())
    used = [one.stacking_group for one in basket.coupons if one.coupon_id in quote.coupons]
    assert len(used) == len(set(used))


@patiently
@given(baskets)
def test_gifts_are_in_stock_beside_what_is_bought(basket: Basket) -> None:
    stock = dict(basket.gift_stock)
    gifts = price(basket).lines[len(basket.items) :]
    for sku_id in {line.sku_id for line in gifts}:
        given_away = sum(line.quantity for line in gifts if line.sku_id == sku_id)
        bought = sum(item.quantity for item in basket.items if item.sku_id == sku_id)
        assert given_away + bought <= stock[sku_id]


@patiently
@given(baskets)
def test_a_replay_gives_the_same_quote_and_hash(basket: Basket) -> None:
    quote = price(basket)
    assert replay(dump(basket, quote)) == quote


@patiently
@given(baskets, st.randoms())
def test_the_order_of_rules_and_coupons_does_not_matter(basket: Basket, random: Random) -> None:
    shuffled_rules, shuffled_coupons = list(basket.rules), list(basket.coupons)
    random.shuffle(shuffled_rules)
    random.shuffle(shuffled_coupons)
    shuffled = replace(basket, rules=tuple(shuffled_rules), coupons=tuple(shuffled_coupons))
    assert replace(price(shuffled), hash="") == replace(price(basket), hash="")


@patiently
@given(baskets, rules())
def test_a_rule_that_is_refused_changes_nothing_else(basket: Basket, more: Rule) -> None:
    quote = price(replace(basket, rules=(*basket.rules, more)))
    steps = [step for step in quote.trace if step.rule_id == more.id]
    if not any(step.applied for step in steps):
        rest = tuple(step for step in quote.trace if step.rule_id != more.id)
        before = price(basket)
        assert replace(quote, trace=(), hash="") == replace(before, trace=(), hash="")
        assert [step.amount for step in rest] == [step.amount for step in before.trace]


@patiently
@given(baskets, coupons)
def test_one_more_coupon_never_makes_an_order_dearer(basket: Basket, more: CouponTerms) -> None:
    """What the member gives is money and points: whole points of ten fen may leave more to money for the same worth."""
    before, after = price(basket), price(replace(basket, coupons=(*basket.coupons, more)))
    assert _given(basket, after) <= _given(basket, before)
    if basket.fen_per_point == 1:
        assert after.total <= before.total


@patiently
@given(baskets, st.integers(0, 5))
def test_a_hash_is_of_one_basket_only(basket: Basket, wanted: int) -> None:
    other = replace(basket, points_wanted=basket.points_wanted + 1 + wanted)
    assert price(other).hash != price(basket).hash
    assert price(basket).hash == price(basket).hash


@patiently
@given(st.lists(items, min_size=2, max_size=4))
def test_without_rules_the_order_of_lines_does_not_matter(found: list[Item]) -> None:
    plain = [replace(one, freight=None, sku_id=number(index)) for index, one in enumerate(found)]
    basket = Basket(AT, tuple(plain))
    totals = {price(replace(basket, items=order)).total for order in permutations(plain)}
    assert totals == {sum(one.price * one.quantity for one in plain)}


def _given(basket: Basket, quote: Quote) -> int:
    return quote.total + quote.points * basket.fen_per_point
