"""Money is whole fen (分). No float comes near it."""

from collections.abc import Sequence
from typing import NewType

Fen = NewType("Fen", int)

BASIS_POINTS = 10_000


def yuan(amount: int) -> str:
    """Fen as yuan for people: 123456 → `1,234.56`."""
    whole, cents = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole:,}.{cents:02d}"


def percent_of(amount: int, basis_points: int) -> Fen:
    """`amount` × basis_points / 10,000, half a fen rounded up (away from zero for negative amounts)."""
    product = abs(amount) * basis_points
    share = (product * 2 + BASIS_POINTS) // (BASIS_POINTS * 2)
    return Fen(share if amount >= 0 else -share)


def split(total: int, weights: Sequence[int], caps: Sequence[int] | None = None) -> list[Fen]:
    """Split `total` ≥ 0 fen in proportion to `weights` by largest remainder; ties go to the earlier line.

    The parts sum to `total` and no part passes its cap. Raises ValueError when the caps together hold less than
    `total`, or on negative input. Lines of weight 0 get something only when the weighted lines are full.
    """
    limits = list(caps) if caps is not None else [total] * len(weights)
    if total < 0 or min(weights, default=0) < 0 or min(limits, default=0) < 0 or len(limits) != len(weights):
        raise ValueError("split needs non-negative amounts and one cap per weight")
    if sum(limits) < total:
        raise ValueError(f"{total} fen do not fit under caps of {sum(limits)} fen")
    parts = [0] * len(weights)
    rest = total
    while rest:
        open_lines = [i for i in range(len(parts)) if parts[i] < limits[i]]
        shares = _largest_remainder(rest, [weights[i] for i in open_lines])
        for i, share in zip(open_lines, shares, strict=True):
            parts[i] += min(share, limits[i] - parts[i])
        rest = total - sum(parts)
    return [Fen(part) for part in parts]


def refund_share(paid: int, quantity: int, returned_before: int, returning: int) -> Fen:
    """What a line of `quantity` pieces that cost `paid` fen gives back for `returning` more pieces.

    Floor shares, and the last piece takes the rest, so the refunds of all pieces sum to `paid` in any order.
    """
    if not 0 < returning <= quantity - returned_before:
        raise ValueError("more pieces returned than bought")
    before = paid * returned_before // quantity
    after = paid * (returned_before + returning) // quantity
    return Fen(after - before)


def _largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    shares = [divmod(total * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    if missing := total - sum(parts):
        remainders = [remainder for _, remainder in shares]
        # A reversed sort keeps equal remainders in the order of the lines.
        for i in sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)[:missing]:
            parts[i] += 1
    return parts
