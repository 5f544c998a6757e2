"""What sending costs: pure arithmetic over the terms of one template at one destination."""

from dataclasses import dataclass

from app.delivery.states import Basis


@dataclass(frozen=True, slots=True)
class FreightTerms:
    """Fees in fen: `first_fee` for the first `first` units, `extra_fee` for each further `extra` begun.

    Free from `free_over` fen of goods after promotions (coupons and points do not count), or from `free_pieces`.
    """

    name: str
    basis: Basis
    first: int
    first_fee: int
    extra: int
    extra_fee: int
    free_over: int | None = None
    free_pieces: int | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent under one template: pieces, grams, cm³, and fen of goods after promotions."""

    pieces: int
    weight_g: int
    volume_cm3: int
    amount: int


def fee(terms: FreightTerms, load: Load) -> int:
    """Fen for a load; 0 for an empty one. A part of an extra unit counts as a whole one."""
    if not load.pieces or _is_free(terms, load):
        return 0
    units = {Basis.PIECE: load.pieces, Basis.WEIGHT: load.weight_g, Basis.VOLUME: load.volume_cm3}[terms.basis]
    over = max(units - terms.first, 0)
    return terms.first_fee + -(-over // terms.extra) * terms.extra_fee


def _is_free(terms: FreightTerms, load: Load) -> bool:
    enough_money = terms.free_over is not None and load.amount >= terms.free_over
    enough_pieces = terms.free_pieces is not None and load.pieces >= terms.free_pieces
    return enough_money or enough_pieces
