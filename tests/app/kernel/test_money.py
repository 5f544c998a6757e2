from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import BASIS_POINTS, percent_of, refund_share, split, yuan

FEN = st.integers(0, 10**12)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=50)


@given(FEN, st.integers(0, BASIS_POINTS * 3))
def test_a_percentage_is_within_half_a_fen_and_halves_go_up(amount: int, rate: int) -> None:
    exact = Fraction(amount * rate, BASIS_POINTS)
    assert -Fraction(1, 2) < percent_of(amount, rate) - exact <= Fraction(1, 2)
    assert percent_of(-amount, rate) == -percent_of(amount, rate)


@pytest.mark.parametrize(("amount", "rate", "share"), [(50, 100, 1), (49, 100, 0), (150, 100, 2), (1, 10_000, 1)])
def test_percentages_by_hand(amount: int, rate: int, share: int) -> None:
    assert percent_of(amount, rate) == share


@given(FEN, WEIGHTS)
def test_the_parts_of_a_split_sum_to_the_whole_and_stay_within_a_fen(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    fair = weights if any(weights) else [1] * len(weights)
    shares = zip(parts, fair, strict=True)
    assert all(abs(part - Fraction(total * weight, sum(fair))) < 1 for part, weight in shares)


@given(st.data())
def test_no_part_passes_its_cap_and_the_sum_still_closes(data: st.DataObject) -> None:
    weights = data.draw(WEIGHTS)
    caps = data.draw(st.lists(st.integers(0, 10**9), min_size=len(weights), max_size=len(weights)))
    total = data.draw(st.integers(0, sum(caps)))
    parts = split(total, weights, caps)
    assert sum(parts) == total
    assert all(0 <= part <= cap for part, cap in zip(parts, caps, strict=True))


@given(FEN, WEIGHTS)
def test_a_split_is_the_same_each_time_and_equal_weights_favour_the_earlier(total: int, weights: list[int]) -> None:
    assert split(total, weights) == split(total, weights)
    parts = split(total, [1] * len(weights))
    assert parts == sorted(parts, reverse=True)


@pytest.mark.parametrize(
    ("total", "weights", "caps"), [(-1, [1], None), (1, [-1], None), (1, [1], [0]), (1, [1], [1, 1]), (1, [], [])]
)
def test_a_split_that_cannot_close_is_refused(total: int, weights: list[int], caps: list[int] | None) -> None:
    with pytest.raises(ValueError, match=r"split needs|do not fit"):
        split(total, weights, caps)


@given(st.data())
def test_piecewise_refunds_in_any_steps_give_back_exactly_what_was_paid(data: st.DataObject) -> None:
    paid, quantity = data.draw(FEN), data.draw(st.integers(1, 999))
    returned, given_back = 0, 0
    while returned < quantity:
        pieces = data.draw(st.integers(1, quantity - returned))
        share = refund_share(paid, quantity, returned, pieces)
        assert 0 <= share <= paid
        returned, given_back = returned + pieces, given_back + share
    assert given_back == paid


@pytest.mark.parametrize(("before", "returning"), [(0, 0), (0, 4), (3, 1), (2, -1)])
def test_more_than_was_bought_cannot_come_back(before: int, returning: int) -> None:
    with pytest.raises(ValueError, match="bought"):
        refund_share(100, 3, before, returning)


@pytest.mark.parametrize(
    ("fen", "shown"), [(0, "0.00"), (5, "0.05"), (100, "1.00"), (123456789, "1,234,567.89"), (-5, "-0.05")]
)
def test_yuan_are_exact(fen: int, shown: str) -> None:
    assert yuan(fen) == shown
