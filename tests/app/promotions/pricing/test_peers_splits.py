"""Holes that peers have or had in splitting and bounding discounts. Each test names where it was seen."""

from dataclasses import replace

import pytest

from app.promotions.pricing.price import price
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


def test_the_remainder_of_a_split_stays_among_the_lines_in_scope() -> None:
    """yudao-cloud: the rest goes to the last line of the list, and is lost when that one does not take part."""
    quote = price(basket(item(1, 100), item(2, 100), item(3, 100), coupons=(coupon(amount=99, scope=skus(1, 2)),)))
    assert [line.coupon_discount for line in quote.lines] == [50, 49, 0]
    assert quote.total == 201


def test_six_lines_of_one_fen_with_five_fen_off_have_one_fen_left() -> None:
    """yudao-cloud: shares rounded down push the last line below zero."""
    quote = price(basket(*(item(sku, 1) for sku in range(1, 7)), coupons=(coupon(amount=5),)))
    assert amounts(quote) == [0, 0, 0, 0, 0, 1]


def test_spend_and_save_takes_no_more_than_the_goods_cost() -> None:
    """yudao-cloud: the money off of spend-and-save is not capped."""
    by_pieces = {"by": "pieces", "tiers": [{"at": 2, "money_off": 5_000}]}
    quote = price(basket(item(1, 1_000, 2), item(2, 700), rules=(spend_and_save(by_pieces, scope=skus(1)),)))
    assert amounts(quote) == [0, 700]
    assert step(quote, "spend_and_save").amount == 2_000


def test_percentages_are_of_whole_fen() -> None:
    """yudao-cloud, lilishop: ratios in double arithmetic. 10 % of 2.85 is 0.285, which a double holds as 0.28499…"""
    quote = price(basket(item(1, 285), coupons=(coupon(CouponKind.PERCENT, rate=1_000),)))
    assert quote.lines[0].coupon_discount == 29


def test_each_freight_template_is_charged() -> None:
    """yudao-cloud: when one of several templates does not match, the freight of all is silently zero."""
    terms = (by_piece(800), by_piece(1_000, free_over=100))
    assert price(basket(item(1, 99, freight=0), item(2, 99, freight=1), freight=terms)).freight == 1_800


def test_goods_without_their_template_are_not_sent_free() -> None:
    """yudao-cloud: a missing template is silently free."""
    with pytest.raises(IndexError):
        price(basket(item(1, 99, freight=1), freight=(by_piece(),)))


def test_the_coupons_of_a_quote_are_coupons() -> None:
    """yudao-cloud: the id of the used coupon was set by the spend-and-save step."""
    quote = price(basket(item(1, 20_000), rules=(spend_and_save(),), coupons=(coupon(amount=100),)))
    assert quote.coupons == (number(7001),)


def test_a_split_by_awkward_ratios_loses_nothing() -> None:
    """CRMEB cuts ratios at four digits, lilishop rounds them there (PR 128): the parts are not the whole."""
    lines = [item(sku, price) for sku, price in enumerate((3_333, 3_333, 3_334, 1), start=1)]
    quote = price(basket(*lines, coupons=(coupon(amount=1_000),)))
    assert [line.coupon_discount for line in quote.lines] == [333, 333, 334, 0]


def test_a_coupon_larger_than_its_scope_is_capped_on_the_lines_too() -> None:
    """CRMEB caps it in the total but not per line, so that the lines' shares exceed the lines."""
    quote = price(basket(item(1, 300), item(2, 900), coupons=(coupon(amount=5_000, scope=skus(1)),)))
    assert [line.coupon_discount for line in quote.lines] == [300, 0]


def test_each_of_two_coupons_has_its_own_shares() -> None:
    """lilishop: the share of the platform's coupon was computed from the merchant's."""
    offered = (coupon(amount=100), coupon(identity=2, amount=300, stacking_group="platform"))
    quote = price(basket(item(1, 1_000), item(2, 3_000), coupons=offered))
    assert step(quote, "coupon", 7001).shares == (25, 75)
    assert step(quote, "coupon", 7002).shares == (75, 225)


def test_a_coupon_larger_than_the_goods_leaves_nothing_to_pay_and_nothing_negative() -> None:
    """macrozheng/mall#1002: a coupon larger than the goods makes the pay amount negative, and it is stored."""
    quote = price(basket(item(1, 500), coupons=(coupon(amount=1_000),)))
    assert (quote.total, quote.payable, step(quote, "coupon").amount) == (0, 0, 500)


def test_points_are_shared_by_what_the_pieces_of_a_line_cost() -> None:
    """macrozheng/mall: the share of points ignores the quantity and keeps three digits without a remainder."""
    quote = price(basket(item(1, 100, 3), item(2, 100), points_wanted=100, points_balance=100))
    assert [line.points_discount for line in quote.lines] == [75, 25]
    assert [line.points for line in quote.lines] == [75, 25]


def test_half_a_fen_of_a_discount_rounds_up() -> None:
    """saleor/saleor#12040: percentage discounts were rounded down."""
    quote = price(basket(item(1, 1_005), coupons=(coupon(CouponKind.PERCENT, rate=1_000),)))
    assert step(quote, "coupon").amount == 101


def test_another_quantity_gives_the_price_of_that_quantity() -> None:
    """saleor/saleor#13831: a discount was wrong after the quantity had been edited."""
    half = rule(PromotionKind.NTH_PERCENT, {"n": 2, "pay_rate": 5_000})
    totals = [price(basket(item(1, 999, quantity), rules=(half,))).total for quantity in (1, 2, 3, 2)]
    assert totals == [999, 1_499, 2_498, 1_499]


def test_a_discount_of_the_order_is_on_its_lines() -> None:
    """saleor/saleor#14880: a discount on the whole order did not reach the lines."""
    quote = price(basket(item(1, 9_000), item(2, 3_000), rules=(spend_and_save(),)))
    assert [line.promotion_discount for line in quote.lines] == [750, 250]
    assert quote.total == sum(amounts(quote)) == 11_000


def test_the_lines_sum_to_the_total_to_the_fen() -> None:
    """saleor/saleor PRs 17004 and 17024: totals drifted by 0.01 from their lines."""
    third = coupon(CouponKind.PERCENT, rate=3_333)
    quote = price(basket(item(1, 1, 7), item(2, 10, 7), item(3, 100, 7), coupons=(third,)))
    assert quote.total == sum(amounts(quote)) == 777 - 259


def test_a_rate_is_taken_of_the_line_and_not_of_a_piece() -> None:
    """vendure-ecommerce/vendure#3003: a rounded unit price is multiplied by the quantity."""
    member = rule(PromotionKind.MEMBER_PRICE, {"levels": [{"level": 1, "pay_rate": 9_500}]})
    assert price(basket(item(1, 11, 100), rules=(member,), level=1)).total == 1_045


def test_a_second_promotion_on_goods_that_are_free_already_takes_nothing() -> None:
    """vendure-ecommerce/vendure#2385: a promotion after a 100 % discount makes the line negative."""
    free = spend_and_save({"by": "pieces", "tiers": [{"at": 1, "money_off": 9_999}]})
    more = spend_and_save({"by": "pieces", "tiers": [{"at": 1, "off_rate": 1_500}]}, 2)
    quote = price(basket(item(1, 1_000), rules=(free, more)))
    assert amounts(quote) == [0]
    assert not step(quote, "spend_and_save", 5002).applied


def test_everything_off_is_exactly_nothing() -> None:
    """medusajs/medusa#12226: a total of -1.6e-14 after a 100 % discount."""
    quote = price(basket(item(1, 33_529), item(2, 6_371), coupons=(coupon(amount=39_900),)))
    assert (quote.total, amounts(quote)) == (0, [0, 0])


def test_a_promotion_covers_goods_added_later() -> None:
    """spree/spree#10407: the adjustments of a promotion over everything did not cover all items of the cart."""
    all_off = spend_and_save({"by": "pieces", "tiers": [{"at": 1, "money_off": 100_000}]})
    cart = basket(item(1, 35_031), rules=(all_off,))
    assert price(cart).total == 0
    assert price(replace(cart, items=(*cart.items, item(2, 41_540)))).total == 0


@pytest.mark.parametrize(("quantity", "fen"), [(-1, 100), (0, 100), (1, -100)])
def test_nothing_negative_can_be_priced(quantity: int, fen: int) -> None:
    """newbee-ltd/newbee-mall#127: a negative quantity lowers the total."""
    with pytest.raises(ValueError, match="cannot be bought"):
        item(1, fen, quantity)
