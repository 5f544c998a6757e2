"""Freight arithmetic, for any terms and loads."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.delivery.freight import FreightTerms, Load, fee
from app.delivery.states import Basis

UNITS = st.integers(1, 100_000)
FEES = st.integers(0, 100_000)
TERMS = st.builds(
    FreightTerms,
    name=st.just("快递"),
    basis=st.sampled_from(Basis),
    first=UNITS,
    first_fee=FEES,
    extra=UNITS,
    extra_fee=FEES,
    free_over=st.none() | st.integers(1, 1_000_000),
    free_pieces=st.none() | st.integers(1, 1_000),
)
LOADS = st.builds(
    Load,
    pieces=st.integers(1, 1_000),
    weight_g=st.integers(0, 1_000_000),
    volume_cm3=st.integers(0, 1_000_000),
    amount=st.integers(0, 2_000_000),
)


@given(TERMS, LOADS)
def test_a_fee_is_zero_when_free_and_never_below_the_first_fee_otherwise(terms: FreightTerms, load: Load) -> None:
    free = (terms.free_over is not None and load.amount >= terms.free_over) or (
        terms.free_pieces is not None and load.pieces >= terms.free_pieces
    )
    assert fee(terms, load) == 0 if free else fee(terms, load) >= terms.first_fee


@given(TERMS, LOADS, st.integers(0, 1_000), st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_bigger_load_never_costs_less_unless_it_becomes_free(
    terms: FreightTerms, load: Load, pieces: int, weight: int, volume: int
) -> None:
    paid = replace(terms, free_over=None, free_pieces=None)
    bigger = replace(
        load, pieces=load.pieces + pieces, weight_g=load.weight_g + weight, volume_cm3=load.volume_cm3 + volume
    )
    assert fee(paid, bigger) >= fee(paid, load)


@given(TERMS, LOADS, st.integers(1, 500))
def test_each_further_unit_begun_costs_one_extra_fee(terms: FreightTerms, load: Load, begun: int) -> None:
    paid = replace(terms, basis=Basis.WEIGHT, free_over=None, free_pieces=None)
    full = replace(load, weight_g=terms.first + begun * terms.extra)
    just_begun = replace(load, weight_g=terms.first + (begun - 1) * terms.extra + 1)
    assert fee(paid, full) == fee(paid, just_begun) == terms.first_fee + begun * terms.extra_fee


@given(TERMS)
def test_nothing_to_send_costs_nothing(terms: FreightTerms) -> None:
    assert fee(terms, Load(pieces=0, weight_g=500, volume_cm3=500, amount=0)) == 0
