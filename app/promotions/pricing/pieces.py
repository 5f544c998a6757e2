"""Single pieces of lines, dearest first: what rules over n pieces choose from."""

from bisect import bisect_left
from collections.abc import Callable, Iterable

from app.promotions.pricing.lines import Lines


def dearest_first(lines: Lines, among: Iterable[int]) -> list[int]:
    """Lines by what one piece costs now, the dearest first; of equals the earlier."""
    return sorted(among, key=lambda i: (-unit(lines, i), i))


def unit(lines: Lines, line: int) -> int:
    """What one piece of the line costs now, a broken fen dropped."""
    return lines.amounts[line] // lines.basket.items[line].quantity


def worth(lines: Lines, used: dict[int, int]) -> dict[int, int]:
    """Fen of `used` pieces per line; all pieces of a line are worth all of it."""
    return {i: lines.amounts[i] * pieces // lines.basket.items[i].quantity for i, pieces in used.items()}


def take(order: Iterable[int], left: list[int], wanted: int) -> dict[int, int]:
    """Up to `wanted` pieces from lines in order, of those `left` per line."""
    used: dict[int, int] = {}
    for i in order:
        if wanted == 0:
            break
        if pieces := min(left[i], wanted):
            used[i] = pieces
            wanted -= pieces
    return used


def most_sets(limit: int, saving: Callable[[int], int]) -> int:
    """How many sets are worth making: `saving(n)` is what the n-th (from 1) saves, never more than the one before."""
    return bisect_left(range(1, limit + 1), True, key=lambda nth: saving(nth) <= 0)
