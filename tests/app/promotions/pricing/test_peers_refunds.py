"""Holes that peers have or had in giving back what a line cost. A refund is a share of the frozen line."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import refund_share
from app.promotions.pricing.price import price
from app.promotions.pricing.quote import PricedLine
from app.promotions.states import CouponKind
from tests.app.promotions.pricing.factory import amounts, basket, coupon, item, spend_and_save


def returned(line: PricedLine, *pieces: int) -> int:
    """What comes back when so many pieces are returned one time after the other."""
    before, fen = 0, 0
    for count in pieces:
        fen += refund_share(line.amount, line.quantity, before, count)
        before += count
    return fen


@given(st.data(), st.integers(0, 10**9), st.integers(1, 60))
def test_partial_refunds_in_any_order_sum_to_what_was_paid(data: st.DataObject, paid: int, quantity: int) -> None:
    before, fen = 0, 0
    while before < quantity:
        count = data.draw(st.integers(1, quantity - before))
        share = refund_share(paid, quantity, before, count)
        assert 0 <= share <= paid - fen
        before, fen = before + count, fen + share
    assert fen == paid


def test_three_pieces_come_back_for_what_they_cost() -> None:
    """CRMEB: a unit price cut at two digits is used again for partial refunds, and fen stay behind."""
    (line,) = price(basket(item(1, 334, 3), coupons=(coupon(amount=2),))).lines
    assert line.amount == 1_000
    assert {returned(line, *order) for order in permutations((1, 2))} == {returned(line, 1, 1, 1)} == {1_000}


def test_a_refund_does_not_move_the_other_lines() -> None:
    """vendure-ecommerce/vendure#4811: the discount of the order was spread anew over the lines that stayed."""
    quote = price(basket(item(1, 6_000), item(2, 4_000), rules=(spend_and_save(),)))
    first, second = quote.lines
    assert (returned(first, 1), second.amount) == (5_400, 3_600)
    assert returned(first, 1) + returned(second, 1) == quote.total


def test_a_single_line_gives_back_its_price_less_its_share() -> None:
    """solidusio/solidus#512: after 10 % off the whole order, one item was refunded without its share of it."""
    quote = price(basket(item(1, 600), item(2, 400), coupons=(coupon(amount=100),)))
    assert [returned(line, 1) for line in quote.lines] == [540, 360]


def test_what_can_be_refunded_is_never_more_than_the_total() -> None:
    """medusajs/medusa#13883, #14136: the refundable total exceeds or misses the order's total."""
    quote = price(basket(item(1, 999, 3), item(2, 1, 5), coupons=(coupon(CouponKind.PERCENT, rate=1_234),)))
    assert sum(returned(line, *[1] * line.quantity) for line in quote.lines) == quote.total


def test_half_of_a_discounted_line_gives_back_half_of_what_was_paid() -> None:
    """medusajs/medusa#15885, spree/spree#5915: the discount was counted twice, the refund too low (97.9 for 99)."""
    (line,) = price(basket(item(1, 11_000, 2), coupons=(coupon(amount=2_200),))).lines
    assert returned(line, 1) == 9_900


def test_several_returns_leave_no_rest() -> None:
    """medusajs/medusa#13405, spree/spree#6226: fractions of a cent kept a balance open after refunds."""
    quote = price(basket(item(1, 1_671, 3), coupons=(coupon(amount=10),)))
    (line,) = quote.lines
    steps = [refund_share(line.amount, line.quantity, before, 1) for before in range(3)]
    assert (steps, sum(steps)) == ([1_667, 1_668, 1_668], quote.total)


def test_a_full_refund_is_what_was_paid_and_not_a_fen_more() -> None:
    """woocommerce/woocommerce#64668: 179.26 refunded of 179.25 paid."""
    quote = price(basket(item(1, 5_975, 3), item(2, 1, 1), coupons=(coupon(amount=1),)))
    assert quote.total == 17_925
    assert sum(returned(line, line.quantity) for line in quote.lines) == 17_925
    assert sum(amounts(quote)) == 17_925
