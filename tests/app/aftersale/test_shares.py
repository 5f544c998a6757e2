from dataclasses import astuple

from hypothesis import given
from hypothesis import strategies as st

from app.aftersale.shares import Share, share
from app.kernel.ids import new_id
from app.orders.queries import Line


def line(quantity: int, amount: int, stored_value: int, points: int) -> Line:
    return Line(
        new_id(), new_id(), new_id(), "龙井", "50 克", quantity, amount, stored_value, points, False, 0, sourcing=()
    )


@st.composite
def lines_in_parts(draw: st.DrawFn) -> tuple[Line, list[int]]:
    quantity = draw(st.integers(1, 40))
    amount = draw(st.integers(0, 10_000))
    parts: list[int] = []
    while sum(parts) < quantity:
        parts.append(draw(st.integers(1, quantity - sum(parts))))
    return line(quantity, amount, draw(st.integers(0, amount)), draw(st.integers(0, 500))), parts


@given(lines_in_parts())
def test_parts_in_any_sizes_give_back_exactly_what_was_paid_and_never_more(given_: tuple[Line, list[int]]) -> None:
    """medusa#13433, vendure#890: the sum of partial refunds is what was paid, to the fen."""
    one, parts = given_
    total = Share()
    for pieces in parts:
        step = share(one, total, pieces)
        assert min(step.wechat, step.stored_value, step.points) >= 0
        total = Share(
            total.pieces + pieces,
            total.wechat + step.wechat,
            total.stored_value + step.stored_value,
            total.points + step.points,
        )
        assert total.amount <= one.amount
    assert (total.amount, total.stored_value, total.points) == (one.amount, one.stored_value, one.points)


def test_each_share_is_rounded_down_and_the_last_piece_brings_the_rest() -> None:
    """Fen, fen of stored value and points alike: nobody has more back than the pieces they gave are worth."""
    one, steps, total = line(3, 1_000, 500, 100), [], Share()
    for _ in range(3):
        step = share(one, total, 1)
        steps.append((step.wechat, step.stored_value, step.points))
        total = Share(*(before + now for before, now in zip(astuple(total), astuple(step), strict=True)))
    assert steps == [(166, 166, 33), (167, 167, 33), (167, 167, 34)]


def test_more_pieces_than_bought_give_back_nothing() -> None:
    for before, pieces in ((0, 3), (1, 2), (2, 1), (0, 0), (0, -1)):
        try:
            share(line(2, 100, 0, 0), Share(pieces=before), pieces)
        except ValueError:
            continue
        raise AssertionError((before, pieces))
